// How a stage of `npm test` says what it found: one JSON file, at the path that TOUCHSTONE_RESULTS names.

import { readFile, writeFile } from 'node:fs/promises';

export interface StageResults {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** What failed at first and passed when it ran once more. */
  readonly unsteady?: readonly Failure[];
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** Does nothing when nobody asked for the results. */
export async function writeResults(results: StageResults): Promise<void> {
  const target = process.env['TOUCHSTONE_RESULTS'];
  if (target) await writeFile(target, JSON.stringify(results, undefined, 2));
}

/** What a stage wrote; undefined when it wrote nothing, as a stage does that crashed or has no counts. */
export async function readResults(path: string): Promise<StageResults | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StageResults;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
