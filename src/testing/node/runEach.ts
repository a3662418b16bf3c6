/** Runs of their own for one test after another, several at a time, until all are done or the time is over. */
import os from 'node:os';
import type { TestCoverage, TestResult, WorkspacePath } from '../report.ts';

export type CoveredLines = ReadonlyMap<WorkspacePath, ReadonlySet<number>>;

/**
 * @param budgetMs for all of them.
 * @param linesOf undefined when the run left nothing to read: the test is then left out.
 */
export async function coverEach(
  tests: readonly TestResult[],
  budgetMs: number,
  linesOf: (test: TestResult, limitMs: number) => Promise<CoveredLines | undefined>,
  signal: AbortSignal,
): Promise<TestCoverage[]> {
  const until = Date.now() + budgetMs;
  const found: (TestCoverage | undefined)[] = tests.map(() => undefined);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < tests.length; at = next++) {
      signal.throwIfAborted();
      const limitMs = until - Date.now();
      if (limitMs < 20) return;
      const test = tests[at]!;
      const lines = await linesOf(test, limitMs);
      if (lines) found[at] = { test: test.id, lines };
    }
  };
  await Promise.all(Array.from({ length: Math.min(tests.length, os.availableParallelism()) }, worker));
  return found.filter((each) => each !== undefined);
}
