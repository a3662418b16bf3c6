// Mocha's dots and failures for a person, and the counts for `npm test`.

import Mocha from 'mocha';
import { writeResults, type Failure } from '../scripts/results.ts';

export default class ResultsReporter extends Mocha.reporters.Dot {
  readonly #failures: Failure[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('fail', (test, error: unknown) => {
      this.#failures.push({
        name: test.titlePath().join(' › '),
        message: error instanceof Error ? error.message : String(error),
      });
    });
  }

  override done(failures: number, finish: (failures: number) => void): void {
    const { passes, pending } = this.stats;
    const results = { passed: passes, failed: this.#failures.length, skipped: pending, failures: this.#failures };
    writeResults(results).then(
      () => finish(failures),
      (error: unknown) => {
        console.error(error);
        finish(failures + 1);
      },
    );
  }
}
