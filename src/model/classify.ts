import { redact } from '../safety/redaction.ts';
import {
  AddressUnknown,
  AnsweredWithWebPage,
  ContextTooLong,
  CreditSpent,
  KeyRefused,
  ModelUnknown,
  RateLimited,
  RequestRefused,
  ServerFailed,
} from './errors.ts';
import type { ModelError } from './errors.ts';
import { retryAfterSeconds } from './retry.ts';

/** An answer that reports an error: by its status, or by an `error` object inside a stream (no status then). */
export interface ErrorAnswer {
  readonly status: number | undefined;
  /** The JSON body, or what stood under its `error`; `undefined` when it was no JSON. */
  readonly body: unknown;
  /** The body when it was no JSON. */
  readonly text: string;
  readonly header: (name: string) => string | null;
}

export interface Asked {
  /** Host, for a person. */
  readonly where: string;
  readonly path: string;
  readonly model: string;
  readonly key: string | undefined;
  /** What a person changes to have another address asked; the chat model's setting when left out. */
  readonly addressName?: string | undefined;
}

/** Names the cause of an error answer. Servers agree on little but the status, so the words count too. */
export function classifyAnswer(answer: ErrorAnswer, asked: Asked, now: number): ModelError {
  const { where, addressName } = asked;
  const said = describe(answer.body);
  const detail = shorten(redact(said.message || plain(answer.text), asked.key === undefined ? [] : [asked.key]));
  const status = answer.status ?? said.status;
  const words = `${said.code} ${said.type} ${said.message}`;
  const cause = new Error(`${status ?? 'error'} from ${where}${detail ? `: ${detail}` : ''}`);

  if (/insufficient_quota|insufficient_balance/.test(words) || status === 402) return new CreditSpent(where, { cause });
  if (status === 401 || status === 403 || /invalid_api_key/.test(words))
    return new KeyRefused(where, asked.key !== undefined, { cause });
  const after = retryAfterSeconds(answer.header, now);
  if (status === 429 || /rate_limit/.test(words)) return new RateLimited(where, after, { cause });
  if (isContextTooLong(words)) return new ContextTooLong(where, { cause });
  if (status !== undefined && status >= 500)
    return new ServerFailed(where, { status, detail, retryAfterSeconds: after }, { cause });
  if (isWebPage(answer.header('content-type'), answer.text))
    return new AnsweredWithWebPage(where, { cause, addressName });
  if (isModelUnknown(status, words)) return new ModelUnknown(where, asked.model, { cause });
  if (status === 404) return new AddressUnknown(where, asked.path, { cause, addressName });
  if (status === undefined) return new ServerFailed(where, { detail }, { cause });
  return new RequestRefused(where, status, detail, { cause });
}

export function isWebPage(contentType: string | null, start: string): boolean {
  return /\btext\/html\b/i.test(contentType ?? '') || /^\s*<(!doctype\s+html|html|head|body)\b/i.test(start);
}

function isContextTooLong(words: string): boolean {
  return /context_length_exceeded|exceed_context_size|(maximum|available|model'?s) context (length|size|window)|context (length|window|size) (of|exceeded|is)|(prompt|input|request) is too long|too many (input )?tokens|too large to process|input length exceeds|must have (less|fewer) than \d+ tokens/i.test(
    words,
  );
}

function isModelUnknown(status: number | undefined, words: string): boolean {
  if (/model_not_found|unknown_model|invalid_model/i.test(words)) return true;
  return (
    (status === 404 || status === 400 || status === 422) &&
    /\bmodel\b.*\b(not found|not exist|unknown|invalid|not available)|\b(unknown|invalid|no such) model\b|not a valid model/is.test(
      words,
    )
  );
}

interface Said {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly status: number | undefined;
}

/** `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail: "…"}` and `{detail: [{msg, loc}]}` are all in use. */
function describe(body: unknown): Said {
  const outer = isRecord(body) ? body : {};
  const inner = isRecord(outer['error']) ? outer['error'] : outer;
  const message = [inner['message'], outer['error'], outer['detail'], outer['message'], body].find(
    (value) => typeof value === 'string',
  );
  const code = inner['code'];
  return {
    message:
      typeof message === 'string' ? message : outer['detail'] === undefined ? '' : JSON.stringify(outer['detail']),
    code: typeof code === 'string' ? code : '',
    type: typeof inner['type'] === 'string' ? inner['type'] : '',
    status: typeof code === 'number' && code >= 400 && code < 600 ? code : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A page of a gateway says nothing worth showing. */
function plain(text: string): string {
  return isWebPage(null, text) ? '' : text;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
