/**
 * What an index's thread asks its host about an embedding model: the key and the connection are the host's, and so is
 * the person who pays. Only plain data crosses.
 */
import type { EmbeddingLimits, EmbeddingModel, EmbeddingPurpose } from '../../model/embedding.ts';
import type { EmbeddingPlan } from '../embeddingPlan.ts';

/** What the thread knows of the host's model. */
export interface EmbedderFacts extends Pick<EmbeddingModel, 'name' | 'provider' | 'space'> {
  readonly limits: EmbeddingLimits;
}

export type EmbeddingQuestion =
  | {
      readonly kind: 'embed';
      /** Of the model that is meant: the host may have another by now. */
      readonly space: string;
      readonly texts: readonly string[];
      readonly purpose: EmbeddingPurpose;
    }
  | { readonly kind: 'approve'; readonly plan: EmbeddingPlan };

export type EmbeddingAnswer =
  | {
      readonly kind: 'vectors';
      readonly vectors: readonly Float32Array<ArrayBuffer>[];
    }
  | { readonly kind: 'consent'; readonly consent: EmbeddingConsent }
  | { readonly kind: 'failed'; readonly failure: EmbeddingFailure };

/** `later`: not in this session; `never`: the host will not ask a person again. */
export type EmbeddingConsent = 'start' | 'later' | 'never';

export interface EmbeddingFailure {
  readonly message: string;
  readonly next: string;
  /** `passing`: it may work in a while; `texts`: the endpoint refused just these; `lasting`: only a person can mend it. */
  readonly kind: 'passing' | 'texts' | 'lasting';
}

/** From the thread to its host. `leave`: the answer is not wanted any more. */
export type EmbeddingMessage =
  | { readonly kind: 'ask'; readonly id: number; readonly question: EmbeddingQuestion }
  | { readonly kind: 'leave'; readonly id: number };
