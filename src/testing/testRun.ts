/**
 * Makes results, coverage and problem out of what the processes of a run told. Ids and paths are
 * relative to the tree, so that the same test has the same id in every copy of it.
 */
import { executedLines, executedSourceLines, lineLengthsOf, linesThatCanBeWrong } from './executedLines.ts';
import type { RunEnd } from '../safety/process.ts';
import type { TestCoverage, TestFailure, TestResult, WorkspacePath } from './report.ts';
import type { ReportEvent, TestName, ToldCoverage, ToldFailure, ToldResult, ToldScript } from './reportEvent.ts';
import { stackFrames, workspacePath, type FrameContext } from './stackFrames.ts';

/** What was told, and what is needed to understand it. */
export interface TestRun extends FrameContext {
  /** The events of each process. */
  readonly processes: readonly (readonly ReportEvent[])[];
  readonly end: RunEnd;
  /** What the run printed. */
  readonly output: string;
}

export interface RunFindings {
  readonly results: readonly TestResult[];
  readonly problem?: TestFailure;
  /** For `coverageOf`: the id of each test as the processes call it. */
  idOf(test: TestName): string | undefined;
}

export function findingsOf(run: TestRun): RunFindings {
  const told = tests(run);
  const ids = new Map<string, string>();
  const idsByName = new Map<string, string | undefined>();
  const results = told.map(({ test, occurrence }) => {
    const file = workspacePath(test.file, run);
    const names = test.id ?? joinNames(test, told);
    const id = `${file ?? test.file}::${names}${occurrence > 1 ? ` (${occurrence})` : ''}`;
    const byName = test.names.join(NAME);
    idsByName.set(byName, idsByName.has(byName) ? undefined : id);
    ids.set(keyOf(test), id);
    return {
      id,
      name: test.names.join(' › '),
      ...(file !== undefined && { file }),
      outcome: test.outcome,
      durationMs: test.durationMs,
      ...(test.outcome === 'failed' && { failure: failureOf(test, run) }),
    } satisfies TestResult;
  });
  const problem = problemOf(run, results);
  return {
    results,
    ...(problem && { problem }),
    idOf: (test) => ids.get(keyOf(test)) ?? idsByName.get(test.names.join(NAME)),
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
  const lines = new Map<string, Map<WorkspacePath, Set<number>>>(findings.results.map(({ id }) => [id, new Map()]));
  for (const events of run.processes) {
    const begun = new Set(events.flatMap((event) => (event.kind === 'begin' ? (findings.idOf(event) ?? []) : [])));
    const toLines = lineReader(events, run, readText);
    for (const event of events) {
      if (event.kind !== 'covered') continue;
      const named = event.tests.flatMap((test) => findings.idOf(test) ?? []);
      const owners = event.tests.length > 0 ? named : begun.size > 0 ? begun : lines.keys();
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

const NAME = '\u0000';

function keyOf(test: TestName): string {
  return `${test.file}${NAME}${test.id ?? test.names.join(' > ')}`;
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
  const named = new Set([...final.values()].flat().map((test) => test.names.join(' > ')));
  for (const event of events) {
    if (event.kind !== 'begin' || final.has(keyOf(event)) || named.has(event.names.join(' > '))) continue;
    const message = notEnded(run.end);
    final.set(keyOf(event), [{ ...event, kind: 'end', outcome: 'failed', durationMs: 0, message, stack: '' }]);
  }
  return [...final.values()].flatMap((same) => same.map((test, index) => ({ test, occurrence: index + 1 })));
}

function notEnded(end: RunEnd): string {
  if (end.kind === 'timedOut') return `The test did not end: the run was stopped after ${Math.round(end.afterMs)} ms`;
  if (end.kind === 'killed') return `The process was ended by ${end.signal} before the test did`;
  return 'The process ended before the test did';
}

/** Suites and tests by ` › `, a test and its subtests by ` » `: the way back from an id to a choice of tests. */
function joinNames(test: ToldResult, all: readonly ToldTest[]): string {
  if (test.names.length < 2) return test.names.join('');
  const inFile = namesOf(all).get(test.file);
  let joined = '';
  test.names.forEach((name, index) => {
    const parent = test.names.slice(0, index).join(NAME);
    joined += index === 0 ? name : `${inFile?.has(parent) ? ' » ' : ' › '}${name}`;
  });
  return joined;
}

const namesCache = new WeakMap<readonly ToldTest[], Map<string, Set<string>>>();

function namesOf(all: readonly ToldTest[]): Map<string, Set<string>> {
  let names = namesCache.get(all);
  if (!names) {
    namesCache.set(all, (names = new Map()));
    for (const { test } of all) {
      const known = names.get(test.file) ?? new Set();
      names.set(test.file, known.add(test.names.join(NAME)));
    }
  }
  return names;
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
      frames: frames.length > 0 ? frames : stackFrames(run.output, run),
    });
  }
  for (const event of run.processes.flat()) {
    if (event.kind !== 'fileFailed' || explained.has(event.file)) continue;
    const message = `${workspacePath(event.file, run) ?? event.file} ended with an error outside its tests`;
    problems.push({ message, frames: stackFrames(run.output, run) });
  }
  if (problems.length === 0 && results.length === 0 && !(run.end.kind === 'exited' && run.end.code === 0)) {
    problems.push({ message: endedWithoutResults(run), frames: stackFrames(run.output, run) });
  }
  if (problems.length === 0) return undefined;
  return {
    message: problems.map(({ message }) => message).join('\n\n'),
    frames: problems.flatMap(({ frames }) => frames),
  };
}

function endedWithoutResults({ end, output }: TestRun): string {
  const how =
    end.kind === 'exited'
      ? `The command ended with exit code ${end.code}`
      : end.kind === 'killed'
        ? `The command was ended by ${end.signal}`
        : `The command was stopped after ${Math.round(end.afterMs)} ms`;
  const last = output.trim().split('\n').slice(-12).join('\n');
  return `${how} before any test reported${last === '' ? '' : `:\n${last}`}`;
}

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
    if (onDisk === undefined || (script.length !== undefined && script.length !== onDisk.length)) return [];
    return [[script.file, executedLines(onDisk, ranges)]];
  }
  const lengths = script.lineLengths ?? (onDisk === undefined ? undefined : lineLengthsOf(onDisk));
  if (!lengths) return [];
  return executedSourceLines(script.map, `file://${script.file}`, lengths, ranges).map(({ source, text, lines }) => {
    const original = text ?? readText(source.replace(/^file:\/\//, ''));
    return [source, original === undefined ? new Set(lines) : linesThatCanBeWrong(original, lines)];
  });
}
