import type { ModelSpending } from '../model/spending.ts';
import type { Check, MeasuredVariant, Proposal } from '../review/proposal.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { EditFormat } from '../text/modelEdit.ts';
import type { Plan } from './plan/plan.ts';

/** The facts of an edit as they come in. The editor, the command line and the tests read the same stream. */
export type EditEvent =
  /** It can be done exactly: no model is asked. `by` decided it; the syntax tree when left out. */
  | { readonly kind: 'exact'; readonly title: string; readonly by?: string }
  /** It looked as if it could be done exactly, and cannot be for sure. A model is asked instead. */
  | { readonly kind: 'notExact'; readonly why: string }
  | {
      readonly kind: 'asked';
      /** 1, or 2 when the first answer went back with what was wrong about it. */
      readonly attempt: 1 | 2;
      readonly format: EditFormat;
      readonly promptTokens: number;
      /** Rules files that the model was given, the nearest first. */
      readonly rules: readonly WorkspacePath[];
      /** What else of the workspace it was shown. */
      readonly shown: readonly { readonly path: WorkspacePath; readonly first: number; readonly last: number }[];
    }
  | { readonly kind: 'writing'; readonly text: string }
  /** One more edit is whole. `texts`: every file as the edits so far leave it; nothing is checked yet. */
  | { readonly kind: 'ready'; readonly edits: number; readonly texts: ReadonlyMap<WorkspacePath, string> }
  /** Sentences for the model; it is asked once more if this was the first answer. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** Of a change across files, whenever a step has another state: as it is now, whole. */
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'checking'; readonly what: string }
  | { readonly kind: 'checked'; readonly check: Check }
  /** Something is timed. `most` is how often at most; what is clear sooner ends sooner. */
  | { readonly kind: 'measuring'; readonly what: string; readonly done: number; readonly most: number }
  /** One variant that was to be faster, and what became of it. */
  | { readonly kind: 'measured'; readonly variant: MeasuredVariant }
  | { readonly kind: 'finished'; readonly result: EditResult };

export type EditResult =
  | {
      readonly status: 'proposed';
      /** Whatever its checks have shown: its evidence says it. */
      readonly proposal: Proposal;
      /** Of a change across files. */
      readonly plan?: Plan;
      readonly spending?: ModelSpending;
    }
  | {
      readonly status: 'none';
      /** A whole sentence. */
      readonly reason: string;
      /** What to do about it, a whole sentence. */
      readonly next: string;
      /** Of a change across files, as far as it came. */
      readonly plan?: Plan;
      /** A model could do it, and none is chosen. */
      readonly needsModel?: true;
      /** What was tried to make it faster. */
      readonly measured?: readonly MeasuredVariant[];
      /** What the model said beside its edits. */
      readonly said?: string;
      readonly spending?: ModelSpending;
    };
