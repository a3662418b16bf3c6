/**
 * Runs of Maven's and Gradle's tests without Maven and Gradle, which take seconds to start. The first run of
 * a project is the build tool's own, watched by an agent that notes how it starts its tests. From then on a
 * warm Java compiles what has changed and runs the tests, as long as it found the same as the build tool on
 * the unchanged tree and only Java files differ from it. It also counts the lines of each test.
 *
 * Whatever is odd is no result: the build tool then runs as usual, and after the second time there are no
 * more such runs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProcessResult, RunProcess } from '../../safety/process.ts';
import { agree } from '../javaUnits.ts';
import type { TestReport, TestResult } from '../report.ts';
import type { TestCommand, TestTree } from '../testCommand.ts';
import { coverageOf, findingsOf } from '../testRun.ts';
import { runAround } from './javaHangs.ts';
import { JavaLane } from './javaLane.ts';
import { keptJavaTools, type JavaTools, type RunLine } from './javaTools.ts';
import { changedSources } from './javaTree.ts';
import { eventsOf, runUnits, type Known } from './javaUnitRuns.ts';
import { watchQuiet, type QuietWatch } from './javaQuiet.ts';
import { forksIn, storeOf, unitOfFork, type JavaRun, type Unit } from './javaUnit.ts';
import type { StartProcess } from './process.ts';

export interface JavaRuns {
  /** Whether nothing is known yet of a command: it is learned from a run of all tests. */
  isNew(tree: TestTree, command: TestCommand): boolean;
  /** What the build tool's own run gets in addition; undefined for a run that is none of its. */
  watch(run: JavaRun, signal: AbortSignal): Promise<WatchedRun | undefined>;
  /** After the build tool's run: learns from what was noted. The report, with what is known better now. */
  learn(run: JavaRun, report: TestReport, signal: AbortSignal): Promise<TestReport>;
  /** A run without the build tool, told in the run's folder; undefined when it must be run as usual. */
  run(run: JavaRun, signal: AbortSignal): Promise<ProcessResult | undefined>;
  /** A run that was watched is over, however it ended. */
  leave(run: JavaRun): void;
  /** Nothing is left alive when it settles. */
  dispose(): Promise<void>;
}

export interface WatchedRun {
  readonly environment: Readonly<Record<string, string>>;
  /** The build tool’s own limit: that of a quick run would always be too short. */
  readonly limitMs: number;
  /** Watches, once it is started, whether the tests get any further, and ends the run where they do not. */
  readonly quiet?: (cut: () => void) => QuietWatch;
}

export interface JavaRunsDeps {
  readonly startProcess: StartProcess;
  readonly runProcess: RunProcess;
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  readonly debug: (message: string) => void;
}

const mostFailures = 2;
/** A build tool may take long to start, the first time longer. */
const firstLimitMs = 90_000;
const toolsMs = 60_000;
/** One test that takes longer may be one that does not end: what it is shows without the build tool. */
const quietMs = 10_000;
/** Of a suite that hangs, each run lasts as long as its limit. */
const hangingLimitMs = 6_000;

