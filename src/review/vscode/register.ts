import { join } from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { counted, faultWords } from '../evidenceText.ts';
import type { FileChange, Proposal } from '../proposal.ts';
import { AcceptJournal } from '../node/acceptJournal.ts';
import { CheckpointStore, type CheckpointLimits } from '../node/checkpoints.ts';
import type { PartCheck } from '../node/partCheck.ts';
import { ReviewRecord } from '../node/reviewRecord.ts';
import { findHunk, pendingBeside, pendingIds, summarise } from '../reviewState.ts';
import { progress, type ReviewNode } from '../reviewTree.ts';
import { titleText } from '../titleText.ts';
import { confirmAccepted, type Confirmer } from './confirmAccepted.ts';
import { Decisions } from './decisions.ts';
import { closeDiffs, DiffDocuments, fileOf, hunkAtCursor, openDiff } from './diffDocuments.ts';
import { HunkEditor } from './hunkEditor.ts';
import { HunkThreads } from './hunkThreads.ts';
import { leftReview } from './leftReview.ts';
import { restoreCheckpoint } from './restoreCheckpoint.ts';
import { ReviewSession, type SessionDeps } from './reviewSession.ts';
import { mendInEditor } from './takeBack.ts';
import { ReviewTreeView } from './reviewTreeView.ts';

/** Shows proposals and changes the user's files as the user decides, and in no other way. */
export interface Review {
  /**
   * Opens the first proposal for review; the others can be switched to. Resolves when it is on show,
   * or when the user keeps a review that is still pending.
   */
  open(proposals: readonly [Proposal, ...Proposal[]], options?: OpenOptions): Promise<void>;
  /** What is on show, and what of it is not decided; undefined when nothing is. */
  readonly shown: ShownReview | undefined;
  /** Every hunk of a proposal was accepted, as it was proposed. */
  readonly onDidAccept: vscode.Event<Proposal>;
}

export interface OpenOptions {
  /** The id of a proposal that these take the place of: it goes without a question, decided or not. */
  readonly replaces?: string;
}

export interface ShownReview {
  readonly proposal: Proposal;
  /** Files as they are now, and as they would be with what is pending. */
  readonly pending: readonly FileChange[];
}

export interface ReviewDeps {
  readonly log: Log;
  /** Absolute path of a folder of this workspace in the extension's own storage. */
  readonly storage: string;
  readonly checkpointLimits: () => CheckpointLimits;
  /** Parsing is loaded when it is first needed. */
  readonly loadPartCheck: () => Promise<PartCheck>;
  /**
   * What runs a proposal's tests on the user's own tree, `undefined` when nothing can. Called only when the user
   * asks for it, after an accept.
   */
  readonly confirmerOf: (proposal: Proposal) => Confirmer | undefined;
}

export function registerReview(deps: ReviewDeps): Review & vscode.Disposable {
  return new ReviewPart(deps);
}

class ReviewPart implements Review, vscode.Disposable {
  readonly #deps: ReviewDeps;
  readonly #held = new DisposableStore();
  readonly #sessionDeps: SessionDeps;
  readonly #record: ReviewRecord;
  readonly #documents = this.#held.add(new DiffDocuments(() => this.#session));
  readonly #threads = this.#held.add(new HunkThreads());
  readonly #tree = this.#held.add(new ReviewTreeView());
  readonly #hunkEditor = this.#held.add(new HunkEditor());
  readonly #accepted = this.#held.add(new vscode.EventEmitter<Proposal>());
  readonly onDidAccept = this.#accepted.event;
  readonly #decisions: Decisions;
  #session: ReviewSession | undefined;
  #opened = 0;
  #drawing: NodeJS.Timeout | undefined;
  #mending: NodeJS.Timeout | undefined;
  #isDisposed = false;
  /** The review was decided and its end has been said; an undo takes that back. */
  #ended = false;

