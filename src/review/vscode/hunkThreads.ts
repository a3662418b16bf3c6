import * as vscode from 'vscode';
import { describeEvidence, evidenceDetails, shortVerdict, type EvidenceDetail } from '../evidenceText.ts';
import type { FileView } from '../fileView.ts';
import type { ReviewFile, ReviewState } from '../reviewState.ts';
import { sideUri } from './diffDocuments.ts';
import type { ReviewSession } from './reviewSession.ts';

/**
 * The blocks inside a diff: the evidence at its head and one with the actions at each pending hunk.
 * They are comment threads, so that keyboard, screen reader and theme treat them as the editor's own.
 */
export class HunkThreads implements vscode.Disposable {
  readonly #controller = vscode.comments.createCommentController('touchstone.review', 'Touchstone Review');
  /** By virtual document and place in the review, so that what stays is not drawn anew. */
  readonly #threads = new Map<string, ShownThread>();

  /** Draws the blocks of the files whose diff is open. */
  refresh(session: ReviewSession | undefined, isOpen: (uri: vscode.Uri) => boolean): void {
    const wanted = new Map<string, Block>();
    for (const file of session?.state.files ?? []) {
      if (!session) continue;
      const uri = sideUri(session, file, 'after');
      if (!isOpen(uri)) continue;
      for (const block of blocksOf(session, file, uri)) wanted.set(`${uri.toString()} ${block.id}`, block);
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
  return [
    head,
    ...view.shown.map(({ id, hunk }): Block => ({
      id,
      hunkId: id,
      uri,
      line: Math.max(0, hunk.newStart + hunk.added.length - 2),
      label: `${hunkName(session.state, id)} · pending · ${shortVerdict(evidence)}`,
      lines: [['Keys', 'Alt+Y accepts, Alt+N rejects']],
    })),
  ];
}

/** "Hunk 2 of 3" */
function hunkName(state: ReviewState, id: string): string {
  const ids = state.files.flatMap((file) => file.hunks.map((hunk) => hunk.id));
  return `Hunk ${ids.indexOf(id) + 1} of ${ids.length}`;
}

/** What was verified is not what would be accepted when the file has changed since; that must be said. */
function staleness(session: ReviewSession, file: ReviewFile, view: FileView): EvidenceDetail[] {
  const details: EvidenceDetail[] = [];
  if (!session.isAsTested(file)) {
    details.push(['Warning', 'this file has changed since the tests ran, so they say less about it now.']);
  }
  for (const id of view.stuck) {
    details.push(['Warning', `${hunkName(session.state, id)} no longer fits the file and cannot be accepted.`]);
  }
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
