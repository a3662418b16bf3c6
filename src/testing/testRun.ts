/**
 * Makes results, coverage and problem out of what the processes of a run told. Ids and paths are
 * relative to the tree, so that the same test has the same id in every copy of it.
 */
import { compileErrors, compileFailure } from './compileErrors.ts';
import { withLastWords } from './lastWords.ts';
import { executedLines, executedSourceLines, lineLengthsOf, linesThatCanBeWrong } from './executedLines.ts';
import type { RunEnd } from '../safety/process.ts';
import type { Place, TestCoverage, TestFailure, TestResult, WorkspacePath } from './report.ts';
import type { ReportEvent, TestName, ToldCoverage, ToldFailure, ToldResult, ToldScript } from './reportEvent.ts';
import { stackFrames, workspacePath, type FrameContext } from './stackFrames.ts';

/** What was told, and what is needed to understand it. */
export interface TestRun extends FrameContext {
  /** The events of each process. */
  readonly processes: readonly (readonly ReportEvent[])[];
  readonly end: RunEnd;
  /** What the run printed. */
  readonly output: string;
  /** Takes secrets out of what is shown of it. */
  readonly redact: (text: string) => string;
}

export interface RunFindings {
  readonly results: readonly TestResult[];
  readonly problem?: TestFailure;
  /** The ids of what a process calls a test: several where tests share a name, so that none is left out. */
  idsOf(test: TestName): readonly string[];
  /** The tests that a process knows of, or whose file it was started with. */
  idsOfProcess(events: readonly ReportEvent[]): ReadonlySet<string>;
}

export function findingsOf(run: TestRun): RunFindings {
  const told = tests(run);
  const tree = namesByFile(told);
  const byKey = new Map<string, string[]>();
  const byNames = new Map<string, Set<string>>();
  const results = told.map(({ test, occurrence }) => {
    const file = workspacePath(test.file, run);
    const inFile = test.id ?? joinNames(test.names, tree.get(test.file) ?? new Set());
    const id = `${file ?? test.file}::${inFile}${occurrence > 1 ? ` (${occurrence})` : ''}`;
    append(byKey, keyOf(test), id);
    byNames.set(spacedNames(test), (byNames.get(spacedNames(test)) ?? new Set()).add(test.file));
    return {
      id,
      name: test.names.join(' › '),
      ...(file !== undefined && { file }),
      outcome: test.outcome,
      durationMs: test.durationMs,
      ...(test.outcome === 'failed' && { failure: failureOf(test, run) }),
    } satisfies TestResult;
  });

  const idsOf = (test: TestName): readonly string[] => {
    const known = byKey.get(keyOf(test));
    if (known) return known;
    // A file that defines tests for others is named differently by Node's hooks and by its reporter.
    const files = [...(byNames.get(spacedNames(test)) ?? [])];
    return files.length === 1 ? (byKey.get(keyOf({ ...test, file: files[0]! })) ?? []) : [];
  };
  const problem = problemOf(run, results);
  return {
    results,
    ...(problem && { problem }),
    idsOf,
    idsOfProcess: (events) => {
      const ids = new Set<string>();
      for (const event of events) {
        if (event.kind === 'begin' || event.kind === 'result') for (const id of idsOf(event)) ids.add(id);
        const file = event.kind === 'covered' && event.file !== undefined && workspacePath(event.file, run);
        if (file) for (const result of results) if (result.file === file) ids.add(result.id);
      }
      return ids;
    },
  };
}

/**
 * The lines that each test ran. What a process ran while no test was under way (modules being loaded,
 * hooks of a suite) belongs to every test of the process: each of them needed it.
 * @param readText the text of a file of the tree by absolute path, undefined when there is none
 */
export function coverageOf(
  run: TestRun,
  findings: RunFindings,
  readText: (file: string) => string | undefined,
): TestCoverage[] {
  const lines = new Map<string, Map<WorkspacePath, Set<number>>>();
  for (const { id, outcome } of findings.results) if (outcome !== 'skipped') lines.set(id, new Map());
  for (const events of run.processes) {
    const ofProcess = findings.idsOfProcess(events);
    const toLines = lineReader(events, run, readText);
    for (const event of events) {
      if (event.kind !== 'covered') continue;
      const named = event.tests.flatMap((test) => findings.idsOf(test));
      const owners = event.tests.length > 0 ? named : ofProcess.size > 0 ? ofProcess : lines.keys();
      const ran = toLines(event);
      for (const id of owners) {
        const files = lines.get(id);
        if (!files) continue;
        for (const [path, more] of ran) {
          const known = files.get(path);
          if (!known) files.set(path, new Set(more));
          else for (const line of more) known.add(line);
        }
      }
    }
  }
  return [...lines].map(([test, files]) => ({ test, lines: files }));
}

