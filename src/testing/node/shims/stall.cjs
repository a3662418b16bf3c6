'use strict';
/**
 * Asks a run that is about to be stopped for its time where it is, and for what it has covered: a loop
 * without end would otherwise leave nothing. A thread of its own waits, since the main one may never
 * come back to its event loop, and interrupts it there as a debugger would.
 */
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const CALLED = 'touchstone.stalled';

if (isMainThread) {
  /** @param tell is given the stack of what is running. */
  exports.watch = (deadline, tell) => {
    const waitMs = deadline - Date.now();
    if (!(waitMs > 0)) return;
    globalThis[Symbol.for(CALLED)] = tell;
    const worker = new Worker(__filename, { workerData: { waitMs, CALLED }, env: {}, execArgv: [] });
    worker.on('error', () => {});
    worker.unref();
  };
} else if (workerData?.CALLED === CALLED) {
  setTimeout(interrupt, workerData.waitMs);
}

function interrupt() {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  let told = false;
  session.on('Debugger.paused', ({ params }) => {
    const resume = () => session.post('Debugger.resume');
    if (told) return resume();
    told = true;
    const { callFrameId } = params.callFrames[0];
    const expression = `globalThis[Symbol.for('${CALLED}')]?.(new Error().stack)`;
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, resume);
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
  // Where nothing runs, because the test waits for something that does not come, there is nothing to pause
  // but this. The timer also keeps the thread alive, which a session alone does not.
  setInterval(() => session.post('Runtime.evaluate', { expression: '0' }), 200);
}
