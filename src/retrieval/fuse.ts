/** One list out of several: by score where scores can be compared, by rank where they cannot. */

import { byScore, type Hit } from './chunkText.ts';

/**
 * Adds up scores: those of the terms as a share of the best, and the cosines. In our measurements better than ranks for
 * these two, since it keeps how sure each is. Lists should name the same chunks; what one does not name scores 0 there.
 */
export function fuseScores(lexical: readonly Hit[], vectors: readonly Hit[], vectorWeight: number): Hit[] {
  const sums = new Map<number, number>();
  const best = Math.max(0, ...lexical.map((hit) => hit.score));
  if (best > 0) for (const { id, score } of lexical) sums.set(id, score / best);
  for (const { id, score } of vectors) sums.set(id, (sums.get(id) ?? 0) + vectorWeight * Math.max(0, score));
  return sorted(sums);
}

export interface RankedList {
  /** Best first. */
  readonly hits: readonly Hit[];
  readonly weight: number;
}

/** What keeps the first rank from outvoting several second ones. */
const rankOffset = 60;

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): the sum of weight / (60 + rank). */
export function fuseRanks(lists: readonly RankedList[]): Hit[] {
  const sums = new Map<number, number>();
  for (const { hits, weight } of lists) {
    hits.forEach(({ id }, at) => sums.set(id, (sums.get(id) ?? 0) + weight / (rankOffset + at + 1)));
  }
  return sorted(sums);
}

const sorted = (sums: ReadonlyMap<number, number>): Hit[] =>
  Array.from(sums, ([id, score]) => ({ id, score })).sort(byScore);
