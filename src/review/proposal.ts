import type { WorkspacePath } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';

/** A set of file changes against known versions, with its evidence: what review shows. */
export interface Proposal {
  readonly id: string;
  /** Absolute path of the workspace folder that the changes are relative to. */
  readonly root: string;
  /** One line: "Use <= in isWithin (src/range.ts:12)". */
  readonly title: string;
  readonly changes: readonly FileChange[];
  readonly evidence: Evidence;
  /** What was run, so that it can be run again on the user's own tree; left out when nothing was. */
  readonly command?: TestCommand;
}

/** One file, whole. `before` is exactly what was read, unsaved edits included. */
export interface FileChange {
  readonly path: WorkspacePath;
  readonly before: string;
  readonly after: string;
}

/** What was run to earn the reader's trust, and what it showed. */
export interface Evidence {
  /** `verified`: tests that failed pass, none that passed fails. `partial`: some still fail. `untested`: nothing could be run. */
  readonly verdict: 'verified' | 'partial' | 'untested';
  /** The test command as the user approved it. */
  readonly command: string;
  /** Names of the fail-to-pass tests. */
  readonly fixed: readonly string[];
  /** How many pass-to-pass tests there are. */
  readonly stillPassing: number;
  /** Names of the tests that failed before and fail still. */
  readonly stillFailing: readonly string[];
  /** Names of the tests left out because their outcome changed when nothing else did. */
  readonly flaky: readonly string[];
  readonly candidates: CandidateCounts;
  readonly seconds: number;
  /** Whole sentences that a careful reviewer would want to know. */
  readonly warnings: readonly string[];
}

export interface CandidateCounts {
  readonly generated: number;
  /** Those that were new and parsed. */
  readonly parsed: number;
  readonly run: number;
  /** Those that passed the whole suite. */
  readonly passed: number;
}
