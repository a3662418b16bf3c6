/** Both ends of what an edit in a worker asks of its host: the model and the index. */

import {
  askModel,
  modelAcross,
  offeredModel,
  type ModelPart,
  type ModelWish,
  type OfferedModel,
  type SentCapabilities,
} from '../../model/node/modelCalls.ts';
import {
  answerThread,
  callThread,
  type ThreadCall,
  type ThreadDesk,
  type ThreadReply,
} from '../../model/node/threadCalls.ts';
import type { ContextReply, ContextRequest, SymbolReply, SymbolRequest } from '../../retrieval/placeRequest.ts';
import type { SearchReply, SearchRequest } from '../../retrieval/searchRequest.ts';
import type { ExplainLookup } from '../explain.ts';
import type { EditHost } from './editEngine.ts';

/** What only the host can do for an edit. */
export interface EditFunctions extends Pick<EditHost, 'model'> {
  readonly lookup?: ExplainLookup;
}

/** Which functions the host has; plain data for the worker's start. */
export interface EditOffer {
  readonly model?: OfferedModel;
  readonly lookup: boolean;
}

type Wish =
  | ModelWish
  | { readonly what: 'contextAt'; readonly request: ContextRequest }
  | { readonly what: 'search'; readonly request: SearchRequest }
  | { readonly what: 'symbols'; readonly request: SymbolRequest };

type Value = SentCapabilities | ContextReply | SearchReply | SymbolReply | undefined;

/** To the host. */
export type EditCall = ThreadCall<Wish>;
/** From the host. */
export type EditReply = ThreadReply<ModelPart, Value>;

export function editOffer({ model, lookup }: EditFunctions): EditOffer {
  return {
    ...(model && { model: offeredModel(model) }),
    lookup: lookup !== undefined,
  };
}

/** The host's end. */
export function answerEdit({ model, lookup }: EditFunctions, send: (reply: EditReply) => void): ThreadDesk<Wish> {
  return answerThread<Wish, ModelPart, Value>(async (wish, onPart, signal) => {
    switch (wish.what) {
      case 'contextAt':
        return lookup?.contextAt(wish.request, signal);
      case 'search':
        return lookup?.search(wish.request, signal);
      case 'symbols':
        return lookup?.symbols(wish.request, signal);
      default:
        return askModel(model, wish, onPart, signal);
    }
  }, send);
}

/** The worker's end. */
export function callEditHost(
  offer: EditOffer,
  send: (call: EditCall) => void,
): { readonly host: EditFunctions; receive(reply: EditReply): void } {
  const calls = callThread<Wish, ModelPart, Value>(send);
  return {
    host: {
      ...(offer.model && { model: modelAcross(offer.model, calls) }),
      ...(offer.lookup && {
        lookup: {
          contextAt: async (request, signal) =>
            (await calls.value({ what: 'contextAt', request }, signal)) as ContextReply,
          search: async (request, signal) => (await calls.value({ what: 'search', request }, signal)) as SearchReply,
          symbols: async (request, signal) => (await calls.value({ what: 'symbols', request }, signal)) as SymbolReply,
        },
      }),
    },
    receive: (reply) => calls.receive(reply),
  };
}
