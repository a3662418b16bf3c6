import * as vscode from 'vscode';
import type { Disposable } from '../dispose.ts';

/** The status bar item: which engine is active, and what it is doing. */
export interface Status extends Disposable {
  /** "offline", or the model's name. */
  setEngine(name: string): void;
  /** Says what goes on until it is disposed; of several the newest is shown. */
  busy(what: string): Busy;
}

export interface Busy extends Disposable {
  update(what: string): void;
}

/** @param command what a click on the item runs. */
export function createStatus(command: string): Status {
  const item = vscode.window.createStatusBarItem('touchstone.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Touchstone';
  item.command = command;
  const running: { what: string }[] = [];
  let engine = 'offline';

  const paint = (): void => {
    const what = running.at(-1)?.what;
    item.text = what === undefined ? `$(verified) Touchstone: ${engine}` : `$(sync~spin) Touchstone: ${what}`;
    item.tooltip = new vscode.MarkdownString(
      `**Touchstone**: ${what ?? 'ready'}\n\nEngine: ${engine === 'offline' ? 'no model, everything runs on this machine' : engine}\n\nClick to choose a model.`,
    );
    item.accessibilityInformation = { label: `Touchstone, engine ${engine}, ${what ?? 'ready'}` };
  };
  paint();
  item.show();

  return {
    setEngine(name) {
      engine = name;
      paint();
    },
    busy(what) {
      const row = { what };
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
