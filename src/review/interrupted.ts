import type { FileText } from './reviewState.ts';

/** What an accept that did not come to its end has left of one file. */
export type LeftOver = 'before' | 'after' | 'torn' | 'other';

/** Texts are as an editor holds them; `torn`: the beginning of what was being written. */
export function leftOverOf(file: { readonly before: FileText; readonly after: FileText }, current: FileText): LeftOver {
  if (current === file.after) return 'after';
  if (current === file.before) return 'before';
  const isTorn = current !== undefined && file.after?.startsWith(current) === true;
  return isTorn ? 'torn' : 'other';
}

/**
 * All or none. An accept that had reached every file is done, whatever somebody has written since. Else what it has
 * reached is taken back: the proposal is still there to be accepted again.
 */
export function mendingOf(leftOvers: readonly LeftOver[]): 'nothing to do' | 'finished' | 'take back' {
  if (leftOvers.includes('torn')) return 'take back';
  if (!leftOvers.includes('after')) return 'nothing to do';
  return leftOvers.includes('before') ? 'take back' : 'finished';
}
