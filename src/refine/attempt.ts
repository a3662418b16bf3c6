import type { Place, TestResult, WorkspacePath } from '../testing/report.ts';

/** A candidate as it is run, whichever source it came from: whole texts, no longer edits. */
export interface Patch {
  /** Counted from 1 in the order of generation, over both sources and all rounds. */
  readonly id: number;
  /** The patch that this was made from: a refinement, a combination, a step after a partial fix. */
  readonly parent?: number;
  readonly source: 'embedded' | 'model';
  /** Which idea made it: a template's name, or the model's strategy ("direct", "plan first"). */
  readonly strategy: string;
  /** One line for a person: "`<` becomes `<=`". */
  readonly title: string;
  /** Where it changes the files as this round found them, the main place first. */
  readonly places: readonly [Place, ...Place[]];
  /** Every file that differs from the workspace, earlier accepted steps included. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Tokens changed against what this round started from. */
  readonly size: number;
  /** Higher is tried earlier: of an embedded one, suspiciousness of its place times the prior of its template. */
  readonly rank: number;
  /** What the model was asked, redacted; only of a model's patches. */
  readonly prompt?: string;
  /** How many answers came to this very change, once that is known and more than one did. */
  readonly drawn?: number;
}

/** What came of running a patch. */
export type Attempt =
  | { readonly kind: 'verified'; readonly patch: Patch; readonly passing: number }
  /** Some targets pass now and nothing broke. `fixed`: ids of those; `failures`: the results of the others. */
  | {
      readonly kind: 'partial';
      readonly patch: Patch;
      readonly fixed: readonly string[];
      readonly failures: readonly TestResult[];
      readonly passing: number;
    }
  /** `failures`: what fails with it, targets first; a test that did not run any more counts as one. */
  | {
      readonly kind: 'failed';
      readonly patch: Patch;
      readonly effect: Effect;
      readonly failures: readonly TestResult[];
    };

/**
 * What a patch did to the failing tests: nothing, they fail otherwise, they cannot be run any more since the code does
 * not compile or load, or one of them passes and something else broke.
 */
export type Effect = 'none' | 'other failure' | 'not built' | 'passes';

/** "`<` becomes `<=` (src/range.ts:12)", with how many places more it changes. */
export function labelOf({ title, places }: Patch): string {
  const [{ path, line }, ...more] = places;
  return `${title} (${path}:${line}${more.length > 0 ? ` and ${more.length} more` : ''})`;
}
