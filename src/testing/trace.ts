import type { Place, TestResult } from './report.ts';
import type { TestCommand, TestTree } from './testCommand.ts';

/** What variables held at one line while one test ran. */
export interface Trace {
  readonly place: Place;
  /** How often the line was come to. */
  readonly times: number;
  /** The first ones and the last, in order. */
  readonly hits: readonly TracedHit[];
}

export interface TracedHit {
  /** Counted from 1. */
  readonly hit: number;
  /** As they were before the line ran; short, redacted, each name once. */
  readonly values: readonly TracedValue[];
}

export interface TracedValue {
  /** A variable, a member such as `this.total`, or `(returned)`. */
  readonly name: string;
  readonly value: string;
}

/**
 * Runs one test and watches the variables that stand on these lines. A line that was not come to is left out.
 * Empty where the tool or the language gives no values; that and a test that hangs are no errors.
 */
export type TraceValues = (
  tree: TestTree,
  command: TestCommand,
  test: TestResult,
  lines: readonly Place[],
  signal: AbortSignal,
) => Promise<readonly Trace[]>;
