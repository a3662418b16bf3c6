import { AnswerStalled } from './errors.ts';
import type { ChatPart } from './model.ts';

/**
 * Gives an answer from a source without such means the limits that an endpoint keeps by itself, so
 * that a feature cannot tell the two apart: a stop text ends it, and so does its length, at four
 * characters a token.
 */
export async function* limitAnswer(
  parts: AsyncIterable<ChatPart>,
  { stop = [], maxTokens }: { readonly stop?: readonly string[]; readonly maxTokens?: number },
): AsyncGenerator<ChatPart> {
  // The end of what was read is held back while it could be the beginning of a stop text.
  const holdBack = Math.max(0, ...stop.map((text) => text.length - 1));
  const room = maxTokens === undefined ? Infinity : maxTokens * 4;
  let held = '';
  let shown = 0;
  for await (const part of parts) {
    if (part.kind !== 'text') {
      if (held !== '') yield { kind: 'text', text: held };
      held = '';
      yield part;
      continue;
    }
    held += part.text;
    const end = firstOf(held, stop);
    const text = end === undefined ? held.slice(0, Math.max(0, held.length - holdBack)) : held.slice(0, end);
    held = held.slice(text.length);
    const fitting = text.slice(0, room - shown);
    shown += fitting.length;
    if (fitting !== '') yield { kind: 'text', text: fitting };
    const full = fitting.length < text.length;
    if (full || end !== undefined) {
      yield { kind: 'end', reason: full ? 'length' : 'stop' };
      return;
    }
  }
}

/** Passes `parts` on and gives up on a source that stays silent. An abort ends it at once. */
export async function* unlessStalled<Part>(
  parts: AsyncIterable<Part>,
  { where, timeoutMs }: { readonly where: string; readonly timeoutMs: number },
  signal: AbortSignal,
): AsyncGenerator<Part> {
  const iterator = parts[Symbol.asyncIterator]();
  let first = true;
  try {
    for (;;) {
      const phase = first ? 'beforeFirst' : 'between';
      const next = await within(
        iterator.next(),
        timeoutMs,
        () => new AnswerStalled(where, timeoutMs / 1000, phase),
        signal,
      );
      if (next.done) return;
      first = false;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that hangs would hang this too.
    iterator.return?.().then(undefined, () => {});
  }
}

/** @throws what `late` makes when time runs out, or the signal's reason. */
export async function within<Value>(
  promise: PromiseLike<Value>,
  milliseconds: number,
  late: () => Error,
  signal: AbortSignal,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = (): void => {};
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    if (Number.isFinite(milliseconds)) timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function firstOf(text: string, stops: readonly string[]): number | undefined {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
  return places.length === 0 ? undefined : Math.min(...places);
}
