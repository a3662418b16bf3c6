import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/dispose.ts';
import type { FolderIndex } from './folderIndex.ts';
import type { IndexSet } from './indexSet.ts';

/**
 * Tells the indexes what happens to files: typed, saved, created, renamed, deleted, by the editor or by any other
 * program, and when git has changed many at once.
 * @param pauseMs how long the build waits after a keystroke; 0 for not at all.
 */
export function followWorkspace(indexes: IndexSet, pauseMs: () => number): vscode.Disposable {
  const store = new DisposableStore();
  const changed = (uris: Iterable<vscode.Uri>, afterMs: number): void => {
    for (const uri of uris) for (const { index, path: place } of indexes.holding(uri)) index.change([place], afterMs);
  };
  const typing = store.add(new TypingPause(indexes, pauseMs));
  const watching = store.add(new FolderWatchers(indexes));
  watching.follow();
  const { workspace } = vscode;
  store.add(
    vscode.Disposable.from(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme !== 'file') return;
        changed([document.uri], typedMs);
        // Read again after another program has written it, it has changed and nobody has typed. After the first
        // keystroke the editor says that it changed, and then, without any change, that it is unsaved.
        if (!document.isDirty) return;
        typing.key();
        const [first] = contentChanges;
        if (first) visit(indexes, document.uri, first.range.start.line, 'edit');
      }),
      workspace.onDidSaveTextDocument(({ uri }) => changed([uri], savedMs)),
      // Closed without saving: what is on disk counts again.
      workspace.onDidCloseTextDocument(({ uri }) => changed([uri], savedMs)),
      workspace.onDidCreateFiles(({ files }) => changed(files, savedMs)),
      workspace.onDidDeleteFiles(({ files }) => changed(files, savedMs)),
      workspace.onDidRenameFiles(({ files }) =>
        changed(
          files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]),
          savedMs,
        ),
      ),
      workspace.onDidChangeWorkspaceFolders(() => {
        indexes.follow();
        watching.follow();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // What a command or a preview has selected is no visit.
        if (kind !== byKeyboard && kind !== byMouse) return;
        visit(indexes, textEditor.document.uri, textEditor.selection.active.line, 'view');
      }),
    ),
  );
  return store;
}

/** @param line from 0. */
function visit(indexes: IndexSet, uri: vscode.Uri, line: number, kind: 'view' | 'edit'): void {
  if (uri.scheme !== 'file') return;
  for (const { index, path: place } of indexes.holding(uri)) index.visit({ path: place, line: line + 1, kind });
}

/** Holds the build from the first keystroke until a quiet moment. */
class TypingPause implements vscode.Disposable {
  readonly #indexes: IndexSet;
  readonly #pauseMs: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(indexes: IndexSet, pauseMs: () => number) {
    this.#indexes = indexes;
    this.#pauseMs = pauseMs;
  }

  key(): void {
    const ms = this.#pauseMs();
    if (ms <= 0) return;
    clearTimeout(this.#timer);
    this.#set(true);
    this.#timer = setTimeout(() => this.#set(false), ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #set(isTyping: boolean): void {
    for (const index of this.#indexes.folders) index.setTyping(isTyping);
  }
}

/** What other programs do to the files of each folder, and what git does to its repository. */
class FolderWatchers implements vscode.Disposable {
  readonly #indexes: IndexSet;
  readonly #watched = new Map<FolderIndex, DisposableStore>();
  #rescan: NodeJS.Timeout | undefined;

  constructor(indexes: IndexSet) {
    this.#indexes = indexes;
  }

  /** Watches the folders that there are now. */
  follow(): void {
    const { folders } = this.#indexes;
    for (const [index, watching] of this.#watched) {
      if (folders.includes(index)) continue;
      watching.dispose();
      this.#watched.delete(index);
    }
    for (const index of folders) if (!this.#watched.has(index)) this.#watched.set(index, this.#watch(index));
  }

  dispose(): void {
    clearTimeout(this.#rescan);
    for (const watching of this.#watched.values()) watching.dispose();
  }

  #watch(index: FolderIndex): DisposableStore {
    const store = new DisposableStore();
    const see = (uri: vscode.Uri): void => {
      const place = index.pathOf(uri);
      if (place === undefined || neverIndexed.test(place)) return;
      if (!gitData.test(place)) return index.change([place], watchedMs);
      if (gitMoves.test(place)) this.#rescanSoon();
    };
    store.add(watcher(new vscode.RelativePattern(index.folder, '**/*'), see));
    void gitFolderOf(index.folder.uri.fsPath).then((folder) => {
      // One inside the folder is seen by the watcher above.
      if (folder === undefined || index.pathOf(vscode.Uri.file(folder)) !== undefined) return;
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '{HEAD,ORIG_HEAD}');
      store.add(watcher(pattern, () => this.#rescanSoon()));
    });
    return store;
  }

  /** Git writes files before it says so, and says it more than once. */
  #rescanSoon(): void {
    clearTimeout(this.#rescan);
    this.#rescan = setTimeout(() => {
      for (const index of this.#indexes.folders) index.rescan();
    }, rescanMs);
  }
}

function watcher(pattern: vscode.RelativePattern, see: (uri: vscode.Uri) => void): vscode.Disposable {
  const watching = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watching,
    watching.onDidCreate(see),
    watching.onDidChange(see),
    watching.onDidDelete(see),
  );
}

/** The repository's own folder: `.git` of this folder or one above it, or where that file points, as in a work tree. */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const place = path.join(at, '.git');
    const stats = await stat(place).catch(() => undefined);
    if (stats?.isDirectory()) return place;
    if (stats?.isFile()) {
      const pointer = /^gitdir: (.+)$/m.exec(await readFile(place, 'utf8').catch(() => ''))?.[1];
      return pointer === undefined ? undefined : path.resolve(at, pointer.trim());
    }
    if (path.dirname(at) === at) return undefined;
  }
}

const { Keyboard: byKeyboard, Mouse: byMouse } = vscode.TextEditorSelectionChangeKind;

const typedMs = 250;
const savedMs = 20;
const watchedMs = 150;
const rescanMs = 400;

const gitData = /(^|\/)\.git(\/|$)/;
/** What git writes when another commit is checked out. */
const gitMoves = /(^|\/)\.git\/(HEAD|ORIG_HEAD|logs\/HEAD)$/;
/** The bulk of what is never indexed; the index decides about the rest. */
const neverIndexed = /(^|\/)(node_modules|__pycache__|\.venv)\//;
