/** Answers what is asked about names and places: over the index, with the texts that are on disk or held unsaved. */
import type { ContextReply, ContextRequest, SymbolReply, SymbolRequest, Visit } from '../placeRequest.ts';

export class Places {
  async contextAt(_request: ContextRequest): Promise<ContextReply> {
    return { hits: [], tokens: 0, ms: 0, why: 'What the files define is not known yet.' };
  }

  async symbols(_request: SymbolRequest): Promise<SymbolReply> {
    return { results: [], ms: 0, why: 'What the files define is not known yet.' };
  }

  touch(_visits: readonly Visit[]): void {}
}
