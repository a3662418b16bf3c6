import type { ChunkText } from '../../../src/retrieval/chunkText.ts';

/** A chunk with what a test cares about. */
export const chunk = (fields: Partial<ChunkText>): ChunkText => ({
  path: 'src/place.ts',
  name: '',
  scope: [],
  signature: '',
  doc: '',
  body: '',
  ...fields,
});

/** Numbers from 0 to 1, always the same ones. */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
