import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { judgePath, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { CitedPlace } from '../chatEvent.ts';
import type { Chip } from '../chatRequest.ts';

/** Opens a place of the workspace and nothing else: the path is looked at here, whoever named it. */
export async function openPlace(folder: vscode.WorkspaceFolder, { path, lines }: CitedPlace): Promise<void> {
  const inside = normalizeWorkspacePath(path);
  if (inside === undefined || judgePath(inside).kind === 'refused')
    throw new TouchstoneError(`${path} is not a file of this workspace.`, 'Look for it in the Explorer.');
  const uri = vscode.Uri.joinPath(folder.uri, inside);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const last = Math.max(0, document.lineCount - 1);
    const [first, end] = lines ? [Math.min(lines.first - 1, last), Math.min(lines.last - 1, last)] : [0, 0];
    const selection = lines
      ? new vscode.Range(first, 0, end, document.lineAt(end).text.length)
      : new vscode.Range(0, 0, 0, 0);
    await vscode.window.showTextDocument(document, { selection, preview: true });
  } catch (cause) {
    throw new TouchstoneError(`${inside} cannot be opened.`, 'It may have been deleted since; ask again.', { cause });
  }
}

/** The editor asks before it opens an address that is not trusted. */
export async function openLink(address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:')
    await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}

export async function openChip(folder: vscode.WorkspaceFolder, { target, content, label }: Chip): Promise<void> {
  switch (target.kind) {
    case 'file':
      return openPlace(folder, { path: target.path });
    case 'selection':
      return openPlace(folder, { path: target.path, lines: { first: target.first, last: target.last } });
    case 'symbol': {
      const { path, line } = target;
      if (path === undefined) return;
      return openPlace(folder, { path, ...(line !== undefined && { lines: { first: line, last: line } }) });
    }
    case 'folder':
      await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.joinPath(folder.uri, target.path));
      return;
    case 'problems':
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      return;
    case 'changes':
    case 'terminal':
    case 'tests':
    case 'codebase': {
      const text = content?.text ?? '';
      if (text === '')
        throw new TouchstoneError(`${label} has no text yet.`, content?.why ?? 'It is looked up when you ask.');
      const language = target.kind === 'changes' ? 'diff' : 'plaintext';
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language }));
      return;
    }
    case 'picture':
      return;
  }
}
