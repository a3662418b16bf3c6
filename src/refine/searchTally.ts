import type { Log } from '../base/log.ts';
import type { ModelSpending } from '../model/spending.ts';
import { labelOf } from './attempt.ts';
import type { FixEvent, SuspiciousPlace } from './event.ts';
import type { SolveFact } from './solveDeps.ts';

export interface TallyDeps {
  readonly emit: (event: FixEvent) => void;
  readonly log: Log;
  /** Share of the search's budget that is gone, 0 to 1. */
  readonly spent: () => number;
  /** What is shown until the first candidate is tried. */
  readonly trying: string;
}

/** Counts what a search does, and tells of it. */
export class SearchTally {
  readonly #deps: TallyDeps;
  readonly #counts = { generated: 0, parsed: 0, run: 0, passed: 0 };
  #trying: string;
  #spending: ModelSpending | undefined;
  /** Where the first round looked. */
  looked: readonly SuspiciousPlace[] = [];
  /** What went wrong with the model last: whole sentences. */
  trouble: readonly string[] = [];

  constructor(deps: TallyDeps) {
    this.#deps = deps;
    this.#trying = deps.trying;
  }

  get counts(): Readonly<{ generated: number; parsed: number; run: number; passed: number }> {
    return { ...this.#counts };
  }

  readonly onFact = (fact: SolveFact): void => {
    const { emit, log } = this.#deps;
    switch (fact.kind) {
      case 'localised':
        // A later round looks again from where an earlier one got to; the first is where the fault was looked for.
        if (this.#counts.run === 0) emit({ kind: 'localised', places: (this.looked = fact.places) });
        return;
      case 'looked':
        emit({ kind: 'localised', places: (this.looked = fact.places) });
        return;
      case 'generated':
        this.#counts.generated += fact.count;
        return;
      case 'parsed':
        this.#counts.parsed++;
        this.tell(labelOf(fact.patch));
        return;
      case 'ran':
        this.#counts.run++;
        log.debug(`${fact.attempt.kind}: ${labelOf(fact.attempt.patch)}`);
        if (fact.attempt.kind !== 'verified') return;
        this.#counts.passed++;
        emit({ kind: 'passed', description: labelOf(fact.attempt.patch) });
        return;
      case 'tried':
        emit(fact);
        return;
      case 'modelTrouble':
        this.trouble = [fact.message];
        emit(fact);
        return;
      case 'spent':
        this.#spending = fact.spending;
        this.tell(this.#trying);
    }
  };

  /** Says what is being done now. */
  tell(trying: string): void {
    this.#trying = trying;
    const model = this.#spending;
    this.#deps.emit({
      kind: 'searching',
      counts: this.counts,
      spent: this.#deps.spent(),
      trying,
      ...(model && { model }),
    });
  }
}
