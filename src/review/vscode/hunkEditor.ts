import * as vscode from 'vscode';
import type { WorkspacePath } from '../../testing/report.ts';

/**
 * The proposed lines of a hunk in an editor of their own. They live in memory; saving hands them back to the review,
 * and closing without saving leaves the hunk as it is.
 */
export class HunkEditor implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true });
  readonly #files = new Map<string, { bytes: Uint8Array; changed: number; readonly save: (text: string) => void }>();

  /** @param save told the lines whenever they are saved */
  async open(
    review: number,
    id: string,
    path: WorkspacePath,
    text: string,
    save: (text: string) => void,
  ): Promise<void> {
    // The name of the file tells its language.
    const uri = vscode.Uri.from({ scheme, path: `/${review}/${id}/${path.slice(path.lastIndexOf('/') + 1)}` });
    this.#files.set(uri.path, { bytes: new TextEncoder().encode(text), changed: Date.now(), save });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: vscode.ViewColumn.Beside });
  }

  /** Closes what is open of a review that is over; what was not saved is not wanted any more. */
  async closeAll(): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === scheme);
    for (const file of this.#files.values()) Object.assign(file, { save: () => undefined });
    for (const document of vscode.workspace.textDocuments)
      if (document.uri.scheme === scheme && document.isDirty) await document.save();
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
    this.#files.clear();
  }

  dispose(): void {
    vscode.Disposable.from(this.#registration, this.#changed).dispose();
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
    Object.assign(file, { bytes, changed: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    file.save(new TextDecoder().decode(bytes));
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

  #file(uri: vscode.Uri): { bytes: Uint8Array; changed: number; readonly save: (text: string) => void } {
    const file = this.#files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}

const scheme = 'touchstone-hunk';
