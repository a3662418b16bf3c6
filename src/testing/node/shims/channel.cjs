'use strict';
/**
 * How a shim tells the runner what happened: one JSON object a line, in a file of this process alone.
 * Written at once, so that what was reported before a hang or a crash is there, and never mixed with
 * what the tests print. The events are those of `testing/reportEvent.ts`.
 */
const fs = require('node:fs');
const path = require('node:path');

let folder = process.env.TOUCHSTONE_REPORT;
let file;
let part = '';
let parts = 0;

/**
 * What is told from here on goes to a file of its own: as if by another process, since the tests of another
 * file have nothing to do with those before.
 */
exports.begin = () => {
  if (file !== undefined) fs.closeSync(file);
  file = undefined;
  const thread = require('node:worker_threads').threadId;
  part = `-${thread}-${++parts}`;
};

exports.report = (event) => {
  if (!folder) return;
  if (event.kind === 'problem' && !hasPlace(`${event.message}\n${event.stack}`)) exports.isOdd = true;
  try {
    file ??= fs.openSync(path.join(folder, `${process.pid}${part}.jsonl`), 'a');
    fs.writeSync(file, JSON.stringify(event) + '\n');
  } catch {
    // The tests must run as they would without us, even when the report cannot be written.
  }
};

/** A process that runs tests again and again tells of each run in the folder of that run. */
exports.reset = () => {
  if (file !== undefined) fs.closeSync(file);
  file = undefined;
  part = '';
  folder = process.env.TOUCHSTONE_REPORT;
  exports.isOdd = false;
};

/** Whether something was told to have gone wrong at no place of the project, by this process since the last `reset`. */
exports.isOdd = false;

function hasPlace(text) {
  for (const [, file] of text.matchAll(/([^\s()'"]+\.[cm]?[jt]sx?):\d+/g)) {
    const whole = path.resolve(file.replace(/^file:\/\//, ''));
    if (!whole.includes(`${path.sep}node_modules${path.sep}`) && fs.existsSync(whole)) return true;
  }
  return false;
}

/** The tests that were asked for, or undefined for all: `[{ file, id, names }]`, files absolute. */
exports.chosen = () => {
  const list = process.env.TOUCHSTONE_ONLY;
  return list ? JSON.parse(fs.readFileSync(list, 'utf8')) : undefined;
};

/** What a failure says and where it happened, from anything that can be thrown. */
exports.describeFailure = (thrown) => {
  if (!(thrown instanceof Error) && typeof thrown?.stack !== 'string') {
    return { message: typeof thrown === 'string' ? thrown : require('node:util').inspect(thrown), stack: '' };
  }
  const text = String(thrown.stack || thrown.message);
  const at = text.search(/\n\s+at /);
  const head = at < 0 ? text : text.slice(0, at);
  const said = String(thrown.message).trimEnd();
  const own = `${thrown.name}: ${said}`;
  // Node puts the place of a syntax error, with the code there, before its name.
  const start = Math.max(head.indexOf(own), 0);
  let message = start > 0 || head.includes(said) ? head.slice(start) : `${own}\n${head}`;
  let stack = start > 0 || at < 0 ? text : text.slice(at + 1);
  for (let cause = thrown.cause, depth = 0; cause?.stack && depth < 5; cause = cause.cause, depth++) {
    stack += `\n${cause.stack}`;
    // “fetch failed” says nothing without it.
    if (cause.message && !message.includes(cause.message)) message += `\ncaused by ${cause.name}: ${cause.message}`;
  }
  return { message, stack };
};
