import * as vscode from 'vscode';
import type { Disposable } from '../dispose.ts';

/** The status bar item: which engine is active, and what it is doing. */
export interface Status extends Disposable {
  /** "offline", or the model's name. */
  setEngine(name: string): void;
  /** Says what goes on until it is disposed, and a click runs `command`; of several the newest is shown. */
  busy(what: string, command: vscode.Command): Busy;
}

export interface Busy extends Disposable {
  update(what: string): void;
}

/** @param command what a click on the item runs while nothing goes on. */
export function createStatus(command: vscode.Command): Status {
  const item = vscode.window.createStatusBarItem('touchstone.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Touchstone';
  const running: { what: string; readonly command: vscode.Command }[] = [];
  let engine = 'offline';

  const paint = (): void => {
    const newest = running.at(-1);
    const what = newest?.what;
    const click = newest?.command ?? command;
    item.command = click;
    item.text = what === undefined ? `$(verified) Touchstone: ${engine}` : `$(sync~spin) Touchstone: ${what}`;
    const tooltip = new vscode.MarkdownString('**Touchstone**: ').appendText(what ?? 'ready');
    tooltip.appendMarkdown('\n\nEngine: ');
    tooltip.appendText(engine === 'offline' ? 'no model, everything runs on this machine' : engine);
    tooltip.appendMarkdown('\n\nClick: ').appendText(click.title);
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `Touchstone, engine ${engine}, ${what ?? 'ready'}` };
  };
  paint();
  item.show();

  return {
    setEngine(name) {
      engine = name;
      paint();
    },
    busy(what, command) {
      const row = { what, command };
      running.push(row);
      paint();
      return {
        update(next) {
          row.what = next;
          paint();
        },
        dispose() {
          const at = running.indexOf(row);
          if (at >= 0) running.splice(at, 1);
          paint();
        },
      };
    },
    dispose: () => item.dispose(),
  };
}
