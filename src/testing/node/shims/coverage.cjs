'use strict';
/**
 * Which code of the workspace ran since the last look, from V8's own counters. Told as ranges of a
 * script's text; the runner makes lines of them, through the script's source map where it has one.
 */
const { readFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { findSourceMap } = require('node:module');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const { report } = require('./channel.cjs');

exports.start = (root, main) => {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Map();

  return {
    /** Tells what ran since the last call; it belongs to these tests, or to all of this process when there is none. */
    take(tests) {
      session.post('Profiler.takePreciseCoverage', (error, answer) => {
        if (error) return;
        const scripts = [];
        for (const { scriptId, url, functions } of answer.result) {
          if (!known.has(scriptId)) known.set(scriptId, introduce(scriptId, url, functions));
          if (!known.get(scriptId)) continue;
          const ranges = executed(functions);
          if (ranges.length > 0) scripts.push([scriptId, ranges]);
        }
        if (scripts.length > 0) report({ kind: 'covered', file: main, tests, scripts });
      });
    },

    /** Before the run is stopped for its time, says where it is and calls `take`. */
    watchForStall(take) {
      require('./stall.cjs').watch(Number(process.env.TOUCHSTONE_DEADLINE), (stack) => {
        report({ kind: 'stalled', stack });
        take();
      });
    },
  };

  /** Tells what a script is, once, if it is a file of the workspace. */
  function introduce(id, url, functions) {
    // Where Node has stripped types, the script is named by its plain path.
    const file = url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
    if (!file.startsWith(root + path.sep) || file.includes(`${path.sep}node_modules${path.sep}`)) return false;
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
    return true;
  }
};

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
