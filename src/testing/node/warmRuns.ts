/**
 * Test runs by a process that is there already: most of a short run is a test tool starting, which is the
 * same each time. One such process for each tree has the tool loaded, confined as the run itself would be.
 * - Python (`shims/touchstone_warm.py`) has nothing of the project and forks a child for each run.
 * - Node cannot fork: `shims/warmNode.cjs` runs chosen tests as vitest's and jest's own watch modes do, one
 *   run after another, and starts anew after whatever leaves something behind. The caller runs whole suites
 *   as usual, so no patch is taken for good on its word alone. For node:test and mocha `shims/earlyNode.cjs`
 *   starts the process of the next run while nothing waits for it.
 *
 * Whatever is odd is no result: the caller then runs the line as usual, and after the second time there are
 * no more warm runs. Linux only, because only there are all descendants of a run found from inside.
 *
 * Runs of one tree share the sandbox, so a port that one run has just left may still be taken in the next.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { unlessAborted } from '../../base/abort.ts';
import type { ProcessRequest, ProcessResult, RunEnd } from '../../safety/process.ts';
import { shellWord } from '../shellLine.ts';
import type { Framework } from '../testCommand.ts';
import { earlyLine, warmLine, warmToolLine } from '../warmLine.ts';
import type { LiveProcess, StartProcess } from './process.ts';

export interface WarmRuns {
  /**
   * The folder that reports of runs in this tree go to, since a sandbox once begun writes nowhere else;
   * undefined where no run will be warm.
   */
  folderOf(root: string, framework: Framework, scratch?: string): Promise<string | undefined>;
  /**
   * Starts the process that runs of that line will want, for Python: for Node it is one for a choice of tests. Returns
   * when it is ready, or will not be of use; nobody has to wait for it.
   */
  begin(root: string, order: WarmOrder, signal: AbortSignal): Promise<void>;
  /**
   * Runs a planned line, one at a time in a tree; undefined when it must be run as usual.
   * @throws the signal's reason within a second of an abort, with nothing of the run left alive.
   */
  run(root: string, order: WarmOrder, signal: AbortSignal): Promise<ProcessResult | undefined>;
  /** Nothing is left alive or on disk when it settles. */
  dispose(): Promise<void>;
}

export type WarmOrder = ProcessRequest & { readonly line: string };

export interface WarmRunsDeps {
  readonly startProcess: StartProcess;
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  readonly debug: (message: string) => void;
}

const MAY_BE_WARM: ReadonlySet<Framework> = new Set(['pytest', 'unittest', 'vitest', 'jest', 'node:test', 'mocha']);
const mostFailures = 2;
/** A loaded machine may take long to load a test tool; a server that takes longer is of no use. */
const readyMs = 20_000;
/** How long the server has to answer that it has ended a run. */
const answerMs = 300;

interface Lane {
  readonly folder: Promise<string>;
  server?: Server;
  busy: boolean;
  /** Settles when what `begin` has started is ready. */
  beginning?: Promise<void>;
}

interface Server {
  readonly key: string;
  readonly warm: WarmProcess;
}

