import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { TestReport } from '../../testing/report.ts';
import { confirmationOf } from '../confirmation.ts';
import { counted } from '../evidenceText.ts';
import type { Proposal } from '../proposal.ts';
import { findHunk, pendingBeside, pendingIds, summarise } from '../reviewState.ts';
import type { ReviewNode } from '../reviewTree.ts';
import type { Acceptance } from './acceptInEditor.ts';
import { closeDiffs, DiffDocuments, fileOf, openDiff } from './diffDocuments.ts';
import { HunkThreads } from './hunkThreads.ts';
import { ReviewSession } from './reviewSession.ts';
import { ReviewTreeView } from './reviewTreeView.ts';

/** Shows proposals and changes the user's files as the user decides, and in no other way. */
export interface Review {
  /**
   * Opens the first proposal for review; the others can be switched to. Resolves when it is on show,
   * or when the user keeps a review that is still pending.
   */
  open(proposals: readonly [Proposal, ...Proposal[]]): Promise<void>;
}

export interface ReviewDeps {
  readonly log: Log;
  /**
   * What runs a proposal's tests on the user's own tree, `undefined` when nothing can. Called only when the user
   * asks for it, after an accept.
   */
  readonly confirmerOf: (proposal: Proposal) => Confirmer | undefined;
}

export type Confirmer = (signal: AbortSignal) => Promise<TestReport>;

export function registerReview(deps: ReviewDeps): Review & vscode.Disposable {
  return new ReviewPart(deps);
}

class ReviewPart implements Review, vscode.Disposable {
  readonly #deps: ReviewDeps;
  readonly #held = new DisposableStore();
  readonly #documents = this.#held.add(new DiffDocuments(() => this.#session));
  readonly #threads = this.#held.add(new HunkThreads());
  readonly #tree = this.#held.add(new ReviewTreeView());
  #session: ReviewSession | undefined;
  #opened = 0;
  #lastTurn: Promise<void> = Promise.resolve();
  #deciding = 0;
  /** The review was decided and its end has been said; an undo takes that back. */
  #ended = false;

  constructor(deps: ReviewDeps) {
    this.#deps = deps;
    const commands: Record<string, (argument: unknown) => Promise<void>> = {
      'touchstone.review.accept': (argument) => this.#decide(argument, (ids) => this.#accept(ids)),
      'touchstone.review.reject': (argument) => this.#decide(argument, (ids) => this.#reject(ids)),
      'touchstone.review.acceptAll': (argument) => this.#inTurn(() => this.#accept(this.#allOf(argument))),
      'touchstone.review.rejectAll': (argument) => this.#inTurn(() => this.#reject(this.#allOf(argument))),
      'touchstone.review.next': () => this.#inTurn(() => this.#step(1)),
      'touchstone.review.previous': () => this.#inTurn(() => this.#step(-1)),
      'touchstone.review.show': (argument) => this.#inTurn(() => this.#show(argument)),
      'touchstone.review.switch': (argument) => this.#inTurn(() => this.#switch(argument)),
      'touchstone.review.confirm': () => this.#confirm(),
      'touchstone.review.clear': () => this.#inTurn(() => this.#clear()),
    };
    for (const [id, run] of Object.entries(commands)) {
      this.#held.add(vscode.commands.registerCommand(id, (argument: unknown) => this.#atTheEdge(() => run(argument))));
    }
    // Blocks are drawn for diffs that are open, and diffs are opened from the tree as well.
    this.#held.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#drawThreads()));
    this.#held.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#drawThreads()));
    // A window that was reloaded in the middle of a review shows diffs that nobody can answer for.
    void this.#atTheEdge(() => closeDiffs(() => true));
  }

  async open(proposals: readonly [Proposal, ...Proposal[]]): Promise<void> {
    const session = this.#session;
    const pending = session ? pendingIds(session.state) : [];
    if (session && pending.length > 0) {
      if (session.proposals[0].id === proposals[0].id) return this.#inTurn(() => this.#goTo(pending[0]));
      if (!(await mayReplace(session.proposal, pending.length))) return;
    }
    return this.#inTurn(() => this.#start(proposals));
  }

