import type * as vscode from 'vscode';
import { isSeverity, type ReviewFinding } from '../review/finding.ts';

/** A finding as it is kept in the workspace's own state, from one window to the next. */
export interface KeptFinding {
  /** Address of the workspace folder. */
  readonly folder: string;
  readonly finding: ReviewFinding;
  /** Where it stood last, from 0, and what stood there. */
  readonly line: number;
  readonly text: string;
  readonly isResolved: boolean;
}

const key = 'touchstone.findings';

/** Whether there are any, without loading what shows them. */
export const hasKeptFindings = (state: vscode.Memento): boolean => (state.get<unknown[]>(key)?.length ?? 0) > 0;

/** What another version has kept and cannot be read is left out. */
export function keptFindings(state: vscode.Memento): readonly KeptFinding[] {
  const kept = state.get<unknown>(key);
  return Array.isArray(kept) ? kept.filter(isKept) : [];
}

export async function keepFindings(state: vscode.Memento, findings: readonly KeptFinding[]): Promise<void> {
  await state.update(key, findings.length === 0 ? undefined : findings);
}

function isKept(value: unknown): value is KeptFinding {
  const { folder, finding, line, text, isResolved } = (value ?? {}) as Partial<KeptFinding>;
  return (
    [folder, text, finding?.path, finding?.message].every((each) => typeof each === 'string') &&
    [line, finding?.line].every((each) => Number.isInteger(each)) &&
    typeof isResolved === 'boolean' &&
    isSeverity(finding?.severity) &&
    (finding?.fix === undefined || [finding.fix.search, finding.fix.replace].every((each) => typeof each === 'string'))
  );
}
