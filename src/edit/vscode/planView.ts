import * as vscode from 'vscode';
import type { Plan, StepState } from '../plan/plan.ts';
import { planSummary, planTree, type PlanNode } from '../plan/planTree.ts';

/** The plan of a change across files in the side bar, while there is one. */
export class PlanView implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<PlanNode>;
  #roots: readonly PlanNode[] = [];
  #folder: vscode.WorkspaceFolder | undefined;

  constructor() {
    this.#view = vscode.window.createTreeView('touchstone.plan', { treeDataProvider: this, showCollapseAll: true });
  }

  async show(folder: vscode.WorkspaceFolder, plan: Pick<Plan, 'steps'>): Promise<void> {
    const isNew = this.#roots.length === 0;
    this.#folder = folder;
    this.#roots = planTree(plan);
    this.#view.message = planSummary(plan);
    if (isNew && this.#roots.length > 0) await context(true);
    this.#changed.fire();
    // A plan is longer than its page: what is being worked on stays in sight.
    const running = this.#view.visible ? this.#find(this.#roots, ({ state }) => state === 'running') : undefined;
    if (running) await this.#view.reveal(running, { select: false, focus: false });
  }

  /** Into sight, with the keyboard left where it is. */
  async reveal(): Promise<void> {
    const [first] = this.#roots;
    if (first) await this.#view.reveal(first, { select: false, focus: false, expand: true });
  }

  async clear(): Promise<void> {
    this.#roots = [];
    this.#view.message = '';
    await context(false);
    this.#changed.fire();
  }

  getChildren(node?: PlanNode): PlanNode[] {
    return [...(node ? node.children : this.#roots)];
  }

  getParent(node: PlanNode): PlanNode | undefined {
    return this.#find(this.#roots, ({ children }) => children.some(({ id }) => id === node.id));
  }

  getTreeItem(node: PlanNode): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, node.children.length > 0 ? Expanded : None);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.contextValue = node.state;
    item.accessibilityInformation = { label: node.spoken };
    const { icon, color } = icons[node.state];
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    if (!this.#folder) return item;
    const line = new vscode.Position(node.line - 1, 0);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(line, line), preserveFocus: true };
    const uri = vscode.Uri.joinPath(this.#folder.uri, node.path);
    item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, options] };
    return item;
  }

  #find(nodes: readonly PlanNode[], holds: (node: PlanNode) => boolean): PlanNode | undefined {
    for (const node of nodes) {
      const found = holds(node) ? node : this.#find(node.children, holds);
      if (found) return found;
    }
    return undefined;
  }

  dispose(): void {
    vscode.Disposable.from(this.#view, this.#changed).dispose();
  }
}

const icons: Readonly<Record<StepState['kind'], { readonly icon: string; readonly color?: string }>> = {
  planned: { icon: 'circle-outline' },
  running: { icon: 'loading~spin' },
  done: { icon: 'pass', color: 'testing.iconPassed' },
  nothing: { icon: 'dash' },
  refused: { icon: 'error', color: 'testing.iconFailed' },
  left: { icon: 'warning', color: 'testing.iconQueued' },
};

const context = (isThere: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', 'touchstone.hasPlan', isThere);
