import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

/** What a patch is made from: a path with forward slashes and the file's text before and after. */
export interface TextChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * One patch that `git apply` and `patch -p1` accept, '' when nothing changes. Line breaks are kept as they are,
 * so the patch must be written without any translation of them.
 */
export function formatUnifiedDiff(changes: readonly TextChange[]): string {
  return changes.map(formatChange).join('');
}

function formatChange({ path, before, after }: TextChange): string {
  if (before === after) return '';
  const patch = structuredPatch(`a/${path}`, `b/${path}`, before, after, '', '', { context: 3 });
  return formatPatch(patch, FILE_HEADERS_ONLY);
}
