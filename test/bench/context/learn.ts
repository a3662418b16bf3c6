/**
 * The weights of the product's ranking, learned: gradient descent on the chance of the chunk that the line uses first,
 * over the packages for tuning, each of which counts the same.
 */

import { featureNames } from '../../../src/retrieval/context/contextFeatures.ts';
import { weighed } from '../../../src/retrieval/context/contextRank.ts';
import type { ContextCorpus } from './corpus.ts';
import { similarChunks, similarTo } from './methods.ts';
import type { CursorQuestion } from './questions.ts';

/** One cursor: a row of numbers for each candidate, and whether it is in the right chunk. */
export interface Lesson {
  readonly rows: readonly Float64Array[];
  readonly isRight: readonly boolean[];
}

const names = [...featureNames, 'similarBias', 'similarWeight'] as const;
const rounds = 160;
const step = 0.08;
/** What keeps a weight small that few examples speak for. */
const decay = 1e-3;

/** @returns one for each cursor whose right chunk is among the candidates. */
export async function lessonsOf(corpus: ContextCorpus, questions: readonly CursorQuestion[]): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  for (const { path, line, uses } of questions) {
    const lines = corpus.sources.get(path)!.split('\n');
    const own = lines[line - 1]!;
    const above = lines.slice(0, line - 1).map((text) => `${text}\n`);
    const { target, column } = uses[0]!;
    const right = corpus.chunkAt(target.path, target.line);
    for (const typed of [/^\s*/.exec(own)![0], own.slice(0, column - 1)]) {
      const view = await corpus.viewAt(path, above.join('') + typed);
      const similar = similarTo(corpus, view, (place) => place.path !== path, similarChunks);
      const { candidates, features } = weighed({ graph: corpus.graph, similar }, view);
      const rows = features.map((one) => Float64Array.from([...one, 0, 0]));
      const isRight = candidates.map(({ file, definition }) => file.path === target.path && definition.chunk === right);
      for (const one of similar) {
        const row = new Float64Array(names.length);
        row.set([1, one.share], featureNames.length);
        rows.push(row);
        isRight.push(one.path === target.path && one.chunk === right);
      }
      if (isRight.includes(true)) lessons.push({ rows, isRight });
    }
  }
  return lessons;
}

/** @param packages the lessons of each. */
export function learn(packages: readonly (readonly Lesson[])[]): ReadonlyMap<string, number> {
  const weights = new Float64Array(names.length);
  const mean = new Float64Array(names.length);
  const square = new Float64Array(names.length);
  for (let round = 1; round <= rounds; round++) {
    const slope = new Float64Array(names.length);
    for (const lessons of packages)
      for (const lesson of lessons) addSlope(slope, lesson, weights, 1 / lessons.length / packages.length);
    for (let at = 0; at < names.length; at++) {
      // Adam (Kingma and Ba, 2015).
      const down = slope[at]! + decay * weights[at]!;
      mean[at] = 0.9 * mean[at]! + 0.1 * down;
      square[at] = 0.999 * square[at]! + 0.001 * down * down;
      const size = Math.sqrt(square[at]! / (1 - 0.999 ** round)) + 1e-8;
      weights[at]! -= (step * (mean[at]! / (1 - 0.9 ** round))) / size;
    }
  }
  return new Map(names.map((name, at) => [name, weights[at]!]));
}

/** Of the logarithm of the right chunk's chance. */
function addSlope(slope: Float64Array, { rows, isRight }: Lesson, weights: Float64Array, share: number): void {
  const scores = rows.map((row) => row.reduce((sum, value, at) => sum + value * weights[at]!, 0));
  const best = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const chances = scores.map((score) => Math.exp(score - best));
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  const right = chances.reduce((sum, chance, at) => sum + (isRight[at] ? chance : 0), 0);
  rows.forEach((row, at) => {
    const pull = share * (chances[at]! / all - (isRight[at] ? chances[at]! / right : 0));
    for (let place = 0; place < row.length; place++) slope[place]! += pull * row[place]!;
  });
}
