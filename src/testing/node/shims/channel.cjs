'use strict';
/**
 * How a shim tells the runner what happened: one JSON object a line, in a file of this process alone.
 * Written at once, so that what was reported before a hang or a crash is there, and never mixed with
 * what the tests print. The events are those of `testing/reportEvent.ts`.
 */
const fs = require('node:fs');
const path = require('node:path');

const folder = process.env.TOUCHSTONE_REPORT;
let file;

exports.report = (event) => {
  if (!folder) return;
  try {
    file ??= fs.openSync(path.join(folder, `${process.pid}.jsonl`), 'a');
    fs.writeSync(file, JSON.stringify(event) + '\n');
  } catch {
    // The tests must run as they would without us, even when the report cannot be written.
  }
};

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
  const message = start > 0 || head.includes(said) ? head.slice(start) : `${own}\n${head}`;
  let stack = start > 0 || at < 0 ? text : text.slice(at + 1);
  for (let cause = thrown.cause, depth = 0; cause?.stack && depth < 5; cause = cause.cause, depth++) {
    stack += `\n${cause.stack}`;
  }
  return { message, stack };
};
