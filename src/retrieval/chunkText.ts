/** A chunk as retrieval sees it: five fields of text, each of which says something else about it. */
export interface ChunkText {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** Empty for a chunk that is no definition. */
  readonly name: string;
  /** The names around it, outermost first. */
  readonly scope: readonly string[];
  readonly signature: string;
  readonly doc: string;
  /** The chunk's own text. */
  readonly body: string;
}

/** One found chunk. Scores are comparable within one answer only. */
export interface Hit {
  readonly id: number;
  readonly score: number;
}

/** Best first; of equals the one that was there first, so that an answer can be repeated. */
export const byScore = (a: Hit, b: Hit): number => b.score - a.score || a.id - b.id;
