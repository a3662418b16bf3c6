import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { pageHtml } from '../../base/vscode/page.ts';
import type { TriedNode } from '../event.ts';
import type { FromSearchPage, SearchHead, ToSearchPage } from '../protocol.ts';

/** The page of a search in the editor's place: every attempt, while it goes on and after. One at a time. */
export class AttemptsPage implements Disposable {
  readonly #media: vscode.Uri;
  readonly #onOpen: (path: string, line: number) => void;
  #panel: vscode.WebviewPanel | undefined;
  #isReady = false;
  #head: SearchHead = { title: 'No search yet', status: 'Run “Touchstone: Fix This Issue” first.', isRunning: false };
  #attempts: TriedNode[] = [];
  /** How many of them the page has. */
  #sent = 0;
  #waiting: NodeJS.Timeout | undefined;

  constructor(extensionUri: vscode.Uri, onOpen: (path: string, line: number) => void) {
    this.#media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
    this.#onOpen = onOpen;
  }

  get attempts(): readonly TriedNode[] {
    return this.#attempts;
  }

  /** Another search begins. */
  reset(head: SearchHead): void {
    this.#head = head;
    this.#attempts = [];
    this.#sendAll();
  }

  setHead(head: SearchHead): void {
    this.#head = head;
    this.#post({ kind: 'head', head });
  }

  add(attempt: TriedNode): void {
    this.#attempts.push(attempt);
    // Hundreds may come in a second; a person reads none of these.
    this.#waiting ??= setTimeout(() => this.#sendNew(), batchMs);
  }

  show(): void {
    if (this.#panel) return this.#panel.reveal();
    const panel = vscode.window.createWebviewPanel(
      'touchstone.attempts',
      'Fix: Every Attempt',
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [this.#media] },
    );
    this.#panel = panel;
    panel.webview.html = pageHtml(panel.webview, { name: 'attempts', title: 'Every Attempt', folder: this.#media });
    panel.webview.onDidReceiveMessage((message: FromSearchPage) => this.#take(message));
    // A page out of sight is torn down, and says that it is ready when it is back.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#isReady = false;
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#isReady = false;
    });
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#panel?.dispose();
  }

  #take(message: FromSearchPage): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        return this.#sendAll();
      case 'open':
        return this.#onOpen(message.path, message.line);
      case 'copy':
        return void vscode.env.clipboard
          .writeText(message.text)
          .then(() => vscode.window.setStatusBarMessage('$(check) The diff is in the clipboard', 3000));
    }
  }

  #sendAll(): void {
    this.#sent = this.#attempts.length;
    this.#post({ kind: 'search', head: this.#head, attempts: this.#attempts });
  }

  #sendNew(): void {
    this.#waiting = undefined;
    const attempts = this.#attempts.slice(this.#sent);
    this.#sent = this.#attempts.length;
    if (attempts.length > 0) this.#post({ kind: 'tried', attempts });
  }

  #post(message: ToSearchPage): void {
    if (this.#isReady) void this.#panel?.webview.postMessage(message);
  }
}

const batchMs = 150;
