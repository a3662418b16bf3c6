import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Busy, Status } from '../../base/vscode/status.ts';
import type { Proposal } from '../../review/proposal.ts';
import { settingsTable } from '../../settings/table.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import type { FixEvent, FixResult } from '../event.ts';
import { logFixEvent } from '../fixLog.ts';
import {
  advance,
  answered,
  asking,
  broken,
  cancelled,
  describeEngines,
  endingEarly,
  idleView,
  restrictedView,
  startingView,
} from '../fixView.ts';
import type { FixView, FromPage, SearchHead } from '../protocol.ts';
import type { AskUser } from '../question.ts';
import { AttemptsPage } from './attemptsPage.ts';
import { registerFixPanel, type FixPanel } from './fixPanel.ts';
import type { FixRecord } from './fixRecord.ts';
import { nearestFile, type Issue } from './issue.ts';
import { Questions } from './questions.ts';

export interface FixSessionDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly status: Status;
  readonly record: FixRecord;
  /** The model that is asked for patches in a folder, by its name. */
  readonly modelName: (folder: vscode.WorkspaceFolder) => string | undefined;
  /** How often the user may be asked in one fix. */
  readonly mostQuestions: (folder: vscode.WorkspaceFolder) => number;
  /** The command that the user allows for the package around `near`; undefined when the user does not. */
  readonly chooseCommand: (
    folder: vscode.WorkspaceFolder,
    near: WorkspacePath | undefined,
    signal: AbortSignal,
  ) => Promise<TestCommand | undefined>;
  /** What tells whether a diagnostic is gone; undefined where there is none, or the user does not allow it. */
  readonly chooseCheck: (issue: Issue) => Promise<TestCommand | undefined>;
  readonly startFix: StartFix;
  readonly openReview: (proposals: readonly [Proposal, ...Proposal[]]) => Promise<void>;
  /** Which tests of a folder fail, as its baseline has found. */
  readonly onBaseline: (folder: vscode.WorkspaceFolder, failed: readonly TestResult[], at: number) => void;
}

export type StartFix = (
  issue: Issue,
  command: TestCommand,
  host: { readonly ask: AskUser; readonly enough: AbortSignal },
  signal: AbortSignal,
) => AsyncIterable<FixEvent>;

interface Running {
  readonly cancel: AbortController;
  /** The user wants the best so far. */
  readonly enough: AbortController;
}

interface Last {
  readonly folder: vscode.WorkspaceFolder;
  readonly issue: Issue;
  readonly result?: FixResult;
}

/** One fix at a time, with its view in the side bar, its page of attempts and its questions. */
export class FixSession implements Disposable {
  readonly #deps: FixSessionDeps;
  readonly #store = new DisposableStore();
  readonly #panel: FixPanel;
  readonly #page: AttemptsPage;
  readonly #questions: Questions;
  #view: FixView = vscode.workspace.isTrusted ? idleView : restrictedView;
  #running: Running | undefined;
  /** Says in the notification and the status bar what the view says. */
  #report: (() => void) | undefined;
  #last: Last | undefined;

