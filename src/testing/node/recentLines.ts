/**
 * Lines that were changed lately: by the last commits, or not committed yet. Asked of git alone, read only, for few
 * files; where there is no repository, or no history, there are none.
 */
import type { Place } from '../report.ts';
import { git } from './gitRepository.ts';

/** What was wrong before these is not news. */
const mostCommits = 15;
const mostFiles = 12;
/** A file that is new as a whole, or nearly, says nothing about its lines. */
const mostOfFile = 0.4;
const limitMs = 3_000;

/** @param isWanted whether a file's lines are of use; paths are relative to `root`. */
export async function recentLines(
  root: string,
  isWanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<Place[]> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    return await changedLines(root, isWanted, within);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

async function changedLines(root: string, isWanted: (path: string) => boolean, signal: AbortSignal): Promise<Place[]> {
  const range = ['log', `--max-count=${mostCommits + 1}`, '--no-merges', '--format=%H', 'HEAD'];
  const commits = (await git(root, range, signal))?.trim().split('\n') ?? [];
  // The oldest is where "lately" begins; with one commit there is nothing to compare with.
  const since = commits.at(-1);
  if (!since || commits.length < 2) return [];
  const named = await git(
    root,
    ['diff', '--name-only', '-z', '--relative', '--diff-filter=M', since, '--', '.'],
    signal,
  );
  const files = (named ?? '').split('\0').filter((path) => path !== '' && isWanted(path));
  const places: Place[] = [];
  for (const path of files.slice(0, mostFiles)) {
    const diff = await git(
      root,
      ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--unified=0', '--relative', since, '--', path],
      signal,
    );
    const lines = addedLines(diff ?? '');
    const length = (await git(root, ['show', `HEAD:./${path}`], signal))?.split('\n').length ?? 0;
    if (lines.length <= mostOfFile * length) places.push(...lines.map((line) => ({ path, line })));
  }
  return places;
}

/** The lines that a diff without context adds, from 1; where lines were only taken out, the two beside the gap. */
export function addedLines(diff: string): number[] {
  const lines: number[] = [];
  for (const match of diff.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)) {
    const start = Number(match[1]);
    const count = match[2] === undefined ? 1 : Number(match[2]);
    if (count === 0) lines.push(...(start > 0 ? [start, start + 1] : [1]));
    else for (let line = start; line < start + count; line++) lines.push(line);
  }
  return lines;
}
