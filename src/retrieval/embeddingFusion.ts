/**
 * Terms, the embedded vectors and those of a model in one list. Cosines of two spaces say nothing of each other: a
 * model's unrelated texts may be at 0.8 and its best at 0.85. So a model's cosine counts by where it stands between the
 * best and the last of the nearest (relative score fusion), and a chunk has it from one space only: the model's where it
 * has a vector of the model, else the embedded one's.
 */

import { byScore, type Hit } from './chunkText.ts';

/**
 * What the nearest chunk counts against the best by its terms. With simulated models from useless to perfect, on two
 * packages of the bench, it is near the best weight for each; 1 gains a hundredth with a good model and loses a third of
 * the mean reciprocal rank with a weak one.
 */
const modelWeight = 0.75;

export interface ModelHits {
  /** Best first, with cosines. */
  readonly nearest: readonly Hit[];
  /** Further chunks that have a vector of the model. */
  readonly others: readonly Hit[];
}

export function fuseWithModel(
  terms: readonly Hit[],
  embedded: { readonly hits: readonly Hit[]; readonly weight: number },
  { nearest, others }: ModelHits,
): Hit[] {
  const sums = new Map<number, number>();
  const add = (id: number, score: number): void => void sums.set(id, (sums.get(id) ?? 0) + score);
  const best = terms.reduce((most, { score }) => Math.max(most, score), 0);
  for (const { id, score } of terms) add(id, best > 0 ? score / best : 0);
  const relative = relativeTo(nearest);
  const known = new Set<number>();
  for (const { id, score } of [...nearest, ...others]) {
    known.add(id);
    add(id, modelWeight * relative(score));
  }
  for (const { id, score } of embedded.hits) if (!known.has(id)) add(id, embedded.weight * Math.max(0, score));
  return Array.from(sums, ([id, score]) => ({ id, score })).sort(byScore);
}

/** From 0 at the last of the nearest, and below, to 1 at the first. */
function relativeTo(nearest: readonly Hit[]): (score: number) => number {
  const top = nearest[0]?.score ?? 0;
  const bottom = nearest.at(-1)?.score ?? 0;
  if (top <= bottom) return (score) => (nearest.length > 0 && score >= top ? 1 : 0);
  return (score) => Math.max(0, (score - bottom) / (top - bottom));
}
