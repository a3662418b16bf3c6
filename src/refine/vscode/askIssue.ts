import path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Selection } from '../localise.ts';

/** What the user wants fixed, and the state of the editor that goes with it. */
export interface Issue {
  readonly folder: vscode.WorkspaceFolder;
  readonly text?: string;
  readonly selection?: Selection;
  /** Unsaved content by path: candidates start from what the user sees. */
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
}

/**
 * Asks for the folder where there are several, and for what is wrong; undefined when the user leaves.
 * @throws TouchstoneError when no folder is open.
 */
export async function askIssue(): Promise<Issue | undefined> {
  const folder = await askFolder();
  if (!folder) return undefined;
  const selection = selectionIn(folder);
  const text = await vscode.window.showInputBox({
    title: 'Touchstone: Fix This Issue',
    prompt: selection
      ? `What is wrong? Leave it empty to go by the failing tests and the selection (lines ${selection.startLine} to ${selection.endLine}).`
      : 'What is wrong? Leave it empty to go by the failing tests alone.',
    placeHolder: 'Optional: an issue text, an error message, a name',
    ignoreFocusOut: true,
  });
  if (text === undefined) return undefined;
  return {
    folder,
    unsaved: unsavedIn(folder),
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(selection && { selection }),
  };
}

/** A path relative to the folder with forward slashes, or undefined for a file that lies elsewhere. */
function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): WorkspacePath | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const relative = path.relative(folder.uri.fsPath, uri.fsPath);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}

async function askFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new TouchstoneError(
      'No folder is open, so there are no tests to run.',
      'Open the folder of your project and run the command again.',
    );
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active && vscode.workspace.getWorkspaceFolder(active);
  if (folders.length === 1 || here) return here ?? folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which folder has the failing tests?' });
}

function selectionIn(folder: vscode.WorkspaceFolder): Selection | undefined {
  const editor = vscode.window.activeTextEditor;
  const where = editor && !editor.selection.isEmpty ? pathIn(folder, editor.document.uri) : undefined;
  if (!editor || where === undefined) return undefined;
  return { path: where, startLine: editor.selection.start.line + 1, endLine: editor.selection.end.line + 1 };
}

function unsavedIn(folder: vscode.WorkspaceFolder): ReadonlyMap<WorkspacePath, string> {
  const unsaved = new Map<WorkspacePath, string>();
  for (const document of vscode.workspace.textDocuments) {
    const where = document.isDirty ? pathIn(folder, document.uri) : undefined;
    if (where !== undefined) unsaved.set(where, document.getText());
  }
  return unsaved;
}
