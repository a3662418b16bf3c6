/** A change across files as people see it: which places are looked at, because of what, and what has become of each. */

import type { FileChange } from '../../review/proposal.ts';
import type { WorkspacePath } from '../../testing/report.ts';

export interface Plan {
  /** What begins comes first; a step comes after the one that brought it. */
  readonly steps: readonly PlanStep[];
  /** Every file that differs so far. */
  readonly changes: readonly FileChange[];
}

export interface PlanStep {
  readonly id: number;
  /** The step whose change brought it; left out for what begins. */
  readonly parent?: number;
  readonly path: WorkspacePath;
  /** `Cart.total`; '' for what stands outside of definitions, imports among it. */
  readonly symbol: string;
  /** From 1. */
  readonly line: number;
  /** A whole sentence. */
  readonly why: string;
  readonly state: StepState;
}

export type StepState =
  | { readonly kind: 'planned' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  /** Looked at, and right as it is. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** What was written for it could not be used. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Not looked at, or not right yet when it ended. */
  | { readonly kind: 'left'; readonly why: string };

export const isOpen = ({ state }: PlanStep): boolean => state.kind === 'planned' || state.kind === 'running';
