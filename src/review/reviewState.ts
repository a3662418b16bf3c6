import { applyHunks, findHunk as findPlace, hunksAfter, LineIndex, type Hunk, type Placement } from '../text/hunk.ts';
import { diffLines } from '../text/lineDiff.ts';
import { editorText, splitLines } from '../text/lines.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { FileChange, Proposal } from './proposal.ts';

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
  /** A new or a deleted file is one hunk, which is made whole or not at all. */
  readonly kind: 'changed' | 'created' | 'deleted';
  /** What the proposal was made against; of a new file ''. */
  readonly before: string;
  readonly hunks: readonly ReviewHunk[];
  /** What the file read, or was about to read, with the hunks accepted in each, latest last. */
  readonly seen: readonly { readonly text: FileText; readonly accepted: readonly string[] }[];
}

/** What a file reads, as an editor holds it; `undefined` when it is not there. */
export type FileText = string | undefined;

export interface ReviewHunk {
  readonly id: string;
  readonly hunk: Hunk;
  readonly status: HunkStatus;
  /** The user has changed what is proposed, so nothing that was tested speaks for it. */
  readonly isEdited?: true;
}

export type HunkStatus = 'pending' | 'accepted' | 'rejected';

export interface ReviewSummary {
  readonly hunks: number;
  readonly pending: number;
  readonly accepted: number;
  readonly rejected: number;
}

export function startReview(proposal: Proposal): ReviewState {
  const files = proposal.changes.map((change, index) => reviewFile(change, index + 1));
  return { proposal, files: files.filter((file) => file.hunks.length > 0) };
}

/** The state in which a pending hunk proposes another text. Of a file that is deleted there is nothing to edit. */
export function editHunk(state: ReviewState, id: string, text: string): ReviewState {
  const found = findHunk(state, id);
  if (!found || found.file.kind === 'deleted' || found.hunk.status !== 'pending') return state;
  const { hunk } = found.hunk;
  const plain = editorText(text);
  // Lines that stood before others still do.
  const isGlued = plain !== '' && !plain.endsWith('\n') && hunk.added.at(-1)?.endsWith('\n') !== false;
  const added = splitLines(isGlued ? `${plain}\n` : plain);
  if (added.join('') === hunk.added.join('')) return state;
  const growth = added.length - hunk.added.length;
  const edited = (each: ReviewHunk): ReviewHunk => {
    if (each.id === id) return { ...each, hunk: { ...hunk, added }, isEdited: true };
    if (each.hunk.oldStart < hunk.oldStart) return each;
    return { ...each, hunk: { ...each.hunk, newStart: each.hunk.newStart + growth } };
  };
  return {
    ...state,
    files: state.files.map((file) =>
      file === found.file
        ? {
            ...file,
            hunks: file.hunks.map(edited),
            // A text in which it was accepted as it was is none that this review makes any more.
            seen: file.seen.filter(({ accepted }) => !accepted.includes(id)),
          }
        : file,
    ),
  };
}

/** A review that goes on: these hunks were accepted when it was left. */
export function resume(started: ReviewState, accepted: readonly string[]): ReviewState {
  const state = decide(started, accepted, 'accepted');
  return {
    ...state,
    files: state.files.map((file) => {
      const own = acceptedIds(file);
      const text = file.kind === 'deleted' ? undefined : asAccepted(file).base;
      return own.length === 0 ? file : { ...file, seen: [...file.seen, { text, accepted: own }] };
    }),
  };
}

function reviewFile({ path, before: original, after: proposed }: FileChange, number: number): ReviewFile {
  const [before, after] = [original, proposed].map((text) => (text === undefined ? undefined : editorText(text)));
  const kind = before === undefined ? 'created' : after === undefined ? 'deleted' : 'changed';
  const whole: Hunk = { oldStart: 1, newStart: 1, removed: splitLines(before ?? ''), added: splitLines(after ?? '') };
  const hunks = kind === 'changed' ? diffLines(before ?? '', after ?? '') : before === after ? [] : [whole];
  return {
    path,
    kind,
    before: before ?? '',
    hunks: hunks.map((hunk, index) => ({ id: `${number}.${index + 1}`, hunk, status: 'pending' })),
    seen: [{ text: before, accepted: [] }],
  };
}

