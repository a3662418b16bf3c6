/**
 * Whether one way is faster than another, by runs in pairs that stand beside each other: what slows the machine down
 * slows both of a pair down, and drift falls on both in turn (before, after, after, before, …).
 */
import { median, signedRankChance } from './rankTest.ts';

/** Milliseconds of two runs that stood beside each other. */
export interface Pair {
  readonly before: number;
  readonly after: number;
}

export interface Comparison {
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly runs: number;
  /** How many times as fast. */
  readonly ratio: number;
  /** That what was seen is chance, given how often it was looked at. */
  readonly p: number;
}

/** Less is not worth a change that somebody has to read. */
export const leastRatio = 1.1;
const leastChance = 0.05;
/** After so many pairs it is looked at, and goes on only while it is not clear. */
const looks = [7, 11, 15, 21];
export const mostPairs = 21;

export function compare(pairs: readonly Pair[]): Comparison {
  const beforeMs = median(pairs.map(({ before }) => before));
  const afterMs = median(pairs.map(({ after }) => after));
  const ratios = pairs.map(({ before, after }) => before / after);
  return {
    beforeMs,
    afterMs,
    runs: pairs.length,
    // Of two fair ways to say it the one that promises less.
    ratio: Math.min(beforeMs / afterMs, median(ratios)),
    // Whoever looks four times may be lucky four times.
    p: Math.min(1, looks.length * signedRankChance(ratios.map(Math.log))),
  };
}

export const isFaster = ({ ratio, p }: Pick<Comparison, 'ratio' | 'p'>): boolean =>
  ratio >= leastRatio && p < leastChance;

/**
 * Runs pairs until it is clear, or as often as it is worth.
 * @param variants how many are compared in all at most, so that it is clear for all of them at once
 */
export async function comparePairs(
  run: (which: 'before' | 'after') => Promise<number>,
  variants: number,
  onPair: (done: number) => void,
): Promise<Comparison> {
  const pairs: Pair[] = [];
  for (;;) {
    onPair(pairs.length);
    pairs.push(pairs.length % 2 === 0 ? await inOrder() : await turned());
    if (!looks.includes(pairs.length)) continue;
    const seen = compare(pairs);
    if (pairs.length === mostPairs || isClear(seen, variants)) return seen;
  }

  async function inOrder(): Promise<Pair> {
    const before = await run('before');
    return { before, after: await run('after') };
  }

  async function turned(): Promise<Pair> {
    const after = await run('after');
    return { before: await run('before'), after };
  }
}

function isClear({ ratio, p, runs }: Comparison, variants: number): boolean {
  // What is not faster at all by now will not be by a tenth.
  if (ratio < (runs < 11 ? 1.02 : 1.06)) return true;
  return ratio >= leastRatio * 1.05 && p * variants < leastChance;
}
