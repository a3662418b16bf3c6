/** Test commands of a package: its scripts, else what its dependencies and test files show. */
import { foldersAround, type ProjectFolder } from './projectFiles.ts';
import { expandLine, programWords, testsOnly, type Scripts } from './runLine.ts';
import { isJest, jestReason } from './jestProject.ts';
import { isNodeTest } from './nodeTestLine.ts';
import type { Framework, TestCommand } from './testCommand.ts';
import { isVitest, vitestReason } from './vitestProject.ts';

export async function javaScriptCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  const manifest = parseManifest(await folder.read('package.json'));
  const manager = await packageManager(folder, manifest);
  const commands: TestCommand[] = [];
  const add = (framework: Framework, line: string, reason: string): void => {
    commands.push({ framework, line, directory: folder.directory, reason });
  };

  for (const name of scriptNames(manifest.scripts)) {
    const framework = frameworkOf(manifest.scripts[name]!, manifest.scripts);
    const line = name === 'test' ? `${manager} test` : `${manager} run ${name}`;
    const runs = framework === 'custom' ? `is \`${manifest.scripts[name]!}\`` : `runs ${framework}`;
    if (framework) add(framework, line, `the script ${name} of package.json ${runs}`);
  }
  if (commands.length > 0) return commands;

  const tests = folder.files.filter(isTestFile);
  const usesMocha = folder.files.some((file) => /^\.mocharc\.(?:c?js|mjs|json|jsonc|ya?ml)$/.test(file));
  if (usesMocha || manifest.dependencies.has('mocha')) {
    const reason = usesMocha ? 'there is a configuration of mocha' : 'package.json depends on mocha';
    // Without a configuration mocha looks only into test/, and not deeper.
    const specs = usesMocha || tests.every((file) => /^test\/[^/]+\.(?:c|m)?js$/.test(file)) ? '' : ` ${globs(tests)}`;
    if (usesMocha || tests.length > 0) add('mocha', `npx mocha${specs}`, reason);
  }
  // A project that moves from one tool to another has both.
  const vitest = await vitestReason(folder, manifest.dependencies);
  if (vitest !== undefined) add('vitest', 'npx vitest run', vitest);
  const jest = jestReason(folder, manifest.keys, manifest.dependencies);
  if (jest !== undefined) add('jest', 'npx jest', jest);
  if (commands.length > 0) return commands.sort((a, b) => certainty(b) - certainty(a));
  for (const file of tests) {
    if (!/['"]node:test['"]/.test((await folder.read(file)) ?? '')) continue;
    const typed = tests.some((test) => /\.[cm]?tsx?$/.test(test));
    const runner = typed && manifest.dependencies.has('tsx') ? 'npx tsx --test' : 'node --test';
    add('node:test', runner, `${file} uses node:test`);
    break;
  }
  return commands;
}

/** A configuration says more than a dependency. */
const certainty = ({ reason }: TestCommand): number => (/depends on/.test(reason) ? 0 : 1);

interface Manifest {
  readonly keys: ReadonlySet<string>;
  readonly scripts: Scripts;
  readonly dependencies: ReadonlySet<string>;
  readonly packageManager: string;
}

function parseManifest(text: string | undefined): Manifest {
  let json: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) json = parsed as Record<string, unknown>;
  } catch {
    // A manifest that does not parse says nothing; the test files may.
  }
  const entries = (key: string): [string, string][] =>
    Object.entries(json[key] ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    keys: new Set(Object.keys(json)),
    scripts: Object.fromEntries(entries('scripts')),
    dependencies: new Set([...entries('dependencies'), ...entries('devDependencies')].map(([name]) => name)),
    packageManager: typeof json['packageManager'] === 'string' ? json['packageManager'] : '',
  };
}

