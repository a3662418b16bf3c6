import type { Place } from './memory.ts';

/** Suggestions of the last two minutes where they stood: those that were waved away, say, so that they do not come straight back. */
export class RecentTexts {
  #list: { readonly place: Place; readonly text: string; readonly at: number }[] = [];

  add(place: Place, text: string, now: number): void {
    this.#list = this.#list.filter(({ at }) => now - at < memoryMs).slice(-mostTexts + 1);
    this.#list.push({ place, text, at: now });
  }

  /** Also when some of it was typed since, or some of what was typed taken back. */
  has(place: Place, text: string, now: number): boolean {
    const tail = tailOf(place.prefix + text);
    return this.#list.some(
      (known) =>
        now - known.at < memoryMs &&
        known.place.path === place.path &&
        tailOf(known.place.prefix + known.text) === tail,
    );
  }
}

const memoryMs = 120_000;
const mostTexts = 30;

/** The text as it would stand, far enough back that it names the place. */
function tailOf(text: string): string {
  return text.trimEnd().slice(-300);
}
