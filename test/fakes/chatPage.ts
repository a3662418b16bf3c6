import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ToPage } from '../../src/chat/protocol.ts';

/** The built page of the chat in a browser of its own, under the policy that the editor gives it, with a host that only listens. */
export interface ChatPage {
  readonly page: Page;
  /** Addresses that the page has asked for beyond its own two files. */
  readonly fetched: readonly string[];
  /** Dialogs, errors, and breaches of the policy. */
  readonly alarms: readonly string[];
  readonly tell: (...messages: readonly ToPage[]) => Promise<void>;
  /** What the page has said to the host. */
  readonly posted: () => Promise<readonly { readonly kind: string }[]>;
}

const address = 'http://chat.test/';
const policy = "default-src 'none'; style-src http://chat.test; script-src 'nonce-fixed'; img-src data:";

export async function openChatPage(browser: Browser, root: string): Promise<ChatPage> {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  const [fetched, alarms]: [string[], string[]] = [[], []];
  const files: Readonly<Record<string, { readonly body: string; readonly contentType: string }>> = {
    '': { body: html, contentType: 'text/html' },
    'chat.js': { body: await readFile(join(root, 'dist/media/chat.js'), 'utf8'), contentType: 'text/javascript' },
    'chat.css': { body: await readFile(join(root, 'dist/media/chat.css'), 'utf8'), contentType: 'text/css' },
  };
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    const file = url.startsWith(address) ? files[url.slice(address.length)] : undefined;
    if (file) return route.fulfill(file);
    fetched.push(url);
    return route.abort();
  });
  page.on('dialog', (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => alarms.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') alarms.push(message.text());
  });
  await page.addInitScript(
    'window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => window.posted.push(message) });',
  );
  await page.goto(address);
  return {
    page,
    fetched,
    alarms,
    tell: (...messages) =>
      page.evaluate(
        `for (const data of ${JSON.stringify(messages)}) window.dispatchEvent(new MessageEvent('message', { data }))`,
      ),
    posted: () => page.evaluate('window.posted'),
  };
}

const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<link rel="stylesheet" href="${address}chat.css" /><title>Chat</title></head>
<body><script nonce="fixed" src="${address}chat.js"></script></body></html>`;
