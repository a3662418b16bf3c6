/**
 * Both ends of what a worker asks of the thread that started it: a call has a number, its answer comes in parts or as
 * one value, and either side may end it early.
 */

import { isAbort } from '../../base/abort.ts';
import { reviveError, sendError, type SentError } from './sentError.ts';

/** To the host. `Wish` is plain data. */
export type ThreadCall<Wish> =
  { readonly kind: 'call'; readonly id: number; readonly wish: Wish } | { readonly kind: 'leave'; readonly id: number };

/** From the host. */
export type ThreadReply<Part, Value> =
  | { readonly kind: 'part'; readonly id: number; readonly part: Part }
  | { readonly kind: 'end'; readonly id: number; readonly value: Value }
  | { readonly kind: 'threw'; readonly id: number; readonly error: SentError };

/** The host's end. */
export interface ThreadDesk<Wish> {
  receive(call: ThreadCall<Wish>): void;
  /** Ends all that is under way: nobody waits for it any more. */
  close(): void;
}

export function answerThread<Wish, Part, Value>(
  fulfil: (wish: Wish, onPart: (part: Part) => void, signal: AbortSignal) => Promise<Value>,
  send: (reply: ThreadReply<Part, Value>) => void,
): ThreadDesk<Wish> {
  const running = new Map<number, AbortController>();
  const serve = async (id: number, wish: Wish, signal: AbortSignal): Promise<void> => {
    try {
      const value = await fulfil(wish, (part) => send({ kind: 'part', id, part }), signal);
      if (!signal.aborted) send({ kind: 'end', id, value });
    } catch (error) {
      if (!isAbort(error, signal)) send({ kind: 'threw', id, error: sendError(error) });
    } finally {
      running.delete(id);
    }
  };
  return {
    receive(call) {
      if (call.kind === 'leave') return running.get(call.id)?.abort();
      const controller = new AbortController();
      running.set(call.id, controller);
      void serve(call.id, call.wish, controller.signal);
    },
    close() {
      for (const controller of running.values()) controller.abort();
    },
  };
}

/** The worker's end. */
export interface ThreadCaller<Wish, Part, Value> {
  /** Parts as they come; returns the value. Nothing is sent before the first part is pulled. */
  stream(wish: Wish, signal: AbortSignal): AsyncGenerator<Part, Value>;
  value(wish: Wish, signal: AbortSignal): Promise<Value>;
  receive(reply: ThreadReply<Part, Value>): void;
}

export function callThread<Wish, Part, Value>(send: (call: ThreadCall<Wish>) => void): ThreadCaller<Wish, Part, Value> {
  type Reply = ThreadReply<Part, Value>;
  const waiting = new Map<number, (reply: Reply) => void>();
  let calls = 0;

  async function* stream(wish: Wish, signal: AbortSignal): AsyncGenerator<Part, Value> {
    signal.throwIfAborted();
    const id = ++calls;
    const arrived: Reply[] = [];
    let wake = (): void => {};
    let ended = false;
    waiting.set(id, (reply) => {
      arrived.push(reply);
      wake();
    });
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    send({ kind: 'call', id, wish });
    try {
      for (;;) {
        signal.throwIfAborted();
        const reply = arrived.shift();
        if (!reply) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        if (reply.kind === 'part') {
          yield reply.part;
          continue;
        }
        ended = true;
        if (reply.kind === 'threw') throw reviveError(reply.error);
        return reply.value;
      }
    } finally {
      waiting.delete(id);
      signal.removeEventListener('abort', onAbort);
      if (!ended) send({ kind: 'leave', id });
    }
  }

  return {
    stream,
    async value(wish, signal) {
      const answer = stream(wish, signal);
      for (;;) {
        const next = await answer.next();
        if (next.done) return next.value;
      }
    },
    receive: (reply) => waiting.get(reply.id)?.(reply),
  };
}
