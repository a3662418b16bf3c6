import * as vscode from 'vscode';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { NewFault } from '../../syntax/newFault.ts';
import { editorText } from '../../text/lines.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { planAccept, viewFile, type FileView } from '../fileView.ts';
import { openReviewOf, resumedState, type OpenReview } from '../openReview.ts';
import type { CheckpointStore } from '../node/checkpoints.ts';
import type { AcceptJournal, NotedAccept } from '../node/acceptJournal.ts';
import { removeLitter } from '../node/mendAccepts.ts';
import type { PartCheck } from '../node/partCheck.ts';
import { assertInside, workspacePlace } from '../node/workspaceFile.ts';
import type { FileChange, Proposal } from '../proposal.ts';
import {
  decide,
  editHunk,
  findHunk,
  isDone,
  observe,
  startReview,
  type FileText,
  type ReviewFile,
  type ReviewHunk,
  type ReviewState,
} from '../reviewState.ts';
import { acceptInEditor, type Acceptance } from './acceptInEditor.ts';
import { PartFaults } from './partFaults.ts';
import { leftOversOf, takeBackFiles } from './takeBack.ts';

export interface SessionDeps {
  readonly log: Log;
  readonly journal: AcceptJournal;
  readonly checkpoints: CheckpointStore;
  readonly loadPartCheck: () => Promise<PartCheck>;
}

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
  readonly #deps: SessionDeps;
  readonly #faults: PartFaults;
  #state: ReviewState;
  /** What each file reads now; without an entry it cannot be read. */
  readonly #texts = new Map<WorkspacePath, FileText>();
  /** Drawing asks for the same view several times, and after each key. */
  readonly #views = new Map<WorkspacePath, { file: ReviewFile; current: FileText; view: FileView }>();
  /** Documents that have changed and are still to be looked at: not at each key, for a large review takes a while. */
  readonly #typed = new Map<WorkspacePath, vscode.TextDocument>();
  #settling: NodeJS.Timeout | undefined;
  /** What was accepted in this review, the latest last. */
  readonly #accepts: NotedAccept[] = [];

  /** Texts that a file had on disk right before or after an accept saved it. */
  readonly #saved = new Set<string>();
  readonly #accepting = new Set<string>();

  private constructor(
    id: number,
    proposals: readonly [Proposal, ...Proposal[]],
    state: ReviewState,
    deps: SessionDeps,
  ) {
    this.id = id;
    this.proposals = proposals;
    this.onDidChange = this.#changed.event;
    this.#deps = deps;
    this.#state = state;
    this.#faults = this.#held.add(new PartFaults(deps.loadPartCheck, () => this.#changed.fire(), deps.log));
    this.onDidChange(() =>
      this.#faults.follow(
        () => this.#state.files,
        (path) => this.#texts.get(path),
      ),
    );
  }

  /** @throws ReviewError when a file lies outside the workspace. */
  static start(id: number, proposals: readonly [Proposal, ...Proposal[]], deps: SessionDeps): Promise<ReviewSession> {
    return ReviewSession.#begin(new ReviewSession(id, proposals, startReview(proposals[0]), deps));
  }

  /** Goes on where another window has left off. @throws ReviewError as `start` does. */
  static resume(id: number, left: OpenReview, deps: SessionDeps): Promise<ReviewSession> {
    return ReviewSession.#begin(new ReviewSession(id, left.proposals, resumedState(left), deps));
  }

  static async #begin(session: ReviewSession): Promise<ReviewSession> {
    try {
      for (const { root, changes } of session.proposals) for (const { path } of changes) assertInside(root, path);
      await session.#readFiles();
      session.#follow();
    } catch (error) {
      session.dispose();
      throw error;
    }
    return session;
  }

  /** For the next window to go on from. */
  get record(): OpenReview {
    return openReviewOf(this.proposals, this.#state);
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
    const known = this.#views.get(file.path);
    if (known?.file === file && known.current === current) return known.view;
    const view = this.#texts.has(file.path)
      ? viewFile(file, current)
      : { left: '', right: '', shown: [], stuck: file.hunks.filter(isPending).map((each) => each.id) };
    this.#views.set(file.path, { file, current, view });
    return view;
  }

  /** Files as they are now, and as they would be with the hunks that are pending and fit. */
  pendingChanges(): FileChange[] {
    return this.#state.files.flatMap((file) => {
      const { left, right, shown } = this.view(file);
      if (shown.length === 0) return [];
      const before = this.isThere(file) ? left : undefined;
      return [{ path: file.path, before, after: file.kind === 'deleted' ? undefined : right }];
    });
  }

  /** Whether the file reads exactly as it did for the tests, but for what was accepted. */
  isAsTested(file: ReviewFile): boolean {
    return this.#texts.has(file.path) && file.seen.some((each) => each.text === this.#texts.get(file.path));
  }

  /** What is wrong with a file of which only a part was accepted, as far as somebody has looked. */
  faultIn(file: ReviewFile): NewFault | undefined {
    return this.#faults.of(file.path);
  }

  /** Looks at the files that were partly accepted. @returns those in which something is wrong. */
  async partFaults(): Promise<readonly { readonly path: WorkspacePath; readonly fault: NewFault }[]> {
    await this.#faults.look(this.#state.files, (path) => this.#texts.get(path));
    return this.#state.files.flatMap(({ path }) => {
      const fault = this.#faults.of(path);
      return fault ? [{ path, fault }] : [];
    });
  }

  /** Whether there is a file: one that was created or not yet deleted, for one. */
  isThere(file: ReviewFile): boolean {
    return this.#texts.get(file.path) !== undefined;
  }

  get canUndo(): boolean {
    return this.#accepts.length > 0;
  }

  /** Hunks that the user has accepted and that are still to be written. */
  get accepting(): ReadonlySet<string> {
    return this.#accepting;
  }

  /** A hunk is to be accepted soon. @returns what says that this is over, whether it was made or refused. */
  announce(id: string): () => void {
    this.#accepting.add(id);
    return () => {
      this.#accepting.delete(id);
      this.#changed.fire();
    };
  }

  /** Whether a hunk goes into its file as it reads now. What the disk has against it is still to be seen. */
  fits(id: string): boolean {
    this.#settle();
    const found = findHunk(this.#state, id);
    return found !== undefined && planAccept(found.file, this.#texts.get(found.file.path), [id]).kind !== 'refused';
  }

  /** Accepts these hunks, all or none. A refusal is a value and changes nothing. */
  async accept(ids: readonly string[]): Promise<Acceptance> {
    this.#settle();
    const acceptance = await acceptInEditor(this.#state, ids, {
      ...this.#deps,
      uriOf: (path) => this.uri(path),
      willAccept: (files) => this.#deps.checkpoints.keep(this.proposal.title, this.proposal.root, files),
      willRead: (expecting) => {
        this.#state = expecting(this.#state);
      },
    });
    if (acceptance.kind === 'accepted') {
      this.#accepts.push(acceptance.noted);
      for (const each of acceptance.files) {
        await this.#read(each.path);
        if (each.saving !== 'saved' || each.before === undefined || each.after === undefined) continue;
        this.#saved.add(savedKey(each.path, each.before)).add(savedKey(each.path, each.after));
      }
    }
    this.#changed.fire();
    return acceptance;
  }

  /**
   * Puts the files of the latest accept back as they were, those that came or went too.
   * @returns the path of a file that has changed since, when nothing was done because of it.
   */
  async undoAccept(): Promise<WorkspacePath | undefined> {
    const accept = this.#accepts.at(-1);
    if (!accept) return undefined;
    const leftOvers = await leftOversOf(accept);
    const changed = accept.files.find((_, at) => leftOvers[at] !== 'after');
    if (changed) return changed.path;
    await takeBackFiles(accept, leftOvers, this.#deps.log);
    await removeLitter(accept, true);
    this.#accepts.pop();
    for (const { path } of accept.files) await this.#read(path);
    this.#changed.fire();
    return undefined;
  }

  reject(ids: readonly string[]): void {
    this.#settle();
    this.#state = decide(this.#state, ids, 'rejected');
    this.#changed.fire();
  }

  /** Proposes another text for a pending hunk. */
  edit(id: string, text: string): void {
    this.#settle();
    this.#state = editHunk(this.#state, id, text);
    this.#changed.fire();
  }

  /** Shows another of the proposals, from the start. */
  async show(proposal: Proposal): Promise<void> {
    this.#settle();
    this.#state = startReview(proposal);
    this.#texts.clear();
    await this.#readFiles();
    this.#changed.fire();
  }

  get isDone(): boolean {
    return isDone(this.#state);
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#held.dispose();
  }

  async #readFiles(): Promise<void> {
    for (const file of this.#state.files) await this.#read(file.path);
  }

  async #read(path: WorkspacePath): Promise<void> {
    try {
      const place = await workspacePlace(this.proposal.root, path);
      if (place.kind === 'free') return this.#reads(path, undefined);
      const document = await vscode.workspace.openTextDocument(this.uri(path));
      this.#reads(path, document.getText());
    } catch (error) {
      this.#deps.log.warn(`Review cannot read ${path}: ${describeError(error)}`);
      this.#texts.delete(path);
    }
  }

  #reads(path: WorkspacePath, text: FileText): void {
    const current = text === undefined ? undefined : editorText(text);
    this.#texts.set(path, current);
    this.#state = observe(this.#state, path, current);
  }

  /** Looks at what was typed. */
  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    if (this.#typed.size === 0) return;
    for (const [path, document] of this.#typed) if (!document.isClosed) this.#reads(path, document.getText());
    this.#typed.clear();
    this.#changed.fire();
  }

  #follow(): void {
    const paths = new Set(this.proposals.flatMap((proposal) => proposal.changes.map((change) => change.path)));
    const pathOf = new Map([...paths].map((path) => [this.uri(path).toString(), path]));
    this.#held.add(
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
        const path = pathOf.get(document.uri.toString());
        if (path === undefined) return;
        this.#typed.set(path, document);
        this.#settling ??= setTimeout(() => this.#settle(), settleMs);
        // The accept saved the file in the user's name, so what takes it back does too: the disk is as it was.
        if (reason !== undefined && this.#saved.has(savedKey(path, editorText(document.getText()))))
          void document.save();
      }),
    );
    // A file that no editor shows may change on disk without any document saying so.
    for (const path of paths) {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(this.proposal.root), escapedGlob(path));
      const watcher = this.#held.add(vscode.workspace.createFileSystemWatcher(pattern));
      const reread = () => void this.#readAgain(path);
      this.#held.add(watcher.onDidChange(reread));
      this.#held.add(watcher.onDidCreate(reread));
      this.#held.add(watcher.onDidDelete(reread));
    }
  }

  async #readAgain(path: WorkspacePath): Promise<void> {
    await this.#read(path);
    // An undo by the editor takes a new file away and leaves the folders that were made for it.
    if (this.#texts.has(path) && this.#texts.get(path) === undefined)
      for (const accept of this.#accepts)
        if (accept.files.some((each) => each.path === path)) await removeLitter(accept, true);
    this.#changed.fire();
  }
}

const settleMs = 60;

const isPending = (hunk: ReviewHunk): boolean => hunk.status === 'pending';

/** A path with brackets is a path. */
const escapedGlob = (path: WorkspacePath): string => path.replace(/[*?{}[\]]/g, (char) => `[${char}]`);

function savedKey(path: WorkspacePath, text: string): string {
  return `${path}\0${text}`;
}
