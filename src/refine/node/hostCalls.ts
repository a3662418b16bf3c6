/** Both ends of what a fix in a worker asks of its host: the model, the user, the index. */

import type { Log } from '../../base/log.ts';
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
import type { SearchResult } from '../../retrieval/searchRequest.ts';
import type { HostFunctions } from '../hostFunctions.ts';
import type { Answer, Question } from '../question.ts';

/** Which functions the host has; plain data for the worker's start. */
export interface Offer {
  readonly model?: OfferedModel;
  readonly ask: boolean;
  readonly searchIndex: boolean;
}

type Wish =
  | ModelWish
  | { readonly what: 'ask'; readonly question: Question }
  | { readonly what: 'searchIndex'; readonly query: string; readonly limit: number };

/** To the host. */
export type HostCall = ThreadCall<Wish>;

/** From the host. */
export type HostReply = ThreadReply<ModelPart, Value>;

type Value = SentCapabilities | Answer | readonly SearchResult[] | undefined;

export function offerOf({ model, ask, searchIndex }: Omit<HostFunctions, 'log'>): Offer {
  return {
    ...(model && { model: offeredModel(model) }),
    ask: ask !== undefined,
    searchIndex: searchIndex !== undefined,
  };
}

/** The host's end. */
export function answerCalls(
  { model, ask, searchIndex }: Omit<HostFunctions, 'log'>,
  send: (reply: HostReply) => void,
): ThreadDesk<Wish> {
  return answerThread<Wish, ModelPart, Value>(async (wish, onPart, signal) => {
    switch (wish.what) {
      case 'ask':
        return ask?.(wish.question, signal);
      case 'searchIndex':
        return searchIndex?.(wish.query, wish.limit, signal);
      default:
        return askModel(model, wish, onPart, signal);
    }
  }, send);
}

/** The worker's end: the functions that the host has offered, and where its replies go. */
export function callHost(
  offer: Offer,
  send: (call: HostCall) => void,
  log: Log,
): { readonly host: HostFunctions; receive(reply: HostReply): void } {
  const calls = callThread<Wish, ModelPart, Value>(send);
  return {
    host: {
      log,
      ...(offer.model && { model: modelAcross(offer.model, calls) }),
      ...(offer.ask && {
        ask: async (question, signal) => (await calls.value({ what: 'ask', question }, signal)) as Answer,
      }),
      ...(offer.searchIndex && {
        searchIndex: async (query, limit, signal) =>
          (await calls.value({ what: 'searchIndex', query, limit }, signal)) as readonly SearchResult[],
      }),
    },
    receive: (reply) => calls.receive(reply),
  };
}
