import type OpenAI from 'openai';
import type { Log } from '../../base/log.ts';
import { exposure, hostOf } from '../baseUrl.ts';
import { classifyAnswer } from '../classify.ts';
import type { Asked } from '../classify.ts';
import { AnswerMalformed, KeyWouldBeExposed, ModelError } from '../errors.ts';
import { streamWithRetry, withRetry } from '../retry.ts';
import type { Clock, RetryDeps, RetryPolicy } from '../retry.ts';
import { watchFetch } from './watchedFetch.ts';
import type { WatchedFetch } from './watchedFetch.ts';

/**
 * JSON in, JSON out, over one endpoint, through the `openai` package. The package joins addresses
 * and decodes events; its own retries, timeouts, logging and credentials are off, so that there is
 * one retry policy (`retry.ts`), one clock and one place that knows the key (`watchedFetch.ts`).
 */
export interface Connection {
  /** Events of a streamed answer; `done` when the endpoint closed it with `[DONE]`. */
  stream(path: string, body: object, signal: AbortSignal): AsyncIterable<StreamEvent>;
  post(path: string, body: object, signal: AbortSignal): Promise<unknown>;
  get(path: string, signal: AbortSignal): Promise<unknown>;
}

export type StreamEvent = { readonly kind: 'data'; readonly data: unknown } | { readonly kind: 'done' };

export interface ConnectionOptions {
  /** As `normaliseBaseUrl` gives it. */
  readonly baseUrl: string;
  /** Named in messages. */
  readonly model: string;
  readonly addressName?: string | undefined;
  /** Asked before each request, so that a new key counts at once. */
  readonly key: () => Promise<string | undefined>;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly log: Log;
}

export function openConnection(options: ConnectionOptions): Connection {
  const retry: RetryDeps = {
    policy: options.retry,
    clock: options.clock,
    onRetry: (error, waitMs) => options.log.info(`${describe(error)} Trying again in ${Math.round(waitMs)} ms.`),
  };
  return {
    stream: (path, body, signal) => streamWithRetry(() => streamOnce(options, path, body, signal), retry, signal),
    post: (path, body, signal) =>
      withRetry(
        () => once(options, path, (client, request) => client.post(path, { ...request, body }), signal),
        retry,
        signal,
      ),
    get: (path, signal) =>
      withRetry(() => once(options, path, (client, request) => client.get(path, request), signal), retry, signal),
  };
}

async function* streamOnce(
  options: ConnectionOptions,
  path: string,
  body: object,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, undefined> {
  signal.throwIfAborted();
  const { client, watched, asked } = await prepare(options, path);
  try {
    const { data: events, response } = await client
      .post<AsyncIterable<unknown>>(path, { body, signal, stream: true })
      .withResponse();
    if (/\bapplication\/json\b/i.test(response.headers.get('content-type') ?? ''))
      throw notStreamed(asked, await response.json(), options);
    for await (const data of events) yield { kind: 'data', data };
    // The package ends an aborted stream as if it were complete.
    signal.throwIfAborted();
    if (watched.sawDone(response)) yield { kind: 'done' };
  } catch (error) {
    throw named(error, asked, options.clock, signal);
  }
}

async function once(
  options: ConnectionOptions,
  path: string,
  ask: (client: OpenAI, request: { signal: AbortSignal }) => Promise<unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  const { client, asked } = await prepare(options, path);
  try {
    const answer = await ask(client, { signal });
    if (typeof answer === 'string') throw new AnswerMalformed(asked.where, 'it is no JSON');
    return answer;
  } catch (error) {
    throw named(error, asked, options.clock, signal);
  }
}

async function prepare(
  options: ConnectionOptions,
  path: string,
): Promise<{ client: OpenAI; watched: WatchedFetch; asked: Asked }> {
  const where = hostOf(options.baseUrl);
  const { addressName, timeoutMs } = options;
  const key = await options.key();
  if (exposure(options.baseUrl, key !== undefined) === 'keyInClear') throw new KeyWouldBeExposed(where);
  const watched = watchFetch({ where, key, timeoutMs, addressName, fetch: globalThis.fetch });
  // Loaded at the first question: half a megabyte that activation need not pay for.
  const { OpenAI } = await import('openai');
  const client = new OpenAI({
    baseURL: options.baseUrl,
    fetch: watched.fetch,
    maxRetries: 0,
    timeout: longestTimer,
    logLevel: 'off',
    // Everything that the package would otherwise take from the environment is given, as nothing.
    apiKey: 'added-by-watched-fetch',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // The extension host resembles a browser in places. The key is not in this object anyway.
    dangerouslyAllowBrowser: true,
  });
  return { client, watched, asked: { where, path, model: options.model, key, addressName } };
}

const longestTimer = 2 ** 31 - 1;

/** Turns whatever the package threw into the caller's abort reason or a named error. */
function named(error: unknown, asked: Asked, clock: Clock, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  // What our own fetch threw comes back wrapped.
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof ModelError) return at;
  if (error instanceof SyntaxError)
    return new AnswerMalformed(asked.where, 'a part of it is no valid JSON', { cause: error });
  if (isErrorAnswer(error)) {
    return classifyAnswer(
      {
        status: error.status,
        body: error.error,
        text: error.error === undefined ? bodyText(error.message) : '',
        header: (name) => error.headers?.get(name) ?? null,
      },
      asked,
      clock.now(),
    );
  }
  return new AnswerMalformed(asked.where, describe(error), { cause: error });
}

/** The package's `APIError`, known by its shape because the package is not loaded with this file. */
interface ErrorAnswerShape extends Error {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly error: unknown;
}

function isErrorAnswer(error: unknown): error is ErrorAnswerShape {
  return error instanceof Error && 'status' in error && 'headers' in error && 'error' in error;
}

/** The package puts the status before a body that is no JSON, and words of its own where there is none. */
function bodyText(message: string): string {
  return message.replace(/^\d{3} /, '').replace(/^status code \(no body\)$/, '');
}

function notStreamed(asked: Asked, body: unknown, { clock }: ConnectionOptions): ModelError {
  if (typeof body === 'object' && body !== null && 'error' in body)
    return classifyAnswer({ status: undefined, body, text: '', header: () => null }, asked, clock.now());
  return new AnswerMalformed(asked.where, 'it came in one piece where a stream was asked for');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
