import { besideBase } from '../baseUrl.ts';
import {
  AddressUnknown,
  AnswerMalformed,
  AnsweredWithWebPage,
  ModelUnknown,
  RequestRefused,
  ServerFailed,
} from '../errors.ts';
import type { TransportProbe } from '../completionTransport.ts';
import { honoursSuffix, suffixProbe, type ProbeAnswer } from '../probed.ts';
import { isRecord, usageOf } from './answerParts.ts';
import type { Connection } from './connection.ts';

export interface ProbeDeps {
  readonly connection: Connection;
  readonly baseUrl: string;
  readonly model: string;
  /** Something that no prompt held before. */
  readonly nonce: () => string;
  /** Called when a fault hid an answer: what was learnt is good for now and not worth remembering. */
  readonly onUnsure: () => void;
}

/**
 * Small requests that find out how an endpoint fills. None of them is a chat: a model that only
 * continues text is asked here as well.
 */
export function transportProbe(deps: ProbeDeps, signal: AbortSignal): TransportProbe {
  const { connection, baseUrl, model } = deps;
  const hole = { prompt: 'const one = ', suffix: ';\n', max_tokens: 1, temperature: 0 };
  return (kind) =>
    orNo(deps, async () => {
      switch (kind) {
        case 'infill': {
          const body = { input_prefix: hole.prompt, input_suffix: hole.suffix, n_predict: 1, stream: false };
          const answer = await connection.post(besideBase(baseUrl, '/infill'), body, signal);
          return isRecord(answer) && typeof answer['content'] === 'string';
        }
        case 'fimEndpoint':
          return hasChoice(await connection.post('/fim/completions', { model, ...hole }, signal));
        case 'suffix':
          return honours(deps, signal);
        case 'completions': {
          const body = { model, prompt: hole.prompt, max_tokens: 1, temperature: 0 };
          return hasChoice(await connection.post('/completions', body, signal));
        }
      }
    });
}

async function honours({ connection, model, nonce }: ProbeDeps, signal: AbortSignal): Promise<boolean> {
  const ask = async (prompt: string, suffix: { suffix?: string }): Promise<ProbeAnswer> => {
    const body = { model, prompt, max_tokens: suffixProbe.maxTokens, temperature: 0, ...suffix };
    return completionAnswer(await connection.post('/completions', body, signal));
  };
  const first = nonce();
  const withSuffix = await ask(suffixProbe.prefix(first), { suffix: suffixProbe.suffix(first) });
  return honoursSuffix(withSuffix, await ask(suffixProbe.prefix(nonce()), {}));
}

/** A refusal is an answer; a failing server is none. */
async function orNo({ onUnsure }: ProbeDeps, ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServerFailed) {
      // llama.cpp reports with 501, or with 500 and these words, what it was not started for.
      if (error.status !== 501 && !/not supported|unsupported/i.test(error.message)) onUnsure();
      return false;
    }
    if (refusals.some((refusal) => error instanceof refusal)) return false;
    throw error;
  }
}

const refusals = [RequestRefused, AddressUnknown, ModelUnknown, AnswerMalformed, AnsweredWithWebPage] as const;

function hasChoice(answer: unknown): boolean {
  return isRecord(answer) && Array.isArray(answer['choices']) && answer['choices'].length > 0;
}

function completionAnswer(answer: unknown): ProbeAnswer {
  const fields = isRecord(answer) ? answer : {};
  const choices = fields['choices'];
  const first: unknown = Array.isArray(choices) ? (choices as readonly unknown[])[0] : undefined;
  return {
    text: isRecord(first) && typeof first['text'] === 'string' ? first['text'] : '',
    inputTokens: usageOf(fields['usage'])?.input,
  };
}
