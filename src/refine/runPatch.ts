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

  const failed = (effect: Effect, failures: readonly TestResult[]): Attempt => ({
    kind: 'failed',
    patch,
    effect,
    failures,
  });

  if (baseline.focus) {
    const focused = await run(baseline.focus.limitMs, baseline.failing);
    const useless = fixesNothing(focused, patch, baseline);
    if (useless) return useless;
    const near = nearTests(patch.places, baseline);
    const broken = near.length > 0 ? brokenBy(await run(baseline.wholeLimitMs, near), near) : [];
    if (broken.length > 0) return failed('passes', [...failuresAmong(focused, baseline.failing), ...broken]);
  }
  const whole = await run(baseline.wholeLimitMs);
  const fixed = fixedTargets(whole, baseline);
  const failures = failuresAmong(whole, baseline.failing);
  if (fixed.length === 0) return failed(effectOf(whole, baseline), failures);
  const passed = new Set(whole.results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  const missing = [...baseline.passing].filter((id) => !passed.has(id));
  if (missing.length > 0) {
    const broken = brokenBy(
      whole,
      baseline.passed.filter(({ id }) => missing.includes(id)),
    );
    return failed('passes', [...failures, ...broken]);
  }
  return fixed.length === baseline.failing.length
    ? { kind: 'verified', patch, passing: baseline.passing.size }
    : { kind: 'partial', patch, fixed, failures, passing: baseline.passing.size };
}

/** What a run of the failing tests says of a patch with which none of them passes; undefined when one does. */
export function fixesNothing(focused: TestReport, patch: Patch, baseline: Baseline): Attempt | undefined {
  if (fixedTargets(focused, baseline).length > 0) return undefined;
  const failures = failuresAmong(focused, baseline.failing);
  return { kind: 'failed', patch, effect: effectOf(focused, baseline), failures };
}

/** Of a patch that helped, when tests beside the failing ones object to it; undefined when none does. */
export function breaksNear(
  focused: TestReport,
  near: TestReport,
  patch: Patch,
  baseline: Baseline,
): Attempt | undefined {
  const broken = near.results.filter(({ id, outcome }) => outcome === 'failed' && baseline.passing.has(id));
  if (broken.length === 0) return undefined;
  return {
    kind: 'failed',
    patch,
    effect: 'passes',
    failures: [...failuresAmong(focused, baseline.failing), ...broken],
  };
}

/** More than this cost what the whole suite does. */
const mostNear = 40;
/** Where they cost next to nothing. */
const mostNearMs = 300;

/** Tests that passed and stand where the failing ones do, those that ran the patch's line first; none that are slow. */
export function testsBeside(places: readonly Place[], baseline: Baseline): readonly TestResult[] {
  const folderOf = ({ file }: TestResult): string | undefined => file?.slice(0, file.lastIndexOf('/') + 1);
  const folders = new Set(baseline.failing.map(folderOf));
  const ran = reaching(places, baseline);
  const { passed, passing, habits } = baseline;
  const beside = passed.filter(
    (test) => folders.has(folderOf(test)) && passing.has(test.id) && !habits.slow.has(test.id),
  );
  const rank = (test: TestResult): number => (ran.has(test.id) ? 0 : 1);
  let leftMs = mostNearMs;
  return beside
    .sort((a, b) => rank(a) - rank(b) || a.durationMs - b.durationMs)
    .filter((test) => (leftMs -= test.durationMs) >= 0);
}

/** Ids of the tests that ran one of these lines. */
function reaching(places: readonly Place[], baseline: Baseline): ReadonlySet<string> {
  return new Set(
    baseline.coverage
      .filter((run) => places.some(({ path, line }) => run.lines.get(path)?.has(line)))
      .map((run) => run.test),
  );
}

/**
 * Tests that passed, ran the line, and stand in the failing tests' files, or else in one other file: what is
 * likely to object to a patch, for the price of one more small run. Empty where that would be the whole suite.
 */
export function nearTests(places: readonly Place[], baseline: Baseline): readonly TestResult[] {
  const ran = reaching(places, baseline);
  const reached = baseline.passed.filter(({ id }) => ran.has(id) && baseline.passing.has(id));
  const files = new Set(baseline.failing.map((test) => test.file));
  const beside = reached.filter((test) => files.has(test.file));
  const near = beside.length > 0 ? beside : reached.filter((test) => test.file === reached[0]?.file);
  if (near.length === baseline.passing.size) return [];
  const quick = near.filter(({ id }) => !baseline.habits.slow.has(id));
  return quick.sort((a, b) => a.durationMs - b.durationMs).slice(0, mostNear);
}

/** Whether the failing tests are run still, and fail in the very words of the baseline. */
function effectOf(report: TestReport, baseline: Baseline): Effect {
  const now = new Map(resultsOf(report).map((test) => [test.id, failureWords(test)]));
  // A suite that did not run before either fails for the words of its compiler.
  if (baseline.failing.every(({ id }) => id !== suiteRuns && !now.has(id)) && now.has(suiteRuns)) return 'not built';
  return baseline.failing.every((test) => now.get(test.id) === failureWords(test)) ? 'none' : 'other failure';
}

/** The failure's text without what differs from run to run: addresses, times. */
const failureWords = ({ failure }: TestResult): string =>
  (failure?.message ?? '').replace(/\b0x[0-9a-f]+\b/gi, '').replace(/\b\d+(\.\d+)?\s*m?s\b/g, '');

/** Those of `tests`, all of which passed before, that fail now or have not been run to their end. */
function brokenBy(report: TestReport, tests: readonly TestResult[]): TestResult[] {
  const now = new Map(resultsOf(report).map((test) => [test.id, test]));
  return tests.flatMap((test): TestResult[] => {
    const result = now.get(test.id);
    if (result?.outcome === 'passed') return [];
    if (result?.outcome === 'failed') return [result];
    const why = now.get(suiteRuns)?.failure ?? { message: 'It passed before and was not run any more.', frames: [] };
    return [{ ...test, outcome: 'failed', failure: why }];
  });
}

/** How the targets fail in this run; a target that it does not know fails as the suite does, or as before. */
function failuresAmong(report: TestReport, targets: readonly TestResult[]): TestResult[] {
  const now = new Map(resultsOf(report).map((test) => [test.id, test]));
  return targets.flatMap((target): TestResult[] => {
    const result = now.get(target.id);
    if (result) return result.outcome === 'failed' ? [result] : [];
    const whole = now.get(suiteRuns)?.failure;
    return target.id === suiteRuns ? [] : [{ ...target, ...(whole && { failure: whole }) }];
  });
}

/** Ids of the targets that pass in this run. */
function fixedTargets(report: TestReport, baseline: Baseline): string[] {
  const results = resultsOf(report);
  const passed = new Set(results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  // When the suite could not even run, nothing is known of its tests: all that appear must pass.
  if (results.every((test) => test.outcome !== 'failed') && passed.size > 0) passed.add(suiteRuns);
  return baseline.failing.filter((test) => passed.has(test.id)).map((test) => test.id);
}
