/** A search and its answer. Only plain data: it crosses threads. */

export interface SearchRequest {
  readonly query: string;
  readonly limit: number;
  /** The query is code, not a question about it: an embedding model compares it as what it is. */
  readonly isCode?: boolean;
  /**
   * How long the search may wait for an embedding model to read the query, in milliseconds. Left out, the model is not
   * asked: for searches at every keystroke, which would each cost a request. A query that it has read is free.
   */
  readonly waitMs?: number;
}

export interface SearchResult {
  readonly path: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string;
  readonly kind: string;
  /** Comparable within one answer only. */
  readonly score: number;
  /** How much of the query it has, from 0 to about 1: comparable with the answers of other folders' indexes. */
  readonly share?: number;
}

export interface SearchReply {
  readonly results: readonly SearchResult[];
  readonly ms: number;
  /** When less than was asked for has searched: why, as a sentence for a person. */
  readonly note?: string;
}
