/** What an index says about itself, to whoever shows it. */
export type { FileState, IndexListing, IndexPhase, IndexStatus } from '../indexStatus.ts';
export type { SearchReply, SearchRequest, SearchResult } from '../searchRequest.ts';
