/** What a model's answer comes to, whichever format it was written in: one type, and one way to read it as it comes. */

export type EditFormat = 'blocks' | 'symbol' | 'file' | 'diff' | 'tool';

/** An edit as its author meant it, before anybody has looked for its place. Lines come without their breaks. */
export type ModelEdit =
  /** Lines for lines. No `search` at all: a new file. */
  | {
      readonly kind: 'lines';
      readonly path: string;
      readonly search: readonly string[];
      readonly replace: readonly string[];
    }
  /** A whole definition for the one that has this name: `Range.contains`. */
  | { readonly kind: 'symbol'; readonly path: string; readonly symbol: string; readonly replace: readonly string[] }
  | { readonly kind: 'file'; readonly path: string; readonly replace: readonly string[] };

export interface EditAnswer {
  /** The one that it was written in. */
  readonly format: EditFormat;
  /** Paths are as the model wrote them; '' when it wrote none. */
  readonly edits: readonly ModelEdit[];
  /** What is not a whole edit, in words that its author can act on. */
  readonly faults: readonly string[];
  /** What the model said beside its edits. */
  readonly prose: string;
}

/** A piece of text, or of a call's arguments; pieces of one call have its `id`. */
export type AnswerPiece = string | { readonly id: string; readonly name: string; readonly arguments: string };

/** Takes an answer while it streams in. */
export interface EditReader {
  /** @returns the edits that this piece has completed. */
  push(piece: AnswerPiece): readonly ModelEdit[];
  /** The answer is over. `cut`: it is known to have been cut off, so what there is of it is not all. */
  end(cut?: boolean): EditAnswer;
}