function spacedNames({ names }: TestName): string {
  return names.join(' > ');
}

function keyOf(test: TestName): string {
  return `${test.file}\n${test.id ?? spacedNames(test)}`;
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

interface ToldTest {
  readonly test: ToldResult;
  /** 1, or more for further tests of the same name. */
  readonly occurrence: number;
}

/** Every test once: what the framework said of it, else what a hook saw, else that it began and did not end. */
function tests(run: TestRun): ToldTest[] {
  const events = run.processes.flat();
  const final = new Map<string, ToldResult[]>();
  for (const kind of ['result', 'end'] as const) {
    const of = new Map<string, ToldResult[]>();
    for (const event of events) {
      if (event.kind !== kind) continue;
      const same = of.get(keyOf(event)) ?? [];
      if (event.again && same.length > 0) same[same.length - 1] = event;
      else same.push(event);
      of.set(keyOf(event), same);
    }
    for (const [key, same] of of) if (!final.has(key)) final.set(key, same);
  }
  const named = new Set([...final.values()].flat().map(spacedNames));
  for (const process of run.processes) {
    for (const event of process) {
      if (event.kind !== 'begin' || final.has(keyOf(event)) || named.has(spacedNames(event))) continue;
      const failure = { message: notEnded(process, run.end), stack: stalledAt(process) };
      final.set(keyOf(event), [{ ...event, kind: 'end', outcome: 'failed', durationMs: 0, ...failure }]);
    }
  }
  return [...final.values()].flatMap((same) => same.map((test, index) => ({ test, occurrence: index + 1 })));
}

function notEnded(process: readonly ReportEvent[], end: RunEnd): string {
  const exited = process.find((event) => event.kind === 'exited');
  if (exited) return `The process ended with exit code ${exited.code} before the test did`;
  if (end.kind === 'timedOut') return `The test did not end: the run was stopped after ${Math.round(end.afterMs)} ms`;
  if (end.kind === 'killed') return `The process was ended by ${end.signal} before the test did`;
  return 'The process ended before the test did';
}

function stalledAt(process: readonly ReportEvent[]): string {
  return process.find((event) => event.kind === 'stalled')?.stack ?? '';
}

/** Suites and tests by ` › `, a test and its subtests by ` » `: the way back from an id to a choice of tests. */
function joinNames(names: readonly string[], testsOfFile: ReadonlySet<string>): string {
  return names.reduce((joined, name, index) => {
    const inTest = testsOfFile.has(names.slice(0, index).join('\n'));
    return `${joined}${inTest ? ' » ' : ' › '}${name}`;
  });
}

function namesByFile(told: readonly ToldTest[]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const { test } of told) files.set(test.file, (files.get(test.file) ?? new Set()).add(test.names.join('\n')));
  return files;
}

function failureOf(told: Partial<ToldFailure>, context: FrameContext): TestFailure {
  const message = told.message?.trim() || 'The test failed without saying why';
  return { message, frames: stackFrames(told.stack ?? '', context) };
}

