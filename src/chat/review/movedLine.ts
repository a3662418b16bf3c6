/** Where a line is after an edit of the document. Lines count from 0. */

export interface LineChange {
  /** The lines that the old text began and ended at. */
  readonly start: number;
  readonly end: number;
  /** How many line breaks the new text has. */
  readonly breaks: number;
}

/** What is inside of what was replaced stays where the new text begins. */
export function movedLine(line: number, { start, end, breaks }: LineChange): number {
  if (line > end || (line === end && end > start)) return Math.max(start, line + breaks - (end - start));
  return line > start ? start : line;
}

/**
 * Where a line of this text is now that the file may be another: the nearest of that text, else the same number, as for
 * a blank one.
 * @param lines of the file; none: undefined
 */
export function lineAgain(lines: readonly string[], line: number, text: string): number | undefined {
  if (lines.length === 0) return undefined;
  const wanted = text.trim();
  let nearest: number | undefined;
  for (const [at, each] of lines.entries()) {
    if (wanted === '' || each.trim() !== wanted) continue;
    if (nearest === undefined || Math.abs(at - line) < Math.abs(nearest - line)) nearest = at;
  }
  return nearest ?? Math.min(line, lines.length - 1);
}