/** The script `test` first, then narrower ones that are likely to be quick. */
function scriptNames(scripts: Scripts): string[] {
  const likely = [
    'test',
    'test:unit',
    'test:node',
    'unit',
    'unit-test',
    'tests',
    'test:run',
    'mocha',
    'vitest',
    'jest',
    'test:ci',
  ];
  return likely.filter((name) => scripts[name] !== undefined && !isPlaceholder(scripts[name]));
}

/** What `npm init` writes, and scripts that do nothing. */
function isPlaceholder(line: string): boolean {
  return /no test specified/i.test(line) || /^\s*(?:echo\b[^&|;]*|true|exit 0|:)?\s*(?:&&\s*exit \d+)?\s*$/.test(line);
}

/** Undefined for a script that only checks style or types. */
export function frameworkOf(line: string, scripts: Scripts): Framework | undefined {
  const expanded = expandLine(line, scripts);
  if (!expanded) return 'custom';
  const commands = testsOnly(expanded);
  for (const command of commands) {
    if (isNodeTest(command)) return 'node:test';
    const words = programWords(command.words).map((word) => word.value ?? '');
    const isMocha = (word: string | undefined): boolean => /(?:^|\/)_?mocha(?:\.c?js)?$/.test(word ?? '');
    if (isMocha(words[0]) || (/^(?:node|tsx|ts-node|ts-node-esm)$/.test(words[0] ?? '') && words.some(isMocha))) {
      return 'mocha';
    }
    if (isVitest(words)) return 'vitest';
    if (isJest(words)) return 'jest';
    const python = pythonFramework(words);
    if (python) return python;
  }
  return commands.length === 0 ? undefined : 'custom';
}

/** What a Python command line runs; undefined when it is no Python test command. */
function pythonFramework(words: readonly string[]): Framework | undefined {
  const at = words.findIndex((word) => /(?:^|[\\/])(?:python[\d.]*|py|pytest|py\.test)(?:\.exe)?$/.test(word));
  // `uv run`, `poetry run`, `pipenv run`, `hatch run` and the like come before it.
  if (at < 0 || at > 3) return undefined;
  if (/py\.?test(?:\.exe)?$/.test(words[at]!)) return 'pytest';
  const module = words.indexOf('-m', at);
  if (module < 0) return undefined;
  if (words[module + 1] === 'pytest') return 'pytest';
  return words[module + 1] === 'unittest' ? 'unittest' : undefined;
}

/** What the package or the workspace that it belongs to is installed with. */
async function packageManager(folder: ProjectFolder, manifest: Manifest): Promise<string> {
  for (const place of foldersAround(folder.directory)) {
    const read = (name: string): Promise<string | undefined> =>
      folder.readAround(place === '' ? name : `${place}/${name}`);
    const asked = place === folder.directory ? manifest : parseManifest(await read('package.json'));
    const named = /^(?:npm|pnpm|yarn)(?=@|$)/.exec(asked.packageManager)?.[0];
    if (named !== undefined) return named;
    if ((await read('pnpm-lock.yaml')) !== undefined) return 'pnpm';
    if ((await read('yarn.lock')) !== undefined) return 'yarn';
    if ((await read('package-lock.json')) !== undefined) return 'npm';
  }
  return 'npm';
}

const isTestFile = (file: string): boolean =>
  !/(?:^|\/)(?:node_modules|fixtures?|dist|build)\//.test(file) &&
  (/(?:^|[/._-])(?:test|spec)\.[cm]?[jt]sx?$/.test(file) || /(?:^|\/)tests?\/.*\.[cm]?[jt]s$/.test(file));

/** Quoted, so that mocha finds the files and not the shell, which knows no `**`. */
function globs(tests: readonly string[]): string {
  const patterns = tests.map((file) => {
    const folder = file.includes('/') ? `${file.slice(0, file.indexOf('/'))}/**/` : '';
    return `'${folder}*${/(?:[._-](?:test|spec))?\.[cm]?[jt]sx?$/.exec(file)![0]}'`;
  });
  return [...new Set(patterns)].join(' ');
}
