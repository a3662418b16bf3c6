import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { embeddingAnswer, type EmbeddingAbilities } from './openaiEmbeddings.ts';

/** The well-behaved half of the scripted server: the protocol, with each ability on, refused or silently ignored. */
export interface Abilities extends EmbeddingAbilities {
  /** With a key set, requests without it get 401. */
  key: string | undefined;
  models: readonly string[];
  /** Further fields of each entry in the model list, such as `context_length`. */
  modelFields: Readonly<Record<string, unknown>>;
  /** The text of a chat answer or completion. */
  reply: (body: RequestBody) => string;
  /** The tool calls of a chat answer that was given tools. */
  toolCalls: (body: RequestBody) => readonly ScriptedCall[];
  /** Before each event. */
  chunkDelayMs: number;
  lineEnd: '\n' | '\r\n';
  /** Writes each answer in pieces of so many bytes, wherever that cuts. */
  splitBytes: number | undefined;
  sendDone: boolean;
  sendFinish: boolean;
  sendUsage: boolean;
  tools: 'honoured' | 'ignored' | 'refused';
  json: 'schema' | 'object' | 'ignored' | 'refused';
  suffix: 'honoured' | 'ignored' | 'refused' | 'absent';
  infill: boolean;
  embeddings: boolean;
  limit: 'either' | 'max_completion_tokens';
  temperature: boolean;
  streamOptions: boolean;
}

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export type RequestBody = Readonly<Record<string, unknown>>;

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly response: ServerResponse;
  readonly abilities: Abilities;
}

export async function answerNormally(exchange: Exchange): Promise<void> {
  const { method, path, headers, response, abilities } = exchange;
  if (abilities.key !== undefined && headers.authorization !== `Bearer ${abilities.key}`)
    return refuse(response, 401, `Incorrect API key provided: ${headers.authorization ?? 'none'}.`, 'invalid_api_key');
  const body: RequestBody = isRecord(exchange.body) ? exchange.body : {};
  if (method === 'GET' && path === '/v1/models') return listModels(response, abilities);
  if (method === 'POST' && path === '/infill' && abilities.infill) return infill(body, response, abilities);
  if (method !== 'POST' || !['/v1/chat/completions', '/v1/completions', '/v1/embeddings'].includes(path))
    return refuse(response, 404, 'Not Found', 'not_found');
  if (typeof body['model'] !== 'string' || !abilities.models.includes(body['model']))
    return refuse(response, 404, `The model '${String(body['model'])}' does not exist.`, 'model_not_found');
  if (path === '/v1/embeddings') return embed(body, response, abilities);
  if (path === '/v1/completions') return complete(body, response, abilities);
  return chat(body, response, abilities);
}

/** The events of the answer that `body` asks for, in order. */
export function chatEvents(body: RequestBody, abilities: Abilities): readonly object[] {
  const tools = Array.isArray(body['tools']) && abilities.tools === 'honoured';
  const calls = tools ? abilities.toolCalls(body) : [];
  const text = calls.length > 0 ? '' : replyOf(body, abilities);
  const prompt = JSON.stringify(body['messages']) + (tools ? JSON.stringify(body['tools']) : '');
  const delta = (fields: object, finish: string | null = null): object => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: body['model'],
    choices: [{ index: 0, delta: fields, finish_reason: finish }],
  });
  return [
    delta({ role: 'assistant', content: '' }),
    ...words(text).map((word) => delta({ content: word })),
    ...calls.flatMap((call, index) => callPieces(call, index).map((piece) => delta({ tool_calls: [piece] }))),
    ...(abilities.sendFinish ? [delta({}, calls.length > 0 ? 'tool_calls' : 'stop')] : []),
    ...(abilities.sendUsage && isRecord(body['stream_options'])
      ? [{ id: 'chatcmpl-1', choices: [], usage: usage(prompt, text) }]
      : []),
  ];
}

export function startEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
}

export function eventText(event: object | string, { lineEnd }: Abilities): string {
  return `data: ${typeof event === 'string' ? event : JSON.stringify(event)}${lineEnd}${lineEnd}`;
}

function refuse(response: ServerResponse, status: number, message: string, code: string): void {
  sendJson(response, status, { error: { message, type: 'invalid_request_error', code } });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function chat(body: RequestBody, response: ServerResponse, abilities: Abilities): Promise<void> {
  const refusal = chatRefusal(body, abilities);
  if (refusal !== undefined) return refuse(response, 400, refusal, 'unsupported_parameter');
  const events = chatEvents(body, abilities);
  if (body['stream'] === true) return stream(events, response, abilities);
  const text = replyOf(body, abilities);
  sendJson(response, 200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: body['model'],
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    ...(abilities.sendUsage && { usage: usage(JSON.stringify(body['messages']), text) }),
  });
}

