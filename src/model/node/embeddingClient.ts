import type { Log } from '../../base/log.ts';
import { exposure, hostOf, isOnThisMachine, normaliseBaseUrl } from '../baseUrl.ts';
import type { Embedded, EmbeddingLimits, EmbeddingModel, EmbeddingPurpose } from '../embedding.ts';
import { embeddingPrefix } from '../embeddingPrefix.ts';
import { embeddingTrouble } from '../embeddingTrouble.ts';
import { WrongDimensions } from '../errors.ts';
import { Pace } from '../pace.ts';
import { defaultRetryPolicy } from '../retry.ts';
import type { Clock, RetryPolicy } from '../retry.ts';
import { estimateTokens } from '../tokenEstimate.ts';
import { embeddingsOf } from './answerParts.ts';
import { systemClock } from './clock.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';

/** An embedding model behind any endpoint that has `/embeddings` of the OpenAI protocol, local or hosted. */
export interface EmbeddingOptions {
  /** As a person typed it. */
  readonly baseUrl: string;
  /** Where that stands, for whoever has to change it: `the setting "…"`. */
  readonly addressName: string;
  readonly model: string;
  /** Asked before each request. `undefined`: no key is sent. */
  readonly key: () => Promise<string | undefined>;
  /** For the first byte of an answer, and between two. */
  readonly timeoutMs: number;
  /** 0: the model's own number. */
  readonly dimensions: number;
  /** The first numbers of a vector are a vector by themselves, so it may be cut where the endpoint does not. */
  readonly isMatryoshka: boolean;
  readonly batch: number;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  readonly pricePerMillionTokens: number;
  readonly log: Log;
  /** For documents, which nobody waits for. A query is asked once. */
  readonly retry?: RetryPolicy;
  readonly clock?: Clock;
}

/** Opens no connection. @throws BaseUrlInvalid */
export function createEmbeddingModel(options: EmbeddingOptions): EmbeddingModel {
  return new EndpointEmbedding(options, normaliseBaseUrl(options.baseUrl));
}

/** Patient: a build takes minutes anyway, and to begin anew would cost more than to wait. */
const documentRetry: RetryPolicy = {
  attempts: 6,
  baseMs: 1_000,
  maximumMs: 30_000,
  longestRetryAfterMs: 15 * 60_000,
};

/** No text is cut shorter: what is refused even then is refused for another reason. */
const shortestCut = 200;

class EndpointEmbedding implements EmbeddingModel {
  readonly name: string;
  readonly provider: string;
  readonly space: string;
  readonly #options: EmbeddingOptions;
  readonly #connections: Readonly<Record<EmbeddingPurpose, Connection>>;
  readonly #pace: Pace;
  /** Learned from refusals. */
  #mostTexts: number;
  #mostCharacters = Infinity;
  #sendsDimensions: boolean;
  #encoding: 'base64' | 'float' = 'base64';
  /** Of the vectors that have come. */
  #dimensions = 0;

  constructor(options: EmbeddingOptions, baseUrl: string) {
    const { model, dimensions, clock = systemClock, retry = documentRetry } = options;
    this.name = model;
    this.provider = hostOf(baseUrl);
    this.space = [baseUrl, model, dimensions, embeddingPrefix(model, 'document')].join(' ');
    this.#options = options;
    this.#mostTexts = Math.max(1, options.batch);
    this.#sendsDimensions = dimensions > 0;
    this.#pace = new Pace(options, clock);
    const connect = (policy: RetryPolicy): Connection => openConnection({ ...options, baseUrl, retry: policy, clock });
    this.#connections = { document: connect(retry), query: connect({ ...defaultRetryPolicy, attempts: 1 }) };
    if (exposure(baseUrl, false) !== 'none') options.log.warn(`What is sent to ${baseUrl} is not encrypted.`);
  }

  get limits(): EmbeddingLimits {
    const { requestsPerMinute, tokensPerMinute, pricePerMillionTokens, dimensions, baseUrl } = this.#options;
    return {
      batch: this.#mostTexts,
      requestsPerMinute,
      tokensPerMinute,
      pricePerMillionTokens,
      dimensions: this.#dimensions || dimensions,
      isLocal: isOnThisMachine(normaliseBaseUrl(baseUrl)),
    };
  }

