import type { Clock } from '../model/retry.ts';
import type { Place } from './memory.ts';
import type { CompletionRequest, Suggestion, SuggestionSource, Withheld } from './suggestion.ts';

/** What a source has given in the end. */
export interface Given {
  readonly suggestions: readonly Suggestion[];
  readonly withheld: Withheld | undefined;
  readonly error: unknown;
}

/** Whoever typed on may come back to it: so long a request without a reader goes on. */
const lingerMs = 250;

/**
 * One request to a source that outlives the keystroke which began it. As long as what the user types is
 * what is being written, the answer is still wanted; else it is ended, and so is its connection.
 */
export class InFlight<Result> {
  readonly place: Place;
  readonly #result: Promise<Result>;
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  #partial = '';
  #readers = 0;
  #isOver = false;

  /** @param finish what becomes of what was given, whether or not anybody still waits for it. */
  constructor(
    source: SuggestionSource,
    request: CompletionRequest,
    place: Place,
    clock: Clock,
    finish: (given: Given) => Promise<Result>,
  ) {
    this.place = place;
    this.#clock = clock;
    this.#result = this.#run(source, request).then(finish);
    // Whoever reads it is told of a failure.
    this.#result.catch(() => {});
  }

  /** Whether what was typed since agrees with what has been written so far. */
  fits({ path, prefix, suffix }: Place): boolean {
    const { place } = this;
    if (this.#abort.signal.aborted || path !== place.path || !prefix.startsWith(place.prefix)) return false;
    const closed = suffix.length - place.suffix.length;
    if (closed < 0 || closed > 3 || !suffix.endsWith(place.suffix) || !/^[)\]}"'`>]*$/.test(suffix.slice(0, closed)))
      return false;
    const typed = prefix.slice(place.prefix.length);
    return this.#partial.startsWith(typed) || (!this.#isOver && typed.startsWith(this.#partial));
  }

  /** @throws the signal's reason. The request goes on for a moment when the last reader leaves. */
  async read(signal: AbortSignal): Promise<Result> {
    this.#readers++;
    try {
      return await unlessAborted(this.#result, signal);
    } finally {
      this.#readers--;
      if (this.#readers === 0 && !this.#isOver) void this.#linger();
    }
  }

  end(): void {
    this.#abort.abort();
  }

  async #linger(): Promise<void> {
    try {
      await this.#clock.sleep(lingerMs, this.#abort.signal);
    } catch {
      return; // It was ended meanwhile.
    }
    if (this.#readers === 0) this.end();
  }

  async #run(source: SuggestionSource, request: CompletionRequest): Promise<Given> {
    const suggestions: Suggestion[] = [];
    let withheld: Withheld | undefined;
    try {
      for await (const event of source.suggest(request, this.#abort.signal)) {
        switch (event.kind) {
          case 'partial':
            this.#partial = event.text;
            break;
          case 'suggestion':
            suggestions.push(event.suggestion);
            if (suggestions.length === 1) this.#partial = event.suggestion.text;
            break;
          case 'withheld':
            withheld = event.withheld;
            break;
        }
      }
      return { suggestions, withheld, error: undefined };
    } catch (error) {
      return { suggestions, withheld, error };
    } finally {
      this.#isOver = true;
    }
  }
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
