import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { WrittenMessage } from '../commit/writeMessage.ts';
import { signalOf } from './tokenSignal.ts';

/** What we use of the API that the editor's own git extension exports. */
interface GitApi {
  readonly repositories: readonly GitRepository[];
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
}

type Write = (
  folder: vscode.WorkspaceFolder,
  isAll: boolean,
  signal: AbortSignal,
) => Promise<WrittenMessage | undefined>;

/** Puts a message into the box of the Source Control view. Nothing is committed. */
export async function writeIntoBox(given: unknown, write: Write): Promise<void> {
  try {
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError('Git is not asked in a workspace that is not trusted.', 'Trust the workspace first.');
    const repository = repositoryOf(given, await gitApi());
    const folder = folderIn(repository);
    const written = await withProgress((signal) => write(folder, false, signal));
    if (written) return await fill(repository, written);
    const all = 'Write for All Changes';
    const text = 'Nothing is staged. Stage what belongs into the commit, or have a message for all that is changed.';
    if ((await vscode.window.showInformationMessage(text, all)) !== all) return;
    const ofAll = await withProgress((signal) => write(folder, true, signal));
    if (ofAll) return await fill(repository, ofAll);
    void vscode.window.showInformationMessage('Nothing differs from the last commit, so there is nothing to describe.');
  } catch (error) {
    if (!isAbort(error)) void vscode.window.showErrorMessage(describeError(error));
  }
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!extension)
    throw new TouchstoneError(
      'The editor’s own git extension is turned off.',
      'Turn it on in the Extensions view, or ask for /commit in the chat.',
    );
  return (await extension.activate()).getAPI(1);
}

/** @param given the view's own name for the repository, where the command came from there */
function repositoryOf(given: unknown, { repositories }: GitApi): GitRepository {
  const root: unknown = typeof given === 'object' && given !== null && 'rootUri' in given ? given.rootUri : undefined;
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = active && vscode.workspace.getWorkspaceFolder(active);
  const wanted = root instanceof vscode.Uri ? root : (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
  const found =
    repositories.find(({ rootUri }) => rootUri.toString() === wanted?.toString()) ??
    repositories.find(({ rootUri }) => wanted?.path.startsWith(`${rootUri.path}/`)) ??
    repositories[0];
  if (!found)
    throw new TouchstoneError(
      'The editor knows no git repository in this window.',
      'Open a folder that is in one, or run “Git: Initialize Repository”.',
    );
  return found;
}

/** What may be read is decided by folder. */
function folderIn({ rootUri }: GitRepository): vscode.WorkspaceFolder {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found =
    vscode.workspace.getWorkspaceFolder(rootUri) ??
    folders.find(({ uri }) => uri.path === rootUri.path || uri.path.startsWith(`${rootUri.path}/`));
  if (!found)
    throw new TouchstoneError('This repository is in no folder of the window.', 'Add its folder to the workspace.');
  return found;
}

async function fill({ inputBox }: GitRepository, { message, why }: WrittenMessage): Promise<void> {
  const before = inputBox.value.trim();
  if (before !== '' && before !== message) {
    const replace = 'Replace';
    const text = 'There is a message in the box already. Replace it?';
    if ((await vscode.window.showWarningMessage(text, replace)) !== replace) return;
  }
  inputBox.value = message;
  if (why !== undefined) void vscode.window.showWarningMessage(why);
  await vscode.commands.executeCommand('workbench.view.scm');
}

function withProgress<Result>(run: (signal: AbortSignal) => Promise<Result>): Thenable<Result> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Writing a commit message',
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_, token) => run(signalOf(token)));
}
