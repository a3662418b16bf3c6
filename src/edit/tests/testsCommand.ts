/** What runs the tests of one file: the commands that its project has, or the one that a first test brings. */
import { byLanguage } from '../../syntax/language.ts';
import type { LanguageId } from '../../syntax/tree.ts';
import type { Detection } from '../../testing/detect.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Framework, TestCommand } from '../../testing/testCommand.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { FirstPlace, NoTool } from './firstPlace.ts';
import { firstTest } from './firstTest.ts';
import { testFiles } from './testHome.ts';

export interface TestsCommandDeps {
  readonly files: Pick<WorkspaceTexts, 'paths' | 'text'>;
  readonly findTests: (near: WorkspacePath | undefined, signal: AbortSignal) => Promise<Detection>;
  /** As `findTests`, if these files were there. */
  readonly findTestsWith: (
    added: ReadonlyMap<WorkspacePath, string>,
    near: WorkspacePath | undefined,
    signal: AbortSignal,
  ) => Promise<Detection>;
}

export interface TestsCommands {
  /** The likeliest first. */
  readonly commands: readonly [TestCommand, ...TestCommand[]];
  /** Where a first test may stand; left out where there are tests. */
  readonly places?: readonly FirstPlace[];
}

/** @param given the command is known; left out: looked for. */
export async function testsCommands(
  source: WorkspacePath,
  language: LanguageId,
  given: TestCommand | undefined,
  { files, findTests, findTestsWith }: TestsCommandDeps,
  signal: AbortSignal,
): Promise<TestsCommands | NoTool> {
  const isFor = ({ framework }: TestCommand): boolean =>
    framework === 'custom' || frameworksOf[language].includes(framework);
  const detected = given ? undefined : await findTests(source, signal);
  const known = given ? [given] : (detected?.commands.filter(isFor) ?? []);
  const input = { source, files: await files.paths(), text: (path: WorkspacePath) => files.text(path) };
  const hasTests = (await testFiles(input)).length > 0;
  if (hasTests) return listed(known) ?? { why: sentence(detected?.reason), next: byHand };
  const [likeliest] = known;
  const framework = likeliest?.framework === 'custom' ? undefined : likeliest?.framework;
  const sourceText = (await files.text(source)) ?? '';
  const first = await firstTest({ ...input, language, sourceText, framework, line: likeliest?.line ?? '' });
  if ('why' in first) return { why: `There is no test yet. ${first.why}`, next: first.next };
  const { places } = first;
  const added = new Map(places.slice(0, 1).map(({ path, tried }) => [path, tried]));
  const commands = likeliest ? known : (await findTestsWith(added, source, signal)).commands.filter(isFor);
  return listed(commands, places) ?? { why: sentence(detected?.reason), next: byHand };
}

function listed(commands: readonly TestCommand[], places?: readonly FirstPlace[]): TestsCommands | undefined {
  const [likeliest, ...others] = commands;
  return likeliest && { commands: [likeliest, ...others], ...(places && { places }) };
}

const sentence = (reason = 'No test command was found'): string => `${reason}.`.replace(/\.\.$/, '.');
const byHand = 'Write a first test by hand, or name the command that runs the tests.';

const frameworksOf = byLanguage<readonly Framework[]>(['node:test', 'mocha', 'vitest', 'jest'], {
  python: ['pytest', 'unittest'],
  go: ['go test'],
  rust: ['cargo test'],
  java: ['maven', 'gradle'],
});
