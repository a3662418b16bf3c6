import { besideBase, hostOf } from '../baseUrl.ts';
import {
  AddressUnknown,
  AnswerMalformed,
  AnsweredWithWebPage,
  ModelUnknown,
  RequestRefused,
  ServerFailed,
} from '../errors.ts';
import type { ChatPart } from '../model.ts';
import {
  contextTokensOf,
  honoursJson,
  honoursSuffix,
  honoursTools,
  jsonProbe,
  picturesOf,
  suffixProbe,
  toolProbe,
} from '../probed.ts';
import type { JsonMode, ProbeAnswer, Probed } from '../probed.ts';
import { chatParts, embeddingsOf, isRecord, modelsOf, usageOf } from './answerParts.ts';
import { chatBody } from './chatBody.ts';
import type { Connection } from './connection.ts';
import type { DialectStream } from './dialectStream.ts';

export interface ProbeDeps {
  readonly connection: Connection;
  readonly baseUrl: string;
  readonly model: string;
  /** Empty: the endpoint is not asked for embeddings. */
  readonly embeddingModel: string;
  readonly chat: DialectStream;
  /** Something that no prompt held before. */
  readonly nonce: () => string;
  readonly onStep?: (step: string) => void;
}

/** `certain` is false when a fault hid an answer: good enough for now, not worth remembering. */
export interface ProbeResult {
  readonly probed: Probed;
  readonly certain: boolean;
}

/**
 * Finds out what one model at one endpoint can do, in at most nine small requests, one after the
 * other because a local server works on one at a time.
 * @throws ModelError when the endpoint cannot even chat: then nothing else is worth knowing.
 */
export async function probeEndpoint(deps: ProbeDeps, signal: AbortSignal): Promise<ProbeResult> {
  let certain = true;
  const unsure = (): void => void (certain = false);
  const step = async <Value>(name: string, ask: () => Promise<Value>, without: Value): Promise<Value> => {
    deps.onStep?.(name);
    return orWithout(ask, without, unsure);
  };

  deps.onStep?.('chat');
  const plain = await chatAnswer(deps, {}, signal);
  const tools = await step('tools', () => probeTools(deps, plain, signal), false);
  const json = await step('JSON', () => probeJson(deps, signal), undefined);
  const infill = await step('infill', () => probeInfill(deps, signal), false);
  const suffix = await step('suffix', () => probeSuffix(deps, signal), false);
  const embeddings = deps.embeddingModel ? await step('embeddings', () => probeEmbeddings(deps, signal), false) : false;
  const entry = await step('model list', () => listedEntry(deps, signal), undefined);
  const [contextTokens, pictures] = [contextTokensOf(entry), picturesOf(entry)];
  const probed: Probed = {
    ...{ suffix, infill, tools, json, embeddings, contextTokens, dialect: deps.chat.dialect },
    ...(pictures !== undefined && { pictures }),
  };
  return { probed, certain };
}

/** A refusal is an answer. A failing server is none, and must not hide what else the endpoint can do. */
async function orWithout<Value>(ask: () => Promise<Value>, without: Value, unsure: () => void): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServerFailed) {
      // llama.cpp reports with 500 and 501 what it was not started for.
      if (error.status !== 501 && !/jinja|not supported|unsupported/i.test(error.message)) unsure();
      return without;
    }
    if (isRefusal(error)) return without;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return [RequestRefused, AddressUnknown, ModelUnknown, AnswerMalformed, AnsweredWithWebPage].some(
    (refusal) => error instanceof refusal,
  );
}

async function probeTools(deps: ProbeDeps, plain: ChatAnswer, signal: AbortSignal): Promise<boolean> {
  return honoursTools(await chatAnswer(deps, { tools: [toolProbe.tool] }, signal), plain);
}

async function probeJson(deps: ProbeDeps, signal: AbortSignal): Promise<JsonMode | undefined> {
  for (const mode of ['schema', 'object'] as const) {
    try {
      if (honoursJson(await jsonAnswer(deps, mode, signal))) return mode;
    } catch (error) {
      // Some endpoints know only one of the two.
      if (!isRefusal(error)) throw error;
    }
  }
  return undefined;
}

