import type { RunTests } from '../testing/testCommand.ts';
import type { Baseline } from './baseline.ts';

/** Runs that say how quick the machine is now. */
const recentRuns = 8;
const leastMs = 1_200;

/**
 * How long a run of the failing tests may take, from how long such runs have taken lately: a candidate that hangs
 * costs the whole limit, and a machine that has become slow must not make a right one look as if it did.
 */
export class FocusLimit {
  readonly #baseline: Baseline;
  readonly #lately: number[] = [];

  constructor(baseline: Baseline) {
    this.#baseline = baseline;
  }

  /** The baseline with the limit as things stand. */
  get now(): Baseline {
    const { focus } = this.#baseline;
    // Nothing is known before the first runs are over.
    if (!focus || this.#lately.length < recentRuns / 2) return this.#baseline;
    const slowest = Math.max(...this.#lately);
    // More than the baseline's own only where its limit would come near to what such runs take.
    const mostMs = Math.min(2 * focus.limitMs, Math.max(focus.limitMs, 2 * slowest));
    const limitMs = Math.round(Math.min(mostMs, Math.max(Math.min(leastMs, focus.limitMs), 500 + 3 * slowest)));
    return { ...this.#baseline, focus: { limitMs } };
  }

  /** Learns from the runs of the failing tests that come to their end. */
  heard(runTests: RunTests): RunTests {
    return async (tree, request, signal) => {
      const report = await runTests(tree, request, signal);
      if (request.only === this.#baseline.failing && report.end.kind === 'exited') {
        this.ran(report.durationMs);
      }
      return report;
    };
  }

  /** A run of the failing tests has come to its end. */
  ran(ms: number): void {
    this.#lately.push(ms);
    if (this.#lately.length > recentRuns) this.#lately.shift();
  }
}
