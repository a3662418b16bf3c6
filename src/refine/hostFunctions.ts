import type { Log } from '../base/log.ts';
import type { Model } from '../model/model.ts';
import type { SearchResult } from '../retrieval/searchRequest.ts';
import type { AskUser } from './question.ts';

/** The places of the workspace's index that a question is about, best first; empty while there is no index. */
export type SearchIndex = (query: string, limit: number, signal: AbortSignal) => Promise<readonly SearchResult[]>;

/** What only the host can do for a fix. The fix runs in a worker, and these cross to it as messages. */
export interface HostFunctions {
  readonly log: Log;
  /** Left out: the embedded source works alone. */
  readonly model?: Model;
  /** Left out: nobody is there to answer. */
  readonly ask?: AskUser;
  readonly searchIndex?: SearchIndex;
  /** Aborted when the user has enough: the search ends, and the best that it has is proposed. */
  readonly enough?: AbortSignal;
}
