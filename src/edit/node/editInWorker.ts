import { Worker } from 'node:worker_threads';
import { TouchstoneError } from '../../base/errors.ts';
import { streamOf } from '../../base/stream.ts';
import type { Log } from '../../base/log.ts';
import { reviveError, type SentError } from '../../model/node/sentError.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import type { ExplainEvent, ExplainRequest } from '../explain.ts';
import type { EditHost } from './editEngine.ts';
import {
  answerEdit,
  editOffer,
  type EditCall,
  type EditFunctions,
  type EditOffer,
  type EditReply,
} from './editCalls.ts';

/** What the user allows to be run for a check, and why nothing else is. Plain data, as all that crosses. */
export interface AllowedCommands {
  readonly commands: readonly { readonly line: string; readonly directory: string }[];
  /** A whole sentence. */
  readonly whyNoOther: string;
}

type PlainHost = Pick<
  EditHost,
  'assets' | 'environment' | 'allowed' | 'sandbox' | 'storage' | 'unsaved' | 'formatRecord' | 'given'
>;

/** An edit's host in the editor: what is plain goes into the worker, functions are called from there. */
export interface WorkerHost extends PlainHost, EditFunctions {
  readonly log: Log;
  readonly runs: AllowedCommands;
}

/** What goes into the worker when it starts. */
export interface EditWorkerOrder {
  readonly job:
    | { readonly kind: 'edit'; readonly request: EditRequest }
    | { readonly kind: 'explain'; readonly request: ExplainRequest };
  readonly host: PlainHost;
  readonly runs: AllowedCommands;
  readonly offer: EditOffer;
}

export type ToEditWorker = { readonly kind: 'cancel' } | EditReply;

export type FromEditWorker =
  | { readonly kind: 'event'; readonly event: EditEvent | ExplainEvent }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string }
  | { readonly kind: 'failed'; readonly error: SentError }
  | EditCall;

/** How long a cancelled worker may take to end its children and remove its copies. */
const farewellMs = 5_000;

/**
 * The same stream of facts as `startEdit`, made in a worker thread: reading and parsing never block the extension host.
 * @param script the bundled `editWorker.js`.
 */
export function editInWorker(
  script: URL,
  request: EditRequest,
  host: WorkerHost,
  signal: AbortSignal,
): AsyncGenerator<EditEvent, void> {
  return inWorker<EditEvent>(script, { kind: 'edit', request }, host, signal);
}

/** An explanation, made in the same worker. */
export function explainInWorker(
  script: URL,
  request: ExplainRequest,
  host: WorkerHost,
  signal: AbortSignal,
): AsyncGenerator<ExplainEvent, void> {
  return inWorker<ExplainEvent>(script, { kind: 'explain', request }, host, signal);
}

function inWorker<Event extends EditEvent | ExplainEvent>(
  script: URL,
  job: EditWorkerOrder['job'],
  { log, runs, model, lookup, ...plain }: WorkerHost,
  signal: AbortSignal,
): AsyncGenerator<Event, void> {
  return streamOf<Event>(async (emit, stop) => {
    stop.throwIfAborted();
    const functions = { ...(model && { model }), ...(lookup && { lookup }) };
    const workerData: EditWorkerOrder = { job, host: plain, runs, offer: editOffer(functions) };
    const worker = new Worker(script, { workerData, name: 'touchstone-edit', stdout: false, stderr: false });
    const tell = (message: ToEditWorker): void => worker.postMessage(message);
    const desk = answerEdit(functions, tell);
    let failure: Error | undefined;
    worker.on('message', (message: FromEditWorker) => {
      switch (message.kind) {
        case 'event':
          // The job decides which of the two kinds of events there are.
          return emit(message.event as Event);
        case 'log':
          return log[message.level](message.message);
        case 'call':
        case 'leave':
          return desk.receive(message);
        case 'failed':
          failure = told(reviveError(message.error));
      }
    });
    worker.on('error', (cause: Error) => {
      failure = new TouchstoneError(`The edit broke down: ${cause.message}`, 'Run it again; the log says more.', {
        cause,
      });
    });
    let farewell: NodeJS.Timeout | undefined;
    let gone = (): void => {};
    const cancelled = new Promise<void>((resolve) => (gone = resolve));
    // Whoever cancels need not wait until the copies are gone.
    const cancel = (): void => {
      desk.close();
      tell({ kind: 'cancel' });
      farewell = setTimeout(() => void worker.terminate(), farewellMs);
      gone();
    };
    stop.addEventListener('abort', cancel, { once: true });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    void ended.then(() => clearTimeout(farewell));
    try {
      await Promise.race([ended, cancelled]);
    } finally {
      desk.close();
      stop.removeEventListener('abort', cancel);
    }
    stop.throwIfAborted();
    if (failure) throw failure;
  }, signal);
}

const told = (error: Error): TouchstoneError =>
  error instanceof TouchstoneError
    ? error
    : new TouchstoneError(error.message, 'The log says more: run “Touchstone: Show Log”.', { cause: error });
