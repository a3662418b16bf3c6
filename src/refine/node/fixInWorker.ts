import { Worker } from 'node:worker_threads';
import { TouchstoneError } from '../../base/errors.ts';
import { streamOf } from '../../base/stream.ts';
import type { Log } from '../../base/log.ts';
import type { FixEvent } from '../event.ts';
import type { EngineOptions, FixOrder } from './engine.ts';

/** What goes into the worker when it starts, and what comes out of it. Only plain data crosses. */
export interface WorkerOrder {
  readonly order: FixOrder;
  readonly options: Omit<EngineOptions, 'log'>;
}

export type FromWorker =
  | { readonly kind: 'event'; readonly event: FixEvent }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly next?: string };

/** How long a cancelled worker may take to end its children and remove its copies. */
const farewellMs = 5_000;

/**
 * The same stream of facts as `startFix`, made in a worker thread: parsing and searching never block
 * the extension host.
 * @param script the bundled `fixWorker.js`.
 */
export function fixInWorker(
  script: URL,
  order: FixOrder,
  { log, ...options }: EngineOptions,
  signal: AbortSignal,
): AsyncGenerator<FixEvent, void> {
  return streamOf<FixEvent>(async (emit, stop) => {
    stop.throwIfAborted();
    const workerData: WorkerOrder = { order, options };
    const worker = new Worker(script, { workerData, name: 'touchstone-fix', stdout: false, stderr: false });
    let failure: Error | undefined;
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'event':
          return emit(message.event);
        case 'log':
          return log[message.level](message.message);
        case 'failed':
          failure = new TouchstoneError(
            message.message,
            message.next ?? 'The log says more: run “Touchstone: Show Log”.',
          );
      }
    });
    worker.on('error', (cause: Error) => {
      failure = new TouchstoneError(`The search broke down: ${cause.message}`, 'Run it again; the log says more.', {
        cause,
      });
    });
    let farewell: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      worker.postMessage('cancel');
      farewell = setTimeout(() => void worker.terminate(), farewellMs);
    };
    stop.addEventListener('abort', cancel, { once: true });
    try {
      await new Promise((resolve) => worker.once('exit', resolve));
    } finally {
      clearTimeout(farewell);
      stop.removeEventListener('abort', cancel);
    }
    stop.throwIfAborted();
    if (failure) throw failure;
  }, signal);
}
