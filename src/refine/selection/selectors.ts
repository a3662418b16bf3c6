/**
 * Which of several candidates is right, judged by tests that may be wrong themselves. Candidates that pass exactly
 * the same tests behave alike as far as is known: they are one group, and a selector orders the groups.
 */
import { logBeta } from './logGamma.ts';

/** One row a candidate, one column a generated test: whether it passes. Tests that the user owns are not in it: they filter first. */
export type PassMatrix = readonly (readonly boolean[])[];

export interface ScoredGroup {
  /** Comparable within one matrix and one selector only. */
  readonly score: number;
  /** Row numbers, ascending. */
  readonly candidates: readonly number[];
  /** How many tests each of them passes. */
  readonly passed: number;
}

/** Groups in the selector's order, the best first; of equals the one with the earlier candidate. */
export type Selector = (matrix: PassMatrix) => ScoredGroup[];

export type SelectorName = 'b4' | 'codeT' | 'codeTProduct' | 'mostTests' | 'largestGroup';

export const selectors: Readonly<Record<SelectorName, Selector>> = {
  b4: (matrix) => b4(matrix),
  codeT: scoredBy((group) => Math.sqrt(group.candidates.length) * group.passed),
  codeTProduct: scoredBy((group) => group.candidates.length * group.passed),
  mostTests: (matrix) => merged(scoredBy((group) => group.passed)(matrix)),
  largestGroup: scoredBy((group) => group.candidates.length),
};

/**
 * A selector over the samples as they were drawn: of a matrix without repetitions each row stands for as many of them
 * as came to it, which is what the groups' sizes are about. The groups name each row once.
 */
export function overDraws(selector: Selector, times: readonly number[]): Selector {
  return (matrix) => {
    const rows = matrix.flatMap((_, row) => Array.from({ length: times[row] ?? 1 }, () => row));
    return selector(rows.map((row) => matrix[row] ?? [])).map((group) => ({
      ...group,
      candidates: [...new Set(group.candidates.map((sample) => rows[sample] ?? 0))],
    }));
  };
}

export interface B4Priors {
  /** How unlikely it is that a wrong candidate passes a wrong test. */
  readonly beta0: number;
  /** How surely some candidates and some tests are right. */
  readonly alpha: number;
}

/** For the 5 to 10 candidates and 5 to 30 tests of an editor; the paper's own, for 100 candidates, are 1e4 and 1e3. */
const editorPriors: B4Priors = { beta0: 1e3, alpha: 1 };

/**
 * The group that is most probably the right one, given that right candidates pass right tests: the logarithm of its
 * posterior. (Chen et al., B4: Towards Optimal Assessment of Plausible Code Solutions with Plausible Tests, ASE 2024.)
 */
export function b4(matrix: PassMatrix, { beta0, alpha }: B4Priors = editorPriors): ScoredGroup[] {
  const candidates = matrix.length;
  const tests = matrix[0]?.length ?? 0;
  return ordered(
    groupsOf(matrix).map(({ row, members }) => {
      const inside = new Set(members);
      const passed = count(row);
      // What the other candidates do on the tests that this group passes, and on those that it fails.
      const onPassed = { ones: 0, cells: 0 };
      const onFailed = { ones: 0, cells: 0 };
      for (const [candidate, other] of matrix.entries()) {
        if (inside.has(candidate)) continue;
        for (const [test, passes] of other.entries()) {
          const cell = row[test] ? onPassed : onFailed;
          cell.cells++;
          if (passes) cell.ones++;
        }
      }
      const score =
        logBeta(members.length + alpha, candidates - members.length + 1) +
        logBeta(passed + alpha, tests - passed + 1) +
        logBeta(onPassed.ones + 1, onPassed.cells - onPassed.ones + 1) +
        logBeta(onFailed.ones + 1, onFailed.cells - onFailed.ones + beta0);
      return { score, candidates: members, passed };
    }),
  );
}

/** How much better the first group is than the second: the smaller, the closer the call. Infinite without a second. */
export function marginOf(groups: readonly ScoredGroup[]): number {
  const [best, next] = groups;
  return best && next ? best.score - next.score : Number.POSITIVE_INFINITY;
}

/**
 * Agreement of candidates and tests. (Chen et al., CodeT, ICLR 2023; the released code takes the square root of the
 * group's size, the paper's text the size itself.)
 */
function scoredBy(score: (group: Omit<ScoredGroup, 'score'>) => number): Selector {
  return (matrix) =>
    ordered(
      groupsOf(matrix).map(({ row, members }) => {
        const group = { candidates: members, passed: count(row) };
        return { score: score(group), ...group };
      }),
    );
}

interface Group {
  readonly row: readonly boolean[];
  readonly members: readonly number[];
}

function groupsOf(matrix: PassMatrix): Group[] {
  const groups = new Map<string, { row: readonly boolean[]; members: number[] }>();
  for (const [candidate, row] of matrix.entries()) {
    const key = row.map(Number).join('');
    const group = groups.get(key);
    if (group) group.members.push(candidate);
    else groups.set(key, { row, members: [candidate] });
  }
  return [...groups.values()];
}

/** Groups of one score taken together. */
function merged(groups: readonly ScoredGroup[]): ScoredGroup[] {
  const byScore = new Map<number, number[]>();
  for (const { score, candidates } of groups) byScore.set(score, [...(byScore.get(score) ?? []), ...candidates]);
  return [...byScore].map(([score, candidates]) => ({
    score,
    candidates: candidates.sort((a, b) => a - b),
    passed: score,
  }));
}

const ordered = (groups: ScoredGroup[]): ScoredGroup[] =>
  groups.sort((a, b) => b.score - a.score || (a.candidates[0] ?? 0) - (b.candidates[0] ?? 0));

const count = (row: readonly boolean[]): number => row.filter(Boolean).length;
