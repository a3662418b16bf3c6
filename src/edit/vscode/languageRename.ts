import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { applyEdits } from '../../text/edit.ts';
import type { GivenChange } from '../givenChange.ts';
import type { EditTarget } from './editTarget.ts';

/**
 * A rename as the editor's own language has it, as texts: nothing is applied. `undefined` where no language renames
 * here, or what it would do reaches beyond the texts of the folder.
 */
export async function languageRename(
  { folder, document, selection }: EditTarget,
  { from, to }: { readonly from: string | undefined; readonly to: string },
  log: Log,
): Promise<GivenChange | undefined> {
  const at = positionOf(document, selection, from);
  if (!at) return undefined;
  const name = from ?? document.getText(document.getWordRangeAtPosition(at));
  try {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      to,
    );
    // What comes or goes with it, such as the renamed file of a class, is not among the texts.
    if (!edit || edit.size === 0 || edit.size > edit.entries().length) return undefined;
    const texts = new Map<WorkspacePath, string>();
    for (const [uri, edits] of edit.entries()) {
      const path = pathIn(folder, uri);
      if (path === undefined) return undefined;
      const changed = await vscode.workspace.openTextDocument(uri);
      const ours = edits.map(({ range, newText }) => ({
        start: changed.offsetAt(range.start),
        end: changed.offsetAt(range.end),
        text: newText,
      }));
      texts.set(path, applyEdits(changed.getText(), ours));
    }
    const files = texts.size === 1 ? '1 file' : `${texts.size} files`;
    return {
      title: `Rename ${name} to ${to} in ${files}`,
      texts,
      by: 'The editor’s own language service has found every use of the name.',
    };
  } catch (error) {
    log.info(`Edit: the editor’s languages do not rename this: ${describeError(error)}.`);
    return undefined;
  }
}

/** The name at the cursor, else the first of that name in what is selected. */
function positionOf(
  document: vscode.TextDocument,
  selection: vscode.Range,
  name: string | undefined,
): vscode.Position | undefined {
  const word = document.getWordRangeAtPosition(selection.end) ?? document.getWordRangeAtPosition(selection.start);
  if (word && (name === undefined || document.getText(word) === name)) return word.start;
  if (name === undefined) return undefined;
  const whole = new vscode.Range(selection.start.line, 0, selection.end.line + 1, 0);
  const text = document.getText(document.validateRange(whole));
  const found = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll(/[$.]/g, '\\$&')}(?![\\p{L}\\p{N}_$])`, 'u').exec(
    text,
  );
  return found ? document.positionAt(document.offsetAt(whole.start) + found.index) : undefined;
}
