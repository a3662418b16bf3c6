/** What a language's tools do for candidates that are built together. */
import type { SchemaDialect } from '../schemata/schemaFile.ts';
import type { RunEnd } from '../../safety/process.ts';
import type { TestFailure, TestReport, TestResult, WorkspacePath } from '../report.ts';
import type { VariantRequest } from '../variants.ts';
import type { RunOrder } from './runOrder.ts';

/** The variable that chooses a candidate while a program runs. */
export const VARIANT = 'TOUCHSTONE_VARIANT';

export interface VariantTool {
  readonly dialect: SchemaDialect;
  /** Files that the tree needs beside those with copies in them; undefined where candidates cannot be built together. */
  beside(changed: readonly WorkspacePath[]): ReadonlyMap<WorkspacePath, string> | undefined;
  /** Builds the tree as it is. Empty when it is built; undefined when it is not and nobody knows why. */
  build(changed: readonly WorkspacePath[], signal: AbortSignal): Promise<readonly BuildFault[] | undefined>;
  /**
   * Runs these tests, as far as they are in what was built; undefined when it said nothing of use.
   * @param inWords gives the program's words the lines that the candidate's own tree has
   */
  run(
    id: number,
    tests: readonly TestResult[],
    inWords: (text: string) => string,
    signal: AbortSignal,
  ): Promise<TestReport | undefined>;
}

export interface BuildFault {
  readonly path: WorkspacePath;
  readonly line: number;
  readonly message: string;
}

export interface VariantToolRun extends RunOrder {
  readonly request: VariantRequest;
  /** Of the tree, links resolved. */
  readonly root: string;
  readonly cwd: string;
  /** For what is built; it goes when all have been run. */
  readonly folder: string;
  readonly compiled: string | undefined;
  /** Kept for the fixes that follow in this workspace; no test run may write to it. */
  readonly kept: string | undefined;
  readonly redact: (text: string) => string;
}

/** Undefined where the line or the project is none that this can be done with. */
export type OpenVariantTool = (run: VariantToolRun) => VariantTool | undefined;

/** Many candidates never end, and each costs its limit: what the tests take as it is tells more than what they might. */
export function hangAfterMs(ownMs: number, tests: readonly TestResult[]): number {
  return 700 + 10 * tests.reduce((sum, test) => sum + (test.outcome === 'passed' ? test.durationMs : 0), ownMs);
}

export interface VariantFindings {
  readonly results: readonly TestResult[];
  readonly problem: TestFailure | undefined;
  readonly end: RunEnd;
  readonly durationMs: number;
  readonly output: string;
}

export function variantReport(found: VariantFindings, redact: (text: string) => string): TestReport {
  const { results, problem, end, durationMs, output } = found;
  const redacted = (failure: TestFailure): TestFailure => ({ ...failure, message: redact(failure.message) });
  return {
    results: results.map((result) => (result.failure ? { ...result, failure: redacted(result.failure) } : result)),
    end,
    durationMs,
    output: redact(output.slice(-64 * 1024)),
    ...(problem && { problem: redacted(problem) }),
  };
}
