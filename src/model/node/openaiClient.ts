import { randomBytes } from 'node:crypto';
import { unlessAborted } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { besideBase, hostOf, normaliseBaseUrl } from '../baseUrl.ts';
import type { Capabilities, ChatPart, ChatRequest, FillPart, FillRequest, Model, ToolChatRequest } from '../model.ts';
import type { Probed } from '../probed.ts';
import { defaultRetryPolicy } from '../retry.ts';
import type { Clock, RetryPolicy } from '../retry.ts';
import { chatParts, completionParts, infillParts, modelsOf } from './answerParts.ts';
import { chatBody, infillBody, suffixBody } from './chatBody.ts';
import { systemClock } from './clock.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { DialectStream } from './dialectStream.ts';
import { forgetProbed, readProbed, writeProbed } from './probeCache.ts';
import { probeEndpoint } from './probeEndpoint.ts';

/** A model behind any endpoint that speaks the OpenAI protocol, local or hosted. */
export interface OpenAiOptions {
  /** As a person typed it. */
  readonly baseUrl: string;
  readonly model: string;
  /** A model of the same endpoint, which is tried with the rest; empty or absent: none. */
  readonly embeddingModel?: string;
  /** Asked before each request. `undefined`: no key is sent. */
  readonly key: () => Promise<string | undefined>;
  /** For the first byte of an answer, and between two. */
  readonly timeoutMs: number;
  /** Where what was learnt about the endpoint is kept. */
  readonly storageFolder: string;
  readonly log: Log;
  readonly retry?: RetryPolicy;
  readonly clock?: Clock;
}

export interface OpenAiModel extends Model {
  /** Forgets what was learnt and asks again; `onStep` names what is being asked. */
  probe(onStep: (step: string) => void, signal: AbortSignal): Promise<Capabilities>;
}

/** Opens no connection. @throws BaseUrlInvalid */
export function createOpenAiModel(options: OpenAiOptions): OpenAiModel {
  const baseUrl = normaliseBaseUrl(options.baseUrl);
  const connection = connect(options, baseUrl, options.model);
  return new EndpointModel(options, baseUrl, connection);
}

/** What the endpoint lists. @throws ModelError */
export async function listModels(
  options: Pick<OpenAiOptions, 'baseUrl' | 'key' | 'timeoutMs' | 'log' | 'retry' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const baseUrl = normaliseBaseUrl(options.baseUrl);
  const answer = await connect(options, baseUrl, '').get('/models', signal);
  return modelsOf(answer, hostOf(baseUrl)).map(({ id }) => id);
}

class EndpointModel implements OpenAiModel {
  readonly name: string;
  readonly provider: string;
  readonly #options: OpenAiOptions;
  readonly #baseUrl: string;
  readonly #connection: Connection;
  readonly #chat: DialectStream;
  #asking: Asking | undefined;

  constructor(options: OpenAiOptions, baseUrl: string, connection: Connection) {
    this.name = options.model;
    this.provider = hostOf(baseUrl);
    this.#options = options;
    this.#baseUrl = baseUrl;
    this.#connection = connection;
    this.#chat = new DialectStream(connection);
  }

