/** What tests are tried with: copies of the workspace, the project's own test command, and what its tests say now. */
import type { Parse } from '../../syntax/tree.ts';
import { inLanes } from '../../testing/inLanes.ts';
import type { TestReport, TestResult, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import { runTestFile } from '../../testing/testFileRun.ts';
import { seeded, type Mutant } from './mutants.ts';

export interface Trial {
  readonly lanes: readonly ShadowWorkspace[];
  readonly runTests: RunTests;
  readonly parse: Parse;
  readonly command: TestCommand;
  /** The file that faults are seeded into, as it is. */
  readonly source: { readonly path: WorkspacePath; readonly text: string };
  /** Of a run of a few tests, the tool's start included. */
  readonly limitMs: number;
  /** It tells quickly which lines each test runs. */
  readonly covers: boolean;
  /** Files that the tests at hand leave behind as well. */
  readonly usual: ReadonlySet<WorkspacePath>;
  /** What stands in for tests where there are none, so that a run tells whether the code compiles. */
  readonly standIn: ReadonlyMap<WorkspacePath, string>;
}

/** A fault and who notices it. */
export interface SeededFault {
  readonly mutant: Mutant;
  /** Tests that were there before do. */
  readonly noticed: boolean;
}

/** What the tests at hand notice; those that no compiler lets pass are no faults and left out. */
export async function seedFaults(
  mutants: readonly Mutant[],
  existing: ExistingTests,
  trial: Trial,
  told: (done: number) => void,
  signal: AbortSignal,
): Promise<SeededFault[]> {
  let done = 0;
  const judged = await inLanes(
    mutants,
    trial.lanes,
    async (mutant, lane): Promise<SeededFault | undefined> => {
      told(++done);
      const watching = existing.watching(mutant);
      const isChecked = ['go test', 'cargo test', 'maven', 'gradle'].includes(trial.command.framework);
      if (watching.length === 0 && !isChecked) return { mutant, noticed: false };
      const report = await runWithFault(mutant, new Map(), watching, lane, trial, signal);
      // What does not compile tells of the compiler, not of a test.
      if (isChecked && report.results.length === 0 && report.problem && report.end.kind === 'exited') return undefined;
      return { mutant, noticed: watching.length > 0 && !allPass(watching, report) };
    },
    signal,
  );
  return judged.filter((fault) => fault !== undefined);
}

/** @param texts what else differs from the workspace */
export async function runWithFault(
  mutant: Mutant | undefined,
  texts: ReadonlyMap<WorkspacePath, string>,
  only: readonly TestResult[],
  lane: ShadowWorkspace,
  { source, runTests, command, limitMs, standIn }: Trial,
  signal: AbortSignal,
): Promise<TestReport> {
  await lane.reset();
  const written = new Map([...standIn, ...texts]);
  // Tests may stand at the end of what they test.
  if (mutant) written.set(source.path, seeded(written.get(source.path) ?? source.text, mutant));
  for (const [path, text] of written) await lane.write(path, text);
  return runTests(lane, { command, coverage: false, limitMs, ...(only.length > 0 && { only }) }, signal);
}

const allPass = (tests: readonly TestResult[], { results }: TestReport): boolean => {
  const passed = new Set(results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  return tests.every(({ id }) => passed.has(id));
};

export interface ExistingTests {
  /** Those that may notice a fault: they run its lines, as far as anybody knows. */
  watching(mutant: Mutant): readonly TestResult[];
}

/** @param steady tests that passed twice @param report with coverage where the tool has it */
export function existingTests(steady: readonly TestResult[], report: TestReport, source: WorkspacePath): ExistingTests {
  const coverage = report.coverage ?? [];
  if (coverage.length === 0) {
    const folder = source.slice(0, source.lastIndexOf('/') + 1);
    const near = source.endsWith('.go') ? steady.filter(({ file }) => file?.startsWith(folder)) : steady;
    return { watching: () => near };
  }
  const lines = new Map(coverage.map((each) => [each.test, each.lines.get(source)]));
  return {
    watching({ lines: { first, last }, isInFunction }) {
      return steady.filter(({ id }) => {
        const ran = lines.get(id);
        if (!ran) return false;
        return !isInFunction || [...ran].some((line) => first <= line && line <= last);
      });
    },
  };
}

/** The tests of one file in a copy that holds these texts. */
export async function runFile(
  path: WorkspacePath,
  text: string,
  known: ReadonlySet<string>,
  coverage: boolean,
  trial: Trial,
  signal: AbortSignal,
): Promise<TestReport> {
  const lane = trial.lanes[0]!;
  await lane.reset();
  await lane.write(path, text);
  return runTestFile(lane, { path, text, known }, trial, signal, coverage && trial.covers);
}
