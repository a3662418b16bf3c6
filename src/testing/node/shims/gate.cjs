'use strict';
/**
 * A Node process that was started before its run is wanted (`earlyNode.cjs`) waits here, with what every run
 * loads, until it is told of the run. Nothing of the project was read by then.
 */
const fs = require('node:fs');
const nodeModule = require('node:module');
const { ask, canAsk, readLine, readsTypes } = require('./stripTypes.cjs');

const GATE = 3;

exports.wait = () => {
  const isServed = process.env.TOUCHSTONE_GATE === 'with types';
  delete process.env.TOUCHSTONE_GATE;
  // What else reads TypeScript, such as mocha, may have been told to read it in a way of its own.
  const isTyped = /\.[cm]?ts$/.test(process.argv[1] ?? '') && readsTypes();
  const asks = isTyped && isServed && canAsk();
  require('node:test');
  require('node:assert/strict');
  require('node:child_process');
  if (isTyped && !asks) loadTypeStripping();
  const order = JSON.parse(readLine(GATE));
  for (const name of Object.keys(process.env)) {
    // The marker by which all processes of a run are found is the same for all that were started together.
    if (name.startsWith('TOUCHSTONE_') && name !== 'TOUCHSTONE_RUN') delete process.env[name];
  }
  Object.assign(process.env, order.environment);
  if (asks) ask(GATE);
  else fs.closeSync(GATE);
};

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
