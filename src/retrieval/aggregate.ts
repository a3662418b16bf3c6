/** What is done with a list of hits before it is shown: parts of one definition become one, files take turns. */

import { byScore, type Hit } from './chunkText.ts';

/** Lower is nearer to the best part alone, higher nearer to the mean. */
const temperature = 0.5;

/**
 * The parts of a long definition as one hit, under the id of the part that scores best. Its score is the mean of the
 * parts' scores weighted by their softmax (SEA, Hu and others 2023), so a long function neither vanishes behind its
 * first part nor wins by having many. Scores are compared as shares of the best hit's.
 * @param wholeOf names the definition that a chunk is a part of; `undefined` for a chunk that is whole.
 */
export function joinParts(hits: readonly Hit[], wholeOf: (id: number) => string | number | undefined): Hit[] {
  const best = Math.max(Number.MIN_VALUE, ...hits.map((hit) => hit.score));
  const groups = new Map<string | number, Hit[]>();
  const joined: Hit[] = [];
  for (const hit of hits) {
    const whole = wholeOf(hit.id);
    if (whole === undefined) joined.push(hit);
    else groups.set(whole, [...(groups.get(whole) ?? []), hit]);
  }
  for (const parts of groups.values()) {
    const [first] = parts.sort(byScore);
    let sum = 0;
    let weights = 0;
    for (const { score } of parts) {
      const weight = Math.exp((score - first!.score) / best / temperature);
      sum += weight * score;
      weights += weight;
    }
    joined.push({ id: first!.id, score: sum / weights });
  }
  return joined.sort(byScore);
}

/**
 * Lets files take turns: each further hit of a file counts for less, so that one large file does not fill the answer.
 * The scores stay as they were; only the order changes.
 * @param keep the share of its score that a hit keeps for each better hit of its file.
 */
export function spreadOverFiles(hits: readonly Hit[], fileOf: (id: number) => string | number, keep = 0.98): Hit[] {
  const before = new Map<string | number, number>();
  const ranked = hits.map((hit) => {
    const file = fileOf(hit.id);
    const count = before.get(file) ?? 0;
    before.set(file, count + 1);
    return { id: hit.id, score: count === 0 ? hit.score : hit.score * keep ** count, hit };
  });
  return ranked.sort(byScore).map(({ hit }) => hit);
}
