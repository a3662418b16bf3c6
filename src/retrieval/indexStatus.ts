/** What an index says of itself and of the files of its folder. */
import type { EmbeddingStatus } from './embeddingStatus.ts';
import type { SharedStatus } from './shared.ts';

export type IndexPhase =
  /** Reading what is stored; nothing can be searched yet. */
  | 'loading'
  /** Looking which files there are and which have changed. */
  | 'scanning'
  | 'building'
  | 'paused'
  /** Another window builds it; this one waits and reads what that one has written. */
  | 'following'
  | 'ready';

export interface IndexStatus {
  readonly phase: IndexPhase;
  /** Files that have chunks, and all chunks. */
  readonly files: number;
  readonly chunks: number;
  /** Files that can be found by their words, and are among those that wait. */
  readonly glimpsed?: number;
  /** Files still to be read, of those that this run has to read. */
  readonly waiting: number;
  readonly total: number;
  /** Whether this window writes the store. */
  readonly isWriter: boolean;
  /** Why it is not kept on disk, as sentences: it is lost with the window. Left out when it is. */
  readonly unstored?: string;
  /** Left out when no embedding model is configured. */
  readonly embedding?: EmbeddingStatus;
  /** Left out when no shared index is configured. */
  readonly shared?: SharedStatus;
}

/** Everything that the page of the index shows. */
export interface IndexListing {
  readonly indexed: readonly {
    readonly path: string;
    readonly language: string | undefined;
    readonly chunks: number;
    readonly isUnsaved: boolean;
  }[];
  readonly refused: readonly Refusal[];
  /** More were refused than are kept to be shown. */
  readonly isCut: boolean;
}

/** What the index knows of one file. */
export type FileState =
  | {
      readonly kind: 'indexed';
      readonly language: string | undefined;
      readonly chunks: number;
      readonly isUnsaved: boolean;
    }
  | ({ readonly kind: 'refused' } & Refusal)
  /** It is to be indexed and was not read yet. */
  | { readonly kind: 'waiting' }
  /** Nothing is there, or a folder. */
  | { readonly kind: 'absent' };

export type RefusalKind =
  | 'binary'
  | 'dependency'
  | 'excluded'
  | 'generated'
  | 'ignored'
  | 'link'
  | 'minified'
  | 'name'
  | 'repository'
  | 'secret'
  | 'special'
  | 'tooLarge'
  | 'unreadable';

export interface Refusal {
  /** Relative to the workspace, with forward slashes; a folder ends in one. */
  readonly path: string;
  readonly why: RefusalKind;
  /** What is said beside the path: words without a full stop. */
  readonly reason: string;
  /** Where the rule is stated, if it is the user's. */
  readonly from?: RuleSource;
}

/** An ignore file by its absolute path, or a setting by its full name. */
export type RuleSource =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'setting'; readonly setting: string };
