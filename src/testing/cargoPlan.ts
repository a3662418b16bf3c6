/**
 * From a line that runs `cargo test` to one that goes through all tests, tells what it compiles as JSON and
 * fetches nothing. A choice of tests names the packages, the targets and the tests, so that no more is built.
 */
import type { PlanContext } from './planContext.ts';
import type { TestResult, WorkspacePath } from './report.ts';
import { programWords } from './runLine.ts';
import { shellWord, type ShellWord, type SimpleCommand } from './shellLine.ts';
import type { RunRequest } from './testCommand.ts';
import { dirname, relativeTo } from './treePath.ts';

/** One call of cargo for some of the tests. */
export interface CargoChoice {
  /** The package, and the targets of it that hold the tests; all of its targets where it names none. */
  readonly flags: readonly string[];
  readonly names: readonly string[];
  /** Documentation tests have line numbers in their names, which a patch moves: only the rest is compared. */
  readonly exact: boolean;
}

/** Both streams as one: only so is it known which program printed what. */
export const ONE_STREAM: ShellWord = { raw: '2>&1', value: undefined };

export function isCargoTest({ words }: SimpleCommand): boolean {
  return cargoTestAt(words) !== undefined;
}

export function cargoCommands(
  commands: readonly SimpleCommand[],
  { only }: RunRequest,
  context: PlanContext,
): SimpleCommand[] {
  const has = (path: WorkspacePath): boolean => context.has(`${context.root}/${path}`);
  const moves = commands.some(({ words }) => words[0]?.value === 'cd');
  const choices = only && !moves ? cargoChoices(only, context.root, has) : undefined;
  const kept = commands.filter((each) => isCargoTest(each) || !(choices ? isCargo(each) : isCargoLinter(each)));
  const first = kept.findIndex(isCargoTest);
  const all = kept.flatMap((each, index): SimpleCommand[] => {
    if (!isCargoTest(each)) return [each];
    if (!choices) return [{ ...each, words: [...cargoWords(each.words), ONE_STREAM], join: ';' }];
    if (index !== first) return [];
    return choices.map((choice) => ({ ...each, words: [...cargoWords(each.words, choice), ONE_STREAM], join: ';' }));
  });
  return all.map((each, index) => (index === all.length - 1 ? { ...each, join: '' } : each));
}

export function cargoEnvironment(context: PlanContext): Record<string, string> {
  const { environment, compiled, delimiter } = context;
  const home = environment['CARGO_HOME'] ?? `${environment['HOME'] ?? environment['USERPROFILE'] ?? ''}/.cargo`;
  return {
    // An editor that was not started from a shell does not know of rustup's folder.
    PATH: [...context.binFolders, environment['PATH'], `${home}/bin`].filter((part) => part).join(delimiter),
    CARGO_NET_OFFLINE: 'true',
    CARGO_TERM_COLOR: 'never',
    CARGO_TERM_QUIET: 'false',
    CARGO_TERM_PROGRESS_WHEN: 'never',
    RUSTUP_AUTO_INSTALL: '0',
    // Where a test failed is known without; finding the names of all callers takes longer than most tests.
    RUST_BACKTRACE: '0',
    // A third of the time that a candidate costs goes into debug information.
    CARGO_PROFILE_DEV_DEBUG: '0',
    CARGO_PROFILE_TEST_DEBUG: '0',
    ...(compiled !== undefined && { CARGO_TARGET_DIR: targetFolder(compiled, context.root) }),
  };
}

/**
 * Cargo knows the packages of a workspace by their places in it, and whether they changed by the times of
 * files: two copies of one workspace that share a folder would take each other's programs for their own.
 */
export function targetFolder(compiled: string, root: string): string {
  // FNV-1a: few copies, and only these share a folder for compiled code.
  let hash = 0x811c9dc5;
  for (const character of root) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return `${compiled}/cargo/${hash.toString(36)}`;
}

/** More than that many calls of cargo take longer than all tests at once. */
const mostCalls = 6;

