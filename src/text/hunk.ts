import { applyEdits, type TextEdit } from './edit.ts';
import { splitLines, withoutBreak } from './lines.ts';

/**
 * The smallest piece of a change that can be accepted or rejected: whole neighbouring lines.
 * Lines keep their line breaks, so a missing final newline and mixed breaks survive exactly.
 */
export interface Hunk {
  /** Where `removed` starts in the old text, counted from 1; of an insertion, the line that it goes before. */
  readonly oldStart: number;
  /** Where `added` starts in the new text, counted from 1. */
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where a hunk goes in a text that is not the one it was made for. */
export type Placement =
  | { readonly kind: 'fits'; readonly hunk: Hunk }
  /** Its old lines with their context are nowhere. */
  | { readonly kind: 'gone' }
  /** They are in more than one place, so none can be chosen. */
  | { readonly kind: 'ambiguous'; readonly places: number };

/**
 * The text with these hunks made. Any subset of a diff's hunks may be given.
 * @throws RangeError when a hunk's old lines are not where it says.
 */
export function applyHunks(before: string, hunks: readonly Hunk[]): string {
  return applyEdits(before, hunkEdits(before, hunks));
}

/** The hunks as edits of `before`. @throws RangeError as `applyHunks` does. */
export function hunkEdits(before: string, hunks: readonly Hunk[]): TextEdit[] {
  const lines = splitLines(before);
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1)! + line.length);
  return hunks.map(({ oldStart, removed, added }) => {
    const start = starts[oldStart - 1];
    if (start === undefined || removed.some((line, i) => lines[oldStart - 1 + i] !== line)) {
      throw new RangeError(`a hunk does not fit the text at line ${oldStart}`);
    }
    return { start, end: start + removed.join('').length, text: added.join('') };
  });
}

/** `hunks` of one diff as they stand once the `applied` ones of the same diff are made. */
export function hunksAfter(applied: readonly Hunk[], hunks: readonly Hunk[]): Hunk[] {
  const before = [...applied].sort((a, b) => a.oldStart - b.oldStart);
  const order = [...hunks.keys()].sort((a, b) => hunks[a]!.oldStart - hunks[b]!.oldStart);
  const moved = [...hunks];
  let growth = 0;
  let next = 0;
  for (const at of order) {
    const hunk = hunks[at]!;
    for (let each = before[next]; each && each.oldStart < hunk.oldStart; each = before[++next])
      growth += each.added.length - each.removed.length;
    moved[at] = { ...hunk, oldStart: hunk.oldStart + growth };
  }
  return moved;
}

/** The hunk that undoes this one, for the text in which only this one has been made. */
export function inverse(hunk: Hunk): Hunk {
  return { oldStart: hunk.oldStart, newStart: hunk.oldStart, removed: hunk.added, added: hunk.removed };
}

/**
 * Finds a hunk of `base` in `current`: in its own place when the texts are equal, else where its old lines
 * with up to three lines of context on either side stand, provided that this is exactly one place.
 */
export function placeHunk(hunk: Hunk, base: string, current: string): Placement {
  if (base === current) return { kind: 'fits', hunk };
  return findHunk(hunk, splitLines(base), new LineIndex(current));
}

/** `placeHunk` for hunks whose `base` has been split already. `hunk.removed` may be other lines than `base` has there. */
export function findHunk(
  hunk: Hunk,
  base: readonly string[],
  current: LineIndex,
  standing = hunk.removed.length,
): Placement {
  const context = 3;
  const from = hunk.oldStart - 1;
  const above = base.slice(Math.max(0, from - context), from);
  const below = base.slice(from + standing, from + standing + context);
  const wanted = [...above, ...hunk.removed, ...below];
  if (wanted.length === 0) return { kind: 'gone' };

  const { lines } = current;
  const isReplaced = (i: number) => i >= above.length && i < above.length + hunk.removed.length;
  const places = current.candidates(wanted).filter((at) =>
    // Context may have gained or lost the final newline; lines that are replaced must be the very same.
    wanted.every((line, i) =>
      isReplaced(i) ? lines[at + i] === line : withoutBreak(lines[at + i]!) === withoutBreak(line),
    ),
  );
  const [place, ...others] = places;
  if (place === undefined) return { kind: 'gone' };
  if (others.length > 0) return { kind: 'ambiguous', places: places.length };
  const at = place + above.length;
  // An insertion after a line that has lost its line break would be glued to that line.
  if (at > 0 && !lines[at - 1]!.endsWith('\n')) return { kind: 'gone' };
  return { kind: 'fits', hunk: { ...hunk, oldStart: at + 1 } };
}

/** A text's lines and where each stands, so that many hunks are found without reading it anew for each. */
export class LineIndex {
  readonly lines: readonly string[];
  readonly #places = new Map<string, number[]>();

  constructor(text: string) {
    this.lines = splitLines(text);
    for (const [at, line] of this.lines.entries()) {
      const key = withoutBreak(line);
      const places = this.#places.get(key);
      if (places) places.push(at);
      else this.#places.set(key, [at]);
    }
  }

  /** Where these lines may begin, counted from 0: where the rarest of them stands. */
  candidates(wanted: readonly string[]): number[] {
    let rarest: readonly number[] | undefined;
    let offset = 0;
    for (const [i, line] of wanted.entries()) {
      const places = this.#places.get(withoutBreak(line)) ?? [];
      if (rarest && rarest.length <= places.length) continue;
      rarest = places;
      offset = i;
    }
    return (rarest ?? []).map((at) => at - offset).filter((at) => at >= 0 && at + wanted.length <= this.lines.length);
  }
}
