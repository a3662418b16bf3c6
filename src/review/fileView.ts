import { applyHunks, hunkEdits, type Hunk, type Placement } from '../text/hunk.ts';
import type { TextEdit } from '../text/edit.ts';
import { placeHunks, type FileText, type ReviewFile } from './reviewState.ts';

/** What the two sides of a file's diff read: the file as it is now, and with its pending hunks made. */
export interface FileView {
  readonly left: string;
  readonly right: string;
  /** The pending hunks that fit, in order, where they stand in `left` (`oldStart`) and `right` (`newStart`). */
  readonly shown: readonly { readonly id: string; readonly hunk: Hunk }[];
  /** The pending hunks that have no one place in the file any more. */
  readonly stuck: readonly string[];
}

export function viewFile(file: ReviewFile, current: FileText): FileView {
  const pending = file.hunks.filter((each) => each.status === 'pending').map((each) => each.id);
  if (file.kind !== 'changed') return viewWholeFile(file, current, pending);
  if (current === undefined) return { left: '', right: '', shown: [], stuck: pending };
  const { fitting, stuck } = sortOut(placeHunks(file, current, pending));
  let growth = 0;
  const shown = fitting.map(({ id, hunk }) => {
    const newStart = hunk.oldStart + growth;
    growth += hunk.added.length - hunk.removed.length;
    return { id, hunk: { ...hunk, newStart } };
  });
  const hunks = shown.map((each) => each.hunk);
  return { left: current, right: applyHunks(current, hunks), shown, stuck: stuck.map((each) => each.id) };
}

/** A file that is to come or to go: it fits as long as nobody else has made it or changed it. */
function viewWholeFile(file: ReviewFile, current: FileText, pending: readonly string[]): FileView {
  const left = current ?? '';
  const [only] = file.hunks;
  if (!only || pending.length === 0) return { left, right: left, shown: [], stuck: [] };
  if (!isAsProposed(file, current)) return { left, right: left, shown: [], stuck: pending };
  return { left, right: only.hunk.added.join(''), shown: [only], stuck: [] };
}

/** Of a new or deleted file: whether it is as absent, or as unchanged, as the proposal took it to be. */
function isAsProposed({ kind, before }: ReviewFile, current: FileText): boolean {
  return kind === 'created' ? current === undefined : current === before;
}

/** What accepting hunks of one file would do to it, or why it cannot be done. */
export type AcceptPlan =
  | {
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      readonly hunks: readonly Hunk[];
      readonly after: string;
    }
  | { readonly kind: 'create'; readonly after: string }
  | { readonly kind: 'delete'; readonly after: undefined }
  | { readonly kind: 'refused'; readonly reason: RefusedPlan };

/** `missing`: the file is not there any more; `came`: somebody has made it; `touched`: it is not what is to be deleted. */
export type RefusedPlan = 'gone' | 'ambiguous' | 'overlap' | 'missing' | 'came' | 'touched';

/** Plans to accept these hunks in the file as it reads now: all of them or none. */
export function planAccept(file: ReviewFile, current: FileText, ids: readonly string[]): AcceptPlan {
  if (file.kind !== 'changed') {
    if (isAsProposed(file, current))
      return file.kind === 'deleted'
        ? { kind: 'delete', after: undefined }
        : { kind: 'create', after: (file.hunks[0]?.hunk.added ?? []).join('') };
    const reason = file.kind === 'created' ? 'came' : current === undefined ? 'missing' : 'touched';
    return { kind: 'refused', reason };
  }
  if (current === undefined) return { kind: 'refused', reason: 'missing' };
  const placements = placeHunks(file, current, ids);
  for (const placement of placements.values()) {
    if (placement.kind !== 'fits') return { kind: 'refused', reason: placement.kind };
  }
  const { fitting, stuck } = sortOut(placements);
  if (stuck.length > 0) return { kind: 'refused', reason: 'overlap' };
  const hunks = fitting.map((each) => each.hunk);
  return { kind: 'edits', edits: hunkEdits(current, hunks), hunks, after: applyHunks(current, hunks) };
}

interface Placed {
  readonly id: string;
  readonly hunk: Hunk;
}

/** Those that fit, in order and apart; the rest is stuck, one that meets another included. */
function sortOut(placements: ReadonlyMap<string, Placement>): { fitting: Placed[]; stuck: { id: string }[] } {
  const fitting: Placed[] = [];
  const stuck: { id: string }[] = [];
  const placed = [...placements].flatMap(([id, placement]): Placed[] => {
    if (placement.kind === 'fits') return [{ id, hunk: placement.hunk }];
    stuck.push({ id });
    return [];
  });
  for (const each of placed.sort((a, b) => a.hunk.oldStart - b.hunk.oldStart)) {
    const last = fitting.at(-1)?.hunk;
    if (last && each.hunk.oldStart <= last.oldStart + last.removed.length) stuck.push({ id: each.id });
    else fitting.push(each);
  }
  return { fitting, stuck };
}
