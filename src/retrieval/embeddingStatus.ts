/** How it stands with the vectors of an embedding model. */
export interface EmbeddingStatus {
  readonly model: string;
  readonly state: EmbeddingState;
  /** Chunks that have a vector of the model, and all. */
  readonly done: number;
  readonly total: number;
  /** When it failed: why, and what to do, as sentences. */
  readonly problem?: string;
}

export type EmbeddingState =
  /** The index itself comes first, or it is being looked what there is to embed. */
  | 'waiting'
  /** Somebody is asked whether it may begin. */
  | 'asking'
  /** It may not, for now. */
  | 'declined'
  | 'embedding'
  | 'paused'
  /** Another window embeds; this one reads what that one has written. */
  | 'following'
  /** It is tried again by itself, unless only a person can mend it. */
  | 'failed'
  | 'ready';

/** From this share of the chunks on the vectors are searched: fewer would favour what happens to have one. */
export const enoughVectors = 0.9;

/** For a tooltip or a terminal. */
export function embeddingSentence({ model, state, done, total, problem }: EmbeddingStatus): string {
  const progress = `${figure(done)} of ${figure(total)} chunks`;
  switch (state) {
    case 'waiting':
      return `${model} has yet to embed what is new.`;
    case 'asking':
      return `${model} waits for your word to embed the workspace.`;
    case 'declined':
      return `${model} does not embed this folder, as you wanted.`;
    case 'embedding':
      return `${model} has embedded ${progress}.`;
    case 'paused':
      return `${model} is paused after ${progress}.`;
    case 'following':
      return `Another window writes the index of this folder, with ${progress} of ${model} so far.`;
    case 'failed':
      return `${model} has embedded ${progress} and stopped. ${problem ?? ''}`.trimEnd();
    case 'ready':
      return `${model} has embedded ${done === total ? `all ${figure(total)} chunks` : progress}.`;
  }
}

const figure = (count: number): string => count.toLocaleString('en-US');
