import { isTestPath } from '../testing/testPath.ts';
import { counted } from './evidenceText.ts';
import type { Evidence } from './proposal.ts';
import type { ReviewFile, ReviewHunk } from './reviewState.ts';

/** What a reader should know of one hunk at a glance: "new test", "touches a test", "run by 3 tests", "no test runs it". */
export function badgesOf(
  { path, kind }: Pick<ReviewFile, 'path' | 'kind'>,
  { hunk, isEdited }: Pick<ReviewHunk, 'hunk' | 'isEdited'>,
  { written, runBy }: Evidence,
): readonly string[] {
  // Nothing that was tested or generated speaks for what the user has written.
  if (isEdited) return ['edited by you, not tested'];
  if (written?.includes(path)) return ['generated test'];
  if (isTestPath(path)) return kind === 'created' ? ['new test'] : ['touches a test'];
  const known = runBy?.find((each) => each.path === path && each.line === hunk.oldStart);
  if (!known) return [];
  return [known.tests === 0 ? 'no test ran it before' : `run by ${counted(known.tests, 'test')}`];
}
