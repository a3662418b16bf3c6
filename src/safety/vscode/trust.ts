import * as vscode from 'vscode';

/** Whether the user trusts the workspace. Without it no command is run in it and no model is called with its settings. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Trust is only ever given while a window is open; taking it back reloads the window. */
export const onDidTrust: vscode.Event<void> = vscode.workspace.onDidGrantWorkspaceTrust;
