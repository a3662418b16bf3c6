'use strict';
/**
 * Asks a run that is about to be stopped for its time where it is, and for what it has covered: a loop
 * without end would otherwise leave nothing. A thread of its own waits, since the main one may never
 * come back to its event loop, and interrupts it there as a debugger would.
 */
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const CALLED = 'touchstone.stalled';

if (isMainThread) {
  /** @param tell is given the stack of what is running. Returns what ends the wait. */
  exports.watch = (deadline, tell) => {
    if (!(deadline > 0)) return () => {};
    // On a loaded machine a process may begin when its time is nearly up.
    const waitMs = Math.max(deadline - Date.now(), 100);
    // The innermost frame is that of the question itself.
    globalThis[Symbol.for(CALLED)] = (stack) => tell(stack.replace(/\n\s+at <anonymous>[^\n]*/, ''));
    const worker = new Worker(__filename, { workerData: { waitMs, CALLED }, env: {}, execArgv: [] });
    worker.on('error', () => {});
    worker.unref();
    return () => worker.terminate();
  };
} else if (workerData?.CALLED === CALLED) {
  setTimeout(interrupt, workerData.waitMs);
} else {
  // Of the threads of a process only the first can be interrupted from beside it.
  exports.watch = () => () => {};
}

function interrupt() {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  let told = false;
  session.on('Debugger.paused', () => {
    const resume = () => session.post('Debugger.resume');
    if (told) return resume();
    told = true;
    // In the first realm, where the function is: a test of jest's runs in one of its own. What is paused lies
    // under it on the stack all the same.
    session.post(
      'Runtime.evaluate',
      { expression: `globalThis[Symbol.for('${CALLED}')]?.(new Error().stack)` },
      resume,
    );
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
  // Where nothing runs, because the test waits for something that does not come, there is nothing to pause
  // but this. The timer also keeps the thread alive, which a session alone does not.
  setInterval(() => session.post('Runtime.evaluate', { expression: '0' }), 200);
}
