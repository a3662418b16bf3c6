import * as vscode from 'vscode';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { editorText } from '../../text/lines.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { viewFile, type FileView } from '../fileView.ts';
import { assertInside, insideFile } from '../node/workspaceFile.ts';
import type { Proposal } from '../proposal.ts';
import { decide, isDone, observe, startReview, type ReviewFile, type ReviewState } from '../reviewState.ts';
import { acceptInEditor, type Acceptance } from './acceptInEditor.ts';

/**
 * One review while it lasts: the proposals offered, the one on show, and its files as they read now.
 * It follows the user's documents, so typing, undo and redo are seen as they happen.
 */
export class ReviewSession implements vscode.Disposable {
  /** Tells the virtual documents of one review from those of another. */
  readonly id: number;
  readonly proposals: readonly [Proposal, ...Proposal[]];
  readonly onDidChange: vscode.Event<void>;

  readonly #held = new DisposableStore();
  readonly #changed = this.#held.add(new vscode.EventEmitter<void>());
  readonly #log: Log;
  #state: ReviewState;
  /** What each file reads now, as an editor holds it; without an entry it cannot be read. */
  readonly #texts = new Map<WorkspacePath, string>();

  /** Texts that a file had on disk right before or after an accept saved it. */
  readonly #saved = new Set<string>();

  private constructor(id: number, proposals: readonly [Proposal, ...Proposal[]], log: Log) {
    this.id = id;
    this.proposals = proposals;
    this.onDidChange = this.#changed.event;
    this.#log = log;
    this.#state = startReview(proposals[0]);
  }

  /** @throws ReviewError when a file lies outside the workspace. */
  static async start(id: number, proposals: readonly [Proposal, ...Proposal[]], log: Log): Promise<ReviewSession> {
    const session = new ReviewSession(id, proposals, log);
    try {
      for (const { root, changes } of proposals) for (const { path } of changes) assertInside(root, path);
      await session.#readFiles();
      session.#follow();
    } catch (error) {
      session.dispose();
      throw error;
    }
    return session;
  }

  get state(): ReviewState {
    return this.#state;
  }

  /** The place of the proposal on show among those offered. */
  get shown(): number {
    return this.proposals.indexOf(this.proposal);
  }

  get proposal(): Proposal {
    return this.#state.proposal;
  }

  uri(path: WorkspacePath): vscode.Uri {
    return vscode.Uri.joinPath(vscode.Uri.file(this.proposal.root), path);
  }

  view(file: ReviewFile): FileView {
    const current = this.#texts.get(file.path);
    if (current !== undefined) return viewFile(file, current);
    const stuck = file.hunks.filter((each) => each.status === 'pending').map((each) => each.id);
    return { left: '', right: '', shown: [], stuck };
  }

  /** Whether the file reads exactly as it did for the tests, but for what was accepted. */
  isAsTested(file: ReviewFile): boolean {
    return file.seen.some((each) => each.text === this.#texts.get(file.path));
  }

  /** Accepts these hunks, all or none. A refusal is a value and changes nothing. */
  async accept(ids: readonly string[]): Promise<Acceptance> {
    const acceptance = await acceptInEditor(
      this.#state,
      ids,
      (path) => this.uri(path),
      (state) => {
        this.#state = state;
      },
    );
    for (const each of acceptance.kind === 'accepted' ? acceptance.files : []) {
      await this.#read(each.path);
      if (each.saving === 'saved')
        this.#saved.add(savedKey(each.path, each.before)).add(savedKey(each.path, each.after));
    }
    this.#changed.fire();
    return acceptance;
  }

  reject(ids: readonly string[]): void {
    this.#state = decide(this.#state, ids, 'rejected');
    this.#changed.fire();
  }

  /** Shows another of the proposals, from the start. */
  async show(proposal: Proposal): Promise<void> {
    this.#state = startReview(proposal);
    this.#texts.clear();
    await this.#readFiles();
    this.#changed.fire();
  }

  get isDone(): boolean {
    return isDone(this.#state);
  }

  dispose(): void {
    this.#held.dispose();
  }

  async #readFiles(): Promise<void> {
    for (const file of this.#state.files) await this.#read(file.path);
  }

  async #read(path: WorkspacePath): Promise<void> {
    try {
      await insideFile(this.proposal.root, path);
      const document = await vscode.workspace.openTextDocument(this.uri(path));
      this.#reads(path, document.getText());
    } catch (error) {
      this.#log.warn(`Review cannot read ${path}: ${describeError(error)}`);
      this.#texts.delete(path);
    }
  }

  #reads(path: WorkspacePath, text: string): void {
    const current = editorText(text);
    this.#texts.set(path, current);
    this.#state = observe(this.#state, path, current);
  }

  #follow(): void {
    const paths = new Set(this.proposals.flatMap((proposal) => proposal.changes.map((change) => change.path)));
    this.#held.add(
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
        const path = [...paths].find((each) => this.uri(each).toString() === document.uri.toString());
        if (path === undefined) return;
        this.#reads(path, document.getText());
        this.#changed.fire();
        // The accept saved the file in the user's name, so what takes it back does too: the disk is as it was.
        if (reason !== undefined && this.#saved.has(savedKey(path, editorText(document.getText()))))
          void document.save();
      }),
    );
    // A file that no editor shows may change on disk without any document saying so.
    for (const path of paths) {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(this.proposal.root), path);
      const watcher = this.#held.add(vscode.workspace.createFileSystemWatcher(pattern));
      const reread = () => void this.#read(path).then(() => this.#changed.fire());
      this.#held.add(watcher.onDidChange(reread));
      this.#held.add(watcher.onDidCreate(reread));
      this.#held.add(watcher.onDidDelete(reread));
    }
  }
}

function savedKey(path: WorkspacePath, text: string): string {
  return `${path}\0${text}`;
}
