/** Numbers the places of one answer: a link in its text names a number, so no text can make one up. */

import type { CitationEvent, CitedPlace } from './chatEvent.ts';

export class PlaceBook {
  readonly #numbers = new Map<string, number>();

  /** @returns the number; `event` for a place that is new, to be told before the text. */
  number(place: CitedPlace): { readonly number: number; readonly event: CitationEvent | undefined } {
    const key = JSON.stringify([place.path, place.lines?.first, place.lines?.last]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return { number: known, event: undefined };
    const number = this.#numbers.size + 1;
    this.#numbers.set(key, number);
    return { number, event: { kind: 'citation', number, place } };
  }
}

/** Markdown of a link to a numbered place. @param label Markdown already */
export const placeLink = (number: number, label: string): string => `[${label}](#place-${number})`;

export const linesOf = (first: number, last: number): string => (last > first ? `${first}-${last}` : String(first));
