import type { Embedded } from '../embedding.ts';
import { AnswerCut, AnswerMalformed } from '../errors.ts';
import type { ChatPart, EndReason, FillPart, ToolCall, Usage } from '../model.ts';
import type { StreamEvent } from './connection.ts';

/**
 * Reads the events of a streamed chat as parts. Tool calls arrive in pieces and leave whole.
 * @throws AnswerCut when the stream ends without a finish reason and without `[DONE]`.
 */
export async function* chatParts(events: AsyncIterable<StreamEvent>, where: string): AsyncGenerator<ChatPart> {
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  let finish: string | undefined;
  let usage: Usage | undefined;
  let complete = false;
  for await (const event of events) {
    if (event.kind === 'done') {
      complete = true;
      continue;
    }
    const chunk = record(event.data, where);
    usage = usageOf(chunk['usage']) ?? usage;
    const choice = firstChoice(chunk, where);
    if (!choice) continue;
    const delta = isRecord(choice['delta']) ? choice['delta'] : {};
    const thinking = delta['reasoning_content'] ?? delta['reasoning'];
    if (typeof thinking === 'string' && thinking !== '') yield { kind: 'thinking', text: thinking };
    if (typeof delta['content'] === 'string' && delta['content'] !== '') yield { kind: 'text', text: delta['content'] };
    if (Array.isArray(delta['tool_calls'])) {
      for (const piece of delta['tool_calls'] as readonly unknown[]) addPiece(calls, record(piece, where));
    }
    if (typeof choice['finish_reason'] === 'string') finish = choice['finish_reason'];
  }
  if (finish === undefined && !complete) throw new AnswerCut(where);
  for (const call of wholeCalls(calls)) yield { kind: 'toolCall', call };
  if (usage) yield { kind: 'usage', usage };
  yield { kind: 'end', reason: calls.size > 0 ? 'toolCalls' : endReason(finish) };
}

/** Reads the events of `/completions`. @throws AnswerCut as above. */
export async function* completionParts(events: AsyncIterable<StreamEvent>, where: string): AsyncGenerator<FillPart> {
  let finish: string | undefined;
  let usage: Usage | undefined;
  let complete = false;
  for await (const event of events) {
    if (event.kind === 'done') {
      complete = true;
      continue;
    }
    const chunk = record(event.data, where);
    usage = usageOf(chunk['usage']) ?? usage;
    const choice = firstChoice(chunk, where);
    if (typeof choice?.['text'] === 'string' && choice['text'] !== '') yield { kind: 'text', text: choice['text'] };
    if (typeof choice?.['finish_reason'] === 'string') finish = choice['finish_reason'];
  }
  if (finish === undefined && !complete) throw new AnswerCut(where);
  if (usage) yield { kind: 'usage', usage };
  yield { kind: 'end', reason: endReason(finish) };
}

/** Reads the events of llama.cpp's `/infill`, which end with `stop: true`. @throws AnswerCut as above. */
export async function* infillParts(events: AsyncIterable<StreamEvent>, where: string): AsyncGenerator<FillPart> {
  let last: Record<string, unknown> | undefined;
  for await (const event of events) {
    if (event.kind === 'done') continue;
    const chunk = record(event.data, where);
    if (typeof chunk['content'] === 'string' && chunk['content'] !== '') yield { kind: 'text', text: chunk['content'] };
    if (chunk['stop'] === true) last = chunk;
  }
  if (!last) throw new AnswerCut(where);
  const { tokens_evaluated: input, tokens_predicted: output } = last;
  if (typeof input === 'number' && typeof output === 'number') yield { kind: 'usage', usage: { input, output } };
  const limited = last['stop_type'] === 'limit' || last['stopped_limit'] === true;
  yield { kind: 'end', reason: limited ? 'length' : 'stop' };
}