  dispose(): void {
    this.#session?.dispose();
    this.#held.dispose();
  }

  async #start(proposals: readonly [Proposal, ...Proposal[]]): Promise<void> {
    const session = await ReviewSession.start(++this.#opened, proposals, this.#deps.log);
    await this.#end();
    this.#session = session;
    session.onDidChange(() => this.#follow());
    this.#refresh();
    this.#deps.log.info(`Review of "${session.proposal.title}": ${counted(pendingIds(session.state).length, 'hunk')}.`);
    if (session.isDone) {
      this.#ended = true;
      void vscode.window.showInformationMessage('Nothing to review: the files already read as proposed.');
      return;
    }
    await this.#goTo(pendingBeside(session.state, undefined, 1));
  }

  /** One step of the review after the other, so that no two ever change files or diffs at once. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(step);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Decides the hunk that a button or node names, or the one at the cursor. A key pressed while the last decision
   * is still being made is dropped: it was meant for what the user saw then, not for the hunk that comes next.
   */
  async #decide(argument: unknown, decide: (ids: readonly string[]) => Promise<void>): Promise<void> {
    const named = this.#named(argument);
    if (named === undefined && this.#deciding > 0) return;
    const id = named ?? this.#current();
    // No hunk in sight: nothing is decided unseen, the next pending one is shown.
    if (id === undefined) return this.#inTurn(() => this.#step(1));
    const session = this.#session;
    this.#deciding++;
    try {
      await this.#inTurn(async () => {
        if (this.#session === session) await decide([id]);
      });
    } finally {
      this.#deciding--;
    }
  }

