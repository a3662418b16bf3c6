import type { WorkspacePath } from '../testing/report.ts';
import type { Attempt } from './attempt.ts';
import type { SuspiciousPlace } from './event.ts';

/** No line's suspiciousness is multiplied by more. */
export const highestFactor = 2;

interface Tries {
  runs: number;
  /** Patches after which the failing tests failed in another way, or passed. */
  changed: number;
  /** Patches after which a failing test passed, whatever else they broke. */
  passed: number;
}

/**
 * What the patches that were tried have shown of their lines. Where change after change leaves the failing tests
 * failing just as they did, the fault is hardly there; where one made them pass, even at the price of others,
 * it is near. (Mutation-based fault localisation: Papadakis and Le Traon, Metallaxis-FL, 2015; Moon et al., Ask the
 * Mutants, 2014.)
 */
export class ShownByTries {
  readonly #lines = new Map<WorkspacePath, Map<number, Tries>>();

  learn(attempt: Attempt): void {
    const [{ path, line }, ...more] = attempt.patch.places;
    // Of several places it is not known which one had the effect; what does not compile says nothing of the fault.
    if (more.length > 0 || (attempt.kind === 'failed' && attempt.effect === 'not built')) return;
    const inFile = this.#lines.get(path) ?? new Map<number, Tries>();
    this.#lines.set(path, inFile);
    const tries = inFile.get(line) ?? { runs: 0, changed: 0, passed: 0 };
    inFile.set(line, tries);
    tries.runs++;
    if (attempt.kind !== 'failed' || attempt.effect !== 'none') tries.changed++;
    if (attempt.kind !== 'failed' || attempt.effect === 'passes') tries.passed++;
  }

  /** What a line's suspiciousness is to be multiplied by: below 1 where trying has changed little, above where it has helped. */
  factorOf({ path, line }: { readonly path: WorkspacePath; readonly line: number }): number {
    const tries = this.#lines.get(path)?.get(line);
    if (!tries) return 1;
    return Math.sqrt((tries.changed + 1) / (tries.runs + 1)) * (tries.passed > 0 ? highestFactor : 1);
  }

  /** The places in the order that follows, scores at most 1. */
  weigh(places: readonly SuspiciousPlace[]): SuspiciousPlace[] {
    return places
      .map((place) => ({ ...place, score: Math.min(1, place.score * this.factorOf(place)) }))
      .sort((a, b) => b.score - a.score);
  }
}
