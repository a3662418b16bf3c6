import type { CandidateCounts, Proposal } from '../review/proposal.ts';
import type { TestResult, WorkspacePath } from '../testing/report.ts';

/** The facts of a fix as they come in. The panel, the log, the command line and the tests read the same stream. */
export type FixEvent =
  | { readonly kind: 'copied'; readonly files: number; readonly seconds: number }
  | { readonly kind: 'testing'; readonly command: string }
  | {
      readonly kind: 'baseline';
      readonly passed: number;
      readonly failed: readonly TestResult[];
      readonly flaky: readonly string[];
      readonly seconds: number;
    }
  /** Comes again at the end of a search, with what the search has shown. */
  | { readonly kind: 'localised'; readonly places: readonly SuspiciousPlace[] }
  | {
      readonly kind: 'searching';
      readonly counts: CandidateCounts;
      /** Share of the search's budget that is gone, 0 to 1. */
      readonly spent: number;
      readonly trying: string;
    }
  | { readonly kind: 'passed'; readonly description: string }
  | { readonly kind: 'finished'; readonly result: FixResult };

/** One line of "where Touchstone looked", most suspicious first. */
export interface SuspiciousPlace {
  readonly path: WorkspacePath;
  /** Counted from 1. */
  readonly line: number;
  /** 0 to 1. */
  readonly score: number;
  /** Why: "run by 2 failing and 0 passing tests", "top stack frame of 'rounds half up'". */
  readonly reasons: readonly string[];
}

export type FixResult =
  | {
      readonly status: 'verified' | 'unverified';
      /** The best first; the others are different patches that pass as well. */
      readonly proposals: readonly [Proposal, ...Proposal[]];
    }
  | {
      readonly status: 'none';
      /** Why there is nothing to show, and what would help: whole sentences. */
      readonly reason: string;
      readonly counts: CandidateCounts;
    };
