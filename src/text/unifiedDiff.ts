import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

/** What a patch is made from: a path with forward slashes and the file's text before and after; `undefined`: no file. */
export interface TextChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * One patch that `git apply` and `patch -p1` accept, '' when nothing changes. Line breaks are kept as they are,
 * so the patch must be written without any translation of them.
 */
export function formatUnifiedDiff(changes: readonly TextChange[]): string {
  // Git's own headers tell of files without a line that come or go; one such header wants them all to be so.
  const isGit = changes.some(({ before, after }) => before === undefined || after === undefined);
  return changes.map((change) => formatChange(change, isGit)).join('');
}

const context = 3;

function formatChange({ path, before, after }: TextChange, isGit: boolean): string {
  if (before === after) return '';
  // Only what lies around the change is compared: a search shows the diff of every candidate.
  const { skipped, old, now } = aroundChange(before ?? '', after ?? '');
  const [from, to] = [
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
  ];
  const patch = structuredPatch(from, to, old, now, '', '', { context });
  Object.assign(patch, { isGit, isCreate: before === undefined, isDelete: after === undefined });
  for (const hunk of patch.hunks) {
    hunk.oldStart += skipped;
    hunk.newStart += skipped;
  }
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

/** The texts without the equal lines at both ends, but for the lines of context. `skipped`: lines cut off in front. */
function aroundChange(before: string, after: string): { skipped: number; old: string; now: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  for (let lines = 0; lines <= context && start > 0; lines++) start = before.lastIndexOf('\n', start - 2) + 1;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  let end = before.length - same;
  for (let lines = 0; lines <= context && end < before.length; lines++) {
    const next = before.indexOf('\n', end);
    end = next < 0 ? before.length : next + 1;
  }
  return {
    skipped: lineBreaks(before, start),
    old: before.slice(start, end),
    now: after.slice(start, after.length - (before.length - end)),
  };
}

function lineBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
