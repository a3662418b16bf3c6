import * as vscode from 'vscode';
import { lookOf } from '../indexWords.ts';
import type { IndexSet } from './indexSet.ts';

/** What a click on the status bar item offers. */
export async function showIndexMenu(indexes: IndexSet): Promise<void> {
  const look = lookOf(indexes.stands);
  const isPausable =
    !indexes.isPaused && (look?.tone === 'busy' || look?.tone === 'ready' || look?.tone === 'following');
  const items: MenuItem[] = [
    item('search', 'Search Codebase', 'touchstone.search'),
    item('list-tree', 'Show Index', 'touchstone.index.show', 'what is in it, and why the rest is not'),
    item('question', 'Why Is This File Not Indexed?', 'touchstone.index.explainFile', 'the file in the active editor'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...(isPausable ? [item('debug-pause', 'Pause Indexing', 'touchstone.index.pause')] : []),
    ...(indexes.isPaused ? [item('debug-continue', 'Resume Indexing', 'touchstone.index.resume')] : []),
    item('refresh', 'Rebuild Index', 'touchstone.index.rebuild', 'begin anew'),
    item('trash', 'Clear Index', 'touchstone.index.clear', 'forget it, on disk too, until it is rebuilt'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    item('settings-gear', 'Index Settings', 'touchstone.index.openSettings'),
    item('output', 'Show Log', 'touchstone.showLog'),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Touchstone Index',
    placeHolder: look?.lines.join(' ') ?? 'The index is off: the setting touchstone.index.enabled.',
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
}

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
}

const item = (icon: string, label: string, command: string, description = ''): MenuItem => ({
  label,
  description,
  command,
  iconPath: new vscode.ThemeIcon(icon),
});
