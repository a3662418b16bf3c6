import * as vscode from 'vscode';
import { badgesOf } from '../badges.ts';
import {
  describeEvidence,
  evidenceDetails,
  faultWords,
  shortVerdict,
  wholeFileWords,
  type EvidenceDetail,
} from '../evidenceText.ts';
import type { FileView } from '../fileView.ts';
import type { ReviewFile, ReviewState } from '../reviewState.ts';
import { hunkAtCursor, sideUri } from './diffDocuments.ts';
import type { ReviewSession } from './reviewSession.ts';

/**
 * The blocks inside a diff: the evidence at its head and one with the actions at each pending hunk.
 * They are comment threads, so that keyboard, screen reader and theme treat them as the editor's own.
 */
export class HunkThreads implements vscode.Disposable {
  readonly #controller = vscode.comments.createCommentController('touchstone.review', 'Touchstone Review');
  /** By virtual document and place in the review, so that what stays is not drawn anew. */
  readonly #threads = new Map<string, ShownThread>();
  /** By virtual document, the hunk that the cursor was at last. */
  readonly #cursors = new Map<string, string>();

  /**
   * Draws the blocks of the files whose diff is open. Of many hunks only the one at the cursor has its block: each costs
   * the editor as much as a small editor does.
   */
  refresh(session: ReviewSession | undefined, isOpen: (uri: vscode.Uri) => boolean): void {
    const wanted = new Map<string, Block>();
    for (const file of session?.state.files ?? []) {
      if (!session) continue;
      const uri = sideUri(session, file, 'after');
      if (!isOpen(uri)) continue;
      const blocks = blocksOf(session, file, uri);
      const isFew = blocks.length <= fewBlocks;
      const at = isFew ? undefined : this.#atCursor(session, uri, blocks);
      for (const block of blocks)
        if (isFew || block.hunkId === undefined || block.hunkId === at)
          wanted.set(`${uri.toString()} ${block.id}`, block);
    }
    for (const [key, { thread }] of this.#threads) {
      if (wanted.has(key)) continue;
      thread.dispose();
      this.#threads.delete(key);
    }
    for (const [key, block] of wanted) this.#draw(key, block);
  }

  /** The hunk that a thread, handed to a command by the editor, is about. */
  hunkOf(thread: unknown): string | undefined {
    return [...this.#threads.values()].find((each) => each.thread === thread)?.hunkId;
  }

  dispose(): void {
    this.#controller.dispose();
    this.#threads.clear();
  }

  /** The hunk of a diff that the cursor is at, or was when the diff had the focus; the first one before that. */
  #atCursor(session: ReviewSession, uri: vscode.Uri, blocks: readonly Block[]): string | undefined {
    const key = uri.toString();
    const isActive = vscode.window.activeTextEditor?.document.uri.toString() === key;
    const now = isActive ? hunkAtCursor(session) : undefined;
    if (now !== undefined) this.#cursors.set(key, now);
    const last = this.#cursors.get(key);
    return blocks.some(({ hunkId }) => hunkId === last) ? last : blocks.find(({ hunkId }) => hunkId)?.hunkId;
  }

  #draw(key: string, block: Block): void {
    const range = new vscode.Range(block.line, 0, block.line, 0);
    const shown = this.#threads.get(key);
    if (shown) {
      if (!shown.thread.range?.isEqual(range)) shown.thread.range = range;
      if (shown.text !== textOf(block)) {
        shown.thread.label = block.label;
        shown.thread.comments = commentsOf(block);
        shown.text = textOf(block);
      }
      return;
    }
    const thread = this.#controller.createCommentThread(block.uri, range, commentsOf(block));
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    thread.contextValue = block.hunkId === undefined ? 'evidence' : 'hunk';
    thread.label = block.label;
    this.#threads.set(key, { thread, text: textOf(block), hunkId: block.hunkId });
  }
}

const fewBlocks = 24;

interface ShownThread {
  readonly thread: vscode.CommentThread;
  text: string;
  readonly hunkId: string | undefined;
}

interface Block {
  readonly id: string;
  readonly hunkId: string | undefined;
  readonly uri: vscode.Uri;
  /** The line, counted from 0, that the block stands below. */
  readonly line: number;
  readonly label: string;
  readonly lines: readonly EvidenceDetail[];
}

function blocksOf(session: ReviewSession, file: ReviewFile, uri: vscode.Uri): Block[] {
  const view = session.view(file);
  const { evidence } = session.proposal;
  const head: Block = {
    id: 'evidence',
    hunkId: undefined,
    uri,
    line: 0,
    label: describeEvidence(evidence).join(' · '),
    lines: [...evidenceDetails(evidence), ...staleness(session, file, view)],
  };
  const names = hunkNames(session.state);
  const hunks = new Map(file.hunks.map((each) => [each.id, each]));
  return [
    head,
    ...view.shown
      .filter(({ id }) => !session.accepting.has(id))
      .map(({ id, hunk }): Block => {
        const own = hunks.get(id);
        const badges = own ? badgesOf(file, own, evidence) : [];
        return {
          id,
          hunkId: id,
          uri,
          line: Math.max(0, hunk.newStart + hunk.added.length - 2),
          label: [
            names.get(id),
            wholeFileWords(file.kind),
            ...badges,
            'pending',
            own?.isEdited ? undefined : shortVerdict(evidence),
          ]
            .filter((part) => part !== undefined)
            .join(' · '),
          lines: [['Keys', `Alt+Y accepts, Alt+N rejects${file.kind === 'deleted' ? '' : ', Alt+E edits'}`]],
        };
      }),
  ];
}

/** "Hunk 2 of 3" */
function hunkNames(state: ReviewState): ReadonlyMap<string, string> {
  const ids = state.files.flatMap((file) => file.hunks.map((hunk) => hunk.id));
  return new Map(ids.map((id, at) => [id, `Hunk ${at + 1} of ${ids.length}`]));
}

/** What was verified is not what would be accepted when the file has changed since; that must be said. */
function staleness(session: ReviewSession, file: ReviewFile, view: FileView): EvidenceDetail[] {
  const details: EvidenceDetail[] = [];
  if (!session.isAsTested(file)) {
    details.push(['Warning', 'this file has changed since the tests ran, so they say less about it now.']);
  }
  const names = hunkNames(session.state);
  for (const id of view.stuck)
    details.push(['Warning', `${names.get(id)} no longer fits the file and cannot be accepted.`]);
  const fault = session.faultIn(file);
  if (fault) details.push(['Warning', `with what you have accepted so far this file ${faultWords(fault)}.`]);
  return details;
}

/**
 * A line is a comment by an "author" that is its heading. Comments have no body, for a body makes the editor
 * open its Comments panel over the code that is to be reviewed.
 */
function commentsOf({ lines }: Block): vscode.Comment[] {
  return lines.map(([name, label]) => ({ body: '', mode: vscode.CommentMode.Preview, author: { name }, label }));
}

function textOf({ label, lines }: Block): string {
  return [label, ...lines.flat()].join('\n');
}
