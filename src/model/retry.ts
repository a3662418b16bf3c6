import { EndpointUnreachable, RateLimited, ServerFailed } from './errors.ts';

/**
 * The one retry policy. Only what is safe to ask twice is asked twice: a request that was turned
 * away (429), that failed on the server (5xx), or that never left (connection refused). Once a part
 * has been yielded nothing is retried, since the reader has already acted on it.
 */
export interface RetryPolicy {
  /** How often to ask in all. */
  readonly attempts: number;
  /** The first wait; it doubles each time, and each is cut at random to between a half and the whole. */
  readonly baseMs: number;
  readonly maximumMs: number;
  /** A `Retry-After` beyond this is not waited for: the error says when to come back. */
  readonly longestRetryAfterMs: number;
}

/** Time and chance, so that a test neither waits nor guesses. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to but not including 1. */
  random(): number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 3,
  baseMs: 500,
  maximumMs: 8000,
  longestRetryAfterMs: 20_000,
};

export interface RetryDeps {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly onRetry?: (error: unknown, waitMs: number) => void;
}

/** Streams `ask()`, asking again while that is safe. */
export async function* streamWithRetry<Part>(
  ask: () => AsyncIterable<Part>,
  deps: RetryDeps,
  signal: AbortSignal,
): AsyncGenerator<Part, void, undefined> {
  for (let failed = 1; ; failed++) {
    let yielded = false;
    try {
      for await (const part of ask()) {
        yielded = true;
        yield part;
      }
      return;
    } catch (error) {
      if (yielded) throw error;
      await waitToRetry(error, failed, deps, signal);
    }
  }
}

/** Awaits `ask()`, asking again while that is safe. */
export async function withRetry<Value>(
  ask: () => Promise<Value>,
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<Value> {
  for (let failed = 1; ; failed++) {
    try {
      return await ask();
    } catch (error) {
      await waitToRetry(error, failed, deps, signal);
    }
  }
}

/** How long to wait before asking again after the `failed`th failure, or `undefined` for not at all. */
export function retryDelay(error: unknown, failed: number, policy: RetryPolicy, random: number): number | undefined {
  if (failed >= policy.attempts || !isSafeToRetry(error)) return undefined;
  const backoff = Math.min(policy.maximumMs, policy.baseMs * 2 ** (failed - 1)) * (0.5 + random / 2);
  const asked =
    error instanceof RateLimited || error instanceof ServerFailed ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  // Asking earlier than the endpoint allows would only be refused again.
  return asked > policy.longestRetryAfterMs ? undefined : Math.max(asked, backoff);
}

/** Reads `Retry-After` (seconds or an HTTP date) or `retry-after-ms`, as seconds from `now`. */
export function retryAfterSeconds(header: (name: string) => string | null, now: number): number | undefined {
  const milliseconds = header('retry-after-ms');
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds)) return Number(milliseconds) / 1000;
  const value = header('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

async function waitToRetry(error: unknown, failed: number, deps: RetryDeps, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const delay = retryDelay(error, failed, deps.policy, deps.clock.random());
  if (delay === undefined) throw error;
  deps.onRetry?.(error, delay);
  await deps.clock.sleep(delay, signal);
}

function isSafeToRetry(error: unknown): boolean {
  if (error instanceof RateLimited) return true;
  // 501 and 505 say that it will never work. No status: the failure came inside an answer.
  if (error instanceof ServerFailed) return error.status !== undefined && error.status !== 501 && error.status !== 505;
  return error instanceof EndpointUnreachable && (error.code === 'ECONNREFUSED' || error.code === 'EAI_AGAIN');
}
