import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { pathIn, unsavedIn } from '../../base/vscode/folderFiles.ts';
import type { Status } from '../../base/vscode/status.ts';
import type { Asked, Proposal } from '../../review/proposal.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { EditEvent, EditResult } from '../editEvent.ts';
import type { EditKind, EditRequest } from '../editRequest.ts';
import { EditProgress, logEdit } from '../editWords.ts';
import type { GivenChange } from '../givenChange.ts';
import type { AllowedCommands } from '../node/editInWorker.ts';
import { uncheckedProposal } from '../unchecked.ts';
import type { ApprovedChecks } from './approveChecks.ts';
import { DraftDiff, type Draft } from './draftDiff.ts';
import { draftScheme } from './draftTabs.ts';

/** What is wanted, from whichever entry. */
export interface EditOrder {
  readonly folder: vscode.WorkspaceFolder;
  /** One line for a person: “Document total (src/cart.ts:12)”. */
  readonly about: string;
  readonly request: Omit<EditRequest, 'root' | 'tests' | 'limits'>;
  /** The editor has made the change already: it is only checked. */
  readonly given?: GivenChange;
  /** The id of a proposal that is in review: the new one takes its place when it is there. */
  readonly replaces?: string;
  /** How the conversation is kept; left out: as the request says it. */
  readonly asked?: Asked;
}

/** An edit with all that the editor knows, for the engine. */
export interface EditRun extends Pick<EditOrder, 'folder' | 'given'> {
  readonly request: Omit<EditRequest, 'root' | 'limits'>;
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
  readonly runs: AllowedCommands;
}

export interface EditSessionDeps {
  readonly log: Log;
  readonly status: Status;
  /** What may be run for a check; undefined when the user leaves. */
  readonly approveChecks: (
    folder: vscode.WorkspaceFolder,
    near: WorkspacePath | undefined,
    kind: EditKind | undefined,
    signal: AbortSignal,
  ) => Promise<ApprovedChecks | undefined>;
  readonly runEdit: (run: EditRun, signal: AbortSignal) => AsyncIterable<EditEvent>;
  readonly openReview: (
    proposals: readonly [Proposal, ...Proposal[]],
    options: { readonly replaces?: string },
  ) => Promise<void>;
  /** Nothing was changed, and this is why. */
  readonly onNone: (order: EditOrder, result: EditResult & { readonly status: 'none' }) => void;
}

interface Running {
  readonly cancel: AbortController;
  /** What all edits so far come to, nothing of it checked. */
  texts: ReadonlyMap<WorkspacePath, string> | undefined;
  /** The answer is whole. */
  isWritten: boolean;
}

/** One edit at a time: asked for, shown while it is written, checked, and handed to review. */
export class EditSession implements Disposable {
  readonly #deps: EditSessionDeps;
  readonly #store = new DisposableStore();
  readonly #drafts = this.#store.add(new DraftDiff());
  #running: Running | undefined;

