/** Makes results of what `go test` printed: why each test failed in its own words, and where. */
import { withLastWords } from './lastWords.ts';
import type { GoOutput, GoPackage, GoTest } from './goOutput.ts';
import type { Place, TestFailure, TestResult, WorkspacePath } from './report.ts';
import { workspacePath, type FrameContext } from './stackFrames.ts';
import { dirname, joined } from './treePath.ts';

/** What is known of the project's packages. */
export interface GoProject extends FrameContext {
  /** The folder of a package, undefined when it lies outside the tree. */
  directoryOf(importPath: string): WorkspacePath | undefined;
  /** The file of the folder that declares a test of this name. */
  fileOf(directory: WorkspacePath, name: string): WorkspacePath | undefined;
  has(file: WorkspacePath): boolean;
}

export interface GoFindings {
  readonly results: TestResult[];
  readonly problem?: TestFailure;
  /** A package used up the time that it was given. */
  readonly timedOut: boolean;
}

/** @param limitMs what the run was given, to say so of a test that did not end. */
export function goFindings(output: GoOutput, project: GoProject, limitMs: number): GoFindings {
  const results: TestResult[] = [];
  const problems: TestFailure[] = [];
  let timedOut = false;
  for (const [name, text] of output.build) {
    // What is only a warning is said of packages that were built.
    const broken = [...output.packages.values()].some((each) => each.notBuilt && concerns(each.path, name));
    if (broken || output.packages.size === 0) problems.push(buildFailure(text.text, project));
  }
  for (const each of output.packages.values()) {
    const found = packageResults(each, project, limitMs);
    results.push(...found.results);
    timedOut ||= found.timedOut;
    const failed = found.results.some(({ outcome }) => outcome === 'failed');
    if (each.outcome === 'failed' && !failed && !each.notBuilt) problems.push(packageFailure(each, project));
  }
  if (problems.length === 0 && [...output.packages.values()].some(({ notBuilt }) => notBuilt)) {
    problems.push(buildFailure(output.other.text || 'A package could not be built', project));
  }
  const problem = problems.length > 0 && {
    message: problems.map(({ message }) => message).join('\n\n'),
    frames: problems.flatMap(({ frames }) => frames),
  };
  return { results, ...(problem && { problem }), timedOut };
}

/** A package's tests are built from it, from its test files in a package of their own, and from what it imports. */
function concerns(path: string, built: string): boolean {
  return built.replace(/(?:_test|\.test)$/, '') === path || built !== path;
}

function packageResults(of: GoPackage, project: GoProject, limitMs: number) {
  const directory = project.directoryOf(of.path);
  const all = [of.output.text, ...[...of.tests.values()].map(({ output }) => output.text)];
  const timeout = all.find((text) => TIMED_OUT.test(text));
  const running = new Set(timeout === undefined ? [] : runningTests(timeout));
  const crash = timeout === undefined ? all.find((text) => CRASH.test(text)) : undefined;
  const results = [...of.tests.values()].map((test): TestResult => {
    const file = directory === undefined ? undefined : project.fileOf(directory, test.name.split('/', 1)[0]!);
    const hung =
      timeout !== undefined &&
      (test.outcome === undefined || running.has(test.name) || TIMED_OUT.test(test.output.text));
    const outcome = hung ? 'failed' : (test.outcome ?? 'failed');
    return {
      id: `${file ?? directory ?? of.path}::${test.name}`,
      name: test.name.split('/').join(' › '),
      ...(file !== undefined && { file }),
      outcome,
      durationMs: test.durationMs,
      ...(outcome === 'failed' && {
        failure: hung
          ? { message: notEnded(limitMs), frames: hangingAt(timeout, project) }
          : test.outcome === undefined
            ? cutOff(test, of, crash, limitMs, directory ?? '', project)
            : failureOf(test, of, directory ?? '', project),
      }),
    };
  });
  return { results, timedOut: timeout !== undefined };
}

/** By a panic or by `os.Exit`; a program that was stopped for its time would only be stopped again. */
export function crashedIn({ outcome, tests, output }: GoPackage): boolean {
  const printed = [output, ...[...tests.values()].map((test) => test.output)].map(({ text }) => text);
  if (outcome !== 'failed' || printed.some((text) => /^panic: test timed out/m.test(text))) return false;
  return (
    [...tests.values()].some((test) => test.outcome === undefined) ||
    printed.some((text) => /^(?:panic|fatal error): /m.test(text))
  );
}