function problemOf(run: TestRun, results: readonly TestResult[]): TestFailure | undefined {
  const problems: TestFailure[] = [];
  const explained = new Set<string>();
  for (const event of run.processes.flat()) {
    if (event.kind !== 'problem') continue;
    const { message, frames } = failureOf(event, run);
    const file = event.file === undefined ? undefined : workspacePath(event.file, run);
    if (event.file !== undefined) explained.add(event.file);
    problems.push({
      message: file === undefined || message.includes(file) ? message : `${file}: ${message}`,
      // V8 says where a module does not parse only in what it prints.
      frames: frames.length > 0 ? frames : framesAround(message.split('\n')[0]!, run),
    });
  }
  for (const event of run.processes.flat()) {
    if (event.kind !== 'fileFailed' || explained.has(event.file)) continue;
    const file = workspacePath(event.file, run) ?? event.file;
    if (results.some((result) => result.file === file && result.outcome === 'failed')) continue;
    const what = `${file} ended with an error outside its tests`;
    // Beside tests that ran nobody knows whose words the last ones are.
    const message =
      results.length > 0 ? what : withLastWords(what, run.redact(run.output.slice(-lastLength)), run.roots);
    problems.push({ message, frames: [] });
  }
  if (problems.length === 0 && results.length === 0 && !(run.end.kind === 'exited' && run.end.code === 0)) {
    // What does not compile is not run, and the compiler's own words say more than that no test reported.
    problems.push(
      compileFailure(compileErrors(run.output, run)) ?? {
        message: noTestReported(run),
        frames: stackFrames(run.output, run),
      },
    );
  }
  if (problems.length === 0) return undefined;
  return {
    message: problems.map(({ message }) => message).join('\n\n'),
    frames: problems.flatMap(({ frames }) => frames),
  };
}

/** The places that the run printed next to a message. */
function framesAround(message: string, run: TestRun): Place[] {
  const at = run.output.indexOf(message);
  return at < 0 ? [] : stackFrames(run.output.slice(Math.max(0, at - 600), at + message.length + 600), run);
}

/** Why there is no result at all: in the first line what most likely says it, then the last of what was printed. */
export const noTestReported = (run: TestRun): string => `No test reported. ${describeEnd(run)}`;

/** How the run ended, with the line that most likely says why; below it what was printed last. */
export function describeEnd({ end, output, roots, redact }: TestRun): string {
  const how =
    end.kind === 'exited'
      ? `The command ended with exit code ${end.code}`
      : end.kind === 'killed'
        ? `The command was ended by ${end.signal}`
        : `The command was stopped after ${Math.round(end.afterMs)} ms`;
  const said = withLastWords(how, redact(output.slice(-lastLength)), roots);
  return said === how ? `${how} and printed nothing that says why` : said;
}

/** A secret that is cut in two is not known as one: far more than is shown. */
const lastLength = 64 * 1024;

/** Turns what one process covered into lines of the workspace's files. */
function lineReader(
  events: readonly ReportEvent[],
  context: FrameContext,
  readText: (file: string) => string | undefined,
): (covered: ToldCoverage) => [WorkspacePath, Iterable<number>][] {
  const scripts = new Map(events.flatMap((event) => (event.kind === 'script' ? [[event.id, event] as const] : [])));
  return (covered) => {
    const found: [WorkspacePath, Iterable<number>][] = [];
    const add = (file: string, lines: Iterable<number>): void => {
      const path = workspacePath(file, context);
      if (path !== undefined) found.push([path, lines]);
    };
    for (const [file, lines] of Object.entries(covered.lines ?? {})) add(file, lines);
    for (const [id, ranges] of covered.scripts ?? []) {
      const script = scripts.get(id);
      if (script) for (const [file, lines] of scriptLines(script, ranges, readText)) add(file, lines);
    }
    return found;
  };
}

function scriptLines(
  script: ToldScript,
  ranges: readonly number[],
  readText: (file: string) => string | undefined,
): [string, Set<number>][] {
  const onDisk = readText(script.file);
  if (!script.map) {
    // What ran is not what is on disk, and nothing says how the one became the other: no lines are better than wrong ones.
    if (onDisk === undefined || (script.length !== undefined && !isSameText(script, onDisk))) return [];
    return [[script.file, executedLines(script.text ?? onDisk, ranges)]];
  }
  const lengths = script.lineLengths ?? (onDisk === undefined ? undefined : lineLengthsOf(onDisk));
  if (!lengths) return [];
  return executedSourceLines(script.map, `file://${encodeURI(script.file)}`, lengths, ranges).map(
    ({ source, text, lines }) => {
      const original = text ?? readText(decodeURI(source.replace(/^file:\/\//, '')));
      return [source, original === undefined ? new Set(lines) : linesThatCanBeWrong(original, lines)];
    },
  );
}

/** Node puts the file's name behind a text whose types it has stripped, and keeps every place in it. */
function isSameText({ file, length }: ToldScript, onDisk: string): boolean {
  const more = (length ?? 0) - onDisk.length;
  return more === 0 || (/\.[cm]?ts$/.test(file) && more > 0 && more < 3 * file.length + 60);
}
