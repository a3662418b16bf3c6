import { redact } from '../../safety/redaction.ts';
import { isWebPage } from '../classify.ts';
import {
  AnswerCut,
  AnswerStalled,
  AnsweredWithWebPage,
  EndpointMoved,
  EndpointUnreachable,
  ModelError,
} from '../errors.ts';

/**
 * The one place where bytes leave for and arrive from a model. A `fetch` that notices what the
 * protocol above cannot: silence, a connection that breaks, a web page, a redirect to elsewhere.
 */
export interface WatchedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Whether the body of this response contained the closing `data: [DONE]`. */
  sawDone(response: Response): boolean;
}

export interface WatchOptions {
  /** Host, for a person. */
  readonly where: string;
  /** Sent as a bearer token. It is added here, so no layer above ever holds it in a request or an error. */
  readonly key: string | undefined;
  /** How long to wait for the first byte, and between two. */
  readonly timeoutMs: number;
  /** As in `Asked`. */
  readonly addressName?: string | undefined;
  /** The editor replaces the global one to honour its proxy settings. */
  readonly fetch: typeof globalThis.fetch;
}

export function watchFetch(options: WatchOptions): WatchedFetch {
  const done = new WeakMap<Response, { seen: boolean }>();
  return {
    sawDone: (response) => done.get(response)?.seen ?? false,
    async fetch(input, init) {
      const guard = new StallGuard(options, init?.signal ?? undefined);
      const response = await send(input, init, guard, options);
      const mark = { seen: false };
      const watched = new Response(response.body && watchBody(response, response.body, guard, options, mark), {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
      if (!response.body) guard.release();
      done.set(watched, mark);
      return watched;
    },
  };
}

async function send(
  input: string | URL | Request,
  init: RequestInit | undefined,
  guard: StallGuard,
  { where, key, addressName, fetch }: WatchOptions,
): Promise<Response> {
  // Only what the protocol needs: what a library or an environment variable would add stays here.
  const given = new Headers(init?.headers);
  const headers = new Headers({ 'user-agent': 'touchstone' });
  for (const name of ['accept', 'content-type']) {
    const value = given.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  let response: Response;
  guard.arm('beforeFirst');
  try {
    response = await fetch(input, {
      method: init?.method ?? 'GET',
      body: init?.body ?? null,
      headers,
      redirect: 'manual',
      signal: guard.signal,
    });
  } catch (error) {
    throw guard.fault(error, false);
  } finally {
    guard.disarm();
  }
  const moved = response.status >= 300 && response.status < 400;
  const page = response.ok && isWebPage(response.headers.get('content-type'), '');
  if (!moved && !page) return response;
  guard.close();
  if (page) throw new AnsweredWithWebPage(where, { addressName });
  throw new EndpointMoved(where, targetOf(response), { addressName });
}

/** Passes the bytes on as they are pulled, so that a slow reader is never mistaken for a stall. */
function watchBody(
  response: Response,
  body: ReadableStream<Uint8Array>,
  guard: StallGuard,
  { where, addressName }: WatchOptions,
  mark: { seen: boolean },
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let tail = '\n';
  let first = true;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        guard.arm(first ? 'beforeFirst' : 'between');
        try {
          const { done, value } = await reader.read();
          if (done) {
            guard.release();
            controller.close();
            return;
          }
          const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
          if (first && response.ok && isWebPage(null, text)) {
            guard.close();
            throw new AnsweredWithWebPage(where, { addressName });
          }
          first = false;
          // JSON escapes its line ends, so this can only be the protocol's own closing line.
          tail = (tail + text).slice(-(text.length + 16));
          if (/[\r\n]data: ?\[DONE\]/.test(tail)) mark.seen = true;
          tail = tail.slice(-16);
          controller.enqueue(value);
        } catch (error) {
          controller.error(guard.fault(error, true));
        } finally {
          guard.disarm();
        }
      },
      async cancel() {
        guard.release();
        await reader.cancel();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Closes the connection when the caller aborts or the other side stays silent, and knows which it was. */
class StallGuard {
  readonly #abort = new AbortController();
  readonly #options: WatchOptions;
  readonly #caller: AbortSignal | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stalled: AnswerStalled | undefined;

  constructor(options: WatchOptions, caller: AbortSignal | undefined) {
    this.#options = options;
    this.#caller = caller;
    if (caller?.aborted) this.#follow();
    else caller?.addEventListener('abort', this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  arm(phase: 'beforeFirst' | 'between'): void {
    const { where, timeoutMs } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#stalled = new AnswerStalled(where, timeoutMs / 1000, phase);
      this.#abort.abort(this.#stalled);
    }, timeoutMs);
  }

  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** The answer is over: nothing to watch any more. */
  release(): void {
    this.disarm();
    this.#caller?.removeEventListener('abort', this.#follow);
  }

  /** Closes the connection. */
  close(): void {
    this.release();
    this.#abort.abort();
  }

  /** What to throw for `error`: the caller's own reason, a stall, or the named connection fault. */
  fault(error: unknown, answering: boolean): unknown {
    this.release();
    if (this.#caller?.aborted) return this.#caller.reason;
    return this.#stalled ?? connectionFault(error, answering, this.#options);
  }

  readonly #follow = (): void => {
    this.disarm();
    this.#abort.abort(this.#caller?.reason);
  };
}

function connectionFault(error: unknown, answering: boolean, { where, key, addressName }: WatchOptions): ModelError {
  if (error instanceof ModelError) return error;
  const { code, message } = rootOf(error);
  const cause = new Error(redact(message, key === undefined ? [] : [key]));
  // Node's own limit of five minutes, in force where the setting allows more.
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return new AnswerStalled(where, 300, 'beforeFirst', { cause });
  if (code === 'UND_ERR_BODY_TIMEOUT') return new AnswerStalled(where, 300, 'between', { cause });
  // The request was sent and may have been worked on: this is not a server that cannot be reached.
  if (answering || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'EPIPE')
    return new AnswerCut(where, { cause });
  return new EndpointUnreachable(where, code, { cause, addressName });
}

/** `fetch failed` says nothing; its innermost cause does. */
function rootOf(error: unknown): { code: string | undefined; message: string } {
  let at: unknown = error;
  let code: string | undefined;
  let message = String(error);
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    message = at.message || message;
    if ('code' in at && typeof at.code === 'string') code = at.code;
    at = at instanceof AggregateError ? (at.errors[0] as unknown) : at.cause;
  }
  return { code, message };
}

function targetOf(response: Response): string {
  const location = response.headers.get('location') ?? '';
  return URL.canParse(location) ? new URL(location).origin : 'another address';
}
