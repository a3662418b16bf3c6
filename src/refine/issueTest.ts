/**
 * The part of a fix in which the issue is words alone: what the words point at, the test file that is nearest to it,
 * and a test for it. Also what a model is told when it writes tests to tell candidates apart.
 */
import type { TestCoverage, TestResult, WorkspacePath } from '../testing/report.ts';
import type { Baseline } from './baseline.ts';
import type { SuspiciousPlace } from './event.ts';
import { enclosing, isFunctionLike, type CodeFiles } from './localise/codeFiles.ts';
import { gatherEvidence } from './localise/gather.ts';
import type { SearchIndex } from './localise/lexicalSearch.ts';
import { localise } from './localise.ts';
import type { TestOrder } from './writtenTest.ts';
import type { Framework } from '../testing/testCommand.ts';
import { besideTest, type ExampleTest } from '../testing/testFile.ts';

/** A test that was written because none showed the issue. */
export interface IssueTest {
  readonly path: WorkspacePath;
  /** The whole file with it, and without; without a `before` the file is a new one. */
  readonly text: string;
  readonly before: string | undefined;
  readonly failing: readonly TestResult[];
  readonly confirmed: boolean;
}

export interface LookDeps {
  readonly files: CodeFiles;
  readonly search: SearchIndex;
}

/** Where the words of an issue point, most likely first; nothing is run. */
export async function placesOfIssue(
  issue: string,
  { files, search }: LookDeps,
  signal: AbortSignal,
): Promise<readonly SuspiciousPlace[]> {
  const evidence = await gatherEvidence({ issue, failing: [], files, search }, signal);
  return localise({ failing: [], coverage: [], files: files.paths, issue, evidence }).places;
}

const mostPieces = 4;

/** The functions that the most likely places are in, whole, each under its file's name; as they are before any fix. */
export async function codeAt(places: readonly SuspiciousPlace[], files: CodeFiles): Promise<readonly string[]> {
  const pieces = new Map<string, string>();
  for (const { path, line } of places) {
    if (pieces.size >= mostPieces) break;
    const file = await files.file(path);
    if (!file) continue;
    const inside = enclosing(file.outline, line, isFunctionLike);
    const [start, end] = inside ? [inside.startLine, inside.endLine] : [line - 5, line + 5];
    const text = file.text
      .split('\n')
      .slice(Math.max(0, start - 1), end)
      .join('\n');
    pieces.set(`${path}:${start}`, `${path}:\n${text}`);
  }
  return [...pieces.values()];
}

export interface NearestTest extends ExampleTest {
  /** It has to do with the issue; else it only shows how tests look here. */
  readonly isNear: boolean;
}

/** The test file that a new test is best written like: one that runs what the issue is about, or is named like it. */
export async function nearestTestFile(
  issue: string,
  places: readonly SuspiciousPlace[],
  baseline: Baseline,
  files: CodeFiles,
): Promise<NearestTest | undefined> {
  const words = new Set(wordsOf(issue));
  const scores = new Map<WorkspacePath, number>();
  for (const test of [...baseline.failing, ...baseline.passed]) {
    if (test.file === undefined) continue;
    const named = wordsOf(`${test.name} ${test.file}`).filter((word) => words.has(word)).length;
    const runs = baseline.coverage.find((run) => run.test === test.id);
    const reached = runs ? reach(runs, places) : 0;
    scores.set(test.file, Math.max(scores.get(test.file) ?? 0, named + 3 * reached));
  }
  for (const [path, score] of [...scores].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)) {
    const text = await files.text(path);
    if (text !== undefined) return { path, text, isNear: score > 0 };
  }
  return undefined;
}

/** Share of the three likeliest places that a test runs. */
const reach = (run: TestCoverage, places: readonly SuspiciousPlace[]): number =>
  places.slice(0, 3).filter(({ path, line }) => run.lines.get(path)?.has(line)).length / 3;

const wordsOf = (text: string): string[] =>
  text
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);

/** What a model is told to write tests from that tell candidates apart: never a candidate. */
export async function orderOfTests(
  input: {
    readonly issue: string | undefined;
    readonly baseline: Baseline;
    readonly places: readonly SuspiciousPlace[];
    readonly framework: Framework;
  },
  files: CodeFiles,
): Promise<TestOrder | undefined> {
  const { baseline, places, framework } = input;
  const failures = baseline.failing
    .slice(0, 5)
    .map((test) => `The test “${test.name}” fails: ${(test.failure?.message ?? '').slice(0, 400)}`);
  const issue = [input.issue ?? '', ...failures].join('\n').trim();
  const example = await nearestTestFile(issue, places, baseline, files);
  if (!example) return undefined;
  const code = (await codeAt(places, files)).map(headOf);
  return { framework, example, path: besideTest(example.path, 'generated', new Set(files.paths)), issue, code };
}

/** What code promises without how it does it: its first lines, with what is written above them. */
const headOf = (code: string): string => code.split('\n').slice(0, 4).join('\n');
