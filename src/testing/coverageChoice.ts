/**
 * Which tests are worth a run of their own to see their lines, where a tool tells lines only of a whole
 * process: those that fail, then passing ones to hold against them, the nearest first.
 */
import type { TestResult } from './report.ts';

/** Enough for Ochiai to tell lines apart; more cost time and change little. */
const mostPassing = 60;
const mostFailing = 40;

/** In the order in which they are to be run. */
export function testsToCover(results: readonly TestResult[]): TestResult[] {
  const failing = results.filter(({ outcome }) => outcome === 'failed').slice(0, mostFailing);
  const passing = results.filter(({ outcome }) => outcome === 'passed');
  const near = passing
    .map((test) => ({ test, distance: Math.min(...failing.map((other) => distanceOf(test, other)), 9) }))
    // Of equally near ones the quick first.
    .sort(
      (a, b) => a.distance - b.distance || a.test.durationMs - b.test.durationMs || (a.test.id < b.test.id ? -1 : 1),
    )
    .map(({ test }) => test);
  return [...failing, ...near.slice(0, mostPassing)];
}

/** 0 for a sibling in the same suite, 1 in the same file, then by folders that are not shared. */
function distanceOf(test: TestResult, other: TestResult): number {
  if (test.file === undefined || other.file === undefined) return 8;
  if (test.file === other.file) return suiteOf(test) === suiteOf(other) ? 0 : 1;
  const [a, b] = [foldersOf(test.file), foldersOf(other.file)];
  let shared = 0;
  while (shared < Math.min(a.length, b.length) && a[shared] === b[shared]) shared++;
  return Math.min(8, 2 + a.length + b.length - 2 * shared);
}

const suiteOf = ({ name }: TestResult): string => name.slice(0, Math.max(0, name.lastIndexOf(' › ')));
const foldersOf = (file: string): string[] => file.split('/').slice(0, -1);
