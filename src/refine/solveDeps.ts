/** What a search for patches needs, what it tells, and what its rounds share. */
import type { ModelSpending } from '../model/spending.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests } from '../testing/testCommand.ts';
import type { TraceValues } from '../testing/trace.ts';
import type { RunVariants } from '../testing/variants.ts';
import type { Attempt, Patch } from './attempt.ts';
import type { DrawnChanges } from './drawnChanges.ts';
import type { SuspiciousPlace, TriedNode } from './event.ts';
import type { HostFunctions } from './hostFunctions.ts';
import type { CodeFiles, ReadSyntax } from './localise/codeFiles.ts';
import type { Evidence } from './localise/evidence.ts';
import type { ModelSource } from './model/modelSource.ts';
import type { ShownByTries } from './shown.ts';
import type { TracedTest } from './tracedTests.ts';
import type { RecentLines } from './whereToLook.ts';

export interface SolveDeps extends Pick<HostFunctions, 'model' | 'log' | 'searchIndex'> {
  readonly lanes: readonly [ShadowWorkspace, ...ShadowWorkspace[]];
  readonly files: readonly WorkspacePath[];
  readonly runTests: RunTests;
  /** Runs many candidates from one build; left out: each has its own. */
  readonly runVariants?: RunVariants;
  readonly parse: Parse;
  readonly readSyntax: ReadSyntax;
  /** Watches variables while a test runs; left out: no values are known. */
  readonly traceValues?: TraceValues;
  /** Lines of such files that were changed lately; left out: nothing is known. */
  readonly recentLines?: RecentLines;
  readonly now: () => number;
  readonly leftMs: () => number;
  readonly enough?: AbortSignal;
  /** Is told of every run of the first round, and decides with what was shown so far which patch is next. */
  readonly shown: ShownByTries;
  readonly onFact: (fact: SolveFact) => void;
}

export type SolveFact =
  | { readonly kind: 'localised'; readonly places: readonly SuspiciousPlace[] }
  /** The places of the first round with what was learnt since: values, what a model found. */
  | { readonly kind: 'looked'; readonly places: readonly SuspiciousPlace[] }
  | { readonly kind: 'generated'; readonly count: number }
  | { readonly kind: 'parsed'; readonly patch: Patch }
  | { readonly kind: 'ran'; readonly attempt: Attempt }
  | { readonly kind: 'tried'; readonly node: TriedNode }
  | { readonly kind: 'spent'; readonly spending: ModelSpending }
  | { readonly kind: 'modelTrouble'; readonly message: string };

/** What all rounds of one search share. */
export interface SearchSession {
  readonly nextId: () => number;
  /** What all sources and rounds have come to. */
  readonly drawn: DrawnChanges;
  /** The workspace's own text of every file that a candidate has changed, and of others. */
  readonly originals: Map<WorkspacePath, string>;
  /** The workspace as it was, without what must not be shown to a model. */
  readonly files: CodeFiles;
  /** From now on patches are in the lanes. */
  readonly startSearching: () => void;
  /** A copy that no patch is put into. */
  readonly spare: () => Promise<ShadowWorkspace>;
  /** Aborted when the search is over. */
  readonly closing: AbortController;
  model?: ModelSource | undefined;
  /** What the words and the like point to, gathered once. */
  evidence?: Promise<readonly Evidence[]>;
  /** What variables held; begins with the first call. */
  traces?: () => Promise<readonly TracedTest[]>;
  telling?: Promise<void>;
  /** The places of the first round, with what was learnt since. */
  looked: readonly SuspiciousPlace[];
  /** Patches that were handed out to be run, in all rounds. */
  runs: number;
}
