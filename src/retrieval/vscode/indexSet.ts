import * as vscode from 'vscode';
import type { NamedStand } from '../indexWords.ts';
import { mergeByScore } from '../searchRows.ts';
import { FolderIndex, type FolderDeps } from './folderIndex.ts';

interface Located {
  readonly uri: vscode.Uri;
  /** Left out when there is only one folder. */
  readonly folder?: string;
}

/** A place in the workspace, in whichever folder. */
export interface IndexedPlace extends Located {
  /** Relative to its folder. */
  readonly path: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string;
  readonly kind: string;
  /** Comparable within one answer only. */
  readonly score: number;
}

interface SearchAnswer {
  readonly places: readonly IndexedPlace[];
  /** Sentences about who has not searched, and why. */
  readonly notes: readonly string[];
}

/** The indexes of all folders of the window. Nothing is opened before `start`. */
export class IndexSet implements vscode.Disposable {
  readonly #deps: Omit<FolderDeps, 'onChange'>;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Something about some index is different now; fires often while one is built. */
  readonly onDidChange = this.#changed.event;
  readonly #starting = new vscode.EventEmitter<void>();
  readonly onDidStart = this.#starting.event;
  #folders = new Map<string, FolderIndex>();
  #isStarted = false;
  #isPaused = false;

  constructor(deps: Omit<FolderDeps, 'onChange'>) {
    this.#deps = deps;
  }

  get folders(): readonly FolderIndex[] {
    return [...this.#folders.values()];
  }

  get stands(): readonly NamedStand[] {
    return this.folders.map(({ folder, stand }) => ({ name: folder.name, stand }));
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.follow();
    this.#starting.fire();
  }

  /** Opens the indexes of folders that have come, closes those of folders that have gone. */
  follow(): void {
    if (!this.#isStarted) return;
    const folders = new Map<string, FolderIndex>();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== 'file') continue;
      const key = folder.uri.toString();
      const known = this.#folders.get(key);
      folders.set(key, known ?? new FolderIndex(folder, { ...this.#deps, onChange: () => this.#changed.fire() }));
    }
    const gone = this.folders.filter((folder) => !folders.has(folder.folder.uri.toString()));
    const fresh = [...folders.values()].filter((folder) => !this.folders.includes(folder));
    this.#folders = folders;
    for (const folder of gone) folder.dispose();
    for (const folder of fresh) {
      if (this.#isPaused) folder.setPaused(true);
      folder.configure();
    }
    this.#changed.fire();
  }

  useEmbedder(): void {
    for (const folder of this.folders) folder.useEmbedder();
  }

  /** The settings may say something else now. */
  configure(): void {
    for (const folder of this.folders) folder.configure();
  }

  /** The folders that a file is in: more than one when one is inside another. */
  holding(uri: vscode.Uri): { readonly index: FolderIndex; readonly path: string }[] {
    return this.folders.flatMap((index) => {
      // A folder may be named with a slash.
      const path = index.pathOf(uri)?.replace(/\/$/, '');
      return path === undefined ? [] : [{ index, path }];
    });
  }

  /**
   * Best first, over all folders. What is typed and not saved is searched as it is in the editor.
   * @param waitMs for an embedding model to read the query; left out, it is not asked.
   */
  async search(query: string, limit: number, signal: AbortSignal, waitMs?: number): Promise<SearchAnswer> {
    const notes = new Set<string>();
    this.start();
    const found = await Promise.all(
      this.folders.map(async (folder) => {
        const index = await folder.opened(signal);
        if (!index) return [];
        await folder.tellChanges();
        const { results, note } = await index.search({ query, limit, ...(waitMs !== undefined && { waitMs }) }, signal);
        if (note !== undefined) notes.add(note);
        return results.map((result) => this.placeIn(folder, result));
      }),
    );
    const seen = new Set<string>();
    const places = mergeByScore(found)
      .filter(({ uri, startLine }) => {
        const key = `${uri.toString()}:${startLine}`;
        return !seen.has(key) && seen.add(key);
      })
      .slice(0, limit);
    return { places, notes: [...notes] };
  }

  /** Where something is that an index has found. */
  placeIn<T extends { readonly path: string }>(index: FolderIndex, found: T): T & Located {
    return {
      ...found,
      uri: index.uriOf(found.path),
      ...(this.#folders.size > 1 && { folder: index.folder.name }),
    };
  }

  /** Resolves when everything in every folder can be searched. @throws TouchstoneError when it cannot. */
  async settled(signal: AbortSignal): Promise<void> {
    this.start();
    await Promise.all(this.folders.map((folder) => folder.settled(signal)));
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    for (const folder of this.folders) folder.setPaused(isPaused);
    this.#changed.fire();
  }

  async rebuild(): Promise<void> {
    this.#isPaused = false;
    this.start();
    await Promise.all(this.folders.map((folder) => folder.rebuild()));
    this.#changed.fire();
  }

  async clear(): Promise<void> {
    await Promise.all(this.folders.map((folder) => folder.clear()));
  }

  dispose(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const folders = this.folders;
    this.#folders.clear();
    this.#isStarted = false;
    await Promise.all(folders.map((folder) => folder.close()));
    this.#changed.dispose();
    this.#starting.dispose();
  }
}
