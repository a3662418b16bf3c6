import type { Proposal } from './proposal.ts';
import { decide, editHunk, resume, startReview, type HunkStatus, type ReviewState } from './reviewState.ts';

/** An open review as it is kept for the next start of the window. */
export interface OpenReview {
  readonly version: 1;
  readonly proposals: readonly [Proposal, ...Proposal[]];
  /** The place of the proposal on show. */
  readonly shown: number;
  /** Hunks that are decided, by their id. */
  readonly decided: Readonly<Record<string, Exclude<HunkStatus, 'pending'>>>;
  /** What the user wants in place of what was proposed, by the hunk's id. */
  readonly edited: Readonly<Record<string, string>>;
}

export function openReviewOf(proposals: readonly [Proposal, ...Proposal[]], state: ReviewState): OpenReview {
  const decided: Record<string, Exclude<HunkStatus, 'pending'>> = {};
  for (const { id, status } of state.files.flatMap((file) => file.hunks))
    if (status !== 'pending') decided[id] = status;
  const edited: Record<string, string> = {};
  for (const { id, hunk, isEdited } of state.files.flatMap((file) => file.hunks))
    if (isEdited) edited[id] = hunk.added.join('');
  return { version: 1, proposals, shown: proposals.indexOf(state.proposal), decided, edited };
}

/** The review as it was left. What the files read by now is for whoever reads them to tell it. */
export function resumedState({ proposals, shown, decided, edited }: OpenReview): ReviewState {
  const having = (status: HunkStatus): string[] => Object.keys(decided).filter((id) => decided[id] === status);
  const started = startReview(proposals[shown] ?? proposals[0]);
  const open = Object.entries(edited).reduce((state, [id, text]) => editHunk(state, id, text), started);
  return decide(resume(open, having('accepted')), having('rejected'), 'rejected');
}

/** Why a record cannot be taken up again; undefined when it can. */
export function faultOf(record: unknown): string | undefined {
  if (!isObject(record)) return 'it is damaged';
  if (record['version'] !== 1) return 'it was written by another version';
  const { proposals, shown, decided, edited } = record;
  if (!Array.isArray(proposals) || proposals.length === 0 || !proposals.every(isProposal)) return 'it is damaged';
  if (!Number.isInteger(shown) || !(Number(shown) in proposals)) return 'it is damaged';
  if (!isObject(decided) || !Object.values(decided).every((each) => each === 'accepted' || each === 'rejected'))
    return 'it is damaged';
  if (!isObject(edited) || !Object.values(edited).every(isText)) return 'it is damaged';
  return undefined;
}

function isProposal(proposal: unknown): boolean {
  if (!isObject(proposal)) return false;
  const { id, root, title, changes, evidence, command } = proposal;
  return (
    [id, root, title].every(isText) &&
    Array.isArray(changes) &&
    changes.every(isChange) &&
    isEvidence(evidence) &&
    (command === undefined || isObject(command))
  );
}

function isChange(change: unknown): boolean {
  if (!isObject(change)) return false;
  const { path, before, after } = change;
  return isText(path) && [before, after].every((each) => each === undefined || isText(each));
}

function isEvidence(evidence: unknown): boolean {
  if (!isObject(evidence)) return false;
  const { verdict, command, fixed, stillPassing, stillFailing, flaky, candidates, seconds, warnings } = evidence;
  const { written = [], runBy = [], newPassing = 0 } = evidence;
  return (
    ['verified', 'partial', 'untested'].includes(String(verdict)) &&
    isText(command) &&
    [fixed, stillFailing, flaky, warnings, written].every((list) => Array.isArray(list) && list.every(isText)) &&
    [stillPassing, newPassing, seconds].every((each) => typeof each === 'number') &&
    Array.isArray(runBy) &&
    runBy.every((each) => isObject(each) && isText(each['path']) && typeof each['tests'] === 'number') &&
    isObject(candidates) &&
    ['generated', 'parsed', 'run', 'passed'].every((key) => typeof candidates[key] === 'number')
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
