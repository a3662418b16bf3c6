/** What one bug's run is worth, and what many runs are worth together. */

export interface SuspectedLine {
  readonly path: string;
  readonly line: number;
  /** 0 to 1. */
  readonly score?: number;
}

/** Where the fault stands, from 1; undefined when it is not there. */
export interface Ranks {
  readonly line: number | undefined;
  /** The first function, of those around suspected lines, that has a right line in it. */
  readonly function: number | undefined;
}

/** What became of one bug. */
export interface RepairRow {
  readonly id: string;
  readonly program: string;
  readonly language: string;
  readonly kind: string;
  readonly heldOut: boolean;
  /** `error`: the command itself failed, so nothing was measured. */
  readonly status: 'verified' | 'unverified' | 'none' | 'error';
  /**
   * `correct`: the patch passes the visible and the held-out suite; `plausible`: only the visible one;
   * `wrong`: not even that; `none`: there was no patch.
   */
  readonly verdict: 'correct' | 'plausible' | 'wrong' | 'none';
  readonly seconds: number;
  readonly candidatesRun: number;
  /** Where the first right line stands in the localisation, from 1; undefined when it is not there. */
  readonly rank: number | undefined;
  /** By the tests alone, before anything was tried; undefined when nothing was localised. */
  readonly byTests?: Ranks | undefined;
  /** By the words of its report alone; undefined for a bug without a report. */
  readonly byText?: Ranks | undefined;
  /** What the reader should know: an error's words, a workspace that was changed. */
  readonly remarks: readonly string[];
  readonly patch: string;
}

/** The place, from 1, of the first suspected line that is one of the bug's own. */
export function rankOf(
  suspected: readonly SuspectedLine[],
  path: string,
  lines: ReadonlySet<number>,
): number | undefined {
  const index = suspected.findIndex((place) => place.path === path && lines.has(place.line));
  return index < 0 ? undefined : index + 1;
}

export interface Totals {
  readonly bugs: number;
  /** With a patch that passes the visible suite. */
  readonly fixed: number;
  readonly correct: number;
  readonly plausible: number;
  readonly top1: number;
  readonly top5: number;
  readonly top10: number;
  readonly medianSeconds: number;
  readonly p90Seconds: number;
}

export function totalsOf(rows: readonly RepairRow[]): Totals {
  const count = (holds: (row: RepairRow) => boolean): number => rows.filter(holds).length;
  const within = (limit: number): number => count((row) => row.rank !== undefined && row.rank <= limit);
  const seconds = rows.map((row) => row.seconds);
  return {
    bugs: rows.length,
    fixed: count((row) => row.verdict === 'correct' || row.verdict === 'plausible'),
    correct: count((row) => row.verdict === 'correct'),
    plausible: count((row) => row.verdict === 'plausible'),
    top1: within(1),
    top5: within(5),
    top10: within(10),
    medianSeconds: quantile(seconds, 0.5),
    p90Seconds: quantile(seconds, 0.9),
  };
}

export interface LocalisationTotals {
  /** Bugs for which there is something to count. */
  readonly bugs: number;
  readonly line1: number;
  readonly line5: number;
  readonly function1: number;
  readonly function5: number;
}

export function localisationOf(found: readonly (Ranks | undefined)[]): LocalisationTotals {
  const known = found.filter((ranks) => ranks !== undefined);
  const count = (key: keyof Ranks, limit: number): number =>
    known.filter((ranks) => (ranks[key] ?? Infinity) <= limit).length;
  return {
    bugs: known.length,
    line1: count('line', 1),
    line5: count('line', 5),
    function1: count('function', 1),
    function5: count('function', 5),
  };
}

/** The smallest value that a share of all values does not exceed (nearest rank); 0 for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