const TIMED_OUT = /^panic: test timed out after/m;
const CRASH = /^(?:panic: |fatal error: |unexpected fault address|SIG[A-Z]+: )/m;

const notEnded = (limitMs: number): string =>
  `The test did not end: the run was stopped after ${Math.round(limitMs)} ms`;

/** Go 1.20 and later name them: `running tests:`, then `\tTestX (2s)`. */
function runningTests(text: string): string[] {
  const list = /^running tests:\n((?:\t.*\n?)+)/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/^\t(\S+) \(/gm)].map(([, name]) => name!);
}

/** Every goroutine, those left out that only wait for the test or for its parent. */
function hangingAt(text: string, project: GoProject): Place[] {
  return uniquePlaces(goroutines(text).flatMap((trace) => traceFrames(trace, project)));
}

/** A test that had begun when the program ended: by its own fault or by that of another. */
function cutOff(
  test: GoTest,
  of: GoPackage,
  crash: string | undefined,
  limitMs: number,
  directory: WorkspacePath,
  project: GoProject,
): TestFailure {
  if (CRASH.test(test.output.text)) return failureOf(test, of, directory, project);
  if (of.outcome === undefined) return { message: notEnded(limitMs), frames: [] };
  const why = crash === undefined ? '' : `: ${crashMessage(crash)}`;
  const frames = crash === undefined ? [] : crashFrames(crash, project);
  return { message: `The test program ended before the test did${why}`, frames };
}

function failureOf(test: GoTest, of: GoPackage, directory: WorkspacePath, project: GoProject): TestFailure {
  const text = test.output.text;
  const said = loggedBefore(text);
  if (CRASH.test(text)) {
    const before = said.map((entry) => entry.text).join('\n');
    const message = [before, crashMessage(text)].filter((part) => part !== '').join('\n');
    const places = said.flatMap((entry) => placeOf(entry, directory, project));
    return { message, frames: uniquePlaces([...crashFrames(text, project), ...places]) };
  }
  const children = [...of.tests.values()].filter((other) => other.name.startsWith(`${test.name}/`));
  const failed = children.filter(({ outcome }) => outcome === 'failed');
  const entries = said.map((entry) => fromAssertion(entry));
  const frames = uniquePlaces([
    ...entries.flatMap(({ trace }) => traceFrames(trace, project)),
    ...said.flatMap((entry) => placeOf(entry, directory, project)),
    ...(/DATA RACE/.test(text) ? traceFrames(text, project) : []),
  ]);
  const message = entries.length > 0 ? entries.map((entry) => entry.text).join('\n') : text.trim();
  if (failed.length > 0 && entries.length === 0) {
    const names = failed.slice(0, 5).map(({ name }) => name.slice(test.name.length + 1));
    const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
    return { message: `Its subtest${failed.length === 1 ? '' : 's'} failed: ${names.join(', ')}${more}`, frames };
  }
  return { message: message || 'The test failed without saying why', frames };
}

/** One call of `t.Errorf`, `t.Fatal` or `t.Log`: Go prints them all alike. */
interface Logged {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** What was logged, a crash and what follows it left out. The lines of one call are indented below its first. */
function loggedBefore(text: string): Logged[] {
  const entries: { file: string; line: number; indent: number; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (CRASH.test(line)) break;
    const start = /^([^]*?)( {4}|\t)([^\s:][^:\n]*\.go):(\d+): (.*)$/.exec(line);
    const last = entries.at(-1);
    const indent = /^ */.exec(line)![0].length;
    if (start && (!last || /^\s*$/.test(start[1]!) || !line.startsWith(' '.repeat(last.indent + 4)))) {
      const depth = /^\s*$/.test(start[1]!) ? start[1]!.length : 0;
      entries.push({ file: start[3]!, line: Number(start[4]), indent: depth + 4, lines: [start[5]!] });
    } else if (last && line.trim() !== '' && indent >= last.indent + 4) last.lines.push(line.slice(last.indent + 4));
    else if (last && line.trim() === '' && last.lines.length > 0) last.lines.push('');
  }
  return entries.map(({ file, line, lines }) => ({ file, line, text: lines.join('\n').trimEnd() }));
}

/** testify writes a table of what it knows: the error is the message, and its trace goes deeper than the call. */
function fromAssertion({ text }: Logged): { text: string; trace: string } {
  if (!/^\s*Error Trace:/m.test(text)) return { text: text.trim(), trace: '' };
  const parts = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n')) {
    const field = /^\s*(Error Trace|Error|Test|Messages):\s*(.*)$/.exec(line);
    if (field) parts.set(field[1]!, (current = [field[2]!.trim()]));
    else current.push(line.trim());
  }
  const part = (name: string): string => (parts.get(name) ?? []).join('\n').trim();
  return {
    text: [part('Messages'), part('Error')].filter((each) => each !== '').join('\n'),
    trace: part('Error Trace'),
  };
}

