import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { chatEvents, eventText, startEvents, write } from './openaiProtocol.ts';
import type { Abilities, RequestBody } from './openaiProtocol.ts';

/** The ways in which the scripted server goes wrong, each as real servers and networks do. */
export type Fault =
  /** An error status with a JSON body, or any other body. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly contentType?: string;
    }
  /** Takes the request and never says anything. */
  | { readonly kind: 'stallBeforeHeaders' }
  /** Sends `chunks` events and then nothing more, with the connection open. */
  | { readonly kind: 'stallAfter'; readonly chunks: number }
  /** Sends `chunks` events and tears the connection down. */
  | { readonly kind: 'cutAfter'; readonly chunks: number }
  /** Sends `chunks` events and ends the answer politely, with neither finish reason nor `[DONE]`. */
  | { readonly kind: 'endAfter'; readonly chunks: number }
  /** Closes the connection with no answer at all. */
  | { readonly kind: 'hangUp' }
  /** Sends `chunks` events and then one whose JSON is broken. */
  | { readonly kind: 'malformedAfter'; readonly chunks: number }
  /** Sends `chunks` events and then an event that reports an error. */
  | { readonly kind: 'errorEventAfter'; readonly chunks: number; readonly error: object }
  | { readonly kind: 'webPage'; readonly status: number; readonly contentType?: string }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Plain JSON with status 200, whatever was asked for. */
  | { readonly kind: 'json'; readonly value: unknown };

export interface FaultyExchange {
  readonly path: string;
  readonly body: unknown;
  readonly response: ServerResponse;
  readonly abilities: Abilities;
  /** Called before the server itself breaks the connection, so that the client is not blamed. */
  readonly endByUs: () => void;
}

export async function misbehave(fault: Fault, exchange: FaultyExchange): Promise<void> {
  const { response, endByUs } = exchange;
  switch (fault.kind) {
    case 'status': {
      const body = fault.body ?? { error: { message: `scripted ${fault.status}`, type: 'scripted', code: null } };
      response.writeHead(fault.status, { 'content-type': fault.contentType ?? 'application/json', ...fault.headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return;
    }
    case 'stallBeforeHeaders':
      return;
    case 'stallAfter':
      return sendSome(fault.chunks, exchange);
    case 'cutAfter':
      await sendSome(fault.chunks, exchange);
      // Long enough for the client to have read what was sent.
      await delay(20);
      endByUs();
      response.destroy();
      return;
    case 'endAfter':
      await sendSome(fault.chunks, exchange);
      response.end();
      return;
    case 'hangUp':
      endByUs();
      response.destroy();
      return;
    case 'malformedAfter':
      await sendSome(fault.chunks, exchange);
      await write(response, eventText('{"choices":[{"delta":{"content":"broke', exchange.abilities));
      response.end();
      return;
    case 'errorEventAfter':
      await sendSome(fault.chunks, exchange);
      await write(response, eventText({ error: fault.error }, exchange.abilities));
      response.end();
      return;
    case 'webPage':
      response.writeHead(fault.status, { 'content-type': fault.contentType ?? 'text/html; charset=utf-8' });
      response.end('<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Welcome</h1></body></html>\n');
      return;
    case 'redirect':
      response.writeHead(307, { location: fault.location });
      response.end();
      return;
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(typeof fault.value === 'string' ? fault.value : JSON.stringify(fault.value));
      return;
  }
}

async function sendSome(count: number, { body, response, abilities }: FaultyExchange): Promise<void> {
  startEvents(response);
  const request = typeof body === 'object' && body !== null ? ({ ...body } as RequestBody) : {};
  // The first event of a chat only names the role and is not counted.
  for (const event of chatEvents(request, abilities).slice(0, count + 1))
    await write(response, eventText(event, abilities));
}
