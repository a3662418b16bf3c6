/** What goes between a window and its index's thread. Only plain data crosses. */
import type { Log } from '../../base/log.ts';
import type { EmbeddingStatus } from '../embeddingStatus.ts';
import type { EmbedderFacts, EmbeddingAnswer, EmbeddingMessage } from './embeddingQuestion.ts';
import type { FileChange } from './fileIntake.ts';
import type { IndexerOptions } from './indexer.ts';
import type { ContextReply, ContextRequest, SymbolReply, SymbolRequest, Visit } from '../placeRequest.ts';
import type { SharedOrder } from './sharedIndex.ts';
import type { FileState, IndexListing, IndexStatus, SearchReply, SearchRequest } from './indexEvent.ts';

export interface IndexOrder extends IndexerOptions {
  /** Absolute paths of the folders of the grammars and of their queries. */
  readonly grammars: string;
  readonly queries: string;
  /** Address of the bundled `readerWorker.js`. */
  readonly readerScript: string;
  /** A shared index; left out, there is none and nothing of it is loaded. */
  readonly shared?: SharedOrder;
  /** Threads that read files, at most. */
  readonly readers: number;
}

/** What can be asked of it. */
export interface IndexCalls {
  readonly search: (request: SearchRequest) => Promise<SearchReply>;
  readonly contextAt: (request: ContextRequest) => Promise<ContextReply>;
  readonly symbols: (request: SymbolRequest) => Promise<SymbolReply>;
  readonly touch: (visits: readonly Visit[]) => Promise<void>;
  readonly update: (changes: readonly FileChange[]) => Promise<void>;
  readonly rescan: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly clear: () => Promise<void>;
  readonly rebuild: () => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly listing: () => Promise<IndexListing>;
  readonly fileState: (path: string) => Promise<FileState>;
  readonly useEmbedder: (embedder: EmbedderFacts | undefined) => Promise<void>;
  readonly answered: (id: number, answer: EmbeddingAnswer) => Promise<void>;
  readonly embedded: () => Promise<EmbeddingStatus | undefined>;
  readonly close: () => Promise<void>;
}

export type IndexCall = keyof IndexCalls;

export interface IndexRequest<Call extends IndexCall = IndexCall> {
  readonly id: number;
  readonly call: Call;
  readonly given: Parameters<IndexCalls[Call]>;
}

export type FromIndex =
  | { readonly kind: 'opened' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number | undefined; readonly message: string; readonly next?: string }
  | { readonly kind: 'status'; readonly status: IndexStatus }
  | { readonly kind: 'embedding'; readonly message: EmbeddingMessage }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly message: string };
