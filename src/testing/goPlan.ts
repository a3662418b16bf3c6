/**
 * From a line that runs `go test` to one that tells every test as JSON. The user's own flags stay, except
 * those that would hide results (-failfast), measure (-cover) or never end (-fuzz).
 */
import { dirname, relativeTo } from './treePath.ts';
import type { PlanContext } from './planContext.ts';
import type { TestResult, WorkspacePath } from './report.ts';
import { programWords } from './runLine.ts';
import { assigned, shellWord, type ShellWord, type SimpleCommand } from './shellLine.ts';
import type { RunRequest } from './testCommand.ts';

/** Of the packages of a line just these tests. */
export interface GoChoice {
  /** As `-run` takes it. */
  readonly pattern: string;
  /** As they stand in a line, `./shop`; those of the line where left out. */
  readonly packages?: readonly string[];
}

export function isGoTest({ words }: SimpleCommand): boolean {
  return goTestAt(words) !== undefined;
}

export function goCommands(commands: readonly SimpleCommand[], request: RunRequest): SimpleCommand[] {
  const { command, only } = request;
  // Where a line goes into another folder first, names of packages no longer lead to the same places.
  const moves = commands.some(({ words }) => words[0]?.value === 'cd' || words.some(({ value }) => value === '-C'));
  return goLine(commands, request.limitMs, only && !moves ? goChoice(only, command.directory) : undefined);
}

/** @param limitMs for the tests of each package: Go counts it from when they were compiled. @param choice all tests when left out. */
export function goLine(commands: readonly SimpleCommand[], limitMs: number, choice?: GoChoice): SimpleCommand[] {
  const tests = commands.filter((each) => !isGoLinter(each));
  return tests.map((each, index) => {
    const next = tests[index + 1];
    if (!isGoTest(each)) return each;
    // A failure in one must not keep the next from being heard.
    const join = each.join === '&&' && next && isGoTest(next) ? ';' : each.join;
    return { ...each, words: testWords(each.words, limitMs, choice), join: next ? join : '' };
  });
}

export function goEnvironment(context: PlanContext): Record<string, string> {
  const { environment, compiled } = context;
  return {
    // A run must not fetch anything; a user who names these variables in the settings means it.
    GOPROXY: environment['GOPROXY'] ?? 'off',
    GOSUMDB: environment['GOSUMDB'] ?? 'off',
    GOTOOLCHAIN: environment['GOTOOLCHAIN'] ?? 'local',
    ...(compiled !== undefined && { GOCACHE: `${compiled}/go-build` }),
    // Go makes the folder of downloaded modules even where it needs none, and HOME cannot be written.
    ...(!hasModules(context) && { GOMODCACHE: `${compiled ?? context.folder}/go-mod` }),
  };
}

function hasModules(context: PlanContext): boolean {
  const { environment, delimiter } = context;
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  const [goPath] = (environment['GOPATH'] ?? '').split(delimiter);
  const settings = environment['XDG_CONFIG_HOME'] ?? `${home}/.config`;
  return [
    environment['GOMODCACHE'] ?? `${goPath === '' ? `${home}/go` : goPath}/pkg/mod`,
    // What `go env -w` has written there may say that it is elsewhere.
    `${settings}/go/env`,
    `${home}/Library/Application Support/go/env`,
  ].some((place) => context.has(place));
}

/**
 * Undefined when a test is not known to lie below the folder. Names are as Go reports them, with what it
 * has put for spaces. A pattern is matched part by part between slashes, so what is chosen may be a little
 * more than was asked for; only parts that all of the chosen tests have can be used.
 */
export function goChoice(tests: readonly TestResult[], directory: WorkspacePath): GoChoice | undefined {
  const packages = new Set<string>();
  const names: string[] = [];
  for (const { id } of tests) {
    const at = id.indexOf('::');
    const place = id.slice(0, at);
    const folder = relativeTo(directory, place.endsWith('.go') ? dirname(place) : place);
    if (at < 0 || folder === undefined) return undefined;
    packages.add(folder === '' ? '.' : `./${folder}`);
    names.push(id.slice(at + 2).replace(/ \(\d+\)$/, ''));
  }
  return { pattern: runPattern(names), packages: [...packages].sort() };
}

