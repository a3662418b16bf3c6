import type { Suggestion } from './suggestion.ts';

/**
 * What was suggested where, so that typing through a suggestion, going back over it and coming to the
 * same place again ask nobody. A place is the file and all of its text on both sides of the cursor: a
 * suggestion that fitted before something below was changed is not shown again.
 */
export interface Place {
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
}

export interface Known {
  /** As they are now, without what was typed since. */
  readonly suggestions: readonly Suggestion[];
  /** How much of them was typed since they came. */
  readonly typed: number;
}

interface Entry {
  readonly place: Place;
  readonly suggestions: readonly Suggestion[];
  readonly longest: number;
  readonly at: number;
}

const mostEntries = 120;
/** Other files have changed since, and with them what would be suggested. */
const longestMs = 5 * 60_000;

export class SuggestionMemory {
  /** Latest last. */
  #entries: Entry[] = [];

  /** An empty list is worth remembering too: nothing is asked again at exactly this place. */
  remember(place: Place, suggestions: readonly Suggestion[], now: number): void {
    this.#entries = this.#entries.filter((entry) => !samePlace(entry.place, place) && now - entry.at < longestMs);
    const longest = Math.max(0, ...suggestions.map(({ text }) => text.length));
    this.#entries.push({ place, suggestions, longest, at: now });
    if (this.#entries.length > mostEntries) this.#entries.shift();
  }

  find(place: Place, now: number): Known | undefined {
    let nothing: Known | undefined;
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at];
      if (!entry || now - entry.at >= longestMs) continue;
      const typed = typedSince(entry, place);
      if (typed === undefined) continue;
      const suggestions = entry.suggestions.flatMap((suggestion) => rest(suggestion, typed));
      const isEmpty = entry.suggestions.length === 0 && typed.text === '';
      // Whole files are compared last: nearly every entry has dropped out by then.
      if ((suggestions.length === 0 && !isEmpty) || !isSameText(entry.place, place)) continue;
      if (!isEmpty) return { suggestions, typed: typed.text.length };
      nothing = { suggestions: [], typed: 0 };
    }
    return nothing;
  }

  /** Nothing is known of it any more, say because it was shown and refused. */
  forget(place: Place): void {
    this.#entries = this.#entries.filter((entry) => !typedSince(entry, place) || !isSameText(entry.place, place));
  }

  clear(): void {
    this.#entries = [];
  }
}

interface Typed {
  readonly text: string;
  /** What the editor has put after the cursor by itself: the other half of a bracket or quote. */
  readonly closed: string;
}

function typedSince({ place, longest }: Entry, now: Place): Typed | undefined {
  const length = now.prefix.length - place.prefix.length;
  if (length < 0 || (length > longest && length > 0) || now.path !== place.path) return undefined;
  const closedLength = now.suffix.length - place.suffix.length;
  if (closedLength < 0 || closedLength > 3) return undefined;
  const closed = now.suffix.slice(0, closedLength);
  if (!/^[)\]}"'`>]*$/.test(closed) || (closedLength > 0 && length === 0)) return undefined;
  return { text: now.prefix.slice(place.prefix.length), closed };
}

function isSameText(before: Place, now: Place): boolean {
  return now.suffix.endsWith(before.suffix) && now.prefix.startsWith(before.prefix);
}

/** What is left of a suggestion after `typed`; a bracket that the editor has closed is not closed twice. */
function rest(suggestion: Suggestion, { text, closed }: Typed): readonly Suggestion[] {
  if (!suggestion.text.startsWith(text)) return [];
  let left = suggestion.text.slice(text.length);
  if (closed !== '') {
    const at = left.lastIndexOf(closed);
    // Only where the bracket is the last thing of the suggestion does the rest stand before it.
    if (at < 0 || !/^[\s;,]*$/.test(left.slice(at + closed.length))) return [];
    left = left.slice(0, at);
  }
  return left === '' ? [] : [{ ...suggestion, text: left }];
}

function samePlace(a: Place, b: Place): boolean {
  return a.path === b.path && a.prefix === b.prefix && a.suffix === b.suffix;
}
