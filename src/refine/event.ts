import type { ModelSpending } from '../model/spending.ts';
import type { CandidateCounts, Proposal } from '../review/proposal.ts';
import type { Place, TestResult, WorkspacePath } from '../testing/report.ts';
import type { Effect } from './attempt.ts';

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
      /** When they were run, in milliseconds since 1970, where that was before this fix and nothing has changed since. */
      readonly keptFrom?: number;
    }
  /** Comes again at the end of a search, with what the search has shown. */
  | { readonly kind: 'localised'; readonly places: readonly SuspiciousPlace[] }
  | {
      readonly kind: 'searching';
      readonly counts: CandidateCounts;
      /** Share of the search's budget that is gone, 0 to 1. */
      readonly spent: number;
      readonly trying: string;
      /** Present once a model was asked. */
      readonly model?: ModelSpending;
    }
  /** The model gave nothing, and why: whole sentences. The search goes on without it. */
  | { readonly kind: 'modelTrouble'; readonly message: string }
  /** One candidate is decided: a node of the search's tree. Comes once for each, in any order of ids. */
  | { readonly kind: 'tried'; readonly node: TriedNode }
  | { readonly kind: 'passed'; readonly description: string }
  | { readonly kind: 'finished'; readonly result: FixResult };

/** A candidate and what became of it. Parents come before their children. */
export interface TriedNode {
  /** Counted from 1 in the order of generation. */
  readonly id: number;
  /** The one that this was made from: a refinement, a combination, a step after a partial fix. */
  readonly parent?: number;
  readonly source: 'embedded' | 'model';
  /** Which idea made it: a template's name, or the model's strategy ("direct", "plan first", "after feedback"). */
  readonly strategy: string;
  readonly title: string;
  readonly place: Place;
  /** Unified diff against the workspace. */
  readonly diff: string;
  readonly outcome: TriedOutcome;
  /** The id of the attempt that came to the very same change before: this one was not run again. */
  readonly sameAs?: number;
  /** Of its runs alone, in milliseconds; 0 when it was never run. */
  readonly ms: number;
  /** What the model was asked, redacted; only of candidates of a model. */
  readonly prompt?: string;
}

export type TriedOutcome =
  | { readonly kind: 'verified'; readonly passing: number }
  /** Names of the targets that pass now, and of those that do not. */
  | { readonly kind: 'partial'; readonly fixed: readonly string[]; readonly stillFailing: readonly string[] }
  /** `why`: the first line of what failed, or of what it broke. */
  | { readonly kind: 'failed'; readonly effect: Effect; readonly why: string }
  /** By the static gate or because its edit fits nowhere, with the reason; never run. */
  | { readonly kind: 'refused'; readonly why: string };

/** One line of "where Touchstone looked", most suspicious first. */
export interface SuspiciousPlace {
  readonly path: WorkspacePath;
  /** Counted from 1. */
  readonly line: number;
  /** The function that it is in, with what that stands in: `Cart.total`. */
  readonly symbol?: string;
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
