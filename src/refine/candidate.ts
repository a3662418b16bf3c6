import type { TextEdit } from '../text/edit.ts';
import type { WorkspacePath } from '../testing/report.ts';

/** One possible patch for an issue, from any source, before anything is known about it. */
export interface Candidate {
  readonly path: WorkspacePath;
  /** Against the file's text as it is in the shadow workspace. */
  readonly edits: readonly TextEdit[];
  /** Which idea made it: "boundary operator", "missing guard". A key of the prior table. */
  readonly template: string;
  /** One line for a person: "`<` becomes `<=`". */
  readonly description: string;
  /** The first line that it changes, counted from 1. */
  readonly line: number;
  /** How often this template is right when its place is right, 0 to 1. */
  readonly prior: number;
  /** A field that it sees to, as written (`this.seen`): that it was forgotten shows where the field is read. */
  readonly about?: string;
}

/** A candidate with the reason to try it before others. */
export interface RankedCandidate {
  readonly candidate: Candidate;
  /** What is changed together with it, in this file or in others; no two edits overlap. */
  readonly with?: readonly Candidate[];
  /** `Patch.id` of what it was made from, when that was tried before. */
  readonly parent?: number;
  /** Suspiciousness of its place times the prior of its template: 0 to 1. */
  readonly rank: number;
}
