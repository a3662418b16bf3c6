/** The embedding model of the scripted server, with a client as the product makes it. */
import { createEmbeddingModel, type EmbeddingOptions } from '../../src/model/node/embeddingClient.ts';
import type { EmbeddingModel } from '../../src/model/embedding.ts';

export function scriptedEmbedding(baseUrl: string, options: Partial<EmbeddingOptions> = {}): EmbeddingModel {
  const quiet = (): void => {};
  return createEmbeddingModel({
    baseUrl,
    addressName: 'the setting "touchstone.model.embeddingBaseUrl"',
    model: 'scripted-embed',
    key: () => Promise.resolve(undefined),
    timeoutMs: 5_000,
    dimensions: 0,
    isMatryoshka: false,
    batch: 16,
    requestsPerMinute: 0,
    tokensPerMinute: 0,
    pricePerMillionTokens: 0,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...options,
  });
}
