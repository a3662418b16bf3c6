/** What a review has to say, and about which lines. Plain data. */

import type { WorkspacePath } from '../../testing/report.ts';

export type Severity = 'error' | 'warning' | 'note';

export interface ReviewFinding {
  readonly path: WorkspacePath;
  /** Of the file as the editor holds it, from 1. */
  readonly line: number;
  readonly severity: Severity;
  /** Whole sentences, with names in back-quotes. */
  readonly message: string;
  /** Left out where nobody proposes one. */
  readonly fix?: ReviewFix;
}

/** Whole lines that stand in the file once, and what they become. */
export interface ReviewFix {
  readonly search: string;
  /** '': the lines go. */
  readonly replace: string;
}

export const severityNames: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', note: 'Note' };

const severityOrder: readonly Severity[] = ['error', 'warning', 'note'];

export const isSeverity = (value: unknown): value is Severity => severityOrder.some((one) => one === value);

/** The worst first, then as they stand in the files; what was found twice at a line is said once. */
export function inOrder(findings: readonly ReviewFinding[]): ReviewFinding[] {
  const seen = new Set<string>();
  return findings
    .filter(({ path, line, message }) => {
      const key = JSON.stringify([path, line, message]);
      return !seen.has(key) && seen.add(key);
    })
    .sort(
      (a, b) =>
        severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) ||
        (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1),
    );
}