/** Reads the answer of `/embeddings`. @throws AnswerMalformed when it does not have one vector a text. */
export function embeddingsOf(answer: unknown, count: number, where: string): Embedded {
  const data = isRecord(answer) ? answer['data'] : undefined;
  if (!Array.isArray(data) || data.length !== count)
    throw new AnswerMalformed(where, `it does not hold ${count === 1 ? 'one vector' : `${count} vectors`}`);
  const vectors = new Array<Float32Array<ArrayBuffer> | undefined>(count).fill(undefined);
  (data as readonly unknown[]).forEach((entry, position) => {
    const { index, embedding } = record(entry, where);
    vectors[typeof index === 'number' ? index : position] = vectorOf(embedding, where);
  });
  const whole = vectors.map((vector) => {
    if (!vector) throw new AnswerMalformed(where, 'a vector is missing');
    return vector;
  });
  return { vectors: whole, tokens: isRecord(answer) ? usageOf(answer['usage'])?.input : undefined };
}

/** A list of numbers, or their bytes (32 bits each, little-endian) in base64, which is read ten times faster. */
function vectorOf(embedding: unknown, where: string): Float32Array<ArrayBuffer> {
  if (Array.isArray(embedding) && embedding.every((value) => typeof value === 'number'))
    return Float32Array.from(embedding as readonly number[]);
  if (typeof embedding !== 'string') throw new AnswerMalformed(where, 'a vector is no list of numbers');
  const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'));
  const vector = bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : new Float32Array(0);
  if (vector.length === 0 || !vector.every(Number.isFinite))
    throw new AnswerMalformed(where, 'a vector is no list of numbers');
  return vector;
}

/** Reads the answer of `/models`: the entries with their names. @throws AnswerMalformed when it is no list. */
export function modelsOf(answer: unknown, where: string): readonly { id: string; entry: unknown }[] {
  const data = isRecord(answer) ? (answer['data'] ?? answer['models']) : answer;
  if (!Array.isArray(data)) throw new AnswerMalformed(where, 'it holds no list of models');
  return (data as readonly unknown[]).flatMap((entry) =>
    isRecord(entry) && typeof entry['id'] === 'string' ? [{ id: entry['id'], entry }] : [],
  );
}

export function usageOf(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const { prompt_tokens: input, completion_tokens: output } = value;
  if (typeof input !== 'number') return undefined;
  return { input, output: typeof output === 'number' ? output : 0 };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value)) throw new AnswerMalformed(where, 'a part of it is no object');
  return value;
}

/** The last event of a stream has usage and no choice. */
function firstChoice(chunk: Record<string, unknown>, where: string): Record<string, unknown> | undefined {
  const choices = chunk['choices'];
  if (choices === undefined || choices === null) return undefined;
  if (!Array.isArray(choices)) throw new AnswerMalformed(where, 'its choices are no list');
  const [first] = choices as readonly unknown[];
  return first === undefined ? undefined : record(first, where);
}

function addPiece(
  calls: Map<number, { id: string; name: string; arguments: string }>,
  piece: Record<string, unknown>,
): void {
  // Some servers give no index and send each call in one piece.
  const index = typeof piece['index'] === 'number' ? piece['index'] : calls.size;
  const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
  calls.set(index, call);
  if (typeof piece['id'] === 'string' && piece['id'] !== '') call.id = piece['id'];
  const named = isRecord(piece['function']) ? piece['function'] : {};
  if (typeof named['name'] === 'string') call.name += named['name'];
  const text = named['arguments'];
  if (typeof text === 'string') call.arguments += text;
  else if (isRecord(text)) call.arguments = JSON.stringify(text);
}

function wholeCalls(calls: ReadonlyMap<number, ToolCall>): readonly ToolCall[] {
  return [...calls]
    .sort(([a], [b]) => a - b)
    .map(([index, call]) => ({ ...call, id: call.id === '' ? `call_${index}` : call.id }));
}

function endReason(finish: string | undefined): EndReason {
  switch (finish ?? 'stop') {
    case 'length':
      return 'length';
    case 'tool_calls':
    case 'function_call':
      return 'toolCalls';
    case 'content_filter':
      return 'filtered';
    default:
      return 'stop';
  }
}