/** Undefined when it is not known of each test where it is. */
export function cargoChoices(
  tests: readonly TestResult[],
  root: string,
  has: (path: WorkspacePath) => boolean,
): CargoChoice[] | undefined {
  const choices = new Map<string, { targets: string[][]; names: Set<string>; exact: boolean; manifest: string }>();
  for (const { id } of tests) {
    const at = id.indexOf('::');
    const file = id.slice(0, at);
    const folder = at > 0 ? packageOf(file, has) : undefined;
    if (folder === undefined) return undefined;
    const name = id.slice(at + 2).replace(/ \(\d+\)$/, '');
    const doc = docTestItem(name);
    const manifest = [root, folder, 'Cargo.toml'].filter((part) => part !== '').join('/');
    const targets = doc === undefined ? targetFlags(relativeTo(folder, file) ?? file, folder, has) : ['--doc'];
    const key = `${manifest}\n${doc === undefined}`;
    const known = choices.get(key) ?? { targets: [], names: new Set<string>(), exact: doc === undefined, manifest };
    known.targets.push(targets);
    known.names.add(doc === undefined ? name : ` - ${doc === '' ? '' : `${doc} `}(line `);
    choices.set(key, known);
  }
  if (choices.size > mostCalls) return undefined;
  return [...choices.values()].map(({ targets, names, exact, manifest }) => {
    const own = targets.some((flags) => flags.length === 0) ? [] : uniqueFlags(targets);
    return { flags: ['--manifest-path', manifest, ...own], names: [...names], exact };
  });
}

/** `--test a` once, however many tests are in it. */
function uniqueFlags(targets: readonly (readonly string[])[]): string[] {
  return [...new Set(targets.flatMap((flags) => targetsIn(flags)))].flatMap((target) => target.split(' '));
}

function targetsIn(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (!flag.startsWith('-')) return [];
    const value = flags[index + 1];
    return [value === undefined || value.startsWith('-') ? flag : `${flag} ${value}`];
  });
}

const DOC_TEST = '(documentation)';

/** How a documentation test is named in an id: by the item that it belongs to. */
export function docTestName(item: string): string {
  return item === '' ? DOC_TEST : `${item} ${DOC_TEST}`;
}

export function docTestItem(name: string): string | undefined {
  return name.endsWith(DOC_TEST) ? name.slice(0, -DOC_TEST.length).trim() : undefined;
}

function packageOf(file: WorkspacePath, has: (path: WorkspacePath) => boolean): WorkspacePath | undefined {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (has(at === '' ? 'Cargo.toml' : `${at}/Cargo.toml`)) return at;
    if (at === '') return undefined;
  }
}

/** By the folders that cargo finds targets in; none for what lies elsewhere. */
function targetFlags(file: string, folder: WorkspacePath, has: (path: WorkspacePath) => boolean): string[] {
  const inPackage = (path: string): boolean => has(folder === '' ? path : `${folder}/${path}`);
  const own = /^(tests|examples|benches|src\/bin)\/(?:([^/]+)\.rs$|([^/]+)\/)/.exec(file);
  if (own) {
    const kind = { tests: 'test', examples: 'example', benches: 'bench', 'src/bin': 'bin' }[own[1]!]!;
    const name = own[2] ?? (inPackage(`${own[1]}/${own[3]}/main.rs`) ? own[3]! : undefined);
    return name === undefined ? [`--${kind === 'bench' ? 'benche' : kind}s`] : [`--${kind}`, name];
  }
  if (!file.startsWith('src/')) return [];
  if (file === 'src/main.rs') return ['--bins'];
  const targets = [...(inPackage('src/lib.rs') ? ['--lib'] : []), ...(inPackage('src/main.rs') ? ['--bins'] : [])];
  return file === 'src/lib.rs' ? ['--lib'] : targets;
}

/** @param choice all tests when left out. @param build only compiles, and passes nothing on to the tests. */
export function cargoWords(words: readonly ShellWord[], choice?: CargoChoice, build = false): ShellWord[] {
  const at = cargoTestAt(words)!;
  const given = words.slice(at + 1);
  const dashes = given.findIndex(({ value }) => value === '--');
  const cargo = splitArguments(dashes < 0 ? given : given.slice(0, dashes), CARGO_VALUES);
  const tests = splitArguments(dashes < 0 ? [] : given.slice(dashes + 1), TEST_VALUES);
  const keptCargo = cargo.filter(({ name }) => !CARGO_DROPPED.has(name) && !(choice && CARGO_CHOICE.has(name)));
  const keptTests = tests.filter(
    ({ name }) => !TEST_DROPPED.has(name) && !(choice && (name === '' || name === '--exact')),
  );
  const own = build ? [] : [...keptTests.flatMap((each) => each.words), ...(choice?.names.map(shellWord) ?? [])];
  const exact = choice?.exact && !build ? [shellWord('--exact')] : [];
  const added = ['--offline', '--message-format', 'json', build ? '--no-run' : '--no-fail-fast'];
  const passedOn = [...exact, ...own];
  return [
    ...words.slice(0, at + 1),
    ...added.map(shellWord),
    ...(choice?.flags.map(shellWord) ?? []),
    ...keptCargo.flatMap((each) => each.words),
    ...(passedOn.length > 0 ? [shellWord('--'), ...passedOn] : []),
  ];
}

