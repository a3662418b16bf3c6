/** Threads that work for the index. They start when there is work for them. */
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/dispose.ts';
import type { ReadJob } from './fileReader.ts';
import type { ReadAnswer, ReaderOrder, WorkReply, WorkRequest } from './readerProtocol.ts';

export interface ReaderPool extends Disposable {
  /** How many threads there are at most. */
  readonly width: number;
  /**
   * Reads a batch; as many answers as jobs. Urgent ones go before those that wait.
   * Rejects when the thread broke down over it; the next batch has a new one.
   */
  read(jobs: readonly ReadJob[], urgent?: boolean): Promise<readonly ReadAnswer[]>;
  /** Learns an embedding from files of `joinFile`. */
  learn(sample: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array>;
  /** Ends the threads that have nothing to do. A parser never gives back the memory of its largest file. */
  rest(): Promise<void>;
}

interface Work {
  readonly request: WorkRequest;
  readonly resolve: (reply: WorkReply) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  doing: Work | undefined;
}

/** In megabytes. Room for the largest file that is read; without limits garbage is kept until there is much of it. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 160 };

/** @param script the bundled `readerWorker.js`. */
export function createReaderPool(script: URL, order: ReaderOrder, width: number): ReaderPool {
  const threads = new Set<Thread>();
  const waiting: Work[] = [];
  let requests = 0;
  let disposed = false;

  const startThread = (): Thread => {
    const worker = new Worker(script, { workerData: order, name: 'touchstone-reader', resourceLimits });
    // Alone it keeps nothing alive.
    worker.unref();
    const thread: Thread = { worker, doing: undefined };
    const end = (cause: Error): void => {
      if (!threads.delete(thread)) return;
      thread.doing?.reject(cause);
      pump();
    };
    worker.on('message', (reply: WorkReply) => {
      const { doing } = thread;
      thread.doing = undefined;
      if (reply.kind === 'failed') doing?.reject(new Error(reply.message));
      else doing?.resolve(reply);
      pump();
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the reading thread ended')));
    threads.add(thread);
    return thread;
  };

  const pump = (): void => {
    while (waiting.length > 0 && !disposed) {
      const idle = [...threads].find((thread) => !thread.doing) ?? (threads.size < width ? startThread() : undefined);
      if (!idle) return;
      const next = waiting.shift()!;
      idle.doing = next;
      idle.worker.postMessage(next.request);
    }
  };

  const ask = (request: WorkRequest, urgent: boolean): Promise<WorkReply> =>
    new Promise((resolve, reject) => {
      if (disposed) return reject(new Error('the index is closed'));
      if (urgent) waiting.unshift({ request, resolve, reject });
      else waiting.push({ request, resolve, reject });
      pump();
    });

  return {
    width,
    async read(jobs, urgent = false) {
      const reply = await ask({ kind: 'read', id: ++requests, jobs }, urgent);
      return reply.kind === 'read' ? reply.files : [];
    },
    async learn(sample) {
      const reply = await ask({ kind: 'learn', id: ++requests, sample }, false);
      if (reply.kind !== 'learned') throw new Error('nothing was learned');
      return reply.model;
    },
    async rest() {
      const idle = [...threads].filter((thread) => !thread.doing);
      for (const thread of idle) threads.delete(thread);
      await Promise.all(idle.map((thread) => thread.worker.terminate()));
    },
    dispose() {
      disposed = true;
      const closed = new Error('the index is closed');
      for (const { reject } of waiting.splice(0)) reject(closed);
      for (const thread of [...threads]) {
        threads.delete(thread);
        thread.doing?.reject(closed);
        void thread.worker.terminate();
      }
    },
  };
}
