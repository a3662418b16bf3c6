/** One warm Java that runs tests of one module, a request at a time: `shims/jvm/touchstone/Main.java`. */
import { createInterface } from 'node:readline';
import type { ProcessRequest } from '../../safety/process.ts';
import type { LiveProcess, StartProcess } from './process.ts';

/** What it answers: `done`, `dirty` when it must not be used again, `uncompiled`, or what is odd. */
export type JavaAnswer =
  { readonly kind: 'done' | 'dirty' | 'uncompiled' | 'late' } | { readonly kind: 'odd'; readonly why: string };

const readyMs = 60_000;
/** Compiling is no test's time; this is what even all sources of a large module do not take. */
const compileMs = 90_000;
const coldMs = 15_000;

export class JavaServer {
  readonly #live: LiveProcess;
  #answered: ((text: string | undefined) => void) | undefined;
  /** What was said before anybody asked. */
  readonly #early: (string | undefined)[] = [];
  gone = false;
  /** What a run may take longer, since nothing has run here yet. */
  get coldMs(): number {
    return this.#ran ? 0 : coldMs;
  }
  #ran = false;

  private constructor(live: LiveProcess) {
    this.#live = live;
    const lines = createInterface({ input: live.output });
    lines.on('line', (line) => {
      if (line.startsWith('@touchstone ')) this.#settle(line.slice('@touchstone '.length));
    });
    void live.ended.then(() => {
      this.gone = true;
      this.#settle(undefined);
    });
  }

  get confined(): boolean {
    return this.#live.confined;
  }

  /** @throws Error when it does not start, or cannot compile. */
  static async start(
    startProcess: StartProcess,
    request: Omit<ProcessRequest, 'limitMs'>,
    signal: AbortSignal,
  ): Promise<JavaServer> {
    const server = new JavaServer(await startProcess(request, signal));
    const first = await server.#wait(readyMs, signal);
    if (first === 'ready') return server;
    await server.end();
    throw new Error(`the warm Java did not start: ${first ?? 'it ended'}`);
  }

  /**
   * @param request absolute path of the request.
   * @param limitMs how long its tests may run, with what the first run here takes longer (`coldMs`).
   * @throws the signal's reason after an abort, with nothing left alive.
   */
  async run(request: string, limitMs: number, signal: AbortSignal): Promise<JavaAnswer> {
    signal.throwIfAborted();
    const compiled = this.#wait(compileMs, signal);
    this.#live.input.write(`${request}\n`);
    const first = await compiled;
    const text = first === 'compiled' ? await this.#wait(limitMs, signal) : first;
    this.#ran ||= first === 'compiled';
    if (text === undefined) return { kind: 'odd', why: 'the warm Java ended' };
    if (text === 'late') {
      await this.end();
      return { kind: 'late' };
    }
    if (text === 'done' || text === 'dirty' || text === 'uncompiled') return { kind: text };
    return { kind: 'odd', why: text };
  }

  async end(): Promise<void> {
    this.gone = true;
    await this.#live.end();
  }

  /** The next answer, `late` when the time is over first, undefined when the process is. */
  async #wait(limitMs: number, signal: AbortSignal): Promise<string | undefined> {
    if (this.#early.length > 0) return this.#early.shift();
    if (this.gone) return undefined;
    const first = await new Promise<string | undefined>((resolve) => {
      const limit = setTimeout(() => resolve('late'), limitMs);
      const onAbort = (): void => resolve('aborted');
      this.#answered = (text) => {
        clearTimeout(limit);
        signal.removeEventListener('abort', onAbort);
        resolve(text);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
    if (!signal.aborted) return first;
    await this.end();
    throw signal.reason;
  }

  #settle(text: string | undefined): void {
    if (this.#answered) this.#answered(text);
    else this.#early.push(text);
    this.#answered = undefined;
  }
}
