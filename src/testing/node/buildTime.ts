/**
 * Compiling is no testing: a limit that tells a test that hangs from one that is slow counts from when the
 * tests begin. What compiles has a limit of its own, which only a build that will never end reaches.
 */
import type { RunRequest } from '../testCommand.ts';

export const mostBuildMs = 5 * 60_000;

/** Of the time for the tests what seeing their lines may take, test by test, beyond it. */
export const coverageMs = ({ limitMs }: RunRequest): number => 0.6 * limitMs;

/** Counts what is compiled and what the tests take, which may alternate. */
export class TestClock {
  #since = performance.now();
  #testing = false;
  #builtMs = 0;
  #leftMs: number;
  #limit: NodeJS.Timeout | undefined;
  readonly #onLimit: () => void;

  /** @param limitMs for the tests. @param onLimit called when that time is over, before `end`. */
  constructor(limitMs: number, onLimit: () => void = () => {}) {
    this.#leftMs = limitMs;
    this.#onLimit = onLimit;
  }

  /** The tests run from here on. */
  tests(): void {
    if (this.#testing) return;
    this.#pass();
    this.#testing = true;
    if (this.#leftMs < Infinity) this.#limit = setTimeout(this.#onLimit, Math.max(0, this.#leftMs));
  }

  /** It compiles from here on. */
  builds(): void {
    if (!this.#testing) return;
    this.#pass();
    this.#testing = false;
    clearTimeout(this.#limit);
  }

  /** The run has ended. Returns how long it compiled. */
  end(): number {
    this.#pass();
    clearTimeout(this.#limit);
    return this.#builtMs;
  }

  #pass(): void {
    const now = performance.now();
    if (this.#testing) this.#leftMs -= now - this.#since;
    else this.#builtMs += now - this.#since;
    this.#since = now;
  }
}
