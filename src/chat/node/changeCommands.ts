import type { AnswerCommand } from '../answer.ts';
import { answerCommit, type CommitDeps } from '../commit/writeMessage.ts';
import { reviewChanges, type ReviewDeps } from '../review/reviewChanges.ts';
import { allChanges } from './gitChanges.ts';
import { readStagedChange } from './stagedChange.ts';

/** What is shared by all that look at a change. */
export interface ChangeHost extends Omit<ReviewDeps, 'diff'>, Omit<CommitDeps, 'change' | 'asking'> {
  /** Absolute. */
  readonly root: string;
}

/** `/review` and `/commit` about a folder, as git on this machine sees it. Git is only asked in a trusted folder. */
export function changeCommands({ root, ...host }: ChangeHost): {
  readonly [name in 'review' | 'commit']: AnswerCommand;
} {
  const review = { ...host, diff: (of, signal) => allChanges(root, of, host.files, signal) } satisfies ReviewDeps;
  const commit = {
    ...host,
    change: (isAll, signal) => readStagedChange(root, isAll, host.files, signal),
  } satisfies CommitDeps;
  return {
    review: (request, signal) => reviewChanges(request, review, signal),
    commit: (request, signal) => answerCommit(request, commit, signal),
  };
}
