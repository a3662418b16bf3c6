/** Where the user was lately: a weak reason to prefer a place, and the only one for what no name and no word points to. */

import type { Visit } from '../placeRequest.ts';

interface Place {
  readonly path: string;
  readonly line: number;
  readonly isEdit: boolean;
  /** Of `#clock` when it was. */
  time: number;
}

/** Visits that many visits ago count half. */
const halfLife = 12;
const mostPlaces = 60;
/** Visits so many lines apart are the same place. */
const sameLines = 15;
const viewWeight = 0.5;

export class Visits {
  /** The latest last. */
  readonly #places: Place[] = [];
  #clock = 0;

  add({ path, line, kind }: Visit): void {
    const isEdit = kind === 'edit';
    const at = this.#places.findIndex(
      (place) => place.path === path && place.isEdit === isEdit && Math.abs(place.line - line) <= sameLines,
    );
    // Staying where one is is no new visit.
    if (at !== this.#places.length - 1 || at === -1) this.#clock++;
    if (at !== -1) this.#places.splice(at, 1);
    this.#places.push({ path, line, isEdit, time: this.#clock });
    if (this.#places.length > mostPlaces) this.#places.shift();
  }

  /** 0 for a file that was not visited, up to 1. */
  ofFile(path: string): number {
    let best = 0;
    for (const place of this.#places) if (place.path === path) best = Math.max(best, this.#worth(place));
    return best;
  }

  /** Edited places outside of a file, the latest first. */
  edits(except: string, most: number): { readonly path: string; readonly line: number; readonly worth: number }[] {
    return this.#places
      .filter(({ isEdit, path }) => isEdit && path !== except)
      .slice(-most)
      .reverse()
      .map((place) => ({ path: place.path, line: place.line, worth: this.#worth(place) }));
  }

  #worth({ isEdit, time }: Place): number {
    return (isEdit ? 1 : viewWeight) * 2 ** ((time - this.#clock) / halfLife);
  }
}
