import type { Clock } from './retry.ts';

/**
 * Spaces requests out evenly, so that neither so many requests nor so many tokens are sent in any minute. What is sent
 * without waiting (`note`) is made up for by those that wait.
 */
export class Pace {
  readonly #limits: { readonly requestsPerMinute: number; readonly tokensPerMinute: number };
  readonly #clock: Pick<Clock, 'now' | 'sleep'>;
  /** When the next request may leave, in milliseconds since 1970. */
  #free = 0;

  /** 0 is no limit. */
  constructor(
    limits: { readonly requestsPerMinute: number; readonly tokensPerMinute: number },
    clock: Pick<Clock, 'now' | 'sleep'>,
  ) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Resolves when a request of so many tokens may leave. @throws the signal's reason as soon as it aborts. */
  async take(tokens: number, signal: AbortSignal): Promise<void> {
    const wait = this.note(tokens);
    if (wait > 0) await this.#clock.sleep(wait, signal);
  }

  /** @returns how many milliseconds it should have waited. */
  note(tokens: number): number {
    const now = this.#clock.now();
    const start = Math.max(now, this.#free);
    this.#free = start + spacing(tokens, this.#limits);
    return start - now;
  }
}

/** How many milliseconds a request of so many tokens takes of a minute. */
function spacing(
  tokens: number,
  { requestsPerMinute, tokensPerMinute }: { readonly requestsPerMinute: number; readonly tokensPerMinute: number },
): number {
  return Math.max(
    requestsPerMinute > 0 ? 60_000 / requestsPerMinute : 0,
    tokensPerMinute > 0 ? (60_000 * tokens) / tokensPerMinute : 0,
  );
}