function chatRefusal(body: RequestBody, abilities: Abilities): string | undefined {
  if (abilities.limit === 'max_completion_tokens' && 'max_tokens' in body)
    return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  if (!abilities.temperature && 'temperature' in body)
    return "Unsupported value: 'temperature' does not support 0 with this model.";
  if (!abilities.streamOptions && 'stream_options' in body) return 'Extra inputs are not permitted: stream_options';
  if (abilities.tools === 'refused' && 'tools' in body) return 'scripted does not support tools';
  const format = isRecord(body['response_format']) ? body['response_format']['type'] : undefined;
  if (abilities.json === 'refused' && format !== undefined) return "'response_format' is not supported";
  if (abilities.json === 'object' && format === 'json_schema') return "'response_format.type' must be 'json_object'";
  return undefined;
}

async function complete(body: RequestBody, response: ServerResponse, abilities: Abilities): Promise<void> {
  if (abilities.suffix === 'absent') return refuse(response, 404, 'Not Found', 'not_found');
  if (abilities.suffix === 'refused' && 'suffix' in body)
    return refuse(response, 400, 'suffix is not currently supported', 'unsupported_parameter');
  const suffix = abilities.suffix === 'honoured' && typeof body['suffix'] === 'string' ? body['suffix'] : '';
  const prompt = `${String(body['prompt'])}${suffix}`;
  const text = abilities.reply({ ...body, ...(suffix === '' && { suffix: undefined }) });
  if (body['stream'] !== true) {
    sendJson(response, 200, {
      object: 'text_completion',
      choices: [{ index: 0, text, finish_reason: 'stop' }],
      ...(abilities.sendUsage && { usage: usage(prompt, text) }),
    });
    return;
  }
  const choice = (piece: string, finish: string | null): object => ({
    object: 'text_completion',
    choices: [{ index: 0, text: piece, finish_reason: finish }],
  });
  const events = [
    ...words(text).map((word) => choice(word, null)),
    ...(abilities.sendFinish ? [choice('', 'stop')] : []),
  ];
  await stream(events, response, abilities);
}

async function infill(body: RequestBody, response: ServerResponse, abilities: Abilities): Promise<void> {
  const text = abilities.reply(body);
  const last = { content: '', stop: true, stop_type: 'eos', tokens_evaluated: 3, tokens_predicted: words(text).length };
  if (body['stream'] !== true) return sendJson(response, 200, { ...last, content: text });
  const events = [...words(text).map((content) => ({ content, stop: false })), last];
  await stream(events, response, { ...abilities, sendDone: false });
}

function embed(body: RequestBody, response: ServerResponse, abilities: Abilities): void {
  if (!abilities.embeddings) return refuse(response, 404, 'Not Found', 'not_found');
  const said = embeddingAnswer(body, abilities);
  if (said.kind === 'vectors') sendJson(response, 200, said.answer);
  else refuse(response, said.status, said.message, 'invalid_request_error');
}

function listModels(response: ServerResponse, { models, modelFields }: Abilities): void {
  sendJson(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model', ...modelFields })) });
}

async function stream(events: readonly object[], response: ServerResponse, abilities: Abilities): Promise<void> {
  startEvents(response);
  const all = [...events, ...(abilities.sendDone ? ['[DONE]'] : [])].map((event) => eventText(event, abilities));
  const pieces = abilities.splitBytes === undefined ? all : cutEvery(all.join(''), abilities.splitBytes);
  for (const piece of pieces) {
    if (abilities.chunkDelayMs > 0) await delay(abilities.chunkDelayMs);
    if (response.destroyed) return;
    await write(response, piece);
  }
  response.end();
}

/** Waits until the piece has left, so that each arrives on its own. */
export function write(response: ServerResponse, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.write(piece, () => setImmediate(resolve));
  });
}

function cutEvery(text: string, size: number): readonly Uint8Array[] {
  const bytes = Buffer.from(text, 'utf8');
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function replyOf(body: RequestBody, abilities: Abilities): string {
  const text = abilities.reply(body);
  const held = 'response_format' in body && (abilities.json === 'schema' || abilities.json === 'object');
  return held && !text.startsWith('{') ? JSON.stringify({ greeting: text }) : text;
}

/** A call comes in pieces: its name first, then its arguments in two. */
function callPieces(call: ScriptedCall, index: number): readonly object[] {
  const half = Math.floor(call.arguments.length / 2);
  return [
    { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } },
    { index, function: { arguments: call.arguments.slice(0, half) } },
    { index, function: { arguments: call.arguments.slice(half) } },
  ];
}

function words(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function usage(prompt: string, text: string): object {
  const input = Math.ceil(prompt.length / 4);
  const output = words(text).length;
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
