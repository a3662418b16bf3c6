import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Review } from '../../review/vscode/register.ts';
import { shownText } from '../../text/shownText.ts';
import { sentence } from '../markdown.ts';
import { severityNames, type ReviewFinding } from '../review/finding.ts';
import { movedLine } from '../review/movedLine.ts';
import { proposalOfFix, type ApplyWorld } from './applyCode.ts';

interface ShownFinding {
  readonly thread: vscode.CommentThread;
  readonly folder: vscode.WorkspaceFolder;
  readonly finding: ReviewFinding;
}

/** What a review has found, as the editor's own comments: at the line, in the Comments view, and by its keys. */
export class FindingThreads implements Disposable {
  readonly #store = new DisposableStore();
  readonly #controller = vscode.comments.createCommentController('touchstone.findings', 'Touchstone Findings');
  readonly #review: Pick<Review, 'open'>;
  readonly #world: (folder: vscode.WorkspaceFolder) => ApplyWorld;
  #shown: readonly ShownFinding[] = [];

  constructor(review: Pick<Review, 'open'>, world: (folder: vscode.WorkspaceFolder) => ApplyWorld) {
    this.#review = review;
    this.#world = world;
    this.#store.add(this.#controller);
    this.#store.add(vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)));
  }

  /** In place of what was shown before. */
  show(folder: vscode.WorkspaceFolder, findings: readonly ReviewFinding[]): void {
    for (const { thread } of this.#shown) thread.dispose();
    this.#keep(
      findings.map((finding, at) => ({ thread: this.#draw(folder, finding, at, findings.length), folder, finding })),
    );
  }

  /** @param given the thread, where the editor names one; else the one at the cursor is meant */
  resolve(given: unknown, isResolved: boolean): void {
    const shown = this.#meant(given);
    if (!shown) return;
    const { thread } = shown;
    thread.state = isResolved ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
    thread.contextValue = contextOf(shown.finding, isResolved);
    thread.collapsibleState = isResolved
      ? vscode.CommentThreadCollapsibleState.Collapsed
      : vscode.CommentThreadCollapsibleState.Expanded;
  }

  remove(given: unknown): void {
    const shown = this.#meant(given);
    if (!shown) return;
    shown.thread.dispose();
    this.#keep(this.#shown.filter((one) => one !== shown));
  }

  removeAll(): void {
    for (const { thread } of this.#shown) thread.dispose();
    this.#keep([]);
  }

  /** What it proposes, in review. Nothing is written before it is accepted there. */
  async openChange(given: unknown): Promise<void> {
    const shown = this.#meant(given);
    if (!shown) return;
    const { folder, finding } = shown;
    const { fix } = finding;
    if (!fix) return say('No fix is proposed for this finding. Ask for one in the chat, or edit the line.');
    try {
      await this.#review.open([await proposalOfFix({ ...finding, fix }, this.#world(folder))]);
    } catch (error) {
      say(describeError(error));
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #keep(shown: readonly ShownFinding[]): void {
    this.#shown = shown;
    void vscode.commands.executeCommand('setContext', 'touchstone.findings', shown.length > 0);
  }

  #draw(folder: vscode.WorkspaceFolder, finding: ReviewFinding, at: number, count: number): vscode.CommentThread {
    const uri = vscode.Uri.joinPath(folder.uri, finding.path);
    const range = new vscode.Range(finding.line - 1, 0, finding.line - 1, 0);
    const name = severityNames[finding.severity];
    const body = new vscode.MarkdownString(sentence(shownText(finding.message)));
    const thread = this.#controller.createCommentThread(uri, range, [
      { body, mode: vscode.CommentMode.Preview, author: { name: 'Touchstone' }, label: name },
    ]);
    thread.canReply = false;
    thread.label = `${name} · finding ${at + 1} of ${count}`;
    thread.state = vscode.CommentThreadState.Unresolved;
    thread.contextValue = contextOf(finding, false);
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    return thread;
  }

  /** Where there is none the user is told so. */
  #meant(given: unknown): ShownFinding | undefined {
    const found = this.#shown.find(({ thread }) => thread === given) ?? this.#atCursor();
    if (!found)
      say('No finding of a review is at the cursor. Put it on the line of one; the Comments view lists them all.');
    return found;
  }

  #atCursor(): ShownFinding | undefined {
    const editor = vscode.window.activeTextEditor;
    const line = editor?.selection.active.line;
    return this.#shown.find(
      ({ thread }) => thread.uri.toString() === editor?.document.uri.toString() && thread.range?.start.line === line,
    );
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    for (const { thread } of this.#shown) {
      if (thread.uri.toString() !== uri || !thread.range) continue;
      const old = thread.range.start.line;
      const line = contentChanges.reduce(
        (at, { range: { start, end }, text }) =>
          movedLine(at, { start: start.line, end: end.line, breaks: text.split('\n').length - 1 }),
        old,
      );
      if (line !== old) thread.range = new vscode.Range(line, 0, line, 0);
    }
  }
}

function say(text: string): void {
  void vscode.window.showWarningMessage(text);
}

const contextOf = ({ fix }: ReviewFinding, isResolved: boolean): string =>
  [isResolved ? 'resolved' : 'open', ...(fix ? ['fix'] : [])].join(' ');
