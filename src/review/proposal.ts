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
  /** What the user has asked for, where more can be asked for; left out for a fix. */
  readonly asked?: Asked;
}

/** One turn of a conversation about a change, with those before it. */
export interface Asked {
  readonly instruction: string;
  /** Where; left out: wherever it applies. Lines count from 1, inclusive. */
  readonly place?: {
    readonly path: WorkspacePath;
    readonly lines?: { readonly first: number; readonly last: number };
  };
  /** What was asked before and what came of it, the oldest first. */
  readonly earlier: readonly { readonly instruction: string; readonly diff: string }[];
  /** By a plan, over as many files as it takes: what is asked next is, too. */
  readonly across?: true;
}

/** One file, whole; `undefined` where it is not there: before it is created, after it is deleted. */
export interface FileChange {
  readonly path: WorkspacePath;
  /** Exactly what was read, unsaved edits included. */
  readonly before: string | undefined;
  readonly after: string | undefined;
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
  /** How many tests of the change itself pass; left out where it has none. */
  readonly newPassing?: number;
  /** Names of the tests that failed before and fail still. */
  readonly stillFailing: readonly string[];
  /** Names of the tests left out because their outcome changed when nothing else did. */
  readonly flaky: readonly string[];
  readonly candidates: CandidateCounts;
  readonly seconds: number;
  /** Whole sentences that a careful reviewer would want to know. */
  readonly warnings: readonly string[];
  /** Files with tests that were written for this proposal. */
  readonly written?: readonly WorkspacePath[];
  /** How many tests ran the place of a hunk before the change: by its first line in `before`; left out where nobody knows. */
  readonly runBy?: readonly { readonly path: WorkspacePath; readonly line: number; readonly tests: number }[];
  /** What an edit was looked at for before it was shown; left out for a fix, which its tests alone speak for. */
  readonly checks?: readonly Check[];
  /** What was tried to make it faster, the one that is proposed first; left out where nothing was timed. */
  readonly measured?: readonly MeasuredVariant[];
}

/** One way to write something that was timed beside the way in which it is written. */
export interface MeasuredVariant {
  /** What is different, in a few words. */
  readonly name: string;
  /** Whether it may be proposed: as right as before, and faster for sure. */
  readonly outcome: 'faster' | 'not faster' | 'refused';
  readonly tests: 'passed' | 'failed' | 'not run';
  /** Left out for what was refused before it was timed. */
  readonly timing?: Timing;
  /** Why it was refused, a whole sentence. */
  readonly why?: string;
}

export interface Timing {
  /** Medians of as many runs each, in milliseconds. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Runs of each, in pairs. */
  readonly runs: number;
  /** How many times as fast it is: 2 for half of the time. */
  readonly ratio: number;
  /** That what was seen is chance, given all that was tried. */
  readonly p: number;
}

/** One thing that a change was looked at for. */
export interface Check {
  /** A word or two: "Syntax", "Names", "Types", "Tests". */
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'not checked';
  /** A whole sentence: what was seen, or why nobody has looked. */
  readonly detail: string;
}

export interface CandidateCounts {
  readonly generated: number;
  /** Those that were new and parsed. */
  readonly parsed: number;
  readonly run: number;
  /** Those that passed the whole suite. */
  readonly passed: number;
}
