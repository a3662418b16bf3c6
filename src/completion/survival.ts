import { diffArrays } from 'diff';

/**
 * How much of an accepted text is still there later. Its place is carried through the edits of the document
 * like a marker; what was typed over it or into it stands in that place too, and a comparison with what was
 * accepted tells how much of that is left (after Code4Me, which looks again after a while).
 */

/** One edit of a document with `\n` line breaks, in UTF-16 units; of several the later ones count on the earlier. */
export interface DocumentChange {
  readonly offset: number;
  /** How much was taken away there. */
  readonly removed: number;
  readonly text: string;
}

/** Where an accepted text stands, and what has become of it. */
export interface Mark {
  readonly accepted: string;
  readonly start: number;
  /** What stands in its place now; `undefined` when an edit was too large to say which part that is. */
  readonly now: string | undefined;
}

export function markOf(accepted: string, start: number): Mark {
  return { accepted, start, now: accepted };
}

/** The mark after an edit. What is typed right before or right after the text is none of it. */
export function carry(mark: Mark, change: DocumentChange): Mark {
  const { now, start } = mark;
  if (now === undefined) return mark;
  const { offset, removed, text } = change;
  const end = start + now.length;
  const changeEnd = offset + removed;
  if (changeEnd <= start && !(offset === start && now === '')) return { ...mark, start: start + text.length - removed };
  if (offset >= end) return mark;

  const before = Math.max(0, start - offset);
  const after = Math.max(0, changeEnd - end);
  if (before === 0 && after === 0) {
    const within = offset - start;
    return { ...mark, now: now.slice(0, within) + text + now.slice(within + removed) };
  }
  if (text === '') {
    const left = now.slice(0, Math.max(0, offset - start)) + now.slice(Math.min(now.length, changeEnd - start));
    return { ...mark, start: Math.min(start, offset), now: left };
  }
  return carryThroughRewrite(mark, now, change, before, after);
}

/** The edit reaches beyond the text: a formatter, a reload, a line written anew. Which part of it is the text's place? */
function carryThroughRewrite(mark: Mark, now: string, change: DocumentChange, before: number, after: number): Mark {
  const { offset, removed, text } = change;
  const head = now.slice(0, Math.max(0, offset - mark.start));
  const tail = now.slice(Math.min(now.length, offset + removed - mark.start));
  const touched = now.slice(head.length, now.length - tail.length);
  const found = nearest(text, touched, before);
  if (found !== undefined) {
    const start = head === '' ? offset + found : mark.start;
    const from = head === '' ? found : 0;
    const to = tail === '' ? found + touched.length : text.length;
    return { ...mark, start, now: head + text.slice(from, to) + tail };
  }
  // As if what stands around it had kept its length.
  const from = head === '' ? Math.min(before, text.length) : 0;
  const to = tail === '' ? Math.max(from, text.length - after) : text.length;
  const written = text.slice(from, to);
  if (written.length > 2 * touched.length + 80) return { ...mark, now: undefined };
  return { ...mark, start: head === '' ? offset + from : mark.start, now: head + written + tail };
}

/** Where `part` stands in `text`, of several places the one nearest to `expected`. */
function nearest(text: string, part: string, expected: number): number | undefined {
  const later = text.indexOf(part, expected);
  const earlier = text.lastIndexOf(part, expected);
  if (later < 0) return earlier < 0 ? undefined : earlier;
  return earlier >= 0 && expected - earlier < later - expected ? earlier : later;
}

/** Longer ones are compared line by line, which is nearly as good and always quick. */
const longest = 4_000;
/** With more words changed than that, nobody would call it the same text. */
const maxEditLength = 4_000;

/**
 * How many of the accepted characters are left; `undefined` when it is not known. It is counted by whole words
 * and marks, since single letters are found again in anything, and blanks count as what stands around them does:
 * the share of the other characters is taken of them all.
 */
export function charactersKept({ accepted, now }: Mark): number | undefined {
  if (now === undefined) return undefined;
  if (now === accepted) return accepted.length;
  const whole = solid(accepted);
  if (whole === 0) return 0;
  const split = Math.max(accepted.length, now.length) > longest ? linesOf : wordsOf;
  const parts = diffArrays(split(accepted), split(now), { maxEditLength });
  if (!parts) return 0;
  let kept = 0;
  for (const { added, removed, value } of parts) if (!added && !removed) for (const word of value) kept += solid(word);
  return Math.round((kept / whole) * accepted.length);
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());
const solid = (text: string): number => text.replace(/\s+/g, '').length;
