'use strict';
/**
 * Which code of the workspace ran since the last look, from V8's own counters. Told as ranges of a
 * script's text; the runner makes lines of them, through the script's source map where it has one.
 */
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { findSourceMap } = require('node:module');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { threadId } = require('node:worker_threads');
const { report } = require('./channel.cjs');

const folder = process.env.TOUCHSTONE_REPORT;

/**
 * @param transformed whether scripts are made by the test tool itself, in memory: what ran, and the map back to
 * its source, is then known to V8 alone
 */
exports.start = (root, main, transformed = false) => {
  const session = new Session();
  session.connect();
  if (transformed) {
    // Scripts are read through the debugger. Nobody is there to go on after a `debugger` statement.
    session.post('Debugger.enable');
    session.post('Debugger.setSkipAllPauses', { skip: true });
  }
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Map();
  /** What of a script has run while it was loaded. */
  const loads = new Map();

  return {
    /** Tells what ran since the last call; it belongs to these tests, or to all of this process when there is none. */
    take(tests) {
      session.post('Profiler.takePreciseCoverage', (error, answer) => {
        if (error) return;
        const scripts = [];
        const loaded = [];
        for (const { scriptId, url, functions } of answer.result) {
          if (!known.has(scriptId)) {
            known.set(scriptId, introduce(scriptId, url, functions));
            // V8 takes a script that it knows for another context, and does not count what loading it runs.
            if (loads.has(scriptId)) loaded.push([scriptId, loads.get(scriptId)]);
          }
          const shift = known.get(scriptId);
          if (shift === undefined) continue;
          const ranges = executed(functions).map((offset) => Math.max(0, offset - shift));
          if (ranges.length > 0) scripts.push([scriptId, ranges]);
          if (!loads.has(scriptId)) loads.set(scriptId, ranges);
        }
        if (loaded.length > 0) report({ kind: 'covered', file: main, tests: [], scripts: loaded });
        if (scripts.length > 0) report({ kind: 'covered', file: main, tests, scripts });
      });
    },

    /** What follows is of another test file, and told apart from what was before: scripts are told again. */
    forget(file) {
      main = file;
      known.clear();
    },

    /** Before the run is stopped for its time, says where it is and calls `take`. */
    watchForStall(take) {
      require('./stall.cjs').watch(Number(process.env.TOUCHSTONE_DEADLINE), (stack) => {
        report({ kind: 'stalled', stack });
        take();
      });
    },
  };

  /**
   * Tells what a script is, once, if it is a file of the workspace. Returns how far into the script the text
   * of the file begins.
   */
  function introduce(id, url, functions) {
    // Where Node has stripped types, the script is named by its plain path.
    const file = url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
    if (!file.startsWith(root + path.sep) || file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
    if (transformed) return introduceTransformed(id, file);
    const map = findSourceMap(file) ?? findSourceMap(url);
    // The whole script is the range of its first function when it has just been loaded.
    const whole = functions.find((each) => each.functionName === '' && each.ranges[0].startOffset === 0);
    report({
      kind: 'script',
      id,
      file,
      length: whole?.ranges[0].endOffset,
      ...(map ? { map: map.payload, lineLengths: map.lineLengths } : { text: strippedText(file) }),
    });
    return 0;
  }

  function introduceTransformed(id, script) {
    let source = '';
    session.post('Debugger.getScriptSource', { scriptId: id }, (error, answer) => {
      if (!error) source = answer.scriptSource;
    });
    const header = WRAPPER.exec(source)?.[0].length ?? 0;
    const code = source.slice(header);
    // Parts of one file are told apart by what follows a question mark.
    const file = script.replace(/\?.*$/, '');
    const map = inlineMap(code, file);
    report({ kind: 'script', id, file, ...(map ? { kept: keep(file, code, map) } : { length: code.length }) });
    return header;
  }
};

/** Each test file loads the same modules again: a map is written once for all of them. Returns its name. */
function keep(file, code, map) {
  const name = `${createHash('sha1').update(`${file}\n${code}`).digest('hex')}.map.json`;
  const place = path.join(folder, name);
  if (existsSync(place)) return name;
  const lineLengths = code.split('\n').map((line) => line.length);
  const part = `${place}.${process.pid}-${threadId}`;
  writeFileSync(part, JSON.stringify({ map, lineLengths }));
  renameSync(part, place);
  return name;
}

/** What vite and jest put before the code of a module, on its first line. */
const WRAPPER = /^(?:'use strict';\s*async \([^()]*\)=>\{\{|\(\{"Object\.<anonymous>":function\([^()]*\)\{)/;

/** The source map that a script's last comment holds or names. */
function inlineMap(code, file) {
  const url = [...code.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)/gm)].at(-1)?.[1];
  if (!url) return undefined;
  try {
    const inline = /^data:[^,]*?(;base64)?,(.*)$/.exec(url);
    if (!inline) return JSON.parse(readFileSync(path.resolve(path.dirname(file), url), 'utf8'));
    return JSON.parse(inline[1] ? Buffer.from(inline[2], 'base64').toString('utf8') : decodeURIComponent(inline[2]));
  } catch {
    return undefined;
  }
}

/** What Node made of a TypeScript file: the same places, with blanks where types were. */
function strippedText(file) {
  const { stripTypeScriptTypes } = require('node:module');
  if (!stripTypeScriptTypes || !/\.[cm]?ts$/.test(file)) return undefined;
  const { emitWarning } = process;
  try {
    // It warns that it is experimental, which is nothing that the tests' output should say.
    process.emitWarning = () => {};
    return stripTypeScriptTypes(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** `[start, end, start, end, …]`: where the innermost counter is above zero. */
function executed(functions) {
  const ranges = functions.flatMap((each) => each.ranges);
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const result = [];
  const open = [];
  let from = 0;
  const reach = (to) => {
    if (to > from && open.at(-1)?.count > 0) {
      if (result.at(-1) === from) result[result.length - 1] = to;
      else result.push(from, to);
    }
    from = to;
  };
  const closeUntil = (offset) => {
    while (open.length > 0 && open.at(-1).endOffset <= offset) {
      reach(open.at(-1).endOffset);
      open.pop();
    }
  };
  for (const range of ranges) {
    closeUntil(range.startOffset);
    reach(range.startOffset);
    open.push(range);
  }
  closeUntil(Infinity);
  return result;
}
