import type { TestCoverage, WorkspacePath } from '../testing/report.ts';

/** How many failing and passing tests ran one line, and what follows. */
export interface LineSpectrum {
  readonly path: WorkspacePath;
  /** Counted from 1. */
  readonly line: number;
  readonly failed: number;
  readonly passed: number;
  /** 0 to 1. */
  readonly score: number;
}

/**
 * Spectrum-based fault localisation with Ochiai's coefficient:
 * `failed / sqrt(totalFailed * (failed + passed))`, for each line that a failing test ran.
 * `totalFailed` counts the failing tests that have coverage: one that died without leaving any says nothing.
 * (Abreu, Zoeteweij, van Gemund: On the accuracy of spectrum-based fault localization, 2007.)
 */
export function ochiai(coverage: readonly TestCoverage[], failing: ReadonlySet<string>): LineSpectrum[] {
  const failedRuns = coverage.filter((run) => failing.has(run.test));
  const failed = countLines(failedRuns);
  const passed = countLines(coverage.filter((run) => !failing.has(run.test)));
  const spectrum: LineSpectrum[] = [];
  for (const [path, lines] of failed) {
    for (const [line, failedHere] of lines) {
      const passedHere = passed.get(path)?.get(line) ?? 0;
      const score = failedHere / Math.sqrt(failedRuns.length * (failedHere + passedHere));
      spectrum.push({ path, line, failed: failedHere, passed: passedHere, score });
    }
  }
  return spectrum.sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.line - b.line);
}

function countLines(runs: readonly TestCoverage[]): Map<WorkspacePath, Map<number, number>> {
  const counts = new Map<WorkspacePath, Map<number, number>>();
  for (const run of runs) {
    for (const [path, lines] of run.lines) {
      let file = counts.get(path);
      if (!file) counts.set(path, (file = new Map<number, number>()));
      for (const line of lines) file.set(line, (file.get(line) ?? 0) + 1);
    }
  }
  return counts;
}
