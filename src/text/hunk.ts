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
  return hunks.map((hunk) => ({ ...hunk, oldStart: hunk.oldStart + growthBefore(applied, hunk.oldStart) }));
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
  const context = 3;
  const baseLines = splitLines(base);
  const from = hunk.oldStart - 1;
  const to = from + hunk.removed.length;
  const wanted = baseLines.slice(Math.max(0, from - context), to + context);
  const lead = from - Math.max(0, from - context);
  if (wanted.length === 0) return { kind: 'gone' };

  const lines = splitLines(current);
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    const fits = wanted.every((line, i) => {
      // Context may have gained or lost the final newline; lines that are replaced must be the very same.
      const replaced = i >= lead && i < lead + hunk.removed.length;
      return replaced ? lines[at + i] === line : withoutBreak(lines[at + i]!) === withoutBreak(line);
    });
    if (fits) places.push(at + lead + 1);
  }
  const [place, ...others] = places;
  if (place === undefined) return { kind: 'gone' };
  if (others.length > 0) return { kind: 'ambiguous', places: places.length };
  // An insertion after a line that has lost its line break would be glued to that line.
  if (place > 1 && !lines[place - 2]!.endsWith('\n')) return { kind: 'gone' };
  return { kind: 'fits', hunk: { ...hunk, oldStart: place } };
}

function growthBefore(applied: readonly Hunk[], oldStart: number): number {
  return applied
    .filter((hunk) => hunk.oldStart < oldStart)
    .reduce((growth, { added, removed }) => growth + added.length - removed.length, 0);
}
