import type { Patch } from './attempt.ts';

/**
 * The changes that were drawn, by what they come to: each is run once, and how many drew it is kept, since samples
 * that agree are more often right. (Self-consistency: Wang et al., ICLR 2023; the group's size of CodeT.)
 */
export class DrawnChanges {
  readonly #first = new Map<string, Patch>();
  /** By `Patch.id`. */
  readonly #times = new Map<number, number>();

  /** The patch that came to this first; it counts as drawn once more from now on. */
  again(key: string, by: Patch['source']): Patch | undefined {
    const first = this.#first.get(key);
    // Templates are not asked independently of each other: that two write the same says nothing.
    if (first && (by === 'model' || first.source === 'model')) this.#times.set(first.id, this.timesOf(first) + 1);
    return first;
  }

  add(key: string, patch: Patch): void {
    this.#first.set(key, patch);
  }

  timesOf({ id }: Patch): number {
    return this.#times.get(id) ?? 1;
  }
}

/** Why a patch that was drawn again is not run again. */
export const sameChange = ({ id }: Pick<Patch, 'id'>): string => `The same change is attempt ${id}.`;