export function createWarmRuns(deps: WarmRunsDeps): WarmRuns {
  const lanes = new Map<string, Lane>();
  let failures = 0;
  const disposed = new AbortController();
  const useful = (): boolean => process.platform === 'linux' && failures < mostFailures && !disposed.signal.aborted;

  return {
    async folderOf(root, framework, scratch = os.tmpdir()) {
      if (!useful() || !MAY_BE_WARM.has(framework)) return undefined;
      let lane = lanes.get(root);
      if (!lane) lanes.set(root, (lane = { folder: newFolder(scratch), busy: false }));
      return lane.folder;
    },

    async begin(root, order, signal) {
      const lane = lanes.get(root);
      const program = lane && warmLine(order.line) && programOf(order, root, deps.shims, await lane.folder);
      if (!program || lane.busy || lane.server || !useful()) return;
      // Whoever disposes does not wait until it is ready.
      const stop = AbortSignal.any([signal, disposed.signal]);
      const begun = alone(lane, stop, () => serverOf(lane, program, order, stop));
      // An abort is told by whatever waits for a run.
      lane.beginning = begun.then(
        () => {},
        () => {},
      );
      await lane.beginning;
    },

    async run(root, order, signal) {
      const lane = lanes.get(root);
      if (lane?.beginning) await unlessAborted(lane.beginning, signal);
      const program = lane && programOf(order, root, deps.shims, await lane.folder);
      if (!program || lane.busy || !useful()) return undefined;
      return alone(lane, signal, () => runIn(lane, program, order, signal));
    },

    async dispose() {
      disposed.abort();
      await Promise.all(
        [...lanes.values()].map(async (lane) => {
          await lane.beginning;
          await endServer(lane);
          await rm(await lane.folder, { recursive: true, force: true });
        }),
      );
      lanes.clear();
    },
  };

  /** One at a time, and what goes wrong is told; undefined then. */
  async function alone<Result>(
    lane: Lane,
    signal: AbortSignal,
    act: () => Promise<Result>,
  ): Promise<Result | undefined> {
    lane.busy = true;
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures++;
      deps.debug(`a warm run went wrong: ${error instanceof Error ? error.message : String(error)}`);
      await endServer(lane);
      return undefined;
    } finally {
      lane.busy = false;
    }
  }

  async function runIn(
    lane: Lane,
    program: WarmProgram,
    order: WarmOrder,
    signal: AbortSignal,
  ): Promise<ProcessResult | undefined> {
    const server = await serverOf(lane, program, order, signal);
    const [, ofRun] = split(order.environment);
    const ended = await server?.warm.run(program.args, ofRun, order.limitMs, signal);
    if (ended !== 'stale') return ended;
    await endServer(lane);
    return runIn(lane, program, order, signal);
  }

  /** Ready to run; undefined where the project is not fit for it. */
  async function serverOf(
    lane: Lane,
    program: WarmProgram,
    order: WarmOrder,
    signal: AbortSignal,
  ): Promise<Server | undefined> {
    const [environment] = split(order.environment);
    const { cwd, sandbox, writable, readable } = order;
    const key = JSON.stringify([program.command, cwd, environment, sandbox, writable, readable]);
    if (lane.server && (lane.server.key !== key || lane.server.warm.gone)) await endServer(lane);
    if (!lane.server) {
      const { command } = program;
      const live = await deps.startProcess(
        { command, cwd, environment, sandbox, writable, ...(readable && { readable }) },
        signal,
      );
      lane.server = { key, warm: new WarmProcess(live) };
      const unfit = await lane.server.warm.ready(signal);
      if (unfit !== undefined) {
        // The project is as it is: it will not be fit the next time either.
        failures = mostFailures;
        deps.debug(`no warm runs: ${unfit}`);
        await endServer(lane);
        return undefined;
      }
    }
    return lane.server;
  }

  async function endServer(lane: Lane): Promise<void> {
    const { server } = lane;
    delete lane.server;
    await server?.warm.end();
  }
}

interface WarmProgram {
  readonly command: string;
  /** What is passed on with each run; of a Node that starts programs, all of them. */
  readonly args: readonly (string | readonly string[])[];
}

function programOf(
  { line, environment }: WarmOrder,
  root: string,
  shims: string,
  storage: string,
): WarmProgram | undefined {
  const words = (...parts: readonly string[]): string => parts.map((part) => shellWord(part).raw).join(' ');
  const python = warmLine(line);
  if (python) {
    const script = path.join(shims, 'touchstone_warm.py');
    return { command: `exec ${python.python} ${words(script, python.module, root)}`, args: python.args };
  }
  const early = earlyLine(line);
  // What is loaded before our own gate would be as it was when the process began.
  if (early && (environment['NODE_OPTIONS']?.match(/(?<!\S)(?:-r|--require)\b/g) ?? []).length < 2) {
    const script = path.join(shims, 'earlyNode.cjs');
    return { command: `exec node ${words(script)} 3>&1 >/dev/null 2>&1`, args: early };
  }
  const node = warmToolLine(line);
  if (!node) return undefined;
  const script = path.join(shims, 'warmNode.cjs');
  // What a test prints must not get between the answers.
  return { command: `exec node ${words(script, storage, node.tool, ...node.args)} 3>&1 >/dev/null 2>&1`, args: [] };
}

async function newFolder(scratch: string): Promise<string> {
  return realpath(await mkdtemp(path.join(scratch, 'touchstone-warm-')));
}

