import * as vscode from 'vscode';
import { pageHtml } from '../../base/vscode/page.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { FixView, FromPage, ToPage } from '../protocol.ts';

/** The "Fix" view in the side bar: shows a `FixView` and passes on what was clicked. */
export interface FixPanel extends Disposable {
  show(view: FixView): void;
  reveal(): Promise<void>;
}

export function registerFixPanel(
  extensionUri: vscode.Uri,
  initial: FixView,
  onMessage: (message: FromPage) => void,
): FixPanel {
  const media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  let page: vscode.Webview | undefined;
  let current = initial;
  const post = (): void => void page?.postMessage({ kind: 'state', state: current } satisfies ToPage);

  const provider = vscode.window.registerWebviewViewProvider('touchstone.fixView', {
    resolveWebviewView(view) {
      page = view.webview;
      page.options = { enableScripts: true, localResourceRoots: [media] };
      page.html = pageHtml(page, { name: 'fix', title: 'Touchstone: Fix', folder: media });
      page.onDidReceiveMessage((message: FromPage) => {
        if (message.kind === 'ready') post();
        else onMessage(message);
      });
      view.onDidDispose(() => {
        page = undefined;
      });
    },
  });
  return {
    show(view) {
      current = view;
      post();
    },
    async reveal() {
      await vscode.commands.executeCommand('touchstone.fixView.focus', { preserveFocus: true });
    },
    dispose() {
      provider.dispose();
    },
  };
}
