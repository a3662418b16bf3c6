/** What the language's own tools say about the code near the cursor, in words: what is wrong there may be what is to be written. */
import type { CommentMarks } from '../model/completionFill.ts';
import type { ContextPlace } from './context.ts';
import type { ContextPiece } from './suggestion.ts';

export interface Problem {
  readonly severity: 'error' | 'warning';
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** Who says so: `ts`, `Pylance`. */
  readonly source?: string;
}

/** Lines above and below the cursor: what is farther away is another matter. */
const reach = 30;
const mostProblems = 4;
const longestMessage = 200;

/** Errors first, then the nearest; what is said of the cursor's own line is about a line that is not finished. */
export function diagnosticPieces(
  place: ContextPlace,
  problems: readonly Problem[],
  comment: CommentMarks,
): readonly ContextPiece[] {
  const cursor = place.text.slice(0, place.offset).split('\n').length;
  const distance = ({ line }: Problem): number => Math.abs(line - cursor);
  const rank = ({ severity }: Problem): number => (severity === 'error' ? 0 : 1);
  const lines = place.text.split('\n');
  const near = problems
    .filter((problem) => distance(problem) > 0 && distance(problem) <= reach && problem.line <= lines.length)
    .sort((a, b) => rank(a) - rank(b) || distance(a) - distance(b))
    .slice(0, mostProblems)
    // As they stand in the file, so that a prompt does not change when the cursor moves on by a line.
    .sort((a, b) => a.line - b.line);
  if (near.length === 0) return [];
  const told = near.map(({ severity, line, message, source }) => {
    const by = source === undefined || source === '' ? '' : ` (${source})`;
    return `${severity} on line ${line}${by}: ${oneLine(message)}`;
  });
  const text = [...new Set(told)].map((line) => commented(line, comment)).join('\n');
  return [{ kind: 'diagnostic', path: place.path, text }];
}

function oneLine(message: string): string {
  const line = message.trim().split(/\s*\n\s*/, 1)[0] ?? '';
  return line.length > longestMessage ? `${line.slice(0, longestMessage - 1)}…` : line;
}

function commented(line: string, { open, close }: CommentMarks): string {
  return close === '' ? `${open} ${line}` : `${open} ${line.replaceAll(close, '')} ${close}`;
}
