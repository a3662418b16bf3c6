import * as vscode from 'vscode';
import { summarise } from '../reviewState.ts';
import { progress, reviewTree, type ReviewNode } from '../reviewTree.ts';
import type { ReviewSession } from './reviewSession.ts';

/** The review in the side bar. */
export class ReviewTreeView implements vscode.TreeDataProvider<ReviewNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<ReviewNode>;
  #session: ReviewSession | undefined;
  #roots: readonly ReviewNode[] = [];
  #drawn = '[]';

  constructor() {
    this.#view = vscode.window.createTreeView('touchstone.review', { treeDataProvider: this });
  }

  refresh(session: ReviewSession | undefined): void {
    this.#session = session;
    const roots = session
      ? reviewTree(
          session.state,
          session.proposals,
          (file) => session.view(file),
          (file) => session.faultIn(file),
        )
      : [];
    // A tree that reads as it did is not drawn anew.
    const drawn = JSON.stringify(roots, (key, value: unknown) => (key === 'proposal' ? undefined : value));
    if (drawn !== this.#drawn) {
      this.#roots = roots;
      this.#drawn = drawn;
      this.#changed.fire();
    }
    const pending = session ? summarise(session.state).pending : 0;
    const tooltip = session ? `Touchstone review: ${progress(session.state)}` : '';
    this.#view.badge = pending > 0 ? { value: pending, tooltip } : undefined;
    this.#view.description = session ? progress(session.state) : '';
  }

  /** The node that the keyboard is on, when the tree has one. */
  get selected(): ReviewNode | undefined {
    return this.#view.selection[0];
  }

  getChildren(node?: ReviewNode): ReviewNode[] {
    return [...(node ? node.children : this.#roots)];
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.spoken;
    item.accessibilityInformation = { label: node.spoken };
    item.contextValue = contextValue(node);
    const icon = iconOf(node);
    if (icon) item.iconPath = icon;
    if (this.#session && node.kind === 'file' && node.path !== undefined)
      item.resourceUri = this.#session.uri(node.path);
    if (node.kind === 'hunk' || node.kind === 'file') {
      item.command = { command: 'touchstone.review.show', title: 'Open', arguments: [node] };
    }
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(this.#view, this.#changed).dispose();
  }
}

function collapsibleState(node: ReviewNode): vscode.TreeItemCollapsibleState {
  if (node.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return node.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/** What the menus of package.json ask for. */
function contextValue(node: ReviewNode): string {
  switch (node.kind) {
    case 'hunk':
      return `hunk ${node.status}`;
    case 'proposal':
    case 'file':
      return node.hunks.length > 0 ? `${node.kind} pending` : node.kind;
    default:
      return node.kind;
  }
}

function iconOf(node: ReviewNode): vscode.ThemeIcon | undefined {
  switch (node.kind) {
    case 'proposal':
    case 'alternative':
    case 'evidence':
      return node.verdict && verdictIcons[node.verdict];
    case 'file':
      return node.isFaulty ? warningIcon : vscode.ThemeIcon.File;
    case 'hunk':
      return node.status && hunkIcons[node.status];
    case 'warning':
      return warningIcon;
    case 'others':
      return new vscode.ThemeIcon('files');
    case 'fact':
      return node.icon === undefined ? undefined : new vscode.ThemeIcon(node.icon);
  }
}

const passedColor = new vscode.ThemeColor('testing.iconPassed');
const warningIcon = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));

const verdictIcons: Readonly<Record<NonNullable<ReviewNode['verdict']>, vscode.ThemeIcon>> = {
  verified: new vscode.ThemeIcon('verified', passedColor),
  partial: warningIcon,
  untested: new vscode.ThemeIcon('question'),
};

const hunkIcons: Readonly<Record<NonNullable<ReviewNode['status']>, vscode.ThemeIcon>> = {
  pending: new vscode.ThemeIcon('circle-large-outline'),
  accepted: new vscode.ThemeIcon('pass', passedColor),
  rejected: new vscode.ThemeIcon('circle-slash'),
  stuck: warningIcon,
};
