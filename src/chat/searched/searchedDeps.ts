import type { SymbolReply, SymbolRequest } from '../../retrieval/placeRequest.ts';
import type { SearchReply, SearchRequest } from '../../retrieval/searchRequest.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { ReadOutline, WorkspaceTexts } from '../../testing/workspaceTexts.ts';

/** What an answer without a model is made from. */
export interface SearchedDeps {
  readonly files: Pick<WorkspaceTexts, 'paths' | 'text'>;
  readonly readOutline: ReadOutline;
  readonly lookup: ChatLookup;
  /** What changed lately, the newest first. Left out where there is no repository or nothing may be run. */
  readonly history?: (about: HistoryQuestion, signal: AbortSignal) => Promise<readonly Commit[]>;
  /** What the editor or the last test run complains about. Left out where nobody knows. */
  readonly problems?: (signal: AbortSignal) => Promise<readonly Problem[]>;
  /** That no model is configured and how to add one, in whole sentences; left out where one is. */
  readonly noModel?: string;
}

/** The index, as far as an answer asks it. */
export interface ChatLookup {
  readonly search: (request: SearchRequest, signal: AbortSignal) => Promise<SearchReply>;
  readonly symbols: (request: SymbolRequest, signal: AbortSignal) => Promise<SymbolReply>;
  /** Resolves when all that there is can be found: for whoever has found nothing while the index is made. */
  readonly settled?: (signal: AbortSignal) => Promise<void>;
  /** Why little may be found, where that is so: nothing is indexed, or not everything yet. */
  readonly whyLittle?: () => string | undefined;
}

export interface HistoryQuestion {
  /** A file, a folder, or lines of a file; left out: the whole workspace. */
  readonly path?: WorkspacePath;
  readonly lines?: { readonly first: number; readonly last: number };
  readonly limit: number;
}

export interface Commit {
  /** The first characters of its hash. */
  readonly hash: string;
  /** As git says it: `2026-11-22`. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  readonly paths: readonly WorkspacePath[];
}

export interface Problem {
  readonly path: WorkspacePath;
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
