import * as vscode from 'vscode';
import { languageOf } from '../../syntax/language.ts';
import { explained, organise } from './actionKinds.ts';

/**
 * Ready-made edits on the lightbulb and in the menus **Refactor…** and **Source Action…**. Each ends in review, so none
 * is of a kind that the editor applies by itself when a file is saved.
 */
export function registerCodeActions(command: string, isOffered: (uri: vscode.Uri) => boolean): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { diagnostics, only }, token) {
      if (languageOf(document.uri.path) === undefined || !isOffered(document.uri)) return [];
      if (!vscode.workspace.getWorkspaceFolder(document.uri)) return [];
      const { offeredActions } = await import('./offeredActions.ts');
      const actions = await offeredActions(document, range, diagnostics, command);
      if (token.isCancellationRequested) return [];
      return actions.filter(({ kind }) => !only || (kind && only.contains(kind)));
    },
  };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, {
    providedCodeActionKinds: [
      vscode.CodeActionKind.QuickFix,
      vscode.CodeActionKind.RefactorRewrite,
      vscode.CodeActionKind.RefactorExtract,
      organise,
      explained,
    ],
  });
}
