import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/dispose.ts';
import { TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { familyOf } from '../embedded/family.ts';
import type { Check } from '../engine.ts';
import type { CompletionRequest, SourceEvent, SuggestionSource } from '../suggestion.ts';
import type { EmbeddedThreadOptions, FromEmbedded, ToEmbedded } from './completionProtocol.ts';

/** The embedded engine and the parse check of one workspace folder, or of none, in a thread of their own. */
export interface EmbeddedThread extends Disposable {
  readonly source: SuggestionSource;
  readonly check: Check;
  /** Reads what the workspace has in a file's languages. Suggestions do not wait for it: the open file is known at once. */
  prepare(path: string): void;
  /** A file was written, or is gone (`undefined`). */
  change(path: string, text: string | undefined): void;
}

type Answer = Extract<FromEmbedded, { readonly id: number }>;
type Question = Extract<ToEmbedded, { readonly id: number }>;
/** `Omit` that keeps a union's members apart. */
type Unnumbered<One> = One extends unknown ? Omit<One, 'id'> : never;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

/** A thread that breaks down so often is not started again. */
const mostBreakdowns = 3;

/** @param script the bundled `completionWorker.js`; its thread starts when it is first asked for something. */
export function startEmbeddedThread(script: URL, options: EmbeddedThreadOptions, log: Log): EmbeddedThread {
  const waiting = new Map<number, Waiting>();
  /** Told again to a thread that takes the place of one that broke down. */
  const prepared = new Map<string, string>();
  let worker: Worker | undefined;
  let questions = 0;
  let breakdowns = 0;
  let isDisposed = false;

  const start = (): Worker => {
    const started = new Worker(script, { workerData: options, name: 'touchstone-completion' });
    started.unref();
    started.on('message', (message: FromEmbedded) => {
      if (message.kind === 'log') return log[message.level](message.message);
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      one?.resolve(message);
    });
    started.on('error', (cause: Error) => {
      breakdowns++;
      log.error(`The engine for suggestions broke down: ${cause.message}`);
    });
    started.on('exit', () => {
      if (worker === started) worker = undefined;
      for (const one of waiting.values()) one.reject(brokenDown());
      waiting.clear();
    });
    for (const path of prepared.values()) started.postMessage({ kind: 'prepare', path } satisfies ToEmbedded);
    return started;
  };

  const send = (message: ToEmbedded): void => {
    if (isDisposed || breakdowns >= mostBreakdowns) throw brokenDown();
    worker ??= start();
    worker.postMessage(message);
  };

  async function ask(question: Unnumbered<Question>, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const id = ++questions;
    let cancel: (() => void) | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        cancel = () => {
          waiting.delete(id);
          worker?.postMessage({ kind: 'cancel', id } satisfies ToEmbedded);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        waiting.set(id, { resolve, reject });
        send({ ...question, id });
      });
    } finally {
      waiting.delete(id);
      if (cancel) signal?.removeEventListener('abort', cancel);
    }
  }

  const source: SuggestionSource = {
    name: 'embedded',
    isInstant: true,
    async *suggest(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
      // Context is for a model, and may be long.
      const answer = await ask({ kind: 'suggest', request: { ...request, context: [] } }, signal);
      if (answer.kind === 'failed') throw new TouchstoneError(answer.message, 'The log says more.');
      if (answer.kind === 'suggested') yield* answer.events;
    },
  };

  return {
    source,
    async check(place, texts) {
      const { path, text, offset } = place;
      const answer = await ask({ kind: 'check', place: { path, text, offset }, texts });
      return answer.kind === 'checked' ? answer.trust : texts.map(() => 1);
    },
    prepare(path) {
      if (isDisposed || breakdowns >= mostBreakdowns) return;
      worker ??= start();
      prepared.set(familyOf(path), path);
      worker.postMessage({ kind: 'prepare', path } satisfies ToEmbedded);
    },
    change(path, text) {
      worker?.postMessage({ kind: 'change', path, text } satisfies ToEmbedded);
    },
    dispose() {
      isDisposed = true;
      void worker?.terminate();
    },
  };
}

function brokenDown(): TouchstoneError {
  return new TouchstoneError(
    'The engine for suggestions has broken down.',
    'Reload the window; the log says what happened.',
  );
}
