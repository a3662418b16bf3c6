import { parentPort, workerData } from 'node:worker_threads';
import { isAbort } from '../../base/abort.ts';
import type { Log } from '../../base/log.ts';
import { startFix } from './engine.ts';
import type { FromWorker, ToWorker, WorkerOrder } from './fixInWorker.ts';
import type { KnownBaselines } from '../knownBaselines.ts';
import { callHost } from './hostCalls.ts';
import { sendError } from '../../model/node/sentError.ts';

/** The worker's whole life: one fix. It ends by itself when the stream has ended and nothing is left to do. */
const { order, options, offer, kept } = workerData as WorkerOrder;
const cancelled = new AbortController();
const enough = new AbortController();

const say = (message: FromWorker): void => parentPort?.postMessage(message);
const logAt =
  (level: keyof Log) =>
  (message: string): void =>
    say({ kind: 'log', level, message });
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

const desk = callHost(offer, say, log);
parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'cancel') cancelled.abort();
  else if (message.kind === 'enough') enough.abort();
  else desk.receive(message);
});

const known = new Map(kept);
const baselines: KnownBaselines = {
  get: (key) => known.get(key),
  set: (key, baseline) => say({ kind: 'baseline', key, kept: baseline }),
};

try {
  const facts = startFix(order, { ...options, ...desk.host, enough: enough.signal, baselines }, cancelled.signal);
  for await (const event of facts) say({ kind: 'event', event });
} catch (error) {
  if (!isAbort(error, cancelled.signal)) {
    if (error instanceof Error && error.stack) log.debug(error.stack);
    say({ kind: 'failed', error: sendError(error) });
  }
}
parentPort?.close();
