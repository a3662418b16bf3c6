/** Lines of files as a model is shown them: with their numbers, and none that is endless. */

import type { WorkspacePath } from '../../testing/report.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';

interface FoundLines {
  readonly path: WorkspacePath;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string;
}

/** Each with its place above it. What is not to be seen, or is gone since, is left out. */
export async function foundPlaces(
  places: readonly FoundLines[],
  files: Pick<WorkspaceTexts, 'text'>,
  mostLines: number,
): Promise<string[]> {
  const shown: string[] = [];
  for (const { path, startLine, endLine, symbol } of places) {
    const text = await files.text(path);
    if (text === undefined) continue;
    const lines = text.split(/\r?\n/);
    if (startLine > lines.length) continue;
    const last = Math.min(endLine, startLine + mostLines - 1);
    const head = `${path}:${startLine}-${Math.min(endLine, lines.length)}${symbol === undefined ? '' : ` ${symbol}`}`;
    shown.push(`${head}\n${numbered(lines, startLine, last)}${last < endLine ? `\n… to line ${endLine}` : ''}`);
  }
  return shown;
}

export const numbered = (lines: readonly string[], first: number, last: number): string =>
  lines
    .slice(first - 1, last)
    .map((line, at) => `${first + at} ${cutLine(line)}`.trimEnd())
    .join('\n');

/** A line of code that a program made may be as long as the file. */
export const cutLine = (line: string): string =>
  line.length <= longest ? line : `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;

const longest = 400;
