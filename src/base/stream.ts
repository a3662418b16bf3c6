/**
 * Turns work that reports by calling back into a stream. Facts are kept until they are read, in order;
 * the stream ends when the work ends and throws what the work threw.
 * Leaving the loop early aborts the signal that the work was given and waits for it to stop.
 */
export async function* streamOf<T>(
  work: (emit: (fact: T) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  const left = new AbortController();
  const waiting: T[] = [];
  let wake = (): void => {};
  let ended = false;
  const working = work(
    (fact) => {
      waiting.push(fact);
      wake();
    },
    AbortSignal.any([signal, left.signal]),
  ).finally(() => {
    ended = true;
    wake();
  });
  // Without this a failure while the reader is busy would count as unhandled; it is thrown below.
  working.catch(() => {});
  try {
    for (;;) {
      const fact = waiting.shift();
      if (fact !== undefined) yield fact;
      else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await working;
  } finally {
    left.abort();
    await working.catch(() => {});
  }
}
