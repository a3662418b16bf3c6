import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';

/**
 * A test that was written for an issue, in an editor where the user can correct it. It lives in memory: nothing is in
 * the workspace before it is accepted in review, and closing it asks nothing.
 */
export class WrittenTests implements vscode.FileSystemProvider, Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #files = new Map<string, { bytes: Uint8Array; changed: number }>();
  readonly #registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true });

  /** Shows it without taking the keyboard from whoever types. */
  async show(uri: vscode.Uri, focus: boolean): Promise<void> {
    await vscode.window.showTextDocument(uri, { preview: false, preserveFocus: !focus });
  }

  /** @param path where it would be in the workspace: its name tells the language. */
  add(question: number, path: string, code: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${question}/${path}` });
    this.#files.set(uri.path, { bytes: new TextEncoder().encode(code), changed: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
    return uri;
  }

  /** As the user sees it, saved or not. */
  async text(uri: vscode.Uri): Promise<string> {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  }

  /** The number of the question that a document belongs to. */
  questionOf(uri: vscode.Uri | undefined): number | undefined {
    return uri?.scheme === scheme ? Number(uri.path.split('/')[1]) : undefined;
  }

  async remove(uri: vscode.Uri): Promise<void> {
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    // What is saved is closed without a question.
    if (document?.isDirty) await document.save();
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
    this.#files.delete(uri.path);
  }

  dispose(): void {
    vscode.Disposable.from(this.#registration, this.#changed).dispose();
    this.#files.clear();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, changed } = this.#file(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: changed, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#file(uri).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const file = this.#file(uri);
    file.bytes = bytes;
    file.changed = Date.now();
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #file(uri: vscode.Uri): { bytes: Uint8Array; changed: number } {
    const file = this.#files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}

const scheme = 'touchstone-test';
