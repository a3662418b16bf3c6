/** A chunk as an embedding model reads it: where it is and what it is called, then its text, without secrets. */

import { redact } from '../safety/redaction.ts';

export interface EmbeddableChunk {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly scope: readonly string[];
  readonly signature: string;
  /** The chunk's own text, its comments included. */
  readonly body: string;
}

export interface EmbeddingText {
  /** What is sent. */
  readonly text: string;
  /**
   * What the vector is remembered by: the same without the path. So a file that is renamed and a function that stays as
   * it was cost nothing, and a chunk that stands in two places is sent once, under the first of them.
   */
  readonly content: string;
}

/** More than any chunk of code has, and about as much as the usual models read. */
const mostCharacters = 8_000;

export function embeddingText({ path, name, scope, signature, body }: EmbeddableChunk): EmbeddingText {
  const place = [...scope, ...(name === '' ? [] : [name])].join(' > ');
  // A piece of a long function does not say whose it is.
  const head = signature === '' || body.includes(signature) ? place : `${place}\n${signature}`;
  const content = redact(`${head}\n${body}`.trim()).slice(0, mostCharacters);
  return { text: `${redact(path)}\n${content}`, content };
}
