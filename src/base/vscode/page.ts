import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** One of the pages of `media/`: its script and its style, and nothing else is ever loaded. */
export interface PageSource {
  /** Of its files in `folder`, without their endings. */
  readonly name: string;
  readonly title: string;
  /** What is built of `media/`. */
  readonly folder: vscode.Uri;
  /** Pictures that the page itself was given; none is ever fetched. */
  readonly showsPictures?: boolean;
}

export function pageHtml(page: vscode.Webview, { name, title, folder, showsPictures = false }: PageSource): string {
  const nonce = randomBytes(16).toString('base64');
  const script = page.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.js`));
  const style = page.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.css`));
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src ${page.cspSource}; script-src 'nonce-${nonce}'${showsPictures ? '; img-src data:' : ''}"
    />
    <link rel="stylesheet" href="${style.toString()}" />
    <title>${title}</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${script.toString()}"></script>
  </body>
</html>`;
}