/** The state once these hunks have this status; a hunk may be decided again. */
export function decide(state: ReviewState, ids: readonly string[], status: HunkStatus): ReviewState {
  const decided = new Set(ids);
  return withHunks(state, (hunk) => (decided.has(hunk.id) ? status : hunk.status));
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

/**
 * The pending hunk after or before this one, across files and round the ends; the first or last without one.
 * @param but what is as good as decided
 */
export function pendingBeside(
  state: ReviewState,
  id: string | undefined,
  step: 1 | -1,
  but: ReadonlySet<string> = new Set(),
): string | undefined {
  const hunks = allHunks(state);
  const at = hunks.findIndex((hunk) => hunk.id === id);
  const from = at < 0 && step < 0 ? 0 : at;
  for (let i = 1; i <= hunks.length; i++) {
    const hunk = hunks[(from + step * i + hunks.length * 2) % hunks.length]!;
    if (hunk.status === 'pending' && !but.has(hunk.id)) return hunk.id;
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
  const { base, lines, moved } = asAccepted(file);
  const wanted = new Set(ids);
  const subjects = file.hunks.flatMap(({ id }, i) => (wanted.has(id) ? [{ id, hunk: moved[i]! }] : []));
  if (base === current) return new Map(subjects.map(({ id, hunk }) => [id, { kind: 'fits', hunk }]));
  const index = indexOf(current);
  return new Map(subjects.map(({ id, hunk }) => [id, findPlace(hunk, lines, index)]));
}

/**
 * The state of a file that reads `current`, whoever changed it: an undo makes a hunk pending again, a redo
 * accepts it again. What the text does not tell stays as it was.
 */
export function observe(state: ReviewState, path: WorkspacePath, current: FileText): ReviewState {
  const file = state.files.find((each) => each.path === path);
  if (!file) return state;
  const accepted = new Set(acceptedIn(file, current));
  if (file.hunks.every((hunk) => accepted.has(hunk.id) === (hunk.status === 'accepted'))) return state;
  return withHunks(state, (hunk, owner) => {
    if (owner !== file || accepted.has(hunk.id) === (hunk.status === 'accepted')) return hunk.status;
    return accepted.has(hunk.id) ? 'accepted' : 'pending';
  });
}

/** Remembers what a file is about to read, so that undo and redo are recognised by the whole text. */
export function expect(
  state: ReviewState,
  path: WorkspacePath,
  text: FileText,
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

/** Whether a part of what is proposed for a file was accepted, and another part was not, or not yet. */
export function isPartlyAccepted(file: ReviewFile): boolean {
  const accepted = acceptedIds(file).length;
  return accepted > 0 && accepted < file.hunks.length;
}

export function acceptedIds(file: ReviewFile): string[] {
  return file.hunks.filter((each) => each.status === 'accepted').map(idOf);
}

interface Accepted {
  /** The text with what is accepted made in it. */
  readonly base: string;
  readonly lines: readonly string[];
  /** Where every hunk stands there. */
  readonly moved: readonly Hunk[];
}

/** Asked for the same file again and again while somebody types into it. */
const known = new WeakMap<ReviewFile, Accepted>();
let latest: { readonly text: string; readonly index: LineIndex } | undefined;

function asAccepted(file: ReviewFile): Accepted {
  const found = known.get(file);
  if (found) return found;
  const accepted = hunksOf(file, 'accepted');
  const all = file.hunks.map((each) => each.hunk);
  const base = applyHunks(file.before, accepted);
  const made = { base, lines: splitLines(base), moved: hunksAfter(accepted, all) };
  known.set(file, made);
  return made;
}

function indexOf(text: string): LineIndex {
  if (latest?.text !== text) latest = { text, index: new LineIndex(text) };
  return latest.index;
}

/** The hunks that a file which reads `current` has. */
function acceptedIn(file: ReviewFile, current: FileText): readonly string[] {
  const seen = file.seen.findLast((each) => each.text === current);
  if (seen) return seen.accepted;
  switch (file.kind) {
    case 'created':
      return current === undefined ? [] : acceptedIds(file);
    case 'deleted':
      return current === undefined ? file.hunks.map(idOf) : [];
    case 'changed':
      return current === undefined ? acceptedIds(file) : acceptedByLines(file, current);
  }
}

/** A hunk whose new lines are in their place has been made, one whose old lines are there has not. */
function acceptedByLines(file: ReviewFile, current: string): string[] {
  const { base, lines, moved } = asAccepted(file);
  if (base === current) return acceptedIds(file);
  const index = indexOf(current);
  const reads = (hunk: Hunk, wanted: readonly string[], standing: number): boolean =>
    findPlace({ ...hunk, removed: wanted }, lines, index, standing).kind === 'fits';
  return file.hunks
    .filter(({ status }, i) => {
      const hunk = moved[i]!;
      const standing = (status === 'accepted' ? hunk.added : hunk.removed).length;
      const isOpen = reads(hunk, hunk.removed, standing);
      const isMade = reads(hunk, hunk.added, standing);
      return isOpen === isMade ? status === 'accepted' : isMade;
    })
    .map(idOf);
}

function hunksOf(file: ReviewFile, status: HunkStatus): Hunk[] {
  return file.hunks.filter((each) => each.status === status).map((each) => each.hunk);
}

function idOf(hunk: ReviewHunk): string {
  return hunk.id;
}

/** Files in which nothing changes stay the very same. */
function withHunks(state: ReviewState, statusOf: (hunk: ReviewHunk, file: ReviewFile) => HunkStatus): ReviewState {
  return {
    ...state,
    files: state.files.map((file) => {
      const hunks = file.hunks.map((hunk) => {
        const status = statusOf(hunk, file);
        return status === hunk.status ? hunk : { ...hunk, status };
      });
      return hunks.every((hunk, i) => hunk === file.hunks[i]) ? file : { ...file, hunks };
    }),
  };
}
