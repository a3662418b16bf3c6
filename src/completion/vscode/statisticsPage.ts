import * as vscode from 'vscode';
import { pageHtml } from '../../base/vscode/page.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { FromPage, StatisticsRange, StatisticsView, ToPage } from '../protocol.ts';

export interface StatisticsPageDeps {
  readonly extensionUri: vscode.Uri;
  readonly viewOf: (range: StatisticsRange) => Promise<StatisticsView>;
  readonly onFault: (error: unknown) => void;
  readonly onMessage: (message: Extract<FromPage, { kind: 'clear' | 'export' }>) => void;
}

/** The page "Completion Statistics" in the editor's place: one at a time, which shows what `viewOf` says. */
export class StatisticsPage implements Disposable {
  readonly #deps: StatisticsPageDeps;
  #panel: vscode.WebviewPanel | undefined;
  /** What is looked at now is most often this. */
  #range: StatisticsRange = 30;
  #waiting: NodeJS.Timeout | undefined;

  constructor(deps: StatisticsPageDeps) {
    this.#deps = deps;
  }

  show(): void {
    if (this.#panel) return this.#panel.reveal();
    const media = vscode.Uri.joinPath(this.#deps.extensionUri, 'dist', 'media');
    const panel = vscode.window.createWebviewPanel(
      'touchstone.statistics',
      'Completion Statistics',
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [media] },
    );
    this.#panel = panel;
    panel.webview.html = pageHtml(panel.webview, { name: 'statistics', title: 'Completion Statistics', folder: media });
    panel.webview.onDidReceiveMessage((message: FromPage) => this.#take(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      clearTimeout(this.#waiting);
      this.#waiting = undefined;
    });
  }

  /** There is something new; a page that is not seen asks for it itself when it is seen again. */
  refreshSoon(): void {
    if (!this.#panel?.visible) return;
    this.#waiting ??= setTimeout(() => void this.refresh(), refreshMs);
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (!this.#panel) return;
    try {
      const view = await this.#deps.viewOf(this.#range);
      await this.#panel?.webview.postMessage({ kind: 'view', view } satisfies ToPage);
    } catch (error) {
      this.#deps.onFault(error);
    }
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #take(message: FromPage): void {
    switch (message.kind) {
      case 'ready':
        return void this.refresh();
      case 'range':
        this.#range = message.range;
        return void this.refresh();
      case 'clear':
      case 'export':
        return this.#deps.onMessage(message);
    }
  }
}

const refreshMs = 1_000;
