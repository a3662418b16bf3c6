/** Places in real files at which the rest of the line is to be written, the same ones in every run. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf, type CorpusFile } from '../../../src/completion/embedded/corpus.ts';
import type { BenchPackage } from '../retrieval/packages.ts';

export interface Subject {
  /** What the engine may learn from. */
  readonly known: readonly CorpusFile[];
  /** Files that it knows only as far as they were typed. */
  readonly open: readonly CorpusFile[];
}

export interface Position {
  /** All that stands before the cursor. */
  readonly before: string;
  /** The rest of the line, without the blanks at its end. */
  readonly rest: string;
  /** What stands from the end of that line on. */
  readonly below: string;
}

const mostBytes = 300_000;
const fewestLines = 60;
/** A file's first lines are its licence and its imports. */
const firstLine = 15;

export async function readSubject(
  wanted: BenchPackage,
  folder: string,
  openFiles: number,
  seed: number,
): Promise<Subject> {
  const paths = (await readdir(folder, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => wanted.endings.some((ending) => path.endsWith(ending)) && !wanted.without?.test(path))
    .sort();
  const files: CorpusFile[] = [];
  for (const path of paths) {
    const stats = await stat(join(folder, path));
    if (!stats.isFile() || stats.size > mostBytes) continue;
    files.push({ path, text: (await readFile(join(folder, path), 'utf8')).replaceAll('\r\n', '\n') });
  }
  const random = seeded(seed);
  const long = files.filter(({ text }) => text.split('\n').length >= fewestLines);
  const open = new Set<CorpusFile>();
  while (open.size < Math.min(openFiles, long.length)) open.add(long[Math.floor(random() * long.length)]!);
  return { known: files.filter((file) => !open.has(file)), open: [...open] };
}

/** Anywhere in lines that hold something, in the middle of a token too. */
export function positionsIn({ text }: CorpusFile, count: number, seed: number): Position[] {
  const random = seeded(seed);
  const lines = text.split('\n');
  const starts: number[] = [];
  for (let line = 0, at = 0; line < lines.length; line++) {
    starts.push(at);
    at += lines[line]!.length + 1;
  }
  const eligible = lines.flatMap((line, row) => (row >= firstLine && line.trim().length > 3 ? [row] : []));
  return Array.from({ length: eligible.length === 0 ? 0 : count }, () => {
    const row = eligible[Math.floor(random() * eligible.length)]!;
    const line = lines[row]!;
    const indent = line.length - line.trimStart().length;
    const end = line.trimEnd().length;
    const column = indent + Math.floor(random() * (end - indent));
    const start = starts[row]!;
    return { before: text.slice(0, start + column), rest: line.slice(column, end), below: text.slice(start + end) };
  });
}

/** Those of its folder first. */
export function nearest(files: readonly CorpusFile[], { path }: CorpusFile, count: number): readonly CorpusFile[] {
  const isNear = (one: CorpusFile): number => Number(folderOf(one.path) === folderOf(path));
  return files.toSorted((a, b) => isNear(b) - isNear(a)).slice(0, count);
}

/** A linear congruential generator (Numerical Recipes): the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