  constructor(deps: FixSessionDeps, onStart: () => void) {
    this.#deps = deps;
    this.#panel = this.#store.add(
      registerFixPanel(deps.extensionUri, this.#view, (message) => void this.#onMessage(message, onStart)),
    );
    this.#page = this.#store.add(new AttemptsPage(deps.extensionUri, (path, line) => void this.#open(path, line)));
    this.#questions = this.#store.add(
      new Questions({
        show: (open) =>
          this.#show(open ? asking(this.#view, open.id, open.question, open.asked, open.most) : answered(this.#view)),
        reveal: () => void this.#panel.reveal(),
      }),
    );
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#show(idleView)));
  }

  get questions(): Questions {
    return this.#questions;
  }

  cancel(): void {
    this.#running?.cancel.abort();
  }

  /** Ends the search and proposes the best that there is. */
  finishEarly(): void {
    this.#running?.enough.abort();
    this.#show(endingEarly(this.#view));
  }

  showAttempts(): void {
    this.#page.show();
  }

  dispose(): void {
    this.#running?.cancel.abort();
    this.#store.dispose();
  }

  /** @param ask what is to be fixed; undefined when the user leaves. */
  async start(ask: () => Promise<Issue | undefined>): Promise<void> {
    if (this.#running) {
      vscode.window.setStatusBarMessage('$(info) A fix is running: cancel it to start another', 5000);
      return this.#panel.reveal();
    }
    if (!vscode.workspace.isTrusted) return this.#askForTrust();
    const running = { cancel: new AbortController(), enough: new AbortController() };
    const { signal } = running.cancel;
    this.#running = running;
    let hasBegun = false;
    await context('touchstone.fixing', true);
    try {
      const asked = await ask();
      if (!asked) return;
      const command = await this.#deps.chooseCommand(asked.folder, nearestFile(asked), signal);
      if (!command) return;
      const check = await this.#deps.chooseCheck(asked);
      const issue = check ? { ...asked, check } : asked;
      signal.throwIfAborted();
      this.#last = { folder: issue.folder, issue };
      hasBegun = true;
      this.#begin(issue);
      await this.#panel.reveal();
      const result = await this.#run(issue, command, running);
      this.#last = { folder: issue.folder, issue, result };
      await this.#announce(result);
    } catch (error) {
      // What went wrong before it began says nothing of the fix that is on show.
      if (hasBegun || isAbort(error, signal)) this.#explain(error, signal);
      else this.#refuse(error);
    } finally {
      this.#running = undefined;
      await context('touchstone.fixing', false);
      await context('touchstone.searching', false);
    }
  }

  #begin(issue: Issue): void {
    const engines = describeEngines(this.#deps.modelName(issue.folder));
    this.#deps.log.info(`Fixing: ${issue.about}. Engines: ${engines}.`);
    this.#view = { ...startingView, engines, about: issue.about };
    this.#page.reset(this.#head());
    this.#show(this.#view);
    void context('touchstone.attempts', true);
  }

  /** Tests are commands of the workspace, and it is not trusted to run any. */
  async #askForTrust(): Promise<void> {
    await this.#panel.reveal();
    const manage = 'Manage Workspace Trust';
    void vscode.window.showWarningMessage(restrictedView.headline, manage).then((choice) => {
      if (choice) void manageTrust();
    });
  }

  async #run(issue: Issue, command: TestCommand, running: Running): Promise<FixResult> {
    const { signal } = running.cancel;
    const { folder, about } = issue;
    const options = { location: vscode.ProgressLocation.Notification, title: 'Touchstone', cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const listening = token.onCancellationRequested(() => running.cancel.abort());
      const busy = this.#deps.status.busy('copying the workspace', showFixView);
      const model = this.#deps.modelName(folder);
      const record = this.#deps.record.begin({
        issue: about,
        command: command.line,
        ...(model !== undefined && { model }),
      });
      const host = { ask: this.#questions.asker(this.#deps.mostQuestions(folder)), enough: running.enough.signal };
      this.#report = () => report(this.#view, progress, busy);
      try {
        for await (const event of this.#deps.startFix(issue, command, host, signal)) {
          logFixEvent(event, this.#deps.log);
          record?.(event);
          this.#note(event, folder);
          this.#show(advance(this.#view, event));
          if (event.kind === 'finished') return event.result;
        }
        signal.throwIfAborted();
        throw new TouchstoneError('The search ended without a result.', 'Run the command again; the log says more.');
      } finally {
        this.#report = undefined;
        listening.dispose();
        busy.dispose();
      }
    });
  }

  /** What others than the view are told of. */
  #note(event: FixEvent, folder: vscode.WorkspaceFolder): void {
    if (event.kind === 'tried') this.#page.add(event.node);
    if (event.kind === 'baseline') this.#deps.onBaseline(folder, event.failed, event.keptFrom ?? Date.now());
    if (event.kind === 'localised') void context('touchstone.searching', true);
    if (event.kind === 'finished') void context('touchstone.searching', false);
  }

  async #announce(result: FixResult): Promise<void> {
    if (result.status === 'none') return offerLog(vscode.window.showWarningMessage, result.reason);
    await this.#deps.openReview(result.proposals);
  }

  #refuse(error: unknown): void {
    this.#deps.log.warn(describeError(error));
    void vscode.window.showWarningMessage(describeError(error));
  }

  #explain(error: unknown, signal: AbortSignal): void {
    if (isAbort(error, signal)) {
      this.#show(cancelled(this.#view));
      this.#deps.log.info('The fix was cancelled. Nothing was changed.');
      return;
    }
    this.#show(broken(this.#view, describeError(error)));
    this.#deps.log.error(describeError(error));
    offerLog(vscode.window.showErrorMessage, describeError(error));
  }

  async #onMessage(message: FromPage, onStart: () => void): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return;
      case 'start':
        return onStart();
      case 'cancel':
        return this.cancel();
      case 'finishEarly':
        return this.finishEarly();
      case 'showSearch':
        return this.showAttempts();
      case 'answer':
        return this.#questions.answer(message.question, message.answer);
      case 'useTest':
        return this.#questions.useTest(message.question);
      case 'openTest':
        return this.#questions.openTest(message.question);
      case 'review':
        if (this.#last?.result && this.#last.result.status !== 'none')
          await this.#deps.openReview(this.#last.result.proposals);
        return;
      case 'showLog':
        await vscode.commands.executeCommand('touchstone.showLog');
        return;
      case 'manageTrust':
        return manageTrust();
      case 'openSetting':
        // The name stood in a text that may quote the workspace.
        if (Object.keys(settingsTable).some((key) => message.name === `touchstone.${key}`))
          await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${message.name}`);
        return;
      case 'open':
        return this.#open(message.path, message.line);
    }
  }

  async #open(path: string, line: number): Promise<void> {
    if (!this.#last) return;
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    const uri = vscode.Uri.joinPath(this.#last.folder.uri, path);
    try {
      await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
    } catch (error) {
      void vscode.window.showWarningMessage(`${path} cannot be opened. ${describeError(error)}`);
    }
  }

  #show(view: FixView): void {
    this.#panel.show((this.#view = view));
    this.#report?.();
    this.#page.setHead(this.#head());
  }

  #head(): SearchHead {
    const { phase, headline, search, summary } = this.#view;
    const title = this.#last ? this.#last.issue.about : 'No search yet';
    const ended = summary === '' ? headline : `${headline}: ${summary}`;
    const tried = search ? `${search.run} of ${search.generated} candidates tried` : headline;
    return { title, status: (phase === 'running' ? tried : ended).replaceAll('`', ''), isRunning: phase === 'running' };
  }
}

const showFixView: vscode.Command = { command: 'touchstone.fixView.focus', title: 'Show Progress' };

const context = (key: string, value: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', key, value);

async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand('workbench.trust.manage');
}

function report(view: FixView, progress: vscode.Progress<{ message: string }>, busy: Busy): void {
  const { search, question } = view;
  if (question) {
    progress.report({ message: 'waiting for your answer in the side bar' });
    busy.update('has a question for you');
    return;
  }
  if (!search) {
    progress.report({ message: view.headline });
    busy.update(view.headline.replace(/…$/, '').toLowerCase());
    return;
  }
  const found = search.passed > 0 ? `, ${search.passed} passed everything` : '';
  progress.report({ message: `${search.run} of ${search.generated} candidates tried${found}` });
  busy.update(`${search.run} patches tried`);
}

/** Not awaited: the command has ended, whether or not anyone answers. */
function offerLog(show: (message: string, button: string) => Thenable<string | undefined>, message: string): void {
  void show(message, 'Show Log').then((choice) => {
    if (choice) void vscode.commands.executeCommand('touchstone.showLog');
  });
}