  constructor(deps: EditSessionDeps) {
    this.#deps = deps;
    // Whoever types, or looks at something else, is not waiting: Escape is theirs again.
    this.#store.add(
      vscode.Disposable.from(
        vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
          if (contentChanges.length > 0 && document === vscode.window.activeTextEditor?.document) this.#waits(false);
        }),
      ),
    );
  }

  cancel(): void {
    this.#running?.cancel.abort();
  }

  dispose(): void {
    this.#running?.cancel.abort();
    this.#store.dispose();
  }

  /**
   * The door for every command that starts an edit. It is shown while it goes on, can be cancelled, and ends in review
   * or with a message that says why not. Never throws.
   * @param listen hears every event, before anything is done about it
   * @returns what came of it; undefined when it was cancelled, could not begin or broke down, which has been said.
   */
  async start(order: EditOrder, listen?: (event: EditEvent) => void): Promise<EditResult | undefined> {
    if (this.#running) {
      const cancel = 'Cancel It';
      const text = 'An edit is being made already. Wait for it, or cancel it to start another.';
      void vscode.window.showInformationMessage(text, cancel).then((answer) => {
        if (answer === cancel) this.cancel();
      });
      return undefined;
    }
    const { folder } = order;
    const draft = this.#drafts.begin(folder.uri, (path) => textOf(folder, path));
    try {
      const result = await this.#whileRunning(order, draft, listen);
      if (result?.status === 'none') this.#deps.onNone(order, result);
      if (result?.status !== 'proposed') return result;
      const { replaces } = order;
      const proposal = { ...result.proposal, asked: askedOf(order) };
      await this.#deps.openReview([proposal], replaces === undefined ? {} : { replaces });
      return { ...result, proposal };
    } catch (error) {
      this.#explain(error);
      return undefined;
    } finally {
      await draft.close();
    }
  }

  /** Another edit can begin once this has ended, whatever the user is asked about its review. */
  async #whileRunning(
    order: EditOrder,
    draft: Draft,
    listen: ((event: EditEvent) => void) | undefined,
  ): Promise<EditResult | undefined> {
    const running: Running = { cancel: new AbortController(), texts: undefined, isWritten: false };
    const { signal } = running.cancel;
    this.#running = running;
    await context('touchstone.editing', true);
    try {
      const { folder, request } = order;
      const active = vscode.window.activeTextEditor?.document.uri;
      const near = request.place?.path ?? (active && pathIn(folder, active));
      const checks = await this.#deps.approveChecks(folder, near, request.kind, signal);
      if (!checks) return undefined;
      signal.throwIfAborted();
      this.#deps.log.info(`Edit: “${order.about}”.`);
      return await this.#run(order, checks, draft, running, listen);
    } catch (error) {
      if (isAbort(error, signal)) this.#wasCancelled(order, running);
      else this.#explain(error);
      return undefined;
    } finally {
      this.#running = undefined;
      this.#waits(false);
      await context('touchstone.editing', false);
    }
  }

  async #run(
    { folder, about, request, given }: EditOrder,
    { tests, runs, bench }: ApprovedChecks,
    draft: Draft,
    running: Running,
    listen: ((event: EditEvent) => void) | undefined,
  ): Promise<EditResult> {
    const { signal } = running.cancel;
    const unsaved = unsavedIn(folder);
    const mayTakeFocus = focusKeeper();
    const options = { location: vscode.ProgressLocation.Notification, title: 'Touchstone', cancellable: true };
    this.#waits(true);
    return vscode.window.withProgress(options, async (progress, token) => {
      const listening = token.onCancellationRequested(() => running.cancel.abort());
      const busy = this.#deps.status.busy('editing', cancelCommand);
      const words = new EditProgress();
      progress.report({ message: about });
      try {
        const run = {
          folder,
          request: { ...request, tests, ...(bench !== undefined && { bench }) },
          unsaved,
          runs,
          ...(given && { given }),
        };
        for await (const event of this.#deps.runEdit(run, signal)) {
          signal.throwIfAborted();
          logEdit(event, this.#deps.log);
          listen?.(event);
          const said = words.words(event);
          if (said !== undefined) {
            progress.report({ message: said });
            busy.update(said);
          }
          // Of a change across files the plan is what is looked at.
          if (!request.across) await show(event, draft, running, mayTakeFocus);
          if (event.kind === 'finished') return event.result;
        }
        signal.throwIfAborted();
        throw new TouchstoneError('The edit ended without a result.', 'Ask for it again; the log says more.');
      } finally {
        listening.dispose();
        busy.dispose();
      }
    });
  }

  /** What was written is not lost because nobody wanted to wait for its tests. */
  #wasCancelled(order: EditOrder, { texts, isWritten }: Running): void {
    const { about, folder, replaces } = order;
    this.#deps.log.info('Edit: cancelled. Nothing was changed.');
    if (!texts || !isWritten) {
      vscode.window.setStatusBarMessage(
        '$(circle-slash) Touchstone: the edit was cancelled, nothing was changed',
        8000,
      );
      return;
    }
    const review = 'Review It Unchecked';
    const text = 'The edit was cancelled while it was being checked. Nothing was changed.';
    void vscode.window.showInformationMessage(text, review).then(async (answer) => {
      if (answer !== review) return;
      const proposal = await uncheckedProposal(folder.uri.fsPath, about, texts, (path) => textOf(folder, path));
      const asked = askedOf(order);
      await this.#deps.openReview([{ ...proposal, asked }], replaces === undefined ? {} : { replaces });
    });
  }

  #explain(error: unknown): void {
    this.#deps.log.error(`Edit: ${describeError(error)}`);
    if (error instanceof Error && error.stack) this.#deps.log.debug(error.stack);
    const show = 'Show Log';
    void vscode.window.showErrorMessage(describeError(error), show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('touchstone.showLog');
    });
  }

  #waits(isWaiting: boolean): void {
    void context('touchstone.editWaiting', isWaiting && this.#running !== undefined);
  }
}

async function show(event: EditEvent, draft: Draft, running: Running, mayTakeFocus: () => boolean): Promise<void> {
  switch (event.kind) {
    case 'ready':
      running.texts = event.texts;
      return draft.show(event.texts, mayTakeFocus);
    case 'refused':
      running.texts = undefined;
      return draft.clear();
    case 'checking':
      running.isWritten = true;
      return;
    default:
      return;
  }
}

/** What a proposal keeps of an order, so that it can be asked for more. */
export function askedOf({ about, request, asked }: EditOrder): Asked {
  const { instruction, place, earlier = [], across } = request;
  return (
    asked ?? {
      instruction: instruction.trim() === '' ? about : instruction,
      ...(place && { place }),
      earlier,
      ...(across && { across: true }),
    }
  );
}

/** Says whether the user is still where the edit was asked for, and has not begun to write there. */
function focusKeeper(): () => boolean {
  const editor = vscode.window.activeTextEditor;
  const version = editor?.document.version;
  return () => {
    const now = vscode.window.activeTextEditor;
    if (now?.document.uri.scheme === draftScheme) return true;
    return now?.document === editor?.document && now?.document.version === version;
  };
}

async function textOf(folder: vscode.WorkspaceFolder, path: WorkspacePath): Promise<string | undefined> {
  try {
    return (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path))).getText();
  } catch {
    // Not there yet: the edit makes it.
    return undefined;
  }
}

const cancelCommand: vscode.Command = { command: 'touchstone.cancelEdit', title: 'Cancel the Edit' };

const context = (key: string, value: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', key, value);
