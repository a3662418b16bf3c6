import { Worker } from 'node:worker_threads';
import { TouchstoneError } from '../../base/errors.ts';
import { streamOf } from '../../base/stream.ts';
import type { Log } from '../../base/log.ts';
import type { FixEvent } from '../event.ts';
import type { HostFunctions } from '../hostFunctions.ts';
import type { KeptBaseline } from '../knownBaselines.ts';
import type { EngineOptions, FixOrder } from './engine.ts';
import { answerCalls, offerOf, type HostCall, type HostReply, type Offer } from './hostCalls.ts';
import { reviveError, type SentError } from '../../model/node/sentError.ts';

/** What goes into the worker when it starts. Only plain data crosses. */
export interface WorkerOrder {
  readonly order: FixOrder;
  readonly options: Omit<EngineOptions, keyof HostFunctions | 'baselines'>;
  readonly offer: Offer;
  readonly kept: readonly (readonly [string, KeptBaseline])[];
}

export type ToWorker = { readonly kind: 'cancel' } | { readonly kind: 'enough' } | HostReply;

export type FromWorker =
  | { readonly kind: 'event'; readonly event: FixEvent }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string }
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'baseline'; readonly key: string; readonly kept: KeptBaseline }
  | HostCall;

/** How long a cancelled worker may take to end its children and remove its copies. */
const farewellMs = 5_000;
/** What the tests said last, for the workers of this session: a worker lives for one fix. */
const session = new Map<string, KeptBaseline>();
const mostKept = 3;

/**
 * The same stream of facts as `startFix`, made in a worker thread: parsing and searching never block
 * the extension host.
 * @param script the bundled `fixWorker.js`.
 */
export function fixInWorker(
  script: URL,
  order: FixOrder,
  { log, model, ask, searchIndex, enough, baselines: _, ...options }: EngineOptions,
  signal: AbortSignal,
): AsyncGenerator<FixEvent, void> {
  return streamOf<FixEvent>(async (emit, stop) => {
    stop.throwIfAborted();
    const host = { ...(model && { model }), ...(ask && { ask }), ...(searchIndex && { searchIndex }) };
    const workerData: WorkerOrder = { order, options, offer: offerOf(host), kept: [...session] };
    const worker = new Worker(script, { workerData, name: 'touchstone-fix', stdout: false, stderr: false });
    const tell = (message: ToWorker): void => worker.postMessage(message);
    const desk = answerCalls(host, tell);
    let failure: Error | undefined;
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'event':
          return emit(message.event);
        case 'log':
          return log[message.level](message.message);
        case 'baseline':
          return keep(message.key, message.kept);
        case 'call':
        case 'leave':
          return desk.receive(message);
        case 'failed': {
          const error = reviveError(message.error);
          failure =
            error instanceof TouchstoneError
              ? error
              : new TouchstoneError(error.message, 'The log says more: run “Touchstone: Show Log”.', { cause: error });
        }
      }
    });
    worker.on('error', (cause: Error) => {
      failure = new TouchstoneError(`The search broke down: ${cause.message}`, 'Run it again; the log says more.', {
        cause,
      });
    });
    let farewell: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      desk.close();
      tell({ kind: 'cancel' });
      farewell = setTimeout(() => void worker.terminate(), farewellMs);
    };
    const finish = (): void => tell({ kind: 'enough' });
    stop.addEventListener('abort', cancel, { once: true });
    enough?.addEventListener('abort', finish, { once: true });
    try {
      await new Promise((resolve) => worker.once('exit', resolve));
    } finally {
      clearTimeout(farewell);
      desk.close();
      stop.removeEventListener('abort', cancel);
      enough?.removeEventListener('abort', finish);
    }
    stop.throwIfAborted();
    if (failure) throw failure;
  }, signal);
}

function keep(key: string, kept: KeptBaseline): void {
  session.delete(key);
  session.set(key, kept);
  const [oldest] = session.keys();
  if (session.size > mostKept && oldest !== undefined) session.delete(oldest);
}
