import * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import { describeError } from '../../base/errors.ts';
import type { IndexListing } from '../indexStatus.ts';
import { indexTree, type IndexNode, type IndexNodeKind, type ListedFolder } from '../indexTree.ts';
import type { FolderIndex } from './folderIndex.ts';
import type { IndexSet } from './indexSet.ts';

/** The page of the index in the side bar. Nothing is asked of the indexes while nobody looks at it. */
export class IndexTreeView implements vscode.TreeDataProvider<IndexNode>, vscode.Disposable {
  readonly #indexes: IndexSet;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<IndexNode>;
  readonly #listening: vscode.Disposable;
  readonly #listings = new Map<FolderIndex, IndexListing>();
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #shown = '';

  constructor(indexes: IndexSet, log: Log) {
    this.#indexes = indexes;
    this.#log = log;
    this.#view = vscode.window.createTreeView('touchstone.index', { treeDataProvider: this, showCollapseAll: true });
    this.#listening = vscode.Disposable.from(
      indexes.onDidChange(() => this.#refreshSoon()),
      this.#view.onDidChangeVisibility(({ visible }) => visible && void this.#refresh()),
    );
  }

  async getChildren(node?: IndexNode): Promise<IndexNode[]> {
    if (node) return [...(node.children?.() ?? [])];
    // The first time there is something to be seen at once, and not at the next change.
    const unknown = this.#indexes.folders.filter((folder) => !this.#listings.has(folder));
    await Promise.all(unknown.map((folder) => this.#ask(folder)));
    return [...indexTree(this.#folders())];
  }

  getTreeItem(node: IndexNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.description = node.description;
    item.contextValue = node.kind;
    item.tooltip = node.tooltip ?? [node.label, node.description].filter((text) => text !== '').join(', ');
    const icon = icons[node.kind];
    if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
    const uri = this.uriOf(node);
    if (!uri || !node.place) return item;
    item.resourceUri = uri;
    if (node.place.path.endsWith('/')) {
      item.iconPath = vscode.ThemeIcon.Folder;
      item.command = { command: 'revealInExplorer', title: 'Reveal in Explorer', arguments: [uri] };
    } else {
      item.iconPath = vscode.ThemeIcon.File;
      item.command = { command: 'vscode.open', title: 'Open', arguments: [uri] };
    }
    return item;
  }

  /** @param row what a menu gives to a command: one of ours, or anything. */
  uriOf(row: unknown): vscode.Uri | undefined {
    const { place } = (row ?? {}) as Partial<IndexNode>;
    const index = this.#indexes.folders.find(({ folder }) => folder.uri.toString() === place?.folder);
    return place && index?.uriOf(place.path);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(this.#listening, this.#view, this.#changed).dispose();
  }

  #folders(): ListedFolder[] {
    return this.#indexes.folders.map((index) => {
      const listing = this.#listings.get(index);
      const { name, uri } = index.folder;
      return { key: uri.toString(), name, stand: index.stand, ...(listing && { listing }) };
    });
  }

  #refreshSoon(): void {
    if (!this.#view.visible || this.#timer) return;
    const isBusy = this.#indexes.folders.some(({ stand }) => stand.kind === 'open' && stand.status.phase !== 'ready');
    this.#timer = setTimeout(() => void this.#refresh(), isBusy ? busyMs : settleMs);
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isAsking) return this.#refreshSoon();
    this.#isAsking = true;
    try {
      const { folders } = this.#indexes;
      for (const known of this.#listings.keys()) if (!folders.includes(known)) this.#listings.delete(known);
      await Promise.all(folders.map((folder) => this.#ask(folder)));
      // A tree that is drawn again loses what is being looked at for a moment.
      const now = JSON.stringify(this.#folders());
      if (now === this.#shown) return;
      this.#shown = now;
      this.#changed.fire();
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask(folder: FolderIndex): Promise<void> {
    try {
      const index = await folder.opened(AbortSignal.timeout(busyMs));
      const listing = await index?.listing();
      if (listing) this.#listings.set(folder, listing);
      else this.#listings.delete(folder);
    } catch (error) {
      this.#log.debug(`The page of the index could not be filled: ${describeError(error)}`);
    }
  }
}

function collapsibleState(node: IndexNode): vscode.TreeItemCollapsibleState {
  if (!node.children) return vscode.TreeItemCollapsibleState.None;
  return node.isExpanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

const icons: Readonly<Partial<Record<IndexNodeKind, string>>> = {
  folder: 'root-folder',
  status: 'info',
  indexed: 'database',
  language: 'symbol-file',
  refused: 'circle-slash',
  reason: 'filter',
  group: 'folder',
};

const settleMs = 200;
const busyMs = 2_000;
