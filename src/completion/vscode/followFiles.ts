import * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import { editorText } from '../../text/lines.ts';
import type { FolderCompletion } from './folderCompletion.ts';
import { placeIn, textOf } from './moment.ts';

/** Tells the engines what was written, in this window or by any other program, and what is gone. */
export function followFiles(
  engineOf: (folder: vscode.WorkspaceFolder) => FolderCompletion | undefined,
  log: Log,
): vscode.Disposable {
  const store = new DisposableStore();
  const { workspace } = vscode;
  const tell = (uri: vscode.Uri, text: string | undefined): void => {
    const folder = workspace.getWorkspaceFolder(uri);
    const place = folder && placeIn(folder, uri);
    if (place !== undefined && !neverRead.test(place)) engineOf(folder!)?.change(place, text);
  };
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  /** What a program has written is read in a quiet moment; of very many files none, since the knowledge grows old anyway. */
  async function read(): Promise<void> {
    timer = undefined;
    const uris = [...waiting].slice(0, mostFiles).map((uri) => vscode.Uri.parse(uri));
    waiting.clear();
    for (const uri of uris) {
      try {
        const { size } = await workspace.fs.stat(uri);
        if (size > mostBytes) continue;
        tell(uri, editorText(decoder.decode(await workspace.fs.readFile(uri))));
      } catch (error) {
        log.debug(`${uri.path} was not read for suggestions: ${describeError(error)}`);
      }
    }
  }

  const watching = store.add(workspace.createFileSystemWatcher('**/*'));
  const changed = (uri: vscode.Uri): void => {
    const folder = workspace.getWorkspaceFolder(uri);
    const place = folder && placeIn(folder, uri);
    if (place === undefined || neverRead.test(place) || !engineOf(folder!)) return;
    // What an editor holds is told when it is saved.
    if (workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return;
    waiting.add(uri.toString());
    timer ??= setTimeout(() => void read(), quietMs);
  };
  store.add(
    vscode.Disposable.from(
      watching.onDidCreate(changed),
      watching.onDidChange(changed),
      watching.onDidDelete((uri) => tell(uri, undefined)),
      workspace.onDidSaveTextDocument((document) => tell(document.uri, textOf(document))),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri } of files) tell(oldUri, undefined);
      }),
      new vscode.Disposable(() => clearTimeout(timer)),
    ),
  );
  return store;
}

const decoder = new TextDecoder();
const neverRead = /(^|\/)(\.git|node_modules|__pycache__|\.venv)\//;
const mostBytes = 1_000_000;
const mostFiles = 200;
const quietMs = 1_000;
