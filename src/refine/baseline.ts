import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { Framework, RunTests, TestCommand } from '../testing/testCommand.ts';
import type { TestCoverage, TestFailure, TestReport, TestResult, WorkspacePath } from '../testing/report.ts';
import { compareRuns, slowTests } from './compareRuns.ts';

/** What the tests say before anything is changed: the measure that every candidate is held to. */
export interface Baseline {
  /** Fail-to-pass targets: failed in every run. */
  readonly failing: readonly TestResult[];
  /** Ids of the tests that passed in every run, and that no candidate may break. */
  readonly passing: ReadonlySet<string>;
  /** What is known of the tests that passed. */
  readonly passed: readonly TestResult[];
  /** Names of the tests whose outcome changed between two runs of the same tree. They decide nothing. */
  readonly flaky: readonly string[];
  /** What a reader should know of the suite, and what runs of it must mind. */
  readonly habits: SuiteHabits;
  readonly coverage: readonly TestCoverage[];
  /** The whole suite's own time and the limit that follows from it. */
  readonly wholeMs: number;
  readonly wholeLimitMs: number;
  /** Present when running the failing tests alone works and saves time. */
  readonly focus?: { readonly limitMs: number };
  readonly output: string;
}

export interface SuiteHabits {
  /** Names of the targets that do not come to an end. */
  readonly hanging: readonly string[];
  /** Names of the tests that failed because a port was taken: kept out, since no patch can change that. */
  readonly blocked: readonly string[];
  /** Names of the tests that failed because they found no network: kept out for the same reason. */
  readonly offline: readonly string[];
  /** Ids of tests that are run with the whole suite only. */
  readonly slow: ReadonlySet<string>;
  /** Files that a run changes, makes or removes though git does not ignore them. Every run starts without that. */
  readonly writes: readonly WorkspacePath[];
}

/** The id of the pseudo-test that stands for "the suite runs to its end". */
export const suiteRuns = '(the suite runs)';

const baselineLimitMs = 10 * 60_000;
/** A suite that gets no further in the second look than in the first hangs; one that does is only slow. */
const looksMs = [10_000, 20_000] as const;
/** What compiles before it tests may take longer than that until it says anything. */
const looksAfterBuildMs = [90_000, 180_000] as const;
// Go's and Rust's tools tell when they are done compiling, and only then does their time begin.
const buildsFirst = (framework: Framework): boolean => ['maven', 'gradle'].includes(framework);

/**
 * A slow machine moment must not look like a hang, and a hang must not eat the budget: where the fault itself
 * hangs, so do most candidates, and each costs the whole limit.
 */
const limitFor = (ownMs: number, hangs: boolean): number =>
  hangs ? Math.max(1_500, 500 + 3 * ownMs) : Math.max(2_500, 1_000 + 4 * ownMs);

/**
 * Runs the suite with coverage, again without, and the failing tests alone.
 * @param repeat how often the whole suite is run again to find flaky tests; each run then starts from the tree as it
 * was copied. With 0 it is measured once, in the state in which the tree is.
 */
export async function takeBaseline(
  shadow: ShadowWorkspace,
  command: TestCommand,
  runTests: RunTests,
  repeat: number,
  signal: AbortSignal,
): Promise<Baseline> {
  let writes: readonly WorkspacePath[] = [];
  let ran = 0;
  const run = async (coverage: boolean, limitMs: number, only?: readonly TestResult[]): Promise<TestReport> => {
    if (ran === 1 && repeat > 0) writes = await shadow.changed(signal);
    // What one run has left must not decide the next.
    if (ran++ > 0 && repeat > 0) await shadow.reset();
    return runTests(shadow, { command, coverage, findsFault: true, limitMs, ...(only && { only }) }, signal);
  };

  const first = await firstRun(buildsFirst(command.framework) ? looksAfterBuildMs : looksMs, (limitMs) =>
    run(true, limitMs),
  );
  const hangs = first.end.kind === 'timedOut';
  const runs = [{ results: resultsOf(first), cut: hangs }];
  let wholeMs = ownMs(first);
  for (let again = 0; again < repeat; again++) {
    const report = await run(false, hangs ? 5_000 + 3 * wholeMs : Math.max(30_000, 3 * wholeMs));
    runs.push({ results: resultsOf(report), cut: report.end.kind === 'timedOut' });
    wholeMs = ownMs(report);
  }
  const { failing, passed, flaky, hanging, blocked, offline } = compareRuns(runs);
  const limitMs = limitFor(wholeMs, hangs);
  const focused = await tryFocus(failing, (only) => run(false, limitMs, only));
  const focus =
    focused !== undefined && hangs
      ? { limitMs }
      : focused !== undefined && focused <= 0.8 * wholeMs
        ? { limitMs: limitFor(focused, false) }
        : undefined;
  return {
    failing,
    passing: new Set(passed.map((test) => test.id)),
    passed,
    flaky,
    habits: { hanging, blocked, offline, slow: new Set(slowTests(passed).map((test) => test.id)), writes },
    coverage: first.coverage ?? [],
    wholeMs,
    wholeLimitMs: limitMs,
    ...(focus && { focus }),
    output: first.output,
  };
}

/** With the limit that tells a hang from a slow suite. Without a single result nothing can be told, and it gets the time. */
async function firstRun(looks: readonly number[], run: (limitMs: number) => Promise<TestReport>): Promise<TestReport> {
  let furthest = -1;
  for (const limitMs of looks) {
    const report = await run(limitMs);
    if (report.end.kind !== 'timedOut' || report.hangs) return report;
    const passed = report.results.filter((test) => test.outcome === 'passed').length;
    if (report.results.length > 0 && passed <= furthest) return report;
    furthest = passed;
  }
  return run(baselineLimitMs);
}

/** What a run took by itself: of one that hung, the tests that ended. */
function ownMs({ end, durationMs, results }: TestReport): number {
  if (end.kind !== 'timedOut') return durationMs;
  return results.reduce((sum, test) => (test.outcome === 'passed' ? sum + test.durationMs : sum), 500);
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
    // The test that it hung in stands for it.
    if (report.results.some((test) => test.outcome === 'failed')) return undefined;
    return { message: `The tests were stopped after ${Math.round(end.afterMs / 1000)} seconds.`, frames: [] };
  }
  if (end.kind === 'killed') return { message: `The test run was ended by ${end.signal}.`, frames: [] };
  if (end.code !== 0 && report.results.length === 0) {
    return { message: lastLine(report.output) || `The test command ended with code ${end.code}.`, frames: [] };
  }
  return undefined;
}

/** What running only the failing tests takes; undefined when that does not show every one of them failing. */
async function tryFocus(
  failing: readonly TestResult[],
  run: (only: readonly TestResult[]) => Promise<TestReport>,
): Promise<number | undefined> {
  if (failing.length === 0 || failing.some((test) => test.id === suiteRuns)) return undefined;
  const report = await run(failing);
  const failed = new Set(report.results.filter((test) => test.outcome === 'failed').map((test) => test.id));
  return failing.every((test) => failed.has(test.id)) ? report.durationMs : undefined;
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
