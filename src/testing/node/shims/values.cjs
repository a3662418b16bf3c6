'use strict';
/**
 * Watches the variables at chosen lines of a Node process: breakpoints of V8's inspector whose condition notes the
 * values and is never true, so nothing ever stops. The lines are those of the source that a person wrote; a script
 * that was made from it is watched where its source map says.
 *
 * `TOUCHSTONE_VALUES` is a folder: `watch.json` holds `[{ path, line, names }]`, paths absolute, and what was seen is
 * written beside it, one JSON object a line, in a file of this process alone.
 */
const fs = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const NOTE = 'touchstone.note';
const FIRST_HITS = 3;
const LONGEST = 80;

exports.start = (folder) => {
  const watched = JSON.parse(fs.readFileSync(path.join(folder, 'watch.json'), 'utf8'));
  const file = path.join(folder, `${process.pid}.values.jsonl`);
  const session = new Session();
  const seen = watched.map(() => ({ times: 0, last: undefined, writtenAt: 0 }));
  const write = (place) => {
    const { times, last } = seen[place];
    seen[place].writtenAt = times;
    try {
      fs.appendFileSync(file, JSON.stringify({ place, hit: times, values: last }) + '\n');
    } catch {
      // The test must run as it would without us.
    }
  };

  const note = (place, read) => {
    try {
      const row = seen[place];
      row.times++;
      // The first ones at once, and ever more seldom: a loop without end must leave something too.
      const due = row.times <= FIRST_HITS || (row.times & (row.times - 1)) === 0;
      row.last = valuesOf(read);
      if (due) write(place);
    } catch {
      // A value that cannot be read is left out.
    }
    return false;
  };
  // Code in a context of its own, as jest runs it, has a copy of `process` and no other way to us.
  Object.defineProperty(process, NOTE, { value: note });
  process.on('exit', () => seen.forEach((row, place) => row.times > row.writtenAt && write(place)));

  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => {
    try {
      watch(params);
    } catch {
      // A map that cannot be read: the script is not watched.
    }
  });
  session.post('Debugger.enable');

  function watch({ scriptId, url, sourceMapURL, startLine }) {
    const script = pathOf(url);
    if (script === undefined) return;
    const direct = watched.flatMap((each, place) => (each.path === script ? [place] : []));
    if (!sourceMapURL) {
      for (const place of direct) stopAt(scriptId, startLine + watched[place].line - 1, 0, place);
      return;
    }
    const map = readMap(sourceMapURL, script);
    if (!map) return;
    const generated = firstPlaces(map, script);
    for (const [place, at] of generated) stopAt(scriptId, startLine + at.line, at.column, place);
  }

  function stopAt(scriptId, lineNumber, columnNumber, place) {
    const names = watched[place].names.map((name) => `[${JSON.stringify(name)},()=>(${name})]`).join(',');
    const condition = `process[${JSON.stringify(NOTE)}]?.(${place},[${names}])`;
    session.post('Debugger.setBreakpoint', { location: { scriptId, lineNumber, columnNumber }, condition });
  }

  /** Where each watched line begins in a generated script. */
  function firstPlaces(map, script) {
    const base = path.resolve(path.dirname(script), map.sourceRoot ? localPath(map.sourceRoot) : '');
    const sources = map.sources.map((source) => path.resolve(base, localPath(source)));
    const wanted = new Map();
    watched.forEach((each, place) => {
      const source = sources.indexOf(each.path);
      if (source >= 0) wanted.set(`${source}:${each.line - 1}`, place);
    });
    const found = new Map();
    if (wanted.size === 0) return found;
    for (const segment of segments(map.mappings)) {
      const place = wanted.get(`${segment.source}:${segment.sourceLine}`);
      if (place !== undefined && !found.has(place)) found.set(place, segment);
    }
    return found;
  }
};

/** A variable that is not there yet, or a getter that throws, is left out. */
function valuesOf(read) {
  const values = [];
  for (const [name, get] of read) {
    try {
      const value = get();
      if (typeof value !== 'function') values.push([name, shown(value)]);
    } catch {
      continue;
    }
  }
  return values;
}

/** Short, and safe for what refers to itself. No code of the value itself is run: neither `inspect` nor a getter. */
function shown(value) {
  const text = require('node:util').inspect(value, {
    depth: 2,
    maxArrayLength: 8,
    maxStringLength: LONGEST,
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    getters: false,
  });
  return text.length <= 2 * LONGEST ? text : `${text.slice(0, 2 * LONGEST)} …`;
}

function pathOf(url) {
  if (url.startsWith('file:')) return fileURLToPath(url.replace(/[?#].*$/, ''));
  return path.isAbsolute(url) ? url.replace(/[?#].*$/, '') : undefined;
}

const localPath = (source) => (source.startsWith('file:') ? fileURLToPath(source) : source.replace(/[?#].*$/, ''));

function readMap(url, script) {
  const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  const text = data
    ? data[1]
      ? Buffer.from(data[2], 'base64').toString('utf8')
      : decodeURIComponent(data[2])
    : fs.readFileSync(path.resolve(path.dirname(script), localPath(url)), 'utf8');
  const map = JSON.parse(text);
  return Array.isArray(map.sources) && typeof map.mappings === 'string' ? map : undefined;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The segments of a source map in the order of the generated text. (ECMA-426: base 64 VLQ, each relative to the last.) */
function* segments(mappings) {
  let source = 0;
  let sourceLine = 0;
  for (const [line, row] of mappings.split(';').entries()) {
    let column = 0;
    for (const text of row.split(',')) {
      const numbers = decoded(text);
      column += numbers[0] ?? 0;
      if (numbers.length < 4) continue;
      source += numbers[1];
      sourceLine += numbers[2];
      yield { line, column, source, sourceLine };
    }
  }
}

function decoded(text) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of text) {
    const bits = DIGITS.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
