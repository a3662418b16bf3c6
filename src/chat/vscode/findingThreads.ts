import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Review } from '../../review/vscode/register.ts';
import { shownText } from '../../text/shownText.ts';
import { sentence } from '../markdown.ts';
import { severityNames, type ReviewFinding } from '../review/finding.ts';
import { lineAgain, movedLine } from '../review/movedLine.ts';
import { proposalOfFix, type ApplyWorld } from './applyCode.ts';
import { keepFindings, keptFindings, type KeptFinding } from './keptFindings.ts';

interface ShownFinding {
  readonly thread: vscode.CommentThread;
  readonly folder: vscode.WorkspaceFolder;
  readonly finding: ReviewFinding;
}

/** Where it is, from 0, and which of how many. */
interface Standing {
  readonly line: number;
  readonly at: number;
  readonly count: number;
}

/**
 * What a review has found, as the editor's own comments: at the line, in the Comments view, and by its keys. They are
 * there again in the next window, until they are removed or another review takes their place.
 */
export class FindingThreads implements Disposable {
  readonly #store = new DisposableStore();
  readonly #controller = vscode.comments.createCommentController('touchstone.findings', 'Touchstone Findings');
  readonly #review: Pick<Review, 'open'>;
  readonly #world: (folder: vscode.WorkspaceFolder) => ApplyWorld;
  readonly #state: vscode.Memento;
  #shown: readonly ShownFinding[] = [];
  #writing: NodeJS.Timeout | undefined;
  /** The user or a review has decided what is shown: nothing of another window comes any more. */
  #isDecided = false;

  /** @param state of this workspace */
  constructor(
    review: Pick<Review, 'open'>,
    world: (folder: vscode.WorkspaceFolder) => ApplyWorld,
    state: vscode.Memento,
  ) {
    this.#review = review;
    this.#world = world;
    this.#state = state;
    this.#store.add(this.#controller);
    this.#store.add(vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)));
    this.#store.add({ dispose: () => clearTimeout(this.#writing) });
    void this.#restore();
  }

  /** In place of what was shown before. */
  show(folder: vscode.WorkspaceFolder, findings: readonly ReviewFinding[]): void {
    for (const { thread } of this.#shown) thread.dispose();
    this.#keep(
      findings.map((finding, at) => ({
        thread: this.#draw(folder, finding, { line: finding.line - 1, at, count: findings.length }),
        ...{ folder, finding },
      })),
    );
  }

  /** @param given the thread, where the editor names one; else the one at the cursor is meant */
  resolve(given: unknown, isResolved: boolean): void {
    const shown = this.#meant(given);
    if (!shown) return;
    mark(shown, isResolved);
    this.#writeSoon();
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
    this.#isDecided = true;
    this.#show(shown);
    this.#writeSoon();
  }

  #show(shown: readonly ShownFinding[]): void {
    this.#shown = shown;
    void vscode.commands.executeCommand('setContext', 'touchstone.findings', shown.length > 0);
  }

  async #restore(): Promise<void> {
    const kept = keptFindings(this.#state);
    const found: [KeptFinding, vscode.WorkspaceFolder, number][] = [];
    for (const one of kept) {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === one.folder);
      const text = folder && (await textOf(vscode.Uri.joinPath(folder.uri, one.finding.path)));
      const line = text === undefined ? undefined : lineAgain(text.split('\n'), one.line, one.text);
      if (folder && line !== undefined) found.push([one, folder, line]);
    }
    if (this.#isDecided) return;
    this.#show(
      found.map(([{ finding, isResolved }, folder, line], at) => {
        const shown = { thread: this.#draw(folder, finding, { line, at, count: found.length }), folder, finding };
        if (isResolved) mark(shown, true);
        return shown;
      }),
    );
  }

  #writeSoon(): void {
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => void this.#write(), writtenMs);
  }

  async #write(): Promise<void> {
    const kept: KeptFinding[] = [];
    for (const { thread, folder, finding } of this.#shown) {
      const line = thread.range?.start.line ?? finding.line - 1;
      const text = (await textOf(thread.uri))?.split('\n')[line] ?? '';
      const isResolved = thread.state === vscode.CommentThreadState.Resolved;
      kept.push({ folder: folder.uri.toString(), finding, line, text, isResolved });
    }
    await keepFindings(this.#state, kept);
  }

  #draw(folder: vscode.WorkspaceFolder, finding: ReviewFinding, { line, at, count }: Standing): vscode.CommentThread {
    const uri = vscode.Uri.joinPath(folder.uri, finding.path);
    const range = new vscode.Range(line, 0, line, 0);
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
      this.#writeSoon();
    }
  }
}

function mark({ thread, finding }: ShownFinding, isResolved: boolean): void {
  thread.state = isResolved ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
  thread.contextValue = contextOf(finding, isResolved);
  thread.collapsibleState = isResolved
    ? vscode.CommentThreadCollapsibleState.Collapsed
    : vscode.CommentThreadCollapsibleState.Expanded;
}

/** As the editor holds it; undefined for a file that is gone. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return undefined;
  }
}

function say(text: string): void {
  void vscode.window.showWarningMessage(text);
}

const contextOf = ({ fix }: ReviewFinding, isResolved: boolean): string =>
  [isResolved ? 'resolved' : 'open', ...(fix ? ['fix'] : [])].join(' ');

const writtenMs = 300;
