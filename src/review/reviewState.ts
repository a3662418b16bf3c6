import { applyHunks, hunksAfter, inverse, placeHunk, type Hunk, type Placement } from '../text/hunk.ts';
import { diffLines } from '../text/lineDiff.ts';
import { editorText } from '../text/lines.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { Proposal } from './proposal.ts';

/**
 * Where a review stands: every hunk of one proposal and what was decided about it.
 * Texts are as an editor holds them (`editorText`), so a hunk's lines are the editor's lines.
 */
export interface ReviewState {
  readonly proposal: Proposal;
  readonly files: readonly ReviewFile[];
}

export interface ReviewFile {
  readonly path: WorkspacePath;
  /** What the proposal was made against. */
  readonly before: string;
  readonly hunks: readonly ReviewHunk[];
  /** Texts that the file had, or was about to get, with the hunks accepted in each, latest last. */
  readonly seen: readonly { readonly text: string; readonly accepted: readonly string[] }[];
}

export interface ReviewHunk {
  readonly id: string;
  readonly hunk: Hunk;
  readonly status: HunkStatus;
}

export type HunkStatus = 'pending' | 'accepted' | 'rejected';

export interface ReviewSummary {
  readonly hunks: number;
  readonly pending: number;
  readonly accepted: number;
  readonly rejected: number;
}

export function startReview(proposal: Proposal): ReviewState {
  const files = proposal.changes.map(({ path, before: original, after }, fileIndex): ReviewFile => {
    const before = editorText(original);
    const hunks = diffLines(before, editorText(after)).map((hunk, index): ReviewHunk => ({
      id: `${fileIndex + 1}.${index + 1}`,
      hunk,
      status: 'pending',
    }));
    return { path, before, hunks, seen: [{ text: before, accepted: [] }] };
  });
  return { proposal, files: files.filter((file) => file.hunks.length > 0) };
}

/** The state once these hunks have this status; a hunk may be decided again. */
export function decide(state: ReviewState, ids: readonly string[], status: HunkStatus): ReviewState {
  return withHunks(state, (hunk) => (ids.includes(hunk.id) ? status : hunk.status));
}

export function findHunk(state: ReviewState, id: string): { file: ReviewFile; hunk: ReviewHunk } | undefined {
  for (const file of state.files) {
    const hunk = file.hunks.find((each) => each.id === id);
    if (hunk) return { file, hunk };
  }
  return undefined;
}

function allHunks(state: ReviewState): ReviewHunk[] {
  return state.files.flatMap((file) => file.hunks);
}

export function pendingIds(state: ReviewState): string[] {
  return allHunks(state)
    .filter((hunk) => hunk.status === 'pending')
    .map((hunk) => hunk.id);
}

/** The pending hunk after or before this one, across files and round the ends; the first or last without one. */
export function pendingBeside(state: ReviewState, id: string | undefined, step: 1 | -1): string | undefined {
  const hunks = allHunks(state);
  const at = hunks.findIndex((hunk) => hunk.id === id);
  const from = at < 0 && step < 0 ? 0 : at;
  for (let i = 1; i <= hunks.length; i++) {
    const hunk = hunks[(from + step * i + hunks.length * 2) % hunks.length]!;
    if (hunk.status === 'pending') return hunk.id;
  }
  return undefined;
}

export function summarise(state: ReviewState): ReviewSummary {
  const hunks = allHunks(state);
  const count = (status: HunkStatus) => hunks.filter((hunk) => hunk.status === status).length;
  return { hunks: hunks.length, pending: count('pending'), accepted: count('accepted'), rejected: count('rejected') };
}

export function isDone(state: ReviewState): boolean {
  return pendingIds(state).length === 0;
}

/** Where each of these hunks goes in the file as it reads now. */
export function placeHunks(file: ReviewFile, current: string, ids: readonly string[]): ReadonlyMap<string, Placement> {
  const base = applyHunks(file.before, hunksOf(file, 'accepted'));
  const moved = hunksAfter(
    hunksOf(file, 'accepted'),
    file.hunks.map((each) => each.hunk),
  );
  return new Map(
    file.hunks.flatMap((each, i): [string, Placement][] =>
      ids.includes(each.id) ? [[each.id, placeHunk(moved[i]!, base, current)]] : [],
    ),
  );
}

/**
 * The state of a file that reads `current`, whoever changed it: an undo makes a hunk pending again, a redo
 * accepts it again. What the text does not tell stays as it was.
 */
export function observe(state: ReviewState, path: WorkspacePath, current: string): ReviewState {
  const file = state.files.find((each) => each.path === path);
  if (!file) return state;
  const known = file.seen.findLast((each) => each.text === current);
  const accepted = known ? known.accepted : file.hunks.filter((each) => readsAccepted(file, each, current)).map(idOf);
  return withHunks(state, (hunk, owner) => {
    if (owner !== file || accepted.includes(hunk.id) === (hunk.status === 'accepted')) return hunk.status;
    return accepted.includes(hunk.id) ? 'accepted' : 'pending';
  });
}

/** Remembers what a file is about to read, so that undo and redo are recognised by the whole text. */
export function expect(
  state: ReviewState,
  path: WorkspacePath,
  text: string,
  accepted: readonly string[],
): ReviewState {
  const remembered = 40;
  return {
    ...state,
    files: state.files.map((file) =>
      file.path === path ? { ...file, seen: [...file.seen, { text, accepted }].slice(-remembered) } : file,
    ),
  };
}

export function acceptedIds(file: ReviewFile): string[] {
  return file.hunks.filter((each) => each.status === 'accepted').map(idOf);
}

function readsAccepted(file: ReviewFile, subject: ReviewHunk, current: string): boolean {
  const others = file.hunks.filter((each) => each.status === 'accepted' && each !== subject).map((each) => each.hunk);
  const without = applyHunks(file.before, others);
  const [open] = hunksAfter(others, [subject.hunk]);
  const fits = (hunk: Hunk, base: string) => placeHunk(hunk, base, current).kind === 'fits';
  const reads = { open: fits(open!, without), made: fits(inverse(open!), applyHunks(without, [open!])) };
  return reads.open === reads.made ? subject.status === 'accepted' : reads.made;
}

function hunksOf(file: ReviewFile, status: HunkStatus): Hunk[] {
  return file.hunks.filter((each) => each.status === status).map((each) => each.hunk);
}

function idOf(hunk: ReviewHunk): string {
  return hunk.id;
}

function withHunks(state: ReviewState, statusOf: (hunk: ReviewHunk, file: ReviewFile) => HunkStatus): ReviewState {
  return {
    ...state,
    files: state.files.map((file) => ({
      ...file,
      hunks: file.hunks.map((hunk) => ({ ...hunk, status: statusOf(hunk, file) })),
    })),
  };
}