  constructor(deps: ReviewDeps) {
    this.#deps = deps;
    const { log, storage } = deps;
    let partCheck: Promise<PartCheck> | undefined;
    this.#held.add({ dispose: () => void partCheck?.then((loaded) => loaded.dispose()) });
    this.#record = new ReviewRecord(join(storage, 'open'), log);
    this.#sessionDeps = {
      log,
      journal: new AcceptJournal(join(storage, 'accepts')),
      checkpoints: new CheckpointStore(join(storage, 'checkpoints'), deps.checkpointLimits, log),
      loadPartCheck: () => (partCheck ??= deps.loadPartCheck()),
    };
    this.#decisions = new Decisions({
      log,
      session: () => this.#session,
      goTo: (id) => this.#goTo(id),
      drawThreads: () => this.#drawThreads(),
      finish: (session, decided) => this.#finish(session, decided),
    });
    const commands: Record<string, (argument: unknown) => Promise<void>> = {
      'touchstone.review.accept': (argument) => this.#decide(argument, (id) => this.#decisions.acceptOne(id)),
      'touchstone.review.reject': (argument) => this.#decide(argument, (id) => this.#decisions.rejectOne(id)),
      'touchstone.review.acceptAll': (argument) => this.#decisions.acceptAll(() => this.#allOf(argument)),
      'touchstone.review.rejectAll': (argument) => this.#decisions.rejectAll(() => this.#allOf(argument)),
      'touchstone.review.next': () => this.#decisions.atOnce(() => this.#step(1)),
      'touchstone.review.previous': () => this.#decisions.atOnce(() => this.#step(-1)),
      'touchstone.review.show': (argument) => this.#decisions.inTurn(() => this.#show(argument)),
      'touchstone.review.switch': (argument) => this.#decisions.inTurn(() => this.#switch(argument)),
      'touchstone.restoreCheckpoint': () =>
        restoreCheckpoint(this.#sessionDeps.checkpoints, (proposal) => this.open([proposal])),
      'touchstone.review.edit': (argument) => this.#decisions.inTurn(() => this.#edit(argument)),
      'touchstone.review.undo': () => this.#decisions.inTurn(() => this.#undo()),
      'touchstone.review.confirm': () => this.#confirm(),
      'touchstone.review.clear': () => this.#decisions.inTurn(() => this.#clear()),
    };
    for (const [id, run] of Object.entries(commands)) {
      this.#held.add(vscode.commands.registerCommand(id, (argument: unknown) => this.#atTheEdge(() => run(argument))));
    }
    // Blocks are drawn for diffs that are open, and diffs are opened from the tree as well.
    this.#held.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#drawThreads()));
    this.#held.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#drawThreads()));
    this.#held.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document } }) => {
        if (this.#session && fileOf(this.#session, document.uri)) this.#drawThreads();
      }),
    );
    void this.#atTheEdge(() => this.#decisions.inTurn(() => this.#begin()));
  }

  get shown(): ShownReview | undefined {
    const session = this.#session;
    return session && { proposal: session.proposal, pending: session.pendingChanges() };
  }

  async open(proposals: readonly [Proposal, ...Proposal[]], { replaces }: OpenOptions = {}): Promise<void> {
    const session = this.#session;
    const pending = session ? pendingIds(session.state) : [];
    if (session && pending.length > 0 && session.proposal.id !== replaces) {
      if (session.proposals[0].id === proposals[0].id) return this.#decisions.inTurn(() => this.#goTo(pending[0]));
      if (!(await mayReplace(session.proposal, pending.length))) return;
    }
    return this.#decisions.inTurn(() => this.#start(proposals));
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#drawing);
    clearTimeout(this.#mending);
    this.#session?.dispose();
    this.#held.dispose();
  }

  /** What a window that was closed, reloaded or killed has left. */
  async #begin(): Promise<void> {
    // Diffs that nobody can answer for any more.
    const wasOnShow = await closeDiffs(() => true);
    const { log } = this.#sessionDeps;
    await this.#mend();
    const session = this.#session ?? (await leftReview(this.#record, ++this.#opened, this.#sessionDeps));
    if (!session || this.#session) return;
    this.#take(session);
    const pending = `${progress(session.state)}.`;
    const [text, show] = [
      `The review of “${titleText(session.proposal.title)}” is open again: ${pending}`,
      'Show Review',
    ];
    log.info(text);
    if (wasOnShow) await this.#goTo(pendingBeside(session.state, undefined, 1));
    void vscode.window.showInformationMessage(text, show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('touchstone.review.show');
    });
  }

  /** The extension host of a window that was reloaded may live on for a while, with an accept that it never ends. */
  async #mend(): Promise<void> {
    const { journal, log } = this.#sessionDeps;
    const { told, isAnotherAtWork } = await mendInEditor(journal, log);
    for (const each of told) void vscode.window.showWarningMessage(each);
    if (isAnotherAtWork && !this.#isDisposed)
      this.#mending = setTimeout(
        () => void this.#atTheEdge(() => this.#decisions.inTurn(() => this.#mend())),
        lookAgainMs,
      );
  }

  #take(session: ReviewSession): void {
    this.#session = session;
    session.onDidChange(() => this.#follow());
    this.#refresh();
  }

  async #start(proposals: readonly [Proposal, ...Proposal[]]): Promise<void> {
    const session = await ReviewSession.start(++this.#opened, proposals, this.#sessionDeps);
    await this.#end();
    this.#take(session);
    this.#deps.log.info(`Review of "${session.proposal.title}": ${counted(pendingIds(session.state).length, 'hunk')}.`);
    if (session.isDone) {
      this.#ended = true;
      void vscode.window.showInformationMessage('Nothing to review: the files already read as proposed.');
      return;
    }
    await this.#goTo(pendingBeside(session.state, undefined, 1));
  }

  /** Decides the hunk that a button or node names, or the one at the cursor. */
  async #decide(argument: unknown, decide: (id: string) => Promise<void>): Promise<void> {
    const named = this.#named(argument);
    // A key pressed before the next hunk is on show was meant for what the user saw then, not for what comes next.
    if (named === undefined && this.#decisions.isShowingNext) return;
    const id = named ?? this.#current();
    // No hunk in sight: nothing is decided unseen, the next pending one is shown.
    if (id === undefined) return this.#decisions.inTurn(() => this.#step(1));
    return decide(id);
  }

  async #finish(session: ReviewSession, decided: readonly string[]): Promise<void> {
    this.#ended = true;
    await closeDiffs(() => true);
    await this.#hunkEditor.closeAll();
    const { accepted, rejected } = summarise(session.state);
    const isEdited = session.state.files.some((file) => file.hunks.some((hunk) => hunk.isEdited));
    if (accepted > 0 && rejected === 0 && !isEdited) this.#accepted.fire(session.proposal);
    if (accepted === 0) {
      void vscode.window.showInformationMessage('Nothing was changed.');
      return;
    }
    await showAccepted(session, decided);
    const faults = (await session.partFaults()).map(({ path, fault }) => `${path} ${faultWords(fault)}.`);
    const [confirm, undo] = ['Run Tests', 'Undo'];
    const isConfirmable = this.#deps.confirmerOf(session.proposal) !== undefined;
    const applied = [`${counted(accepted, 'hunk')} applied.`, ...faults].join(' ');
    const text = isConfirmable ? `${applied} Run the tests on your own tree to confirm?` : applied;
    const buttons = isConfirmable ? [confirm, undo] : [undo];
    const tell = faults.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    void tell(text, ...buttons).then((answer) => {
      if (answer === confirm) void this.#atTheEdge(() => this.#confirm());
      if (answer === undo && this.#session === session)
        void this.#atTheEdge(() => this.#decisions.inTurn(() => this.#undo()));
    });
  }

  /** Opens the proposed lines of a pending hunk; saving them changes what is proposed. */
  async #edit(argument: unknown): Promise<void> {
    const session = this.#session;
    const id = this.#named(argument) ?? this.#current();
    const found = session && id !== undefined ? findHunk(session.state, id) : undefined;
    if (!session || !found) return;
    const { file, hunk } = found;
    if (file.kind === 'deleted' || hunk.status !== 'pending') {
      const why = file.kind === 'deleted' ? 'The file is to be deleted' : `This hunk is ${hunk.status} already`;
      void vscode.window.showWarningMessage(`${why}, so there is nothing to edit. Choose a hunk that is pending.`);
      return;
    }
    const save = (text: string): void => {
      if (this.#session !== session) return;
      session.edit(hunk.id, text);
      vscode.window.setStatusBarMessage('$(edit) Touchstone: the hunk proposes what you have written', 8000);
    };
    await this.#hunkEditor.open(session.id, hunk.id, file.path, hunk.hunk.added.join(''), save);
  }

  /** Takes the latest accept back, in every file; the editor's own undo does not reach files that came or went. */
  async #undo(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const changed = await session.undoAccept();
    if (changed === undefined) return;
    const text = `${changed} has changed since it was accepted, so nothing was undone. Undo your edits there first.`;
    void vscode.window.showWarningMessage(text);
  }

  /** The session changed: by a decision, by typing in a file, by undo. */
  #follow(): void {
    const session = this.#session;
    if (!session) return;
    if (this.#ended && !session.isDone) {
      this.#ended = false;
      const pending = counted(pendingIds(session.state).length, 'hunk');
      vscode.window.setStatusBarMessage(`$(discard) Touchstone: undone, ${pending} pending again`, 8000);
    }
    // One accept is told several times: by the edit, by the save, by the file on disk.
    this.#drawing ??= setTimeout(() => this.#refresh(), soonMs);
  }

  async #step(step: 1 | -1): Promise<void> {
    const session = this.#session;
    if (session) await this.#goTo(pendingBeside(session.state, this.#current(), step, session.accepting));
  }

  async #goTo(id: string | undefined): Promise<void> {
    const found = this.#session && id !== undefined ? findHunk(this.#session.state, id) : undefined;
    if (this.#session && found) await openDiff(this.#session, found.file, id);
  }

  async #show(argument: unknown): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const node = isNode(argument) ? argument : undefined;
    const file = session.state.files.find((each) => each.path === node?.path) ?? session.state.files[0];
    const decided = file?.hunks.every((hunk) => hunk.status !== 'pending');
    if (file && decided && session.isThere(file)) await vscode.window.showTextDocument(session.uri(file.path));
    else if (file) await openDiff(session, file, node?.hunks[0] ?? pendingIds(session.state)[0]);
  }

  async #switch(argument: unknown): Promise<void> {
    const session = this.#session;
    const node = isNode(argument) ? argument : this.#tree.selected;
    if (!session || !node?.proposal) return;
    const { accepted } = summarise(session.state);
    if (accepted > 0) {
      void vscode.window.showWarningMessage(
        `${counted(accepted, 'hunk')} of the patch on show ${accepted === 1 ? 'is' : 'are'} applied. Undo that in the file first, then switch.`,
      );
      return;
    }
    await closeDiffs(() => true);
    this.#ended = false;
    await session.show(node.proposal);
    await this.#goTo(pendingBeside(session.state, undefined, 1));
  }

  async #confirm(): Promise<void> {
    const session = this.#session;
    const confirmer = session && this.#deps.confirmerOf(session.proposal);
    if (session && confirmer) await confirmAccepted(session.proposal, confirmer, this.#deps.log);
  }

  async #clear(): Promise<void> {
    await this.#end();
    this.#refresh();
  }

  async #end(): Promise<void> {
    await closeDiffs(() => true);
    await this.#hunkEditor.closeAll();
    this.#session?.dispose();
    this.#session = undefined;
    this.#ended = false;
  }

  /** The hunk that a node, a block or a caller names. */
  #named(argument: unknown): string | undefined {
    if (isNode(argument)) return argument.hunks[0];
    return typeof argument === 'string' ? argument : this.#threads.hunkOf(argument);
  }

  #allOf(argument: unknown): readonly string[] {
    if (!this.#session) return [];
    return isNode(argument) && argument.hunks.length > 0 ? argument.hunks : pendingIds(this.#session.state);
  }

  #current(): string | undefined {
    return this.#session && hunkAtCursor(this.#session);
  }

  #refresh(): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    const session = this.#session;
    const summary = session ? summarise(session.state) : undefined;
    // A review that is decided has nothing left for the next window.
    void this.#record.write(session && !session.isDone ? session.record : undefined);
    this.#documents.refresh();
    this.#drawThreads();
    this.#tree.refresh(session);
    const context = (key: string, value: boolean) => void vscode.commands.executeCommand('setContext', key, value);
    context('touchstone.reviewing', (summary?.pending ?? 0) > 0);
    context('touchstone.reviewAsked', (summary?.pending ?? 0) > 0 && session?.proposal.asked !== undefined);
    const confirmable = session !== undefined && this.#deps.confirmerOf(session.proposal) !== undefined;
    context('touchstone.reviewConfirmable', confirmable && (summary?.accepted ?? 0) > 0);
    context('touchstone.reviewOpen', session !== undefined);
    context('touchstone.reviewUndoable', session?.canUndo ?? false);
  }

  #drawThreads(): void {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    this.#threads.refresh(this.#session, (uri) => open.has(uri.toString()));
  }

  /** The one place where a failure of review is told. */
  async #atTheEdge(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (isAbort(error)) return;
      this.#deps.log.error(`Review: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      void vscode.window.showErrorMessage(describeError(error));
    }
  }
}

const soonMs = 20;
const lookAgainMs = 2000;

/** Leaves the user in the file that was changed last, where undo is one key away. */
async function showAccepted(session: ReviewSession, decided: readonly string[]): Promise<void> {
  const accepted = session.state.files
    .filter((file) => file.kind !== 'deleted')
    .flatMap((file) => file.hunks.filter((hunk) => hunk.status === 'accepted').map((hunk) => ({ file, hunk })));
  const shown = accepted.findLast(({ hunk }) => decided.includes(hunk.id)) ?? accepted.at(-1);
  if (!shown) return;
  const line = shown.hunk.hunk.newStart - 1;
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(session.uri(shown.file.path), { selection, preview: false });
}

/** Not a modal dialog: a fix may end while the user is typing, and Enter must not answer for them. */
async function mayReplace(proposal: Proposal, pending: number): Promise<boolean> {
  const replace = 'Replace';
  const open = `${counted(pending, 'hunk')} of “${titleText(proposal.title)}” ${pending === 1 ? 'is' : 'are'} still pending.`;
  const question = `${open} Replace that review by the new one?`;
  return (await vscode.window.showWarningMessage(question, replace, 'Keep')) === replace;
}

function isNode(argument: unknown): argument is ReviewNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'hunks' in argument;
}
