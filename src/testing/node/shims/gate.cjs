'use strict';
/**
 * A Node process that was started before its run is wanted (`earlyNode.cjs`) waits here, with what every run
 * loads, until it is told of the run. Nothing of the project was read by then.
 */
const fs = require('node:fs');
const nodeModule = require('node:module');

const GATE = 3;

exports.wait = () => {
  delete process.env.TOUCHSTONE_GATE;
  load();
  const order = JSON.parse(told());
  fs.closeSync(GATE);
  for (const name of Object.keys(process.env)) {
    // The marker by which all processes of a run are found is the same for all that were started together.
    if (name.startsWith('TOUCHSTONE_') && name !== 'TOUCHSTONE_RUN') delete process.env[name];
  }
  Object.assign(process.env, order.environment);
};

function load() {
  require('node:test');
  require('node:assert/strict');
  require('node:child_process');
  if (process.argv.some((word) => /\.[cm]?ts$/.test(word))) loadTypeStripping();
}

/** What takes the types out of TypeScript, where Node has it: half of a start, so only for who needs it. */
function loadTypeStripping() {
  // That it may change says whoever uses it.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    nodeModule.stripTypeScriptTypes?.('let a: 1');
  } catch {
    // Then the first file waits for it.
  } finally {
    process.emitWarning = emitWarning;
  }
}

function told() {
  const parts = [];
  const part = Buffer.alloc(64 * 1024);
  for (;;) {
    let length;
    try {
      length = fs.readSync(GATE, part);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      continue;
    }
    if (length === 0) return Buffer.concat(parts).toString();
    parts.push(Buffer.from(part.subarray(0, length)));
  }
}