export function createJavaRuns(deps: JavaRunsDeps): JavaRuns {
  const lanes = new Map<string, JavaLane>();
  const known = new Map<string, Known | 'plain'>();
  const plainMs = new Map<string, number>();
  /** Commands with a test that takes long and ends: they get their time. */
  const slow = new Set<string>();
  const tools = new Map<string, Promise<JavaTools | undefined>>();
  let failures = 0;
  let disposed = false;

  const watched = new Map<
    string,
    { readonly folder: string; readonly over: Promise<void>; readonly end: () => void }
  >();

  const keyOf = ({ tree, request }: JavaRun): string => keyFor(tree, request.command);
  const keyFor = (tree: TestTree, command: TestCommand): string =>
    JSON.stringify([tree.compiled, command.directory, command.line]);
  const isOurs = ({ tree, request }: JavaRun): boolean => isFor(tree, request.command);
  const isFor = (tree: TestTree, command: TestCommand): boolean =>
    (command.framework === 'maven' || command.framework === 'gradle') &&
    tree.compiled !== undefined &&
    tree.scratch !== undefined &&
    process.platform !== 'win32' &&
    !disposed;

  function laneOf({ root, tree }: JavaRun): JavaLane {
    let lane = lanes.get(root);
    if (!lane) lanes.set(root, (lane = new JavaLane(root, tree.scratch!, deps.startProcess)));
    return lane;
  }

  return {
    isNew: (tree, command) => isFor(tree, command) && !known.has(keyFor(tree, command)),

    async watch(run, signal) {
      if (!isOurs(run)) return undefined;
      const key = keyOf(run);
      const own = plainMs.get(key);
      const limitMs = Math.max(run.request.limitMs, own === undefined ? firstLimitMs : 3 * own + 5_000);
      if (known.has(key) || run.request.only) {
        const there = await tools.get(storeOf(run.tree));
        return { environment: there ? watchedBy(there, run, '') : {}, limitMs };
      }
      const built = await toolsOf(run, signal);
      if (!built) known.set(key, 'plain');
      else if (!watched.has(key)) watched.set(key, { folder: run.folder, ...opened() });
      return {
        environment: built ? watchedBy(built, run, `=${run.folder}`) : {},
        limitMs,
        ...(built && !slow.has(key) && { quiet: (cut: () => void) => watchQuiet(run.folder, quietMs, cut) }),
      };
    },

    async learn(run, report, signal) {
      if (!isOurs(run)) return report;
      const key = keyOf(run);
      plainMs.set(key, report.durationMs);
      if (known.has(key) || run.request.only) return report;
      const cutShort = report.end.kind === 'timedOut';
      if (!cutShort && (report.problem || report.results.length === 0)) return report;
      try {
        const found = await understand(run, report, cutShort, signal);
        // Cut short for nothing: the next run has the time that it takes.
        if (found === 'slow') slow.add(key);
        else known.set(key, found?.known ?? 'plain');
        return found === 'slow' ? report : (found?.report ?? report);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        known.set(key, 'plain');
        deps.debug(`tests are run by the build tool: ${said(error)}`);
        return report;
      }
    },

    leave(run) {
      const key = keyOf(run);
      const open = watched.get(key);
      if (open?.folder !== run.folder) return;
      watched.delete(key);
      open.end();
    },

    async run(run, signal) {
      // What one copy of the tree is about to find out, another does not find out beside it.
      for (let open = watched.get(keyOf(run)); open; open = watched.get(keyOf(run))) await settled(open.over, signal);
      const state = isOurs(run) ? known.get(keyOf(run)) : undefined;
      if (state === undefined || state === 'plain' || failures >= mostFailures) return undefined;
      try {
        return await quickRun(run, state, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        failures++;
        deps.debug(`a run without the build tool went wrong: ${said(error)}`);
        await laneOf(run).end();
        return undefined;
      }
    },

    async dispose() {
      disposed = true;
      await Promise.all([...lanes.values()].map((lane) => lane.end()));
      lanes.clear();
    },
  };

  function runLine({ tree, order }: JavaRun, signal: AbortSignal): RunLine {
    return async (line) => {
      const writable = [...order.writable, tree.compiled!];
      const { end, stderr }: ProcessResult = await deps.runProcess(
        { ...order, command: line, writable, limitMs: toolsMs },
        signal,
      );
      const done = end.kind === 'exited' && end.code === 0;
      if (!done) deps.debug(`our Java programs could not be compiled: ${stderr.trim().slice(0, 500)}`);
      return done;
    };
  }

  async function toolsOf(run: JavaRun, signal: AbortSignal): Promise<JavaTools | undefined> {
    const store = storeOf(run.tree);
    let built = tools.get(store);
    if (!built) {
      await mkdir(store, { recursive: true });
      const home = run.order.environment['JAVA_HOME'];
      built = keptJavaTools(deps.shims, store, run.tree.kept, home, runLine(run, signal));
      tools.set(store, built);
      // A search that was stopped says nothing about the tools.
      built.catch(() => tools.delete(store));
    }
    return built;
  }

  /** Runs the same tests without the build tool, and holds the results against what it said. */
  async function understand(
    run: JavaRun,
    report: TestReport,
    cutShort: boolean,
    signal: AbortSignal,
  ): Promise<{ known: Known; report: TestReport } | 'slow' | undefined> {
    const forks = forksIn(run.folder, run.root);
    const built = await toolsOf(run, signal);
    if (forks.length === 0 || !built) {
      deps.debug('tests are run by the build tool: no process of its own was seen to run them');
      return undefined;
    }
    const units: Unit[] = [];
    const unitDeps = { store: storeOf(run.tree), shims: deps.shims, built, runLine: runLine(run, signal) };
    for (const [index, fork] of forks.entries()) units.push(await unitOfFork(fork, index, run.root, unitDeps));
    const tree = await laneOf(run).reader.state(signal);
    const state: Known = { root: run.root, units, tree, tests: report.results, names: 'method', hangs: false };
    const everything = [...tree.keys()].filter((file) => file.endsWith('.java'));
    const limitMs = cutShort ? hangingLimitMs : Math.max(30_000, 3 * report.durationMs);
    const whole = { ...run, request: { ...run.request, limitMs } };
    const order = { run: whole, key: keyOf(run), state, changed: everything, coverage: true };
    const ended = cutShort
      ? await runAround({ ...order, state: { ...state, hangs: true } }, laneOf(run), signal)
      : await runUnits(order, laneOf(run), signal);
    if (ended === 'slow') return 'slow';
    for (const names of ['method', 'shown'] as const) {
      const processes = ended.told.map(({ text, unit }) => eventsOf(text, unit, { ...state, names }, run.root));
      const context = { roots: [run.root], directory: run.request.command.directory };
      // Nothing of it is shown.
      const told = { processes, end: ended.end, output: ended.output, redact: String, ...context };
      const findings = findingsOf(told);
      const same = cutShort ? includes(findings.results, report.results) : agree(findings.results, report.results);
      if (!same || findings.problem) continue;
      const coverage = coverageOf(told, findings, () => undefined);
      deps.debug(`${findings.results.length} tests run without the build tool: ${Math.round(ended.ms)} ms for all`);
      const lines = run.request.coverage ? { coverage } : {};
      if (!cutShort) return { known: { ...state, names }, report: { ...report, ...lines } };
      const { problem: _, ...rest } = report;
      const { results } = findings;
      const hangs = ended.end.kind === 'timedOut';
      return {
        known: { ...state, names, tests: results, hangs },
        report: { ...rest, ...lines, results, end: ended.end, ...(hangs && { hangs }) },
      };
    }
    deps.debug(`tests are run by the build tool: they end differently without it. ${ended.output.slice(-1000)}`);
    return undefined;
  }

  async function quickRun(run: JavaRun, state: Known, signal: AbortSignal): Promise<ProcessResult | undefined> {
    const now = await laneOf(run).reader.state(signal);
    const changed = changedSources(state.tree, now);
    if (!changed) return undefined;
    const limitMs = state.hangs ? Math.min(run.request.limitMs, hangingLimitMs) : run.request.limitMs;
    const { coverage } = run.request;
    const limited = { ...run, request: { ...run.request, limitMs } };
    const ended = await runUnits({ run: limited, key: keyOf(run), state, changed, coverage, now }, laneOf(run), signal);
    for (const [index, { text, unit }] of ended.told.entries()) {
      const events = eventsOf(text, unit, state, run.root);
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      await writeFile(path.join(run.folder, `java-${index}.jsonl`), lines);
    }
    return {
      end: ended.end,
      stdout: ended.output,
      stderr: '',
      truncated: false,
      durationMs: ended.ms,
      confined: ended.confined,
    };
  }
}

/**
 * Environment with our agent in every Java that is started, and a Maven that compiles its own code but lightly, which is
 * faster for as short as it lives.
 * @param told the agent's argument with its sign, or nothing
 */
function watchedBy(tools: JavaTools, { order }: JavaRun, told: string): Record<string, string> {
  const joined = (...options: (string | undefined)[]): string => options.filter((each) => each !== undefined).join(' ');
  return {
    JAVA_TOOL_OPTIONS: joined(order.environment['JAVA_TOOL_OPTIONS'], `"-javaagent:${tools.jar}${told}"`),
    MAVEN_OPTS: joined('-XX:TieredStopAtLevel=1', order.environment['MAVEN_OPTS']),
  };
}

/** Every test of a run that was cut short has ended the same in another. */
function includes(all: readonly TestResult[], some: readonly TestResult[]): boolean {
  const outcomes = new Map(all.map(({ id, outcome }) => [id, outcome]));
  return all.length > 0 && some.every(({ id, outcome }) => outcome === 'skipped' || outcomes.get(id) === outcome);
}

function opened(): { over: Promise<void>; end: () => void } {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => (end = resolve));
  return { over, end };
}

/** @throws the signal's reason when it comes first. */
async function settled(over: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  await Promise.race([
    over,
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true, signal: stop.signal });
    }),
  ]);
  stop.abort();
  signal.throwIfAborted();
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
