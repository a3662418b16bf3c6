import { createInterface } from 'node:readline';

/** The lines of a stream, such as standard input, without their ends; over when it ends or the signal aborts. */
export async function* inputLines(input: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<string, void> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of lines) yield line;
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}
