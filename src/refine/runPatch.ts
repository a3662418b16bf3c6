import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { Place, TestReport, TestResult, WorkspacePath } from '../testing/report.ts';
import type { Attempt, Effect, Patch } from './attempt.ts';
import { resultsOf, suiteRuns, type Baseline } from './baseline.ts';

/** Makes a copy hold exactly `texts` on top of the workspace's own content. */
export async function prepare(lane: ShadowWorkspace, texts: ReadonlyMap<WorkspacePath, string>): Promise<void> {
  await lane.reset();
  for (const [path, text] of texts) await lane.write(path, text);
}

/**
 * Runs one patch: the failing tests first; when one of them passes, those that ran the patch's line and are
 * near; and the whole suite only when they pass still.
 * Targets that pass are fail-to-pass; every test of `baseline.passing` must pass still.
 */
export async function runPatch(
  lane: ShadowWorkspace,
  patch: Patch,
  baseline: Baseline,
  command: TestCommand,
  runTests: RunTests,
  signal: AbortSignal,
): Promise<Attempt> {
  await prepare(lane, patch.texts);
  const run = async (limitMs: number, only?: readonly TestResult[]): Promise<TestReport> =>
    runTests(lane, { command, coverage: false, limitMs, ...(only && { only }) }, signal);

  const failed = (effect: Effect): Attempt => ({ kind: 'failed', patch, effect });

  if (baseline.focus) {
    const focused = await run(baseline.focus.limitMs, baseline.failing);
    if (fixedTargets(focused, baseline).length === 0) return failed(effectOf(focused, baseline));
    const near = nearTests(patch.candidate, baseline);
    if (near.length > 0 && breaks(await run(baseline.wholeLimitMs, near), near)) return failed('passes');
  }
  const whole = await run(baseline.wholeLimitMs);
  const fixed = fixedTargets(whole, baseline);
  if (fixed.length === 0) return failed(effectOf(whole, baseline));
  const passed = new Set(whole.results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  if ([...baseline.passing].some((id) => !passed.has(id))) return failed('passes');
  return fixed.length === baseline.failing.length
    ? { kind: 'verified', patch, passing: baseline.passing.size }
    : { kind: 'partial', patch, fixed, passing: baseline.passing.size };
}

/** More than this cost what the whole suite does. */
const mostNear = 40;

/**
 * Tests that passed, ran the line, and stand in the failing tests' files, or else in one other file: what is
 * likely to object to a patch, for the price of one more small run. Empty where that would be the whole suite.
 */
export function nearTests({ path, line }: Place, baseline: Baseline): readonly TestResult[] {
  const ran = new Set(baseline.coverage.filter((run) => run.lines.get(path)?.has(line)).map((run) => run.test));
  const reached = baseline.passed.filter(({ id }) => ran.has(id) && baseline.passing.has(id));
  const files = new Set(baseline.failing.map((test) => test.file));
  const beside = reached.filter((test) => files.has(test.file));
  const near = beside.length > 0 ? beside : reached.filter((test) => test.file === reached[0]?.file);
  if (near.length === baseline.passing.size) return [];
  return near.sort((a, b) => a.durationMs - b.durationMs).slice(0, mostNear);
}

/** Whether the failing tests fail in the very words of the baseline. */
function effectOf(report: TestReport, baseline: Baseline): Effect {
  const now = new Map(resultsOf(report).map((test) => [test.id, failureWords(test)]));
  return baseline.failing.every((test) => now.get(test.id) === failureWords(test)) ? 'none' : 'other failure';
}

/** The failure's text without what differs from run to run: addresses, times. */
const failureWords = ({ failure }: TestResult): string =>
  (failure?.message ?? '').replace(/\b0x[0-9a-f]+\b/gi, '').replace(/\b\d+(\.\d+)?\s*m?s\b/g, '');

function breaks(report: TestReport, tests: readonly TestResult[]): boolean {
  const passed = new Set(report.results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  return tests.some((test) => !passed.has(test.id));
}

/** Ids of the targets that pass in this run. */
function fixedTargets(report: TestReport, baseline: Baseline): string[] {
  const results = resultsOf(report);
  const passed = new Set(results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  // When the suite could not even run, nothing is known of its tests: all that appear must pass.
  if (results.every((test) => test.outcome !== 'failed') && passed.size > 0) passed.add(suiteRuns);
  return baseline.failing.filter((test) => passed.has(test.id)).map((test) => test.id);
}