function placeOf({ file, line }: Logged, directory: WorkspacePath, project: GoProject): Place[] {
  const path = /[\\/]/.test(file) ? workspacePath(file, project) : joined(directory, file);
  return path !== undefined && project.has(path) ? [{ path, line }] : [];
}

function crashMessage(text: string): string {
  const lines = text.slice(CRASH.exec(text)?.index ?? 0).split('\n');
  const end = lines.findIndex(
    (line, index) => index > 0 && (line === '' || /^(?:goroutine \d|\tpanic: |\[signal )/.test(line)),
  );
  return lines
    .slice(0, end < 0 ? 5 : end)
    .join('\n')
    .replace(/ \[recovered(?:, repanicked)?\]/, '')
    .trim();
}

/** Of the goroutine that crashed; where it shows none of our files, of the next that does. */
function crashFrames(text: string, project: GoProject): Place[] {
  for (const trace of goroutines(text.slice(CRASH.exec(text)?.index ?? 0))) {
    const frames = traceFrames(trace, project);
    if (frames.length > 0) return frames;
  }
  return [];
}

function goroutines(text: string): string[] {
  return text.split(/^(?=goroutine \d+(?: gp=\S+)?(?: m=\S+)?(?: mp=\S+)? \[)/m).slice(1);
}

const mostFrames = 30;

/** `\t/path/file.go:12 +0x1d`, also as the race detector and testify write it; with -trimpath the package's name leads. */
function traceFrames(text: string, project: GoProject): Place[] {
  const places: Place[] = [];
  for (const [, file, line] of text.matchAll(/^\s*((?:[A-Za-z]:)?[^\s:][^:\n]*\.go):(\d+)(?:\s+\+0x[\da-f]+)?\s*$/gm)) {
    const isWhole = /^(?:\/|[A-Za-z]:)/.test(file!);
    const named = isWhole ? undefined : project.directoryOf(dirname(file!));
    const path =
      named === undefined ? workspacePath(file!, project) : joined(named, file!.slice(file!.lastIndexOf('/') + 1));
    if (path !== undefined && !/(?:^|\/)vendor\//.test(path) && project.has(path))
      places.push({ path, line: Number(line) });
  }
  return uniquePlaces(places).slice(0, mostFrames);
}

/** `shop/cart.go:3:29: undefined: y`, relative to where the command ran. */
function buildFailure(text: string, project: GoProject): TestFailure {
  const places: Place[] = [];
  for (const [, file, line] of text.matchAll(/^(?:vet: )?\s*((?:[A-Za-z]:)?[^\s:][^:\n]*\.\w+):(\d+)(?::\d+)?: /gm)) {
    const path = workspacePath(file!, project);
    if (path !== undefined) places.push({ path, line: Number(line) });
  }
  const hint = /disabled by GOPROXY=off|\/cache\/download\/.*read-only file system|missing go\.sum entry/.test(text)
    ? `\n${NOT_FETCHED}`
    : '';
  return { message: text.trim() + hint, frames: uniquePlaces(places) };
}

const NOT_FETCHED = 'Test runs download nothing. Run `go mod download` in a terminal first.';

/** It failed outside its tests: TestMain, an init function, a goroutine that outlived its test. */
function packageFailure(of: GoPackage, project: GoProject): TestFailure {
  const printed = [of.output.text, ...[...of.tests.values()].map(({ output }) => output.text)];
  const text = printed.find((each) => CRASH.test(each));
  if (text !== undefined) return { message: `${of.path}: ${crashMessage(text)}`, frames: crashFrames(text, project) };
  const said = withLastWords(`${of.path} failed outside its tests`, of.output.text, project.roots);
  return { message: said, frames: traceFrames(of.output.text, project) };
}

function uniquePlaces(places: readonly Place[]): Place[] {
  const seen = new Set<string>();
  return places.filter(({ path, line }) => !seen.has(`${path}:${line}`) && seen.add(`${path}:${line}`));
}