  readonly chat = (request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPart> => this.#ask(request, signal);

  async capabilities(signal: AbortSignal): Promise<Capabilities> {
    return this.#capabilitiesOf(await this.#learn(signal));
  }

  async probe(onStep: (step: string) => void, signal: AbortSignal): Promise<Capabilities> {
    await forgetProbed(this.#options.storageFolder, this.#key);
    const probed = await this.#probe(onStep, signal);
    this.#asking = { probed: Promise.resolve(probed), by: signal };
    return this.#capabilitiesOf(probed);
  }

  async *#ask(request: ChatRequest | ToolChatRequest, signal: AbortSignal): AsyncGenerator<ChatPart> {
    // Only a demand for JSON depends on what was learnt; a plain question need not wait for it.
    const json = request.json ? (await this.#learn(signal)).json : undefined;
    yield* chatParts(
      this.#chat.stream((dialect) => chatBody(this.name, request, dialect, json), signal),
      this.provider,
    );
  }

  #capabilitiesOf(probed: Probed): Capabilities {
    return {
      chatWithTools: probed.tools ? (request, signal) => this.#ask(request, signal) : undefined,
      fillInMiddle: this.#fillInMiddle(probed),
      embeddings: probed.embeddings,
      strictJson: probed.json !== undefined,
      contextTokens: probed.contextTokens,
      ...(probed.pictures !== undefined && { pictures: probed.pictures }),
    };
  }

  #fillInMiddle(probed: Probed): Capabilities['fillInMiddle'] {
    // llama.cpp has both addresses and ignores the suffix at the other one.
    if (probed.infill) return (request, signal) => this.#infill(request, signal);
    if (probed.suffix) return (request, signal) => this.#complete(request, signal);
    return undefined;
  }

  #infill(request: FillRequest, signal: AbortSignal): AsyncIterable<FillPart> {
    const address = besideBase(this.#baseUrl, '/infill');
    return infillParts(this.#connection.stream(address, infillBody(request), signal), this.provider);
  }

  #complete(request: FillRequest, signal: AbortSignal): AsyncIterable<FillPart> {
    return completionParts(
      this.#connection.stream('/completions', suffixBody(this.name, request), signal),
      this.provider,
    );
  }

  get #key() {
    return { baseUrl: this.#baseUrl, model: this.name, embeddingModel: this.#options.embeddingModel ?? '' };
  }

  /** From memory, from the file, or from the endpoint: whichever knows first. Callers share one question. */
  async #learn(signal: AbortSignal): Promise<Probed> {
    signal.throwIfAborted();
    const asking = (this.#asking ??= this.#startLearning(signal));
    try {
      return await unlessAborted(asking.probed, signal);
    } catch (error) {
      // Whoever began the question has gone away; this caller still wants to know.
      if (!signal.aborted && asking.by.aborted) return this.#learn(signal);
      throw error;
    }
  }

  #startLearning(signal: AbortSignal): Asking {
    const asking = { probed: this.#readOrProbe(signal), by: signal };
    // A failure is not remembered: the next caller asks again.
    asking.probed.catch(() => {
      if (this.#asking === asking) this.#asking = undefined;
    });
    return asking;
  }

  async #readOrProbe(signal: AbortSignal): Promise<Probed> {
    const stored = await readProbed(this.#options.storageFolder, this.#key);
    if (!stored) return this.#probe(() => {}, signal);
    this.#chat.learn(stored.dialect);
    return stored;
  }

  async #probe(onStep: (step: string) => void, signal: AbortSignal): Promise<Probed> {
    const { storageFolder, log } = this.#options;
    const { probed, certain } = await probeEndpoint(
      {
        connection: this.#connection,
        chat: this.#chat,
        ...this.#key,
        nonce: () => randomBytes(4).toString('hex'),
        onStep,
      },
      signal,
    );
    log.info(`${this.name} at ${this.provider}: ${JSON.stringify(probed)}${certain ? '' : ', not certain'}`);
    if (certain) {
      try {
        await writeProbed(storageFolder, this.#key, probed);
      } catch (error) {
        log.warn(`What was learnt about ${this.provider} could not be stored: ${describeError(error)}`);
      }
    }
    return probed;
  }
}

interface Asking {
  readonly probed: Promise<Probed>;
  /** Whose wish started it, and whose abort ends it. */
  readonly by: AbortSignal;
}

function connect(
  options: Pick<OpenAiOptions, 'key' | 'timeoutMs' | 'log' | 'retry' | 'clock'>,
  baseUrl: string,
  model: string,
): Connection {
  return openConnection({
    baseUrl,
    model,
    key: options.key,
    timeoutMs: options.timeoutMs,
    retry: options.retry ?? defaultRetryPolicy,
    clock: options.clock ?? systemClock,
    log: options.log,
  });
}
