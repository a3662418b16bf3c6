/** Where the tests of some code belong: among those that run it, else beside those that are named like it. */
import { subjectOf } from '../../retrieval/graph/testFile.ts';
import { languageOf } from '../../syntax/language.ts';
import type { TestReport, WorkspacePath } from '../../testing/report.ts';
import { besideTest, testNamedLike, type ExampleTest } from '../../testing/testFile.ts';
import { isTestPath } from '../../testing/testPath.ts';
import { dirname } from '../../testing/treePath.ts';

export interface TestHome {
  readonly path: WorkspacePath;
  /** The file as it is; undefined for a new one. */
  readonly before: string | undefined;
  /** How tests look here. */
  readonly example: ExampleTest;
  /** There is no test yet: the example is how one would look. */
  readonly isFirst?: true;
}

export interface HomeInput {
  readonly source: WorkspacePath;
  readonly lines: { readonly first: number; readonly last: number } | undefined;
  /** What the tests are about, by name. */
  readonly names: readonly string[];
  readonly files: readonly WorkspacePath[];
  /** All tests, with coverage where the tool has it. */
  readonly report: TestReport;
  readonly text: (path: WorkspacePath) => Promise<string | undefined>;
}

const mostRead = 200;
/** A file beyond this is better left as long as it is. */
const mostLines = 2_000;

/** Undefined where no test file shows how tests are written here. */
export async function testHome(input: HomeInput): Promise<TestHome | undefined> {
  const { source, files, report, text } = input;
  const inside = source.endsWith('.rs') ? await homeInside(input) : undefined;
  if (inside) return inside;
  const ran = new Set(report.results.flatMap(({ file }) => (file === undefined ? [] : [file])));
  const kin = familyOf(source);
  const tests = files.filter(
    (file) =>
      file !== source &&
      familyOf(file) === kin &&
      (kin === 'rust' ? /(?:^|\/)tests\/[^/]+\.rs$/.test(file) : ran.has(file) || isTestPath(file)),
  );
  const scores = new Map<WorkspacePath, number>();
  const reach = reachOf(input);
  const subject = subjectOf(source);
  for (const file of tests.slice(0, mostRead)) {
    const said = await text(file);
    if (said === undefined || !looksLikeTests(said)) continue;
    const named = subjectOf(file) === subject ? 2 : 0;
    const speaks = input.names.some((name) =>
      new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(said),
    );
    const isHere = dirname(file) === dirname(source) ? 0.2 : 0;
    // A tool that runs it shows more than a name does.
    const isRun = ran.has(file) ? 0.4 : 0;
    scores.set(file, (reach.get(file) ?? 0) * 3 + named + (speaks ? 1 : 0) + isHere + isRun);
  }
  const order = [...scores].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length);
  for (const [path, score] of order) {
    const said = await text(path);
    if (said === undefined) continue;
    const example = { path, text: said };
    const isNear = score >= 1 && said.split('\n').length <= mostLines && belongs(path, source);
    if (isNear) return { path, before: said, example };
    const own = newFile(example.path, source, new Set(files));
    return { path: own, before: undefined, example };
  }
  return undefined;
}

/** In Rust a file has its own tests where they are, and where no other file sees what is to be tested. */
async function homeInside({ source, names, files, text }: HomeInput): Promise<TestHome | undefined> {
  const before = (await text(source)) ?? '';
  const example = { path: source, text: before };
  if (/#\[cfg\(test\)\]\s*mod\s/.test(before)) return { path: source, before, example };
  const crate = /^(.*?\/?)src\//.exec(source)?.[1];
  const isLibrary =
    crate !== undefined && files.includes(`${crate}src/lib.rs`) && !/(?:^|\/)src\/(?:main\.rs|bin\/)/.test(source);
  const isPublic = names.some((name) =>
    new RegExp(`\\bpub (?:\\w+ )*(?:fn|struct|enum|trait) ${name}\\b`).test(before),
  );
  if (isLibrary && isPublic) return undefined;
  const other = (await testFiles({ source, files, text }))[0];
  return other && { path: source, before, example: other };
}

/** The share of the tests of each file that run the place. */
function reachOf({ source, lines, report }: HomeInput): Map<WorkspacePath, number> {
  const fileOf = new Map(report.results.map(({ id, file }) => [id, file]));
  const counts = new Map<WorkspacePath, { all: number; reach: number }>();
  for (const { test, lines: ran } of report.coverage ?? []) {
    const file = fileOf.get(test);
    if (file === undefined) continue;
    const count = counts.get(file) ?? { all: 0, reach: 0 };
    counts.set(file, count);
    count.all++;
    const here = [...(ran.get(source) ?? [])].some((line) => !lines || (lines.first <= line && line <= lines.last));
    if (here) count.reach++;
  }
  return new Map([...counts].map(([file, { all, reach }]) => [file, reach / all]));
}

/** In Go and Java a test stands where the package of its subject is; others may be anywhere. */
function belongs(test: WorkspacePath, source: WorkspacePath): boolean {
  if (source.endsWith('.go')) return dirname(test) === dirname(source);
  if (source.endsWith('.java'))
    return dirname(test) === javaTestFolder(source) && subjectOf(test) === subjectOf(source);
  return true;
}

function newFile(example: WorkspacePath, source: WorkspacePath, files: ReadonlySet<WorkspacePath>): WorkspacePath {
  const stem = (/([^/]+)\.[^./]+$/.exec(source)?.[1] ?? 'code').replace(/\.d$/, '');
  const fresh = (path: WorkspacePath): WorkspacePath => (files.has(path) ? besideTest(path, 'generated', files) : path);
  if (source.endsWith('.go')) return fresh(source.replace(/\.go$/, '_test.go'));
  if (source.endsWith('.java')) return fresh(`${javaTestFolder(source)}/${stem}Test.java`);
  if (source.endsWith('.rs')) return fresh(`${dirname(example)}/${stem}.rs`);
  return testNamedLike(example, source, files) ?? besideTest(example, stem, files);
}

/** Beside the home that cannot take them, for what clashes with names there. */
export const apartFrom = (home: TestHome, files: readonly WorkspacePath[]): TestHome => ({
  path: besideTest(home.path, 'generated', new Set(files)),
  before: undefined,
  example: home.example,
});

export const javaTestFolder = (source: WorkspacePath): WorkspacePath =>
  dirname(source).replace(/(^|\/)src\/main\//, '$1src/test/');

const familyOf = (path: WorkspacePath): string | undefined => {
  const language = languageOf(path);
  return language === 'typescript' || language === 'tsx' ? 'javascript' : language;
};

/** Helpers and fixtures stand in test folders as well. */
const looksLikeTests = (text: string): boolean =>
  /\b(?:it|test|specify|describe|suite)(?:\.\w+)*\s*\(|\bdef test|\bfunc Test|#\[(?:\w+::)*test\]|@(?:\w+\.)*Test\b/.test(
    text,
  );

/** Test files in the language of the source, a few at least. */
export async function testFiles({
  source,
  files,
  text,
}: Pick<HomeInput, 'source' | 'files' | 'text'>): Promise<ExampleTest[]> {
  const kin = familyOf(source);
  const likely = files.filter((file) => familyOf(file) === kin && (kin === 'rust' || isTestPath(file)));
  const found: ExampleTest[] = [];
  for (const path of likely.slice(0, mostRead)) {
    const said = await text(path);
    if (said !== undefined && looksLikeTests(said)) found.push({ path, text: said });
    if (found.length >= 3) break;
  }
  return found;
}
