import type { FillPart } from './model.ts';

/** What belongs between two pieces of a file: one question to whatever can answer it, in no server's words. */
export interface Fill {
  readonly prefix: string;
  readonly suffix: string;
  /** Of the file, from the workspace's top. */
  readonly path: string;
  /** The workspace's name. */
  readonly repository: string;
  /** Text of other files, most helpful last: that is nearest to the cursor. */
  readonly pieces: readonly FillPiece[];
  readonly comment: CommentMarks;
  readonly maxTokens: number;
  readonly temperature: number;
}

export interface FillPiece {
  readonly path: string;
  readonly text: string;
}

/** What makes a line a comment in the language of the file: `#` and nothing, or `<!--` and `-->`. */
export interface CommentMarks {
  readonly open: string;
  readonly close: string;
}

/** A model that fills, by whatever way its endpoint has. */
export interface FillModel {
  readonly name: string;
  /** Who answers, for a person. */
  readonly provider: string;
  /** As `Ask` in `model.ts`: nothing is sent before the first part is pulled, leaving early closes the connection. */
  fill(fill: Fill, signal: AbortSignal): AsyncIterable<FillPart>;
}

/** A line as a comment. */
function commentLine(line: string, { open, close }: CommentMarks): string {
  return `${open} ${line}`.trimEnd() + (close === '' ? '' : ` ${close}`);
}

/** Path and text of each piece as comments, then the path of the file that is written. */
export function commentedPieces(pieces: readonly FillPiece[], path: string, marks: CommentMarks): string {
  const comment = (text: string): string =>
    text
      .replace(/\n$/, '')
      .split('\n')
      // A comment's own end would end ours.
      .map((line) => `${commentLine(marks.close === '' ? line : line.replaceAll(marks.close, ''), marks)}\n`)
      .join('');
  return [
    ...pieces.map((piece) => `${comment(`Path: ${piece.path}`)}${comment(piece.text)}`),
    comment(`Path: ${path}`),
  ].join('');
}
