import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { TestResult } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import type { Target } from './target.ts';

/** Two copies of a workspace, one as it is and one for what is tried. */
export interface Copies {
  readonly before: ShadowWorkspace;
  readonly after: ShadowWorkspace;
}

/** What is timed, and how it is told that two ways do the same. */
export interface Bench {
  /** "42 calls that tests make, again and again", "“npm run bench”" */
  readonly what: string;
  /** The same calls are made again, so whatever keeps results between them would pass for faster. */
  readonly repeats: boolean;
  /** The file of what is to be faster, as it has to stand in a copy to be timed. */
  asTimed(text: string): string;
  /** Milliseconds of one run in a copy, as its files are now. */
  readonly time: (which: keyof Copies, signal: AbortSignal) => Promise<Timed>;
  /** Why what stands in `after` is refused: it gives something else. */
  whyDifferent(signal: AbortSignal): Promise<string | undefined>;
  /** How many inputs its results are compared for. */
  readonly compared: number;
  /** Where the time goes, the most first. */
  profile(signal: AbortSignal): Promise<readonly SlowLine[]>;
}

export type Timed = { readonly kind: 'timed'; readonly ms: number } | { readonly kind: 'failed'; readonly why: string };

export interface SlowLine {
  /** Relative to the workspace where it lies in it, else the name of what runs. */
  readonly where: string;
  /** Of the time that was seen, from 0 to 1. */
  readonly share: number;
}

export interface BenchOrder {
  readonly copies: Copies;
  readonly target: Target | undefined;
  /** The file of the target as it is. */
  readonly text: string;
  /** What the user wants timed. */
  readonly command: string | undefined;
  readonly tests: TestCommand;
  /** Those that run what is to be faster and pass. */
  readonly related: readonly TestResult[];
  readonly emitProgress: (what: string) => void;
}

export type OpenBench = (order: BenchOrder, signal: AbortSignal) => Promise<OpenedBench>;

export type OpenedBench =
  | { readonly kind: 'bench'; readonly bench: Bench; readonly dispose: () => Promise<void> }
  /** Whole sentences. */
  | { readonly kind: 'none'; readonly why: string; readonly next: string };
