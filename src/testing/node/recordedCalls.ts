/**
 * Calls a function of a copy with what tests called it with, each time in a process of its own: one process is steadily
 * faster or slower than the next by where its memory lies and by what its compiler guessed (Georges, Buytaert and
 * Eeckhout, OOPSLA 2007; Curtsinger and Berger, Stabilizer, ASPLOS 2013), and within one of them that would pass for
 * an effect of the code.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ShadowWorkspace } from '../shadow.ts';
import type { WorkspacePath } from '../report.ts';
import type { TestRunnerDeps } from './runner.ts';

export type CallRunner = Pick<TestRunnerDeps, 'runProcess' | 'environment' | 'sandbox' | 'shims'>;

export interface CallSite {
  readonly language: 'javascript' | 'typescript' | 'python';
  readonly path: WorkspacePath;
  /** As the top of the file calls it. */
  readonly expression: string;
  /** Absolute path of the root in which its calls were written down. */
  readonly recordedIn: string;
}

export interface CallOrder {
  readonly mode: 'look' | 'time' | 'profile';
  readonly [name: string]: unknown;
}

/** What `timeCalls.mjs` and `touchstone_calls.py` answer; `problem` where it could not be called. */
export type CallAnswer = Readonly<Record<string, unknown>>;

const limitMs = 60_000;
const endedEarly = 'it ended early';

export class RecordedCalls {
  readonly #site: CallSite;
  readonly #folder: string;
  readonly #runner: CallRunner;
  #orders = 0;

  /** @param written what a recorder wrote */
  static async open(
    written: string,
    site: CallSite,
    scratch: string | undefined,
    runner: CallRunner,
  ): Promise<RecordedCalls> {
    const folder = await mkdtemp(path.join(scratch ?? os.tmpdir(), 'calls-'));
    await writeFile(path.join(folder, 'inputs'), written);
    return new RecordedCalls(site, folder, runner);
  }

  private constructor(site: CallSite, folder: string, runner: CallRunner) {
    this.#site = site;
    this.#folder = folder;
    this.#runner = runner;
  }

  /** Where results are kept to be compared with. */
  get results(): string {
    return path.join(this.#folder, 'results');
  }

  /** @param hashSeed of Python: `random`, or a number for an order of sets that is the same each time */
  async ask(copy: ShadowWorkspace, order: CallOrder, hashSeed: string, signal: AbortSignal): Promise<CallAnswer> {
    const given = await this.#ask(copy, order, hashSeed, [], signal);
    // Who was killed by the system has said nothing about the code.
    return given['problem'] === endedEarly ? this.#ask(copy, order, hashSeed, [], signal) : given;
  }

  /** What Node's profiler writes of a run; undefined where there is none. */
  async cpuProfile(copy: ShadowWorkspace, order: CallOrder, signal: AbortSignal): Promise<unknown> {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${this.#folder}`, '--cpu-prof-interval=200'];
    await this.#ask(copy, order, '0', flags, signal);
    const name = (await readdir(this.#folder)).find((file) => file.endsWith('.cpuprofile'));
    return name === undefined ? undefined : JSON.parse(await readFile(path.join(this.#folder, name), 'utf8'));
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  async #ask(
    copy: ShadowWorkspace,
    order: CallOrder,
    hashSeed: string,
    flags: readonly string[],
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    const name = path.join(this.#folder, `order-${this.#orders++}`);
    const answer = `${name}.answer`;
    const { path: file, recordedIn, expression, language } = this.#site;
    const place = { file: path.join(copy.root, file), root: copy.root, recordedIn, name: expression };
    const inputs = path.join(this.#folder, 'inputs');
    await writeFile(name, JSON.stringify({ ...place, inputs, answer, ...order }));
    const { environment, sandbox, shims, runProcess } = this.#runner;
    const script = path.join(shims, language === 'python' ? 'touchstone_calls.py' : 'timeCalls.mjs');
    const importRoots = [...(copy.importRoots ?? []), environment['PYTHONPATH']].filter((part) => part);
    const ended = await runProcess(
      {
        command: [...this.#program(copy), ...flags, script, name],
        cwd: copy.root,
        environment: {
          ...environment,
          PYTHONPATH: importRoots.join(path.delimiter),
          PYTHONHASHSEED: hashSeed,
          PYTHONDONTWRITEBYTECODE: '1',
        },
        limitMs,
        sandbox,
        writable: [...(copy.writable ?? [copy.root]), this.#folder],
        readable: [...(copy.linked ?? []), shims],
      },
      signal,
    );
    const given = await readFile(answer, 'utf8').catch(() => undefined);
    await Promise.all([rm(name, { force: true }), rm(answer, { force: true })]);
    if (given !== undefined) return JSON.parse(given) as CallAnswer;
    const said = /^\S*Error\b.*$/m.exec(ended.stderr)?.[0];
    const problem = said ?? (ended.end.kind === 'timedOut' ? 'it did not end' : endedEarly);
    return { problem: problem.replace(/\.$/, '').slice(0, 200) };
  }

  /** The project's own Python; for TypeScript what the project runs it with, if it brings such a thing. */
  #program(copy: ShadowWorkspace): readonly [string, ...string[]] {
    const { language } = this.#site;
    if (language === 'python') {
      const own = ['.venv/bin/python', 'venv/bin/python'].map((place) => path.join(copy.root, place));
      return [own.find((place) => existsSync(place)) ?? 'python3'];
    }
    const tsx = path.join(copy.root, 'node_modules/tsx/dist/loader.mjs');
    return language === 'typescript' && existsSync(tsx) ? ['node', '--import', tsx] : ['node'];
  }
}
