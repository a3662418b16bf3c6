/**
 * What retrieval may ask of an embedding model, whoever answers. One text gives one vector; only vectors of one `space`
 * may be compared.
 */
export interface EmbeddingModel {
  /** As the endpoint names it. */
  readonly name: string;
  /** Who answers, for a person: a host such as `localhost:11434`. */
  readonly provider: string;
  /** Names the model, its endpoint and the number of dimensions: what another space made is of no use in this one. */
  readonly space: string;
  readonly limits: EmbeddingLimits;
  /**
   * Sends nothing when there are no texts. A fault throws a `ModelError`; an abort throws the signal's reason and closes
   * the connection. Documents wait for the rate limit and are patient with a busy endpoint; a query is sent at once.
   */
  embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Embedded>;
}

/** Many models want to be told which of the two a text is. */
export type EmbeddingPurpose = 'query' | 'document';

export interface EmbeddingLimits {
  /** Texts in one request, at most. */
  readonly batch: number;
  /** 0: no limit is known. */
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  /** In dollars; 0: none, or unknown. */
  readonly pricePerMillionTokens: number;
  /** 0: as many as the model has, which nobody knows before it has answered. */
  readonly dimensions: number;
  /** The endpoint is this machine: nothing leaves it. */
  readonly isLocal: boolean;
}

export interface Embedded {
  /** In the order of the texts, all of one length. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
  /** As the endpoint counted them; undefined where it does not. */
  readonly tokens: number | undefined;
}