export function runPattern(names: readonly string[]): string {
  // A test whose subtests are chosen runs with them.
  const leaves = names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
  const parts = leaves.map((name) => name.split('/'));
  const depth = Math.min(...parts.map((each) => each.length));
  const levels = Array.from({ length: leaves.length > mostSubtests ? 1 : depth }, (_, level) => {
    const own = [...new Set(parts.map((each) => each[level]!))];
    return own.length === 1 ? `^${escape(own[0]!)}$` : `^(${own.map(escape).join('|')})$`;
  });
  return levels.join('/');
}

/** A longer line than that is refused by some systems. */
const mostSubtests = 500;

const escape = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function testWords(words: readonly ShellWord[], limitMs: number, choice: GoChoice | undefined): ShellWord[] {
  const at = goTestAt(words)!;
  const given = words.slice(at + 1);
  const end = given.findIndex(({ value }) => value === '-args' || value === '--args');
  const { flags, packages } = splitFlags(end < 0 ? given : given.slice(0, end));
  const own = flags.find(({ name }) => name === 'timeout');
  const ownMs = own && durationMs(own.value?.value ?? '');
  const timeoutMs = Math.min(Math.round(limitMs), ownMs || Infinity);
  const kept = flags.filter(({ name }) => !DROPPED.has(name) && !(choice && (name === 'run' || name === 'skip')));
  const added = ['-json', '-count=1', `-timeout=${timeoutMs}ms`];
  if (choice) {
    // What vet says of the whole has been heard; it costs every run.
    if (!flags.some(({ name }) => name === 'vet')) added.push('-vet=off');
    added.push('-run', choice.pattern);
  }
  return [
    ...words.slice(0, at + 1),
    ...added.map(shellWord),
    ...kept.flatMap(({ words: own }) => own),
    ...(choice?.packages?.map(shellWord) ?? packages),
    ...(end < 0 ? [] : given.slice(end)),
  ];
}

/** What the compiler must know of the line's flags to make the same test program. */
export function buildFlags(commands: readonly SimpleCommand[]): string[] {
  const command = commands.find(isGoTest);
  if (!command) return [];
  const { flags } = splitFlags(command.words.slice(goTestAt(command.words)! + 1));
  return flags.flatMap(({ name, words }) => (BUILD.has(name) ? words.map(({ value, raw }) => value ?? raw) : []));
}

/** A line's one `go test`, taken apart to build its test programs and to run them without it. */
export interface GoTestProgram {
  readonly go: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly build: readonly string[];
  /** As a test program takes them, the choice of tests left out. */
  readonly test: readonly string[];
  /** What stands behind all flags. */
  readonly last: readonly string[];
}

/** @param commands a planned line. Undefined when there is more in it than is understood. */
export function goTestProgram(commands: readonly SimpleCommand[]): GoTestProgram | undefined {
  const [command] = commands;
  if (!command || commands.length > 1 || goTestAt(command.words) !== 1) return undefined;
  const given = command.words.slice(2);
  const end = given.findIndex(({ value }) => value === '-args' || value === '--args');
  const { flags } = splitFlags(end < 0 ? given : given.slice(0, end));
  const test: string[] = [];
  for (const { name, value } of flags) {
    if (BUILD.has(name) || UNHEARD.has(name)) continue;
    if (!TO_PROGRAM.has(name)) return undefined;
    test.push(value === undefined ? `-test.${name}` : `-test.${name}=${value.value ?? ''}`);
  }
  const words = [...command.assignments, ...command.words];
  const go = command.words[0]?.value;
  if (go === undefined || words.some(({ value }) => value === undefined)) return undefined;
  return {
    go,
    environment: assigned(command),
    build: buildFlags(commands),
    test,
    last: end < 0 ? [] : given.slice(end + 1).map(({ value = '' }) => value),
  };
}

/** What a test program is told by the same name. */
const TO_PROGRAM: ReadonlySet<string> = new Set(['short', 'parallel', 'cpu']);
/** What only the go command itself understands, or what is told anew. */
const UNHEARD: ReadonlySet<string> = new Set(['json', 'count', 'vet', 'run', 'timeout', 'p']);

