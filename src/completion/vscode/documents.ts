import * as vscode from 'vscode';

/** A document's path from the workspace's top, as prompts name it; `undefined` for what is in no folder. */
export type PathOf = (uri: vscode.Uri) => string | undefined;

export function documentAt(path: string, pathOf: PathOf): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => pathOf(uri) === path);
}
