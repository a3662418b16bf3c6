import type { WorkspacePath } from '../../testing/report.ts';

/** Where something other than the tests points to, and why. */
export interface Evidence {
  readonly path: WorkspacePath;
  /** Lines from 1, each with how much of the evidence it gets, 0 to 1. */
  readonly lines: readonly (readonly [line: number, share: number])[];
  /** 0 to 1, comparable within one kind. */
  readonly score: number;
  readonly kind: EvidenceKind;
  /** In plain words: "its name is in the issue". */
  readonly reason: string;
}

export type EvidenceKind =
  /** A stack trace that is pasted in the issue. */
  | 'trace'
  /** A symbol or a file that the issue names. */
  | 'named'
  /** A message in the issue that the code writes. */
  | 'message'
  /** What a search for the words finds. */
  | 'search'
  /** Changed lately, or not committed yet. */
  | 'recent'
  | 'diagnostic'
  /** What a model found by reading. */
  | 'model';
