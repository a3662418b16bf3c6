import { diffArrays } from 'diff';
import type { Hunk } from './hunk.ts';
import { splitLines } from './lines.ts';

/**
 * The hunks that turn `before` into `after`, in order, with at least one unchanged line between any two.
 * Changes parted only by a brace or a blank line are one hunk: nobody decides on them one by one.
 */
export function diffLines(before: string, after: string): Hunk[] {
  return joinThroughTrivia(changedRuns(splitLines(before), splitLines(after)));
}

/** A hunk and the unchanged lines that follow it. */
interface Run extends Hunk {
  readonly gap: readonly string[];
}

/** Beyond this many changed lines a finer diff is worth less than the time it takes (Myers is quadratic in it). */
const maxEditLength = 1000;

function changedRuns(oldLines: string[], newLines: string[]): Run[] {
  const parts = diffArrays(oldLines, newLines, { maxEditLength }) ?? [
    { removed: true, added: false, value: oldLines },
    { removed: false, added: true, value: newLines },
  ];
  const runs: Run[] = [];
  let oldStart = 1;
  let newStart = 1;
  let removed: string[] = [];
  let added: string[] = [];
  const close = (gap: readonly string[]) => {
    if (removed.length + added.length > 0) runs.push({ oldStart, newStart, removed, added, gap });
    oldStart += removed.length + gap.length;
    newStart += added.length + gap.length;
    removed = [];
    added = [];
  };
  for (const part of parts) {
    if (part.removed) removed = removed.concat(part.value);
    else if (part.added) added = added.concat(part.value);
    else close(part.value);
  }
  close([]);
  return runs;
}

function joinThroughTrivia(runs: readonly Run[]): Hunk[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last && last.gap.length <= 2 && last.gap.every((line) => !/[\p{L}\p{N}]/u.test(line))) {
      joined[joined.length - 1] = {
        oldStart: last.oldStart,
        newStart: last.newStart,
        removed: [...last.removed, ...last.gap, ...run.removed],
        added: [...last.added, ...last.gap, ...run.added],
        gap: run.gap,
      };
    } else joined.push(run);
  }
  return joined.map(({ oldStart, newStart, removed, added }) => ({ oldStart, newStart, removed, added }));
}
