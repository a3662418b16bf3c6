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
  const found = await severalAtOnce(
    tests,
    async (test): Promise<TestCoverage | undefined> => {
      const limitMs = until - Date.now();
      const lines = limitMs < 20 ? undefined : await linesOf(test, limitMs);
      return lines && { test: test.id, lines };
    },
    signal,
  );
  return found.filter((each) => each !== undefined);
}

/** Does something for each item, for as many at once as the machine has cores; the results in the items' order. */
export async function severalAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of left) {
      signal.throwIfAborted();
      results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(items.length, os.availableParallelism()) }, worker));
  return results;
}
