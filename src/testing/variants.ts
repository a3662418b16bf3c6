/** Many candidates in one build: what is asked of it, and what it answers. */
import type { FunctionCopy } from './schemata/functionSite.ts';
import type { TestReport, TestResult, WorkspacePath } from './report.ts';
import type { ShadowWorkspace } from './shadow.ts';
import type { Framework, TestCommand } from './testCommand.ts';

/** A candidate that changes nothing but the bodies of functions. */
export interface Variant {
  /** From 1. */
  readonly id: number;
  readonly copies: readonly VariantCopy[];
}

export interface VariantCopy extends FunctionCopy {
  readonly path: WorkspacePath;
}

export interface VariantRequest {
  readonly command: TestCommand;
  /** The tests that each variant is run with. */
  readonly only: readonly TestResult[];
  /** For the tests, each time. */
  readonly limitMs: number;
  /** What all variants hold: the tree as it is copied with these files. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  readonly variants: readonly Variant[];
  /** Asked of each run variant: further tests to run with it at once, of the programs that are built anyway. */
  readonly further?: (id: number, report: TestReport) => readonly TestResult[];
}

/** Where there are tools for it. Elsewhere a candidate costs no build, and each is run as soon as it is its turn. */
export const buildsTogether = (framework: Framework): boolean => framework === 'go test' || framework === 'cargo test';

/** The program as it is, with no candidate in it. */
export const unchanged = 0;

export interface VariantRun {
  /** Of the variant; `unchanged` comes before all others that were run. */
  readonly id: number;
  /** As the test command's own run of that candidate would have it; of one that does not compile what the compiler says. */
  readonly report: TestReport;
  /** Of the further tests, such as could be run. */
  readonly further?: TestReport;
}

/**
 * Builds once and runs each. A variant of which nothing is said is undecided, and must be run as usual; so are all
 * where the line or the project is such that this cannot be done.
 * @throws the signal's reason within a second of an abort
 */
export type RunVariants = (
  tree: ShadowWorkspace,
  request: VariantRequest,
  signal: AbortSignal,
) => AsyncGenerator<VariantRun, void>;
