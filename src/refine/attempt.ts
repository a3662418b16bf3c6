import type { WorkspacePath } from '../testing/report.ts';
import type { Candidate } from './candidate.ts';

/** A candidate as it is run: whole texts, no longer edits. */
export interface Patch {
  readonly candidate: Candidate;
  /** Every file that differs from the workspace, earlier accepted steps included. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Tokens changed against what this round started from. */
  readonly size: number;
  readonly rank: number;
}

/** What came of running a patch. Test names are those of the targets. */
export type Attempt =
  | { readonly kind: 'verified'; readonly patch: Patch; readonly passing: number }
  /** Some targets pass now and nothing broke. */
  | { readonly kind: 'partial'; readonly patch: Patch; readonly fixed: readonly string[]; readonly passing: number }
  | { readonly kind: 'failed'; readonly patch: Patch; readonly effect: Effect };

/** What a patch did to the failing tests: nothing, they fail otherwise, or one of them passes and something else broke. */
export type Effect = 'none' | 'other failure' | 'passes';
