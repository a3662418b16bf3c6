import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { TestCoverage, TestFailure, TestReport, TestResult } from '../testing/report.ts';

/** What the tests say before anything is changed: the measure that every candidate is held to. */
export interface Baseline {
  /** Fail-to-pass targets: failed in every run. */
  readonly failing: readonly TestResult[];
  /** Ids of the tests that passed in every run, and that no candidate may break. */
  readonly passing: ReadonlySet<string>;
  /** Names of the tests whose outcome changed between two runs of the same tree. They decide nothing. */
  readonly flaky: readonly string[];
  readonly coverage: readonly TestCoverage[];
  /** The whole suite's own time and the limit that follows from it. */
  readonly wholeMs: number;
  readonly wholeLimitMs: number;
  /** Present when running the failing tests alone works and saves time. */
  readonly focus?: { readonly limitMs: number };
  readonly output: string;
}

/** The id of the pseudo-test that stands for "the suite runs to its end". */
export const suiteRuns = '(the suite runs)';

const baselineLimitMs = 10 * 60_000;

/** A slow machine moment must not look like a hang, and a hang must not eat the budget. */
const leastLimitMs = 2_500;
const limitFor = (ownMs: number): number => Math.max(leastLimitMs, 1_000 + 4 * ownMs);

/**
 * Runs the suite with coverage, again without, and the failing tests alone.
 * @param repeat how often the whole suite is run again to find flaky tests.
 */
export async function takeBaseline(
  shadow: ShadowWorkspace,
  command: TestCommand,
  runTests: RunTests,
  repeat: number,
  signal: AbortSignal,
): Promise<Baseline> {
  const run = async (coverage: boolean, limitMs: number, only?: readonly TestResult[]): Promise<TestReport> =>
    runTests(shadow, { command, coverage, limitMs, ...(only && { only }) }, signal);

  const first = await run(true, baselineLimitMs);
  const runs = [resultsOf(first)];
  let wholeMs = first.durationMs;
  for (let again = 0; again < repeat; again++) {
    const report = await run(false, Math.max(30_000, 3 * first.durationMs));
    runs.push(resultsOf(report));
    wholeMs = report.durationMs;
  }
  const { failing, passing, flaky } = compareRuns(runs);
  const focus = await tryFocus(failing, wholeMs, (only) => run(false, limitFor(wholeMs), only));
  return {
    failing,
    passing,
    flaky,
    coverage: first.coverage ?? [],
    wholeMs,
    wholeLimitMs: limitFor(wholeMs),
    ...(focus && { focus }),
    output: first.output,
  };
}

/** A run's results, with a run that did not reach its end as one more failing test. */
export function resultsOf(report: TestReport): readonly TestResult[] {
  const failure = report.problem ?? unreported(report);
  if (!failure) return report.results;
  return [
    ...report.results,
    { id: suiteRuns, name: firstLine(failure.message), outcome: 'failed', durationMs: report.durationMs, failure },
  ];
}

function unreported(report: TestReport): TestFailure | undefined {
  const { end } = report;
  if (end.kind === 'timedOut') {
    return { message: `The tests were stopped after ${Math.round(end.afterMs / 1000)} seconds.`, frames: [] };
  }
  if (end.kind === 'killed') return { message: `The test run was ended by ${end.signal}.`, frames: [] };
  if (end.code !== 0 && report.results.length === 0) {
    return { message: lastLine(report.output) || `The test command ended with code ${end.code}.`, frames: [] };
  }
  return undefined;
}

function compareRuns(runs: readonly (readonly TestResult[])[]): Pick<Baseline, 'failing' | 'passing' | 'flaky'> {
  const outcomes = new Map<string, { last: TestResult; seen: Set<string>; times: number }>();
  for (const results of runs) {
    for (const result of results) {
      const row = outcomes.get(result.id);
      if (row) {
        row.seen.add(result.outcome);
        row.times++;
      } else outcomes.set(result.id, { last: result, seen: new Set([result.outcome]), times: 1 });
    }
  }
  const failing: TestResult[] = [];
  const passing = new Set<string>();
  const flaky: string[] = [];
  for (const [id, { last, seen, times }] of outcomes) {
    if (seen.size > 1 || times !== runs.length) flaky.push(last.name);
    else if (last.outcome === 'failed') failing.push(last);
    else if (last.outcome === 'passed') passing.add(id);
  }
  return { failing, passing, flaky };
}

/** Running only the failing tests must show every one of them failing, and be worth a second run for survivors. */
async function tryFocus(
  failing: readonly TestResult[],
  wholeMs: number,
  run: (only: readonly TestResult[]) => Promise<TestReport>,
): Promise<{ limitMs: number } | undefined> {
  if (failing.length === 0 || failing.some((test) => test.id === suiteRuns)) return undefined;
  const report = await run(failing);
  const failed = new Set(report.results.filter((test) => test.outcome === 'failed').map((test) => test.id));
  if (!failing.every((test) => failed.has(test.id)) || report.durationMs > 0.8 * wholeMs) return undefined;
  return { limitMs: limitFor(report.durationMs) };
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
