import * as vscode from 'vscode';

export const isPictureFile = (file: string): boolean => /\.(?:png|jpe?g|gif|webp)$/i.test(file);

/** A window on another machine names its files by that machine; `undefined` for what is no address of a file. */
export function droppedUri(here: vscode.WorkspaceFolder, address: string): vscode.Uri | undefined {
  if (!URL.canParse(address)) return undefined;
  const uri = vscode.Uri.parse(address, true);
  return uri.scheme === 'vscode-remote' && vscode.env.remoteName !== undefined
    ? here.uri.with({ path: uri.path })
    : uri;
}
