import { parentPort, workerData } from 'node:worker_threads';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { startFix } from './engine.ts';
import type { FromWorker, WorkerOrder } from './fixInWorker.ts';

/** The worker's whole life: one fix. It ends by itself when the stream has ended and nothing is left to do. */
const { order, options } = workerData as WorkerOrder;
const cancelled = new AbortController();
parentPort?.once('message', () => cancelled.abort());

const say = (message: FromWorker): void => parentPort?.postMessage(message);
const logAt =
  (level: keyof Log) =>
  (message: string): void =>
    say({ kind: 'log', level, message });
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

try {
  for await (const event of startFix(order, { ...options, log }, cancelled.signal)) say({ kind: 'event', event });
} catch (error) {
  if (!isAbort(error, cancelled.signal)) {
    if (error instanceof Error && error.stack) log.debug(error.stack);
    say(
      error instanceof TouchstoneError
        ? { kind: 'failed', message: error.message, next: error.next }
        : { kind: 'failed', message: describeError(error) },
    );
  }
}
parentPort?.close();
