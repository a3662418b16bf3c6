import * as vscode from 'vscode';
import { lookOf, type IndexLook, type IndexTone } from '../indexWords.ts';
import type { IndexSet } from './indexSet.ts';

/**
 * The index in the status bar, beside Touchstone's own item and with its own name, so that either can be hidden.
 * What is over in a moment, as after a save, is not shown at all.
 */
export class IndexStatusItem implements vscode.Disposable {
  readonly #indexes: IndexSet;
  readonly #item = vscode.window.createStatusBarItem('touchstone.index', vscode.StatusBarAlignment.Right, 89);
  readonly #listening: vscode.Disposable;
  #shown: IndexLook | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(indexes: IndexSet) {
    this.#indexes = indexes;
    this.#item.name = 'Touchstone Index';
    this.#item.command = { command: 'touchstone.index.menu', title: 'Index' };
    this.#listening = indexes.onDidChange(() => this.#changed());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#item.dispose();
  }

  #changed(): void {
    const look = lookOf(this.#indexes.stands);
    if (look?.tone !== 'busy') {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (!isSame(look, this.#shown)) this.#paint(look);
      return;
    }
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        const now = lookOf(this.#indexes.stands);
        if (!isSame(now, this.#shown)) this.#paint(now);
      },
      this.#shown?.tone === 'busy' ? repaintMs : patienceMs,
    );
  }

  #paint(look: IndexLook | undefined): void {
    this.#shown = look;
    if (!look) return this.#item.hide();
    const { tone, text, lines } = look;
    this.#item.text = `$(${icons[tone]})${text === '' ? '' : ` ${text}`}`;
    const tooltip = new vscode.MarkdownString('**Touchstone index**');
    for (const line of lines) tooltip.appendMarkdown('\n\n').appendText(line);
    tooltip.appendMarkdown('\n\nClick to search, pause, rebuild or look into it.');
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Touchstone index: ${lines.join(' ')}`, role: 'button' };
    this.#item.backgroundColor =
      tone === 'failed' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }
}

const isSame = (a: IndexLook | undefined, b: IndexLook | undefined): boolean =>
  a?.tone === b?.tone && a?.text === b?.text && a?.lines.join('\n') === b?.lines.join('\n');

const icons: Readonly<Record<IndexTone, string>> = {
  ready: 'database',
  busy: 'sync~spin',
  paused: 'debug-pause',
  following: 'eye',
  cleared: 'circle-slash',
  failed: 'warning',
};

/** So long something may go on without being shown. */
const patienceMs = 500;
const repaintMs = 250;
