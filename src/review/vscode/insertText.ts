import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';

/**
 * Writes at the cursor of the editor that was looked at last, in place of what is selected there: what the user asks
 * for with one click, and takes back with one undo. @throws TouchstoneError where there is nothing to write in
 */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor || !['file', 'untitled', 'vscode-remote'].includes(editor.document.uri.scheme))
    throw new TouchstoneError('No file is open to insert into.', 'Open one and put the cursor where the code belongs.');
  const written = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!written)
    throw new TouchstoneError(
      'The editor did not take the code.',
      'The file may be read-only: copy the code and paste it where it belongs.',
    );
  await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active });
}