async function probeSuffix({ connection, model, nonce }: ProbeDeps, signal: AbortSignal): Promise<boolean> {
  const ask = async (extra: { suffix?: string }, prefix: string): Promise<ProbeAnswer> =>
    completionAnswer(
      await connection.post(
        '/completions',
        { model, prompt: prefix, max_tokens: suffixProbe.maxTokens, temperature: 0, ...extra },
        signal,
      ),
    );
  const first = nonce();
  const withSuffix = await ask({ suffix: suffixProbe.suffix(first) }, suffixProbe.prefix(first));
  return honoursSuffix(withSuffix, await ask({}, suffixProbe.prefix(nonce())));
}

async function probeInfill({ connection, baseUrl }: ProbeDeps, signal: AbortSignal): Promise<boolean> {
  const body = { input_prefix: 'const one = ', input_suffix: ';\n', n_predict: 1, stream: false };
  const answer = await connection.post(besideBase(baseUrl, '/infill'), body, signal);
  return isRecord(answer) && typeof answer['content'] === 'string';
}

async function probeEmbeddings(
  { connection, baseUrl, embeddingModel }: ProbeDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const body = { model: embeddingModel, input: ['one'], encoding_format: 'float' };
  const { vectors } = embeddingsOf(await connection.post('/embeddings', body, signal), 1, hostOf(baseUrl));
  return vectors.every((vector) => vector.length > 0);
}

async function listedEntry({ connection, baseUrl, model }: ProbeDeps, signal: AbortSignal): Promise<unknown> {
  const listed = modelsOf(await connection.get('/models', signal), hostOf(baseUrl));
  return listed.find(({ id }) => id === model)?.entry;
}

interface ChatAnswer extends ProbeAnswer {
  readonly called: boolean;
}

async function chatAnswer(
  deps: ProbeDeps,
  extra: { tools?: readonly (typeof toolProbe.tool)[] },
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const request = {
    messages: [{ role: 'user', text: `${toolProbe.question} (${deps.nonce()})` }],
    maxTokens: extra.tools ? toolProbe.maxTokens : 1,
    temperature: 0,
    ...extra,
  } as const;
  return gather(
    chatParts(
      deps.chat.stream((dialect) => chatBody(deps.model, request, dialect, undefined), signal),
      hostOf(deps.baseUrl),
    ),
  );
}

async function jsonAnswer(deps: ProbeDeps, mode: JsonMode, signal: AbortSignal): Promise<ChatAnswer> {
  const request = {
    messages: [{ role: 'user', text: jsonProbe.question }],
    maxTokens: jsonProbe.maxTokens,
    temperature: 0,
  } as const;
  const format =
    mode === 'schema'
      ? { type: 'json_schema', json_schema: { ...jsonProbe.shape, strict: true } }
      : { type: 'json_object' };
  const body = deps.chat.stream(
    (dialect) => ({ ...chatBody(deps.model, request, dialect, undefined), response_format: format }),
    signal,
  );
  return gather(chatParts(body, hostOf(deps.baseUrl)));
}

async function gather(parts: AsyncIterable<ChatPart>): Promise<ChatAnswer> {
  let text = '';
  let called = false;
  let inputTokens: number | undefined;
  for await (const part of parts) {
    switch (part.kind) {
      case 'text':
        text += part.text;
        break;
      case 'toolCall':
        called = true;
        break;
      case 'usage':
        inputTokens = part.usage.input;
        break;
      case 'thinking':
      case 'end':
        break;
    }
  }
  return { text, called, inputTokens };
}

function completionAnswer(answer: unknown): ProbeAnswer {
  const fields = isRecord(answer) ? answer : {};
  const choices = fields['choices'];
  const first: unknown = Array.isArray(choices) ? (choices as readonly unknown[])[0] : undefined;
  if (!isRecord(first)) return { text: '', inputTokens: undefined };
  return {
    text: typeof first['text'] === 'string' ? first['text'] : '',
    inputTokens: usageOf(fields['usage'])?.input,
  };
}
