import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import { pageHtml } from '../../base/vscode/page.ts';
import type { Log } from '../../base/log.ts';
import type { FromPage, ToPage } from '../protocol.ts';

/** The host's end of the page: at most one, which may go and come back, and nothing is said to one that is not there. */
export class ChatView {
  readonly #media: vscode.Uri;
  readonly #log: Log;
  readonly #take: (message: FromPage) => Promise<void> | void;
  #view: vscode.WebviewView | undefined;
  #isReady = false;
  /** Said before the page could hear it. */
  #wantsFocus = false;

  constructor(extensionUri: vscode.Uri, log: Log, take: (message: FromPage) => Promise<void> | void) {
    this.#media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
    this.#log = log;
    this.#take = take;
  }

  attach(view: vscode.WebviewView): void {
    this.#view = view;
    this.#isReady = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#media] };
    view.webview.onDidReceiveMessage((message: FromPage) => void this.#hear(message));
    // The page of a view that is hidden is gone, and comes anew: until it says so, nobody hears what is posted.
    view.onDidChangeVisibility(() => {
      if (!view.visible && this.#view === view) this.#isReady = false;
    });
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    view.webview.html = pageHtml(view.webview, {
      name: 'chat',
      title: 'Touchstone: Chat',
      folder: this.#media,
      showsPictures: true,
    });
  }

  post(message: ToPage): void {
    if (this.#isReady) void this.#view?.webview.postMessage(message);
  }

  async reveal(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand('touchstone.chat.focus');
    if (this.#isReady && this.#view) this.#focus();
  }

  async #hear(message: FromPage): Promise<void> {
    if (message.kind === 'ready') this.#isReady = true;
    try {
      await this.#take(message);
    } catch (error) {
      this.#log.warn(`Chat: ${describeError(error)}`);
      this.post({ kind: 'notice', text: describeError(error) });
    }
    if (message.kind === 'ready' && this.#wantsFocus) this.#focus();
  }

  #focus(): void {
    this.#wantsFocus = false;
    this.post({ kind: 'focusInput' });
  }
}
