import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import { suiteRuns, takeBaseline, type Baseline } from './baseline.ts';

/** Baselines of this session by what they are true of. An `LruCache` fits. Who makes it answers for the environment. */
export interface KnownBaselines {
  get(key: string): KeptBaseline | undefined;
  set(key: string, kept: KeptBaseline): void;
}

export interface KeptBaseline {
  readonly baseline: Baseline;
  /** When it was taken, in milliseconds since 1970. */
  readonly at: number;
}

export interface BaselineNow {
  readonly baseline: Baseline;
  /** When it was taken, where the suite was not run for it now. */
  readonly keptFrom?: number;
}

/**
 * The baseline of a copy, taken once for each state of the tree. A known one is believed only after its failing
 * tests have failed again, alone: what they need may lie outside the tree, a database for one, and a fix must
 * not be proven by somebody's starting it.
 */
export async function baselineOf(
  shadow: ShadowWorkspace,
  command: TestCommand,
  deps: { readonly runTests: RunTests; readonly baselines?: KnownBaselines },
  signal: AbortSignal,
): Promise<BaselineNow> {
  const { runTests, baselines } = deps;
  const key = JSON.stringify([shadow.state, command.framework, command.line, command.directory]);
  const known = baselines?.get(key);
  if (known && (await failsStill(known.baseline, shadow, command, runTests, signal)))
    return { baseline: known.baseline, keptFrom: known.at };
  await shadow.reset();
  const baseline = await takeBaseline(shadow, command, runTests, 1, signal);
  if (isSettled(baseline)) baselines?.set(key, { baseline, at: Date.now() });
  return { baseline };
}

async function failsStill(
  known: Baseline,
  shadow: ShadowWorkspace,
  command: TestCommand,
  runTests: RunTests,
  signal: AbortSignal,
): Promise<boolean> {
  if (known.failing.length === 0) return true;
  const request = { command, coverage: false, only: known.failing, limitMs: known.wholeLimitMs };
  const { results } = await runTests(shadow, request, signal);
  await shadow.reset();
  const failed = new Set(results.filter((test) => test.outcome === 'failed').map((test) => test.id));
  return known.failing.every((test) => failed.has(test.id));
}

/** A suite that did not run, or not twice in the same way, may do so the next time. */
function isSettled({ failing, passing, flaky, habits }: Baseline): boolean {
  const odd = flaky.length + habits.hanging.length + habits.blocked.length + habits.offline.length;
  return odd === 0 && failing.length + passing.size > 0 && !failing.some((test) => test.id === suiteRuns);
}