/** What holds for all runs, and what is of one run alone: our own variables, with the folder of its report. */
function split(environment: Readonly<Record<string, string>>): [Record<string, string>, Record<string, string>] {
  const all: Record<string, string> = {};
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    (name.startsWith('TOUCHSTONE_') || name === 'PYTEST_ADDOPTS' ? own : all)[name] = value;
  }
  return [all, own];
}

interface Done {
  readonly code: number | null;
  readonly signal: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** Whether nothing of the run is left. */
  readonly clean: boolean;
  /** Whether the process ends after this run. */
  readonly last?: boolean;
}

interface Answer {
  readonly ready?: true;
  readonly unfit?: string;
  readonly done?: Done;
  /** What the process has loaded is not what is there now: another one is to run it. */
  readonly stale?: true;
}

/** Answers one request at a time. */
class WarmProcess {
  readonly #live: LiveProcess;
  #answered: ((answer: Answer | undefined) => void) | undefined;
  /** Whether it can run nothing more. */
  gone = false;

  constructor(live: LiveProcess) {
    this.#live = live;
    const decoder = new StringDecoder('utf8');
    let held = '';
    live.output.on('data', (chunk: Buffer) => {
      held += decoder.write(chunk);
      if (!held.endsWith('\n')) return;
      const text = held;
      held = '';
      this.#settle(parseAnswer(text));
    });
    void live.ended.then(() => this.#settle(undefined));
  }

  /** Why it cannot be used; undefined when it can. */
  async ready(signal: AbortSignal): Promise<string | undefined> {
    const answer = this.#answer();
    const first = await within(answer, readyMs, signal);
    if (first === 'aborted') {
      await this.end();
      throw signal.reason;
    }
    if (first === 'late' || (first?.unfit === undefined && !first?.ready)) {
      throw new Error('the warm process did not start');
    }
    return first.unfit;
  }

  async run(
    args: WarmProgram['args'],
    environment: Readonly<Record<string, string>>,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<ProcessResult | 'stale'> {
    signal.throwIfAborted();
    const started = performance.now();
    const { confined } = this.#live;
    const answer = this.#answer();
    this.#tell({ run: { args, environment, confined } });
    const first = await within(answer, limitMs, signal);
    const durationMs = performance.now() - started;
    let done: Done | undefined;
    if (first === 'late' || first === 'aborted') {
      this.#tell({ kill: true });
      const last = await within(answer, answerMs);
      done = typeof last === 'object' ? last.done : undefined;
      if (!done?.clean) await this.end();
    } else {
      if (first?.stale) return 'stale';
      done = first?.done;
      if (!done?.clean) throw new Error('the warm process did not end a run');
      if (done.last) await this.end();
    }
    if (first === 'aborted') throw signal.reason;
    if (first !== 'late' && done?.code == null) throw new Error(`a run was ended by signal ${done?.signal}`);
    const end: RunEnd =
      first === 'late' ? { kind: 'timedOut', afterMs: limitMs } : { kind: 'exited', code: done?.code ?? 0 };
    return {
      end,
      stdout: done?.stdout ?? '',
      stderr: done?.stderr ?? '',
      truncated: done?.truncated ?? false,
      durationMs,
      confined,
    };
  }

  async end(): Promise<void> {
    this.gone = true;
    await this.#live.end();
  }

  #tell(message: object): void {
    this.#live.input.write(`${JSON.stringify(message)}\n`);
  }

  #answer(): Promise<Answer | undefined> {
    if (this.gone) return Promise.resolve(undefined);
    return new Promise((resolve) => (this.#answered = resolve));
  }

  #settle(answer: Answer | undefined): void {
    if (answer === undefined) this.gone = true;
    this.#answered?.(answer);
    this.#answered = undefined;
  }
}

function parseAnswer(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

/** What comes first: the answer, the end of the time, or an abort. */
function within(
  answer: Promise<Answer | undefined>,
  ms: number,
  signal?: AbortSignal,
): Promise<Answer | undefined | 'late' | 'aborted'> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => settle('late'), ms);
    const onAbort = (): void => settle('aborted');
    const settle = (first: Answer | undefined | 'late' | 'aborted'): void => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      resolve(first);
    };
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    void answer.then(settle);
  });
}
