import { isAbort } from '../base/abort.ts';
import { describeError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { TestResult } from '../testing/report.ts';
import type { TestCommand, TestTree } from '../testing/testCommand.ts';
import type { Trace, TraceValues } from '../testing/trace.ts';
import type { Baseline } from './baseline.ts';
import type { SuspiciousPlace } from './event.ts';

export interface TracedTest {
  readonly test: TestResult;
  readonly traces: readonly Trace[];
}

/** Tests of more ways of failing would only keep the one waiting who wants to know. */
const mostTraced = 2;
const mostLines = 12;

/**
 * What variables held at the most suspicious lines, for a test of each way of failing. Nothing else depends on it:
 * where it cannot be found out the list is empty.
 * @param tree a copy that no patch is put into: patches run meanwhile.
 */
export async function tracedTests(
  command: TestCommand,
  { failing, habits }: Pick<Baseline, 'failing' | 'habits'>,
  places: readonly SuspiciousPlace[],
  tree: () => Promise<TestTree>,
  { traceValues, log }: { readonly traceValues?: TraceValues | undefined; readonly log: Log },
  signal: AbortSignal,
): Promise<readonly TracedTest[]> {
  const seen = new Set<string>();
  const tests = failing.filter((test) => {
    const words = test.failure?.message ?? '';
    return !habits.hanging.includes(test.name) && !seen.has(words) && seen.size < mostTraced && seen.add(words);
  });
  const traced: TracedTest[] = [];
  if (!traceValues || places.length === 0) return traced;
  try {
    for (const test of tests) {
      const traces = await traceValues(await tree(), command, test, places.slice(0, mostLines), signal);
      traced.push({ test, traces });
    }
  } catch (error) {
    // An abort ends whoever waits for them as well.
    if (!isAbort(error, signal)) log.debug(`no values of variables: ${describeError(error)}`);
  }
  return traced;
}
