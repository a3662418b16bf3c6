import { languageOf } from '../syntax/language.ts';
import type { Parse } from '../syntax/tree.ts';
import type { TestReport, TestResult, WorkspacePath } from './report.ts';
import type { RunTests, TestCommand, TestTree } from './testCommand.ts';
import { testSites } from './testSites.ts';

export interface TestFile {
  readonly path: WorkspacePath;
  readonly text: string;
  /** Ids of tests that are in it and not meant. */
  readonly known?: ReadonlySet<string>;
}

/**
 * Runs the tests of one file of a tree, or those that are new in it. Their ids are guessed from its syntax, so that most tools run it alone;
 * where a guess is wrong, everything is run and the rest left out.
 */
export async function runTestFile(
  tree: TestTree,
  file: TestFile,
  deps: { readonly runTests: RunTests; readonly parse: Parse; readonly command: TestCommand; readonly limitMs: number },
  signal: AbortSignal,
  coverage = false,
): Promise<TestReport> {
  const { runTests, command, limitMs } = deps;
  const guessed = await guessedResults(file, deps.parse);
  const request = { command, coverage, limitMs };
  let report = await runTests(tree, { ...request, ...(guessed.length > 0 && { only: guessed }) }, signal);
  if (guessed.length > 0 && ofFile(report, file).length === 0 && report.end.kind !== 'timedOut')
    report = await runTests(tree, request, signal);
  return { ...report, results: ofFile(report, file) };
}

const ofFile = ({ results }: TestReport, { path, known }: TestFile): readonly TestResult[] =>
  results.filter((test) => test.file === path && !known?.has(test.id));

async function guessedResults({ path, text, known }: TestFile, parse: Parse): Promise<TestResult[]> {
  const language = languageOf(path);
  if (!language) return [];
  const tree = await parse(language, text);
  const sites = testSites(tree.root).filter(({ kind }) => kind === 'test');
  tree.dispose();
  const all = sites.map(({ names }): TestResult => ({
    id: `${path}::${names.join(language === 'python' ? '::' : ' › ')}`,
    name: names.join(' › '),
    file: path,
    outcome: 'passed',
    durationMs: 0,
  }));
  return all.filter(({ id }) => !known?.has(id));
}
