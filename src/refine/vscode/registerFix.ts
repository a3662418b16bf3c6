import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Busy, Status } from '../../base/vscode/status.ts';
import type { Proposal } from '../../review/proposal.ts';
import { settingsTable } from '../../settings/table.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import type { FixEvent, FixResult } from '../event.ts';
import { logFixEvent } from '../fixLog.ts';
import { advance, broken, cancelled, idleView, restrictedView, startingView } from '../fixView.ts';
import type { FixView, FromPage } from '../protocol.ts';
import { askIssue, type Issue } from './askIssue.ts';
import { registerFixPanel, type FixPanel } from './fixPanel.ts';

export interface FixUiDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly status: Status;
  /** The command that the user allows for this folder; undefined when the user does not. */
  readonly chooseCommand: (folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<TestCommand | undefined>;
  readonly startFix: (issue: Issue, command: TestCommand, signal: AbortSignal) => AsyncIterable<FixEvent>;
  readonly openReview: (proposals: readonly [Proposal, ...Proposal[]]) => Promise<void>;
}

/** **Touchstone: Fix This Issue**, its view in the side bar, and what they share. One fix runs at a time. */
export function registerFix(deps: FixUiDeps): Disposable {
  return new FixSession(deps);
}

class FixSession implements Disposable {
  readonly #deps: FixUiDeps;
  readonly #store = new DisposableStore();
  readonly #panel: FixPanel;
  #view: FixView = vscode.workspace.isTrusted ? idleView : restrictedView;
  #running: AbortController | undefined;
  #last: { readonly folder: vscode.WorkspaceFolder; readonly result?: FixResult } | undefined;

  constructor(deps: FixUiDeps) {
    this.#deps = deps;
    this.#panel = this.#store.add(
      registerFixPanel(deps.extensionUri, this.#view, (message) => void this.#onMessage(message)),
    );
    this.#store.add(vscode.commands.registerCommand('touchstone.fix', () => this.#start()));
    this.#store.add(vscode.commands.registerCommand('touchstone.cancelFix', () => this.#running?.abort()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#show(idleView)));
  }

  dispose(): void {
    this.#running?.abort();
    this.#store.dispose();
  }

  async #start(): Promise<void> {
    if (this.#running) return this.#panel.reveal();
    if (!vscode.workspace.isTrusted) return this.#askForTrust();
    const { signal } = (this.#running = new AbortController());
    await vscode.commands.executeCommand('setContext', 'touchstone.fixing', true);
    try {
      const issue = await askIssue();
      if (!issue) return;
      const command = await this.#deps.chooseCommand(issue.folder, signal);
      if (!command) return;
      this.#last = { folder: issue.folder };
      this.#show(startingView);
      await this.#panel.reveal();
      const result = await this.#run(issue, command, signal);
      this.#last = { folder: issue.folder, result };
      await this.#announce(result);
    } catch (error) {
      this.#explain(error, signal);
    } finally {
      this.#running = undefined;
      await vscode.commands.executeCommand('setContext', 'touchstone.fixing', false);
    }
  }

  /** Tests are commands of the workspace, and it is not trusted to run any. */
  async #askForTrust(): Promise<void> {
    await this.#panel.reveal();
    const manage = 'Manage Workspace Trust';
    void vscode.window.showWarningMessage(restrictedView.headline, manage).then((choice) => {
      if (choice) void manageTrust();
    });
  }

  async #run(issue: Issue, command: TestCommand, signal: AbortSignal): Promise<FixResult> {
    const options = { location: vscode.ProgressLocation.Notification, title: 'Touchstone', cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const listening = token.onCancellationRequested(() => this.#running?.abort());
      const busy = this.#deps.status.busy('copying the workspace', showFixView);
      try {
        for await (const event of this.#deps.startFix(issue, command, signal)) {
          logFixEvent(event, this.#deps.log);
          this.#show(advance(this.#view, event));
          report(this.#view, progress, busy);
          if (event.kind === 'finished') return event.result;
        }
        signal.throwIfAborted();
        throw new TouchstoneError('The search ended without a result.', 'Run the command again; the log says more.');
      } finally {
        listening.dispose();
        busy.dispose();
      }
    });
  }

  async #announce(result: FixResult): Promise<void> {
    if (result.status === 'none') return offerLog(vscode.window.showWarningMessage, result.reason);
    await this.#deps.openReview(result.proposals);
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

  async #onMessage(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return;
      case 'start':
        return this.#start();
      case 'cancel':
        return this.#running?.abort();
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
      case 'open': {
        if (!this.#last) return;
        const at = new vscode.Position(message.line - 1, 0);
        const uri = vscode.Uri.joinPath(this.#last.folder.uri, message.path);
        await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
      }
    }
  }

  #show(view: FixView): void {
    this.#panel.show((this.#view = view));
  }
}

const showFixView: vscode.Command = { command: 'touchstone.fixView.focus', title: 'Show Progress' };

async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand('workbench.trust.manage');
}

function report(view: FixView, progress: vscode.Progress<{ message: string }>, busy: Busy): void {
  const { search } = view;
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
