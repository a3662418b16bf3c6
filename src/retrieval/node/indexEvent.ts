/** What an index says about itself, to whoever shows it. */
export type { FileState, IndexListing, IndexPhase, IndexStatus } from '../indexStatus.ts';

export interface SearchRequest {
  readonly query: string;
  readonly limit: number;
}

export interface SearchResult {
  readonly path: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string;
  readonly kind: string;
  readonly score: number;
}

export interface SearchReply {
  readonly results: readonly SearchResult[];
  readonly ms: number;
}