  async embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Embedded> {
    signal.throwIfAborted();
    const prefix = embeddingPrefix(this.name, purpose);
    const vectors: Float32Array<ArrayBuffer>[] = [];
    let tokens: number | undefined = 0;
    for (let at = 0; at < texts.length;) {
      const batch = texts.slice(at, at + this.#mostTexts).map((text) => (prefix + text).slice(0, this.#mostCharacters));
      const answer = await this.#ask(batch, purpose, signal);
      vectors.push(...answer.vectors);
      tokens = tokens === undefined || answer.tokens === undefined ? undefined : tokens + answer.tokens;
      at += batch.length;
    }
    return { vectors, tokens };
  }

  /** One request, or several when it proves to be too large for one. */
  async #ask(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Embedded> {
    try {
      return await this.#request(texts, purpose, signal);
    } catch (error) {
      const trouble = embeddingTrouble(error);
      if (trouble === 'other') throw error;
      if (trouble === 'encoding' && this.#encoding === 'base64') {
        this.#encoding = 'float';
        return this.#ask(texts, purpose, signal);
      }
      if (trouble === 'dimensions' && this.#sendsDimensions && this.#options.isMatryoshka) {
        this.#sendsDimensions = false;
        return this.#ask(texts, purpose, signal);
      }
      if (trouble === 'dimensions' && this.#sendsDimensions) {
        const what = `does not give "${this.name}" vectors of ${this.#options.dimensions} numbers`;
        throw new WrongDimensions(this.provider, what, { cause: error });
      }
      if (trouble === 'dimensions' || trouble === 'encoding') throw error;
      if (texts.length > 1) return this.#halve(texts, trouble, purpose, signal);
      return this.#cut(texts[0]!, error, purpose, signal);
    }
  }

  async #halve(
    texts: readonly string[],
    trouble: 'batch' | 'length',
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
  ): Promise<Embedded> {
    const half = texts.length >> 1;
    // One text that is too long says nothing about how many are.
    if (trouble === 'batch') this.#mostTexts = Math.min(this.#mostTexts, Math.max(1, half));
    const first = await this.#ask(texts.slice(0, half), purpose, signal);
    const second = await this.#ask(texts.slice(half), purpose, signal);
    const tokens = first.tokens === undefined || second.tokens === undefined ? undefined : first.tokens + second.tokens;
    return { vectors: [...first.vectors, ...second.vectors], tokens };
  }

  async #cut(text: string, error: unknown, purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Embedded> {
    if (text.length <= shortestCut) throw error;
    const length = Math.max(shortestCut, Math.floor(text.length * 0.6));
    this.#mostCharacters = Math.min(this.#mostCharacters, length);
    this.#options.log.debug(`${this.name} reads no text of ${text.length} characters; cut to ${length}.`);
    return this.#ask([text.slice(0, length)], purpose, signal);
  }

  async #request(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Embedded> {
    const { dimensions } = this.#options;
    const estimate = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
    if (purpose === 'document') await this.#pace.take(estimate, signal);
    else this.#pace.note(estimate);
    const body = {
      model: this.name,
      input: texts,
      encoding_format: this.#encoding,
      ...(this.#sendsDimensions && { dimensions }),
    };
    const answer = await this.#connections[purpose].post('/embeddings', body, signal);
    const { vectors, tokens } = embeddingsOf(answer, texts.length, this.provider);
    return { vectors: vectors.map((vector) => this.#fit(vector)), tokens };
  }

  /** The vector with as many numbers as all others have. @throws WrongDimensions */
  #fit(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const { dimensions, isMatryoshka } = this.#options;
    const wanted = dimensions > 0 ? dimensions : this.#dimensions || vector.length;
    const isCut = dimensions > 0 && isMatryoshka && vector.length > wanted;
    if (vector.length === 0 || (vector.length !== wanted && !isCut))
      throw new WrongDimensions(
        this.provider,
        `gave a vector of ${vector.length} numbers for "${this.name}" where ${wanted} were expected`,
      );
    this.#dimensions = wanted;
    return isCut ? normalised(vector.slice(0, wanted)) : vector;
  }
}

function normalised(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
