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
