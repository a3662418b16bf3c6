import { parentPort, workerData } from 'node:worker_threads';
import { isAbort } from '../../base/abort.ts';
import type { Log } from '../../base/log.ts';
import { sendError } from '../../model/node/sentError.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { callEditHost } from './editCalls.ts';
import { startEdit } from './editEngine.ts';
import type { EditWorkerOrder, FromEditWorker, ToEditWorker } from './editInWorker.ts';
import { startExplain } from './explainEngine.ts';

/** The worker's whole life: one edit, or one explanation. It ends by itself when nothing is left to do. */
const { job, host, runs, offer } = workerData as EditWorkerOrder;
const cancelled = new AbortController();

const say = (message: FromEditWorker): void => parentPort?.postMessage(message);
const logAt =
  (level: keyof Log) =>
  (message: string): void =>
    say({ kind: 'log', level, message });
const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

const desk = callEditHost(offer, say);
parentPort?.on('message', (message: ToEditWorker) => {
  if (message.kind === 'cancel') cancelled.abort();
  else desk.receive(message);
});

const whyNotRun = ({ line, directory }: TestCommand): string | undefined =>
  runs.commands.some((each) => each.line === line && each.directory === directory) ? undefined : runs.whyNoOther;

try {
  const whole = { ...host, ...desk.host, log, whyNotRun };
  const facts =
    job.kind === 'edit'
      ? startEdit(job.request, whole, cancelled.signal)
      : startExplain(job.request, whole, cancelled.signal);
  for await (const event of facts) say({ kind: 'event', event });
} catch (error) {
  if (!isAbort(error, cancelled.signal)) {
    if (error instanceof Error && error.stack) log.debug(error.stack);
    say({ kind: 'failed', error: sendError(error) });
  }
}
parentPort?.close();
