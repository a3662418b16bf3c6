import path from 'node:path';
import * as vscode from 'vscode';

/** A path relative to the folder with forward slashes, or undefined for a file that lies elsewhere. */
export function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const relative = path.relative(folder.uri.fsPath, uri.fsPath);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}

/** What editors hold and have not written, by its path in the folder: work starts from what the user sees. */
export function unsavedIn(folder: vscode.WorkspaceFolder): ReadonlyMap<string, string> {
  const unsaved = new Map<string, string>();
  for (const document of vscode.workspace.textDocuments) {
    const where = document.isDirty ? pathIn(folder, document.uri) : undefined;
    if (where !== undefined) unsaved.set(where, document.getText());
  }
  return unsaved;
}

/** The lines of a selection, from 1, inclusive. One of whole lines ends at the start of the next one. */
export function selectedLines({ start, end }: vscode.Range): { readonly first: number; readonly last: number } {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { first: start.line + 1, last };
}
