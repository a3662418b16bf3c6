import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { checkpointRow, restoreProposal, type Checkpoint } from '../checkpoint.ts';
import type { CheckpointStore } from '../node/checkpoints.ts';
import { workspacePlace } from '../node/workspaceFile.ts';
import type { Proposal } from '../proposal.ts';

/** **Touchstone: Restore a Checkpoint…** The way back is a proposal as well, which the review shows before anything is written. */
export async function restoreCheckpoint(
  store: CheckpointStore,
  open: (proposal: Proposal) => Promise<void>,
): Promise<void> {
  const folders = new Set(vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath));
  const checkpoints = (await store.list()).filter(({ root }) => folders.has(root));
  if (checkpoints.length === 0) {
    void vscode.window.showInformationMessage('There is no checkpoint yet. One is kept before each accepted change.');
    return;
  }
  const rows = checkpoints.map((checkpoint) => ({ ...checkpointRow(checkpoint, Date.now()), checkpoint }));
  const picked = await vscode.window.showQuickPick(rows, {
    title: 'Restore a Checkpoint',
    placeHolder: 'The way back is shown for review; nothing is written before you accept it',
    matchOnDetail: true,
  });
  if (!picked) return;
  const { checkpoint } = picked;
  const then = await store.textsOf(checkpoint);
  const proposal = restoreProposal(checkpoint, then, await textsNow(checkpoint), crypto.randomUUID());
  if (proposal) return open(proposal);
  void vscode.window.showInformationMessage('The files already read as they did then.');
}

async function textsNow({ root, files }: Checkpoint): Promise<Map<string, string | undefined>> {
  const texts = new Map<string, string | undefined>();
  for (const { path } of files) {
    const place = await workspacePlace(root, path);
    const uri = vscode.Uri.joinPath(vscode.Uri.file(root), path);
    texts.set(path, place.kind === 'free' ? undefined : await textOf(uri, path));
  }
  return texts;
}

async function textOf(uri: vscode.Uri, path: string): Promise<string> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch (cause) {
    throw new TouchstoneError(`${path} cannot be read.`, 'Move it away, or choose another checkpoint.', { cause });
  }
}
