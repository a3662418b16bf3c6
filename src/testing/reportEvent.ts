/**
 * What a shim tells about a run, one JSON object a line, in a file of its process alone. The shims in
 * `node/shims` write these shapes; `testRun.ts` makes a report of them.
 */
import type { SourceMapInput } from '@jridgewell/trace-mapping';

/** How a process calls a test. */
export interface TestName {
  /** Absolute path of the file that it is in. */
  readonly file: string;
  /** The suites' names and the test's own. */
  readonly names: readonly string[];
  /** What the framework calls it inside the file, where that is needed to choose it again. */
  readonly id?: string;
}

export interface ToldFailure {
  readonly message: string;
  readonly stack: string;
}

export interface ToldResult extends TestName, Partial<ToldFailure> {
  /** `end` is what a hook saw; a `result` of the same test knows more and wins. */
  readonly kind: 'result' | 'end';
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Corrects what was told of the test before; without it, it is another test of the same name. */
  readonly again?: boolean;
}

/** A script as V8 ran it. */
export interface ToldScript {
  readonly kind: 'script';
  readonly id: string;
  readonly file: string;
  /** In UTF-16 units, where known: text on disk of another length is not what ran. */
  readonly length?: number;
  /** What ran, where it is not what is on disk. */
  readonly text?: string;
  readonly map?: SourceMapInput;
  /** Of the text that ran, without the line ends. */
  readonly lineLengths?: readonly number[];
  /** The file beside the events that has `map` and `lineLengths`, since many processes tell of the same script. */
  readonly kept?: string;
}

/** Code that ran on behalf of these tests; none stands for all tests of the process. */
export interface ToldCoverage {
  readonly kind: 'covered';
  /** The file that the process was started with. */
  readonly file?: string;
  readonly tests: readonly TestName[];
  /** The ranges of each script: `[start, end, start, end, …]`. */
  readonly scripts?: readonly (readonly [script: string, ranges: readonly number[]])[];
  /** Or the lines of each file, by absolute path. */
  readonly lines?: Readonly<Record<string, readonly number[]>>;
}

export type ReportEvent =
  | ({ readonly kind: 'begin' } & TestName)
  | ToldResult
  | ({ readonly kind: 'problem'; readonly file?: string } & ToldFailure)
  /** A file failed beyond the tests in it. */
  | { readonly kind: 'fileFailed'; readonly file: string }
  /** The process ended of itself. */
  | { readonly kind: 'exited'; readonly code: number }
  /** Where the process was when the run was about to be stopped for its time; empty when nothing ran. */
  | { readonly kind: 'stalled'; readonly stack: string }
  | ToldScript
  | ToldCoverage;

/** The events of one process. A line that was cut by a crash is left out. */
export function parseEvents(text: string): ReportEvent[] {
  const events: ReportEvent[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue;
    try {
      events.push(JSON.parse(line) as ReportEvent);
    } catch {
      continue;
    }
  }
  return events;
}
