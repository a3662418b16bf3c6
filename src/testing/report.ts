/** What a test run found, in one vocabulary for every framework. */

import type { RunEnd } from '../safety/process.ts';

/** A path relative to the workspace root with forward slashes. */
export type WorkspacePath = string;

/** A place in a file of the workspace. `line` counts from 1, as the status bar does. */
export interface Place {
  readonly path: WorkspacePath;
  readonly line: number;
}

export interface TestFailure {
  /** The failure's own words: assertion text, exception name and message. */
  readonly message: string;
  /** Stack frames inside the workspace (dependencies left out), innermost first. */
  readonly frames: readonly Place[];
}

export interface TestResult {
  /** Stable across runs of the same tree: the file, then the suite's and the test's names. */
  readonly id: string;
  /** What a person reads: the suite's and the test's names joined by ` › `. */
  readonly name: string;
  readonly file?: WorkspacePath;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Present exactly when `outcome` is `failed`. */
  readonly failure?: TestFailure;
}

/** The lines that one test ran, one entry a file; lines count from 1. Test files are included. */
export interface TestCoverage {
  /** The `TestResult.id`. */
  readonly test: string;
  readonly lines: ReadonlyMap<WorkspacePath, ReadonlySet<number>>;
}

export interface TestReport {
  readonly results: readonly TestResult[];
  readonly end: RunEnd;
  readonly durationMs: number;
  /** The end of what the run printed, standard output and error together, redacted. */
  readonly output: string;
  /** Only when it was asked for and the framework gives it. */
  readonly coverage?: readonly TestCoverage[];
  /**
   * The run ended without the framework reporting on some or all tests: a file that does not load,
   * a crash, a missing interpreter. Its frames still point at the cause.
   */
  readonly problem?: TestFailure;
  /** A test hangs for sure: it was seen to in two ways, and a second look would say the same. */
  readonly hangs?: true;
}
