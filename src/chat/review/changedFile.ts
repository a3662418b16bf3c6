/** A diff as the lines that stand in the files afterwards. */

import type { WorkspacePath } from '../../testing/report.ts';

export interface ChangedFile {
  readonly path: WorkspacePath;
  /** Those that the diff shows, in order: the new ones and those around them. */
  readonly lines: readonly DiffLine[];
}

export type DiffLine =
  | { readonly kind: 'added' | 'kept'; readonly number: number; readonly text: string }
  | { readonly kind: 'removed'; readonly text: string };

/** Files that are gone, binary ones, and those whose names git writes in quotes are not among them. */
export function readDiff(diff: string): ChangedFile[] {
  const files: { path: WorkspacePath; lines: DiffLine[] }[] = [];
  let [oldLeft, newLeft, number] = [0, 0, 0];
  let current: DiffLine[] | undefined;
  for (const row of diff.split('\n')) {
    if (oldLeft <= 0 && newLeft <= 0) {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(row);
      const path = /^\+\+\+ b\/(.*?)\t?\r?$/.exec(row)?.[1];
      if (row.startsWith('diff --git ') || row.startsWith('+++ ')) current = undefined;
      if (path !== undefined) files.push({ path, lines: (current = []) });
      if (hunk) [oldLeft, number, newLeft] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
      continue;
    }
    const text = row.slice(1).replace(/\r$/, '');
    if (row.startsWith('\\')) continue;
    if (row.startsWith('-')) {
      oldLeft--;
      current?.push({ kind: 'removed', text });
      continue;
    }
    newLeft--;
    if (!row.startsWith('+')) oldLeft--;
    current?.push({ kind: row.startsWith('+') ? 'added' : 'kept', number: number++, text });
  }
  return files.filter(({ lines }) => lines.length > 0);
}

export type NewLine = Extract<DiffLine, { readonly number: number }>;

export const newLines = ({ lines }: ChangedFile): NewLine[] => lines.filter((line) => line.kind !== 'removed');

export const addedLines = (file: ChangedFile): NewLine[] => newLines(file).filter(({ kind }) => kind === 'added');

/**
 * Where a line of the diff stands in the file as it is now, which may have been edited since, or hold what is not
 * staged. `undefined`: it is not there any more.
 */
export function lineNow({ number, text }: NewLine, rows: readonly string[]): number | undefined {
  const isHere = (line: number): boolean => rows[line - 1]?.replace(/\r$/, '') === text;
  for (let away = 0; away <= mostMoved; away++)
    for (const line of [number - away, number + away]) if (isHere(line)) return line;
  return undefined;
}

const mostMoved = 300;