export function hasOwnChoice(commands: readonly SimpleCommand[]): boolean {
  return commands.some((command) => {
    const at = goTestAt(command.words);
    return (
      at !== undefined && splitFlags(command.words.slice(at + 1)).flags.some(({ name }) => /^(?:run|skip)$/.test(name))
    );
  });
}

interface Flag {
  readonly name: string;
  readonly words: readonly ShellWord[];
  readonly value?: ShellWord;
}

function splitFlags(words: readonly ShellWord[]): { flags: Flag[]; packages: ShellWord[] } {
  const flags: Flag[] = [];
  const packages: ShellWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const match = /^--?(?:test\.)?([\w]+)(=.*)?$/s.exec(word.value ?? word.raw);
    const next = words[at + 1];
    if (!match) packages.push(word);
    else if (match[2] !== undefined)
      flags.push({ name: match[1]!, words: [word], value: shellWord(match[2].slice(1)) });
    else if (WITH_VALUE.has(match[1]!) && next) {
      flags.push({ name: match[1]!, words: [word, next], value: next });
      at++;
    } else flags.push({ name: match[1]!, words: [word] });
  }
  return { flags, packages };
}

/** `1h2m3.5s` in milliseconds; 0 when it is none. */
function durationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) sum += Number(count) * (units[unit!] ?? 0);
  return sum;
}

/** Where `test` stands in the words of a command; undefined when it is not `go test`. */
function goTestAt(words: readonly ShellWord[]): number | undefined {
  const program = programWords(words);
  if (!/(?:^|[\\/])go(?:1[.\d]*)?(?:\.exe)?$/.test(program[0]?.value ?? '')) return undefined;
  const at = program[1]?.value === '-C' ? 3 : 1;
  return program[at]?.value === 'test' ? words.length - program.length + at : undefined;
}

function isGoLinter({ words }: SimpleCommand): boolean {
  const [program, first] = programWords(words).map(({ value }) => value);
  return (
    /^(?:golangci-lint|staticcheck|gofmt|goimports|revive|golint|errcheck)$/.test(program ?? '') ||
    (program === 'go' && /^(?:vet|fmt)$/.test(first ?? ''))
  );
}

const DROPPED: ReadonlySet<string> = new Set([
  ...['json', 'v', 'count', 'timeout', 'failfast', 'list', 'c', 'o', 'n', 'x', 'bench', 'benchtime', 'benchmem'],
  ...['fuzz', 'fuzztime', 'fuzzminimizetime', 'cover', 'covermode', 'coverpkg', 'coverprofile', 'outputdir', 'trace'],
  ...['cpuprofile', 'memprofile', 'blockprofile', 'mutexprofile', 'memprofilerate', 'blockprofilerate'],
  'mutexprofilefraction',
]);

const BUILD: ReadonlySet<string> = new Set([
  ...['tags', 'race', 'msan', 'asan', 'mod', 'modfile', 'ldflags', 'gcflags', 'asmflags', 'compiler', 'buildmode'],
  ...['installsuffix', 'gccgoflags', 'linkshared', 'trimpath', 'pgo'],
]);

const WITH_VALUE: ReadonlySet<string> = new Set([
  ...[
    'run',
    'skip',
    'bench',
    'count',
    'timeout',
    'tags',
    'coverprofile',
    'covermode',
    'coverpkg',
    'o',
    'p',
    'parallel',
  ],
  ...['cpu', 'exec', 'mod', 'modfile', 'overlay', 'ldflags', 'gcflags', 'asmflags', 'gccgoflags', 'buildmode', 'pgo'],
  ...['compiler', 'installsuffix', 'pkgdir', 'toolexec', 'benchtime', 'blockprofile', 'blockprofilerate', 'cpuprofile'],
  ...['memprofile', 'memprofilerate', 'mutexprofile', 'mutexprofilefraction', 'outputdir', 'trace', 'vet', 'shuffle'],
  ...['fuzz', 'fuzztime', 'fuzzminimizetime', 'list', 'C'],
]);
