import type { Evidence, FileChange, Proposal } from '../../../src/review/proposal.ts';

/** Proposals for tests: sound evidence unless a test says otherwise. */
export function proposalOf(changes: readonly FileChange[], evidence: Partial<Evidence> = {}): Proposal {
  return { id: 'p1', root: '/home/me/project', title: 'Use <= in isWithin', changes, evidence: evidenceOf(evidence) };
}

export function evidenceOf(evidence: Partial<Evidence> = {}): Evidence {
  return {
    verdict: 'verified',
    command: 'npm test',
    fixed: ['range › includes both ends', 'range › includes the end'],
    stillPassing: 14,
    stillFailing: [],
    flaky: [],
    candidates: { generated: 80, parsed: 61, run: 37, passed: 2 },
    seconds: 8.2,
    warnings: [],
    ...evidence,
  };
}
