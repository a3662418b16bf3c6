import * as vscode from 'vscode';
import type { Disposable } from '../dispose.ts';

/** The status bar item: which engine is active, and what it is doing. */
export interface Status extends Disposable {
  /** "offline", or the model's name. */
  setEngine(name: string): void;
  /** Says what goes on until it is disposed, and a click runs `command`; of several the newest is shown. */
  busy(what: string, command: vscode.Command): Busy;
  /** What is said while nothing goes on; `undefined`: that all is ready. */
  setNote(note: Note | undefined): void;
}

export interface Note {
  readonly icon: string;
  /** In place of the engine's name. */
  readonly text?: string;
  /** A model that is asked although none is chosen for the rest: then the item does not say that it is offline. */
  readonly engine?: string | undefined;
  /** Whole sentences, for whoever looks closer. */
  readonly lines: readonly string[];
  readonly isWarning: boolean;
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
  let note: Note | undefined;

  const paint = (): void => {
    const newest = running.at(-1);
    const what = newest?.what;
    const click = newest?.command ?? command;
    item.command = click;
    const named = engine === 'offline' ? (note?.engine ?? engine) : engine;
    item.text =
      what === undefined
        ? `$(${note?.icon ?? 'verified'}) Touchstone: ${note?.text ?? named}`
        : `$(sync~spin) Touchstone: ${what}`;
    const lines = note?.lines ?? ['Ready.'];
    const tooltip = new vscode.MarkdownString('**Touchstone**');
    for (const line of what === undefined ? lines : [`${what}…`, ...lines])
      tooltip.appendMarkdown('\n\n').appendText(line);
    tooltip.appendMarkdown('\n\nEngine: ');
    tooltip.appendText(aboutEngine(engine, note?.engine));
    tooltip.appendMarkdown('\n\nClick: ').appendText(click.title);
    item.tooltip = tooltip;
    item.backgroundColor =
      note?.isWarning && what === undefined ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = {
      label: `Touchstone, engine ${named}. ${what ?? lines.join(' ')}`,
      role: 'button',
    };
  };
  paint();
  item.show();

  return {
    setEngine(name) {
      engine = name;
      paint();
    },
    setNote(next) {
      note = next;
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

function aboutEngine(engine: string, ofCompletion: string | undefined): string {
  if (engine !== 'offline') return engine;
  return ofCompletion === undefined
    ? 'no model, everything runs on this machine'
    : `${ofCompletion} for completion, no model for the rest`;
}