  async #accept(ids: readonly string[]): Promise<void> {
    const session = this.#session;
    const open = ids.filter((id) => session && findHunk(session.state, id)?.hunk.status !== 'accepted');
    if (!session || open.length === 0) return;
    const acceptance = await session.accept(open);
    this.#deps.log.info(`Accepting ${open.join(', ')}: ${acceptance.kind}.`);
    if (acceptance.kind === 'refused') return explain(session, acceptance);
    for (const { path, saving } of acceptance.files) {
      if (saving !== 'failed') continue;
      void vscode.window.showWarningMessage(
        `${path} was changed in the editor but could not be saved. Save it yourself, or undo.`,
      );
    }
    await this.#moveOn(session, ids);
  }

  async #reject(ids: readonly string[]): Promise<void> {
    const session = this.#session;
    const open = ids.filter((id) => session && findHunk(session.state, id)?.hunk.status === 'pending');
    if (!session || open.length === 0) return;
    session.reject(open);
    this.#deps.log.info(`Rejected ${open.join(', ')}.`);
    await this.#moveOn(session, ids);
  }

  /** After a decision: to the next pending hunk, or to the end. */
  async #moveOn(session: ReviewSession, decided: readonly string[]): Promise<void> {
    if (session.isDone) return this.#finish(session, decided);
    await this.#goTo(pendingBeside(session.state, decided.at(-1), 1));
    await closeDiffs((after) => fileOf(session, after)?.file.hunks.every((hunk) => hunk.status !== 'pending') ?? false);
  }

  async #finish(session: ReviewSession, decided: readonly string[]): Promise<void> {
    this.#ended = true;
    await closeDiffs(() => true);
    const { accepted } = summarise(session.state);
    if (accepted === 0) {
      void vscode.window.showInformationMessage('Nothing was changed.');
      return;
    }
    await this.#showAccepted(session, decided);
    const applied = `${counted(accepted, 'hunk')} applied.`;
    if (!this.#deps.confirmerOf(session.proposal)) {
      void vscode.window.showInformationMessage(applied);
      return;
    }
    const confirm = 'Run Tests';
    const text = `${applied} Run the tests on your own tree to confirm?`;
    void vscode.window.showInformationMessage(text, confirm).then((answer) => {
      if (answer === confirm) void this.#atTheEdge(() => this.#confirm());
    });
  }

  /** Leaves the user in the file that was changed last, where undo is one key away. */
  async #showAccepted(session: ReviewSession, decided: readonly string[]): Promise<void> {
    const accepted = session.state.files.flatMap((file) =>
      file.hunks.filter((hunk) => hunk.status === 'accepted').map((hunk) => ({ file, hunk })),
    );
    const shown = accepted.findLast(({ hunk }) => decided.includes(hunk.id)) ?? accepted.at(-1);
    if (!shown) return;
    const line = shown.hunk.hunk.newStart - 1;
    const selection = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(session.uri(shown.file.path), { selection, preview: false });
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
    this.#refresh();
  }

  async #step(step: 1 | -1): Promise<void> {
    if (this.#session) await this.#goTo(pendingBeside(this.#session.state, this.#current(), step));
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
    if (file && decided) await vscode.window.showTextDocument(session.uri(file.path));
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
    if (!session) return;
    const { proposal } = session;
    const confirmer = this.#deps.confirmerOf(proposal);
    if (!confirmer) return;
    const confirmation = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: 'Running the tests on your own tree',
        cancellable: true,
      },
      async (_, token) => {
        const controller = new AbortController();
        const stop = token.onCancellationRequested(() => controller.abort());
        try {
          return confirmationOf(proposal.evidence, await confirmer(controller.signal));
        } finally {
          stop.dispose();
        }
      },
    );
    this.#deps.log.info(confirmation.message);
    if (confirmation.kind === 'confirmed') void vscode.window.showInformationMessage(confirmation.message);
    else void vscode.window.showWarningMessage(confirmation.message);
  }

  async #clear(): Promise<void> {
    await this.#end();
    this.#refresh();
  }

  async #end(): Promise<void> {
    await closeDiffs(() => true);
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

  /** The pending hunk that the cursor of a diff is in or nearest to. */
  #current(): string | undefined {
    const editor = vscode.window.activeTextEditor;
    const shown = this.#session && editor && fileOf(this.#session, editor.document.uri);
    if (!this.#session || !editor || !shown) return undefined;
    const line = editor.selection.active.line + 1;
    let nearest: { id: string; distance: number } | undefined;
    for (const { id, hunk } of this.#session.view(shown.file).shown) {
      const [start, count] =
        shown.side === 'after' ? [hunk.newStart, hunk.added.length] : [hunk.oldStart, hunk.removed.length];
      const distance = Math.max(0, start - line, line - (start + Math.max(count, 1) - 1));
      if (!nearest || distance < nearest.distance) nearest = { id, distance };
    }
    return nearest?.id;
  }

  #refresh(): void {
    const session = this.#session;
    const summary = session ? summarise(session.state) : undefined;
    this.#documents.refresh();
    this.#drawThreads();
    this.#tree.refresh(session);
    const context = (key: string, value: boolean) => void vscode.commands.executeCommand('setContext', key, value);
    context('touchstone.reviewing', (summary?.pending ?? 0) > 0);
    const confirmable = session !== undefined && this.#deps.confirmerOf(session.proposal) !== undefined;
    context('touchstone.reviewConfirmable', confirmable && (summary?.accepted ?? 0) > 0);
    context('touchstone.reviewOpen', session !== undefined);
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

function explain(session: ReviewSession, refusal: Acceptance & { kind: 'refused' }): void {
  const open = 'Open File';
  void vscode.window.showWarningMessage(`${refusal.reason} ${refusal.next}`, open).then((chosen) => {
    if (chosen === open) void vscode.window.showTextDocument(session.uri(refusal.path));
  });
}

/** Not a modal dialog: a fix may end while the user is typing, and Enter must not answer for them. */
async function mayReplace(proposal: Proposal, pending: number): Promise<boolean> {
  const replace = 'Replace';
  const open = `${counted(pending, 'hunk')} of “${proposal.title}” ${pending === 1 ? 'is' : 'are'} still pending.`;
  const question = `${open} Replace that review by the new one?`;
  return (await vscode.window.showWarningMessage(question, replace, 'Keep')) === replace;
}

function isNode(argument: unknown): argument is ReviewNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'hunks' in argument;
}