/** What the line tells each test program, the names of tests left out. */
export function harnessWords(words: readonly ShellWord[]): string[] {
  const dashes = words.findIndex(({ value }) => value === '--');
  const given = splitArguments(dashes < 0 ? [] : words.slice(dashes + 1), TEST_VALUES);
  const kept = given.filter(({ name }) => name !== '' && name !== '--exact');
  return kept.flatMap((each) => each.words.map(({ raw, value }) => value ?? raw));
}

/** Whether the line chooses tests by itself: then not every test of a program is meant. */
export function choosesTests(words: readonly ShellWord[]): boolean {
  const at = cargoTestAt(words)!;
  const given = words.slice(at + 1);
  const dashes = given.findIndex(({ value }) => value === '--');
  const before = splitArguments(dashes < 0 ? given : given.slice(0, dashes), CARGO_VALUES);
  const after = splitArguments(dashes < 0 ? [] : given.slice(dashes + 1), TEST_VALUES);
  return before.some(({ name }) => name === '') || after.some(({ name }) => name === '' || name === '--skip');
}

interface Argument {
  /** Of a flag, dashes and all; `''` for a word that is none. */
  readonly name: string;
  readonly words: readonly ShellWord[];
}

function splitArguments(words: readonly ShellWord[], withValue: ReadonlySet<string>): Argument[] {
  const found: Argument[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const match = /^(--[\w-]+|-[A-Za-z])(=?)(.*)$/s.exec(word.value ?? word.raw);
    const next = words[at + 1];
    if (!match) found.push({ name: '', words: [word] });
    else if (withValue.has(match[1]!) && match[2] === '' && match[3] === '' && next) {
      found.push({ name: match[1]!, words: [word, next] });
      at++;
    } else found.push({ name: match[1]!, words: [word] });
  }
  return found;
}

/** Where `test` stands in the words of a command; undefined when it is not `cargo test`. */
function cargoTestAt(words: readonly ShellWord[]): number | undefined {
  const program = programWords(words);
  if (!/(?:^|[\\/])cargo(?:\.exe)?$/.test(program[0]?.value ?? '')) return undefined;
  const at = program[1]?.value?.startsWith('+') ? 2 : 1;
  return /^(?:test|t)$/.test(program[at]?.value ?? '') ? words.length - program.length + at : undefined;
}

const isCargo = ({ words }: SimpleCommand): boolean => /(?:^|[\\/])cargo(?:\.exe)?$/.test(words[0]?.value ?? '');

function isCargoLinter({ words }: SimpleCommand): boolean {
  const [program, first, second] = words.map(({ value }) => value ?? '');
  const name = first?.startsWith('+') ? second : first;
  return program === 'cargo' && /^(?:clippy|fmt|check|deny|audit|doc|machete|udeps)$/.test(name ?? '');
}

const CARGO_DROPPED: ReadonlySet<string> = new Set([
  ...['--message-format', '-q', '--quiet', '--no-run', '--no-fail-fast', '--offline', '--color', '--timings'],
]);
const CARGO_CHOICE: ReadonlySet<string> = new Set([
  ...['', '-p', '--package', '--workspace', '--all', '--exclude', '--manifest-path', '--lib', '--bins', '--bin'],
  ...['--tests', '--test', '--examples', '--example', '--benches', '--bench', '--all-targets', '--doc'],
]);
const CARGO_VALUES: ReadonlySet<string> = new Set([
  ...['-p', '--package', '--exclude', '--manifest-path', '--bin', '--test', '--example', '--bench', '-F', '--features'],
  ...['--profile', '--target', '--target-dir', '-j', '--jobs', '--message-format', '--color', '--config', '-Z', '-C'],
]);
const TEST_DROPPED: ReadonlySet<string> = new Set([
  ...['--nocapture', '--no-capture', '--show-output', '-q', '--quiet', '--format', '--color', '--logfile', '--list'],
  ...['-Z', '--report-time', '--bench', '--shuffle', '--shuffle-seed'],
]);
const TEST_VALUES: ReadonlySet<string> = new Set([
  ...['--test-threads', '--skip', '--format', '--color', '--logfile', '-Z', '--shuffle-seed'],
]);
