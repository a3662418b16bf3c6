import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { ChromaProcess } from '../fakes/chromaServer.ts';
import { click, keyboard, readTexts, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { picturesInThemes, until } from './harness/observe.ts';

/** A shared index as a person meets it: asked about, written, searched, lost midway; on a real server. */
suite('a shared index', function () {
  this.timeout(90_000);
  let chroma: ChromaProcess;
  let door: Server;
  let index: TouchstoneApi['index'];
  /** What came through the door, which hands everything to the server behind it. */
  const asked: { readonly path: string; readonly token: string | undefined; readonly body: string }[] = [];
  const settings = () => vscode.workspace.getConfiguration('touchstone.index.shared');
  const status = (): string => index.status.join();

  suiteSetup(async () => {
    chroma = await ChromaProcess.start();
    door = createServer((request, response) => void pass(request, response)).listen(0, '127.0.0.1');
    await once(door, 'listening');
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
    await index.settled(new AbortController().signal);
  });
  suiteTeardown(async () => {
    for (const name of ['url', 'role', 'hold']) await set(name, undefined);
    door.closeAllConnections();
    door.close();
    await chroma.remove();
  });

  test('nothing is asked of the server before somebody has agreed to write there', async () => {
    await settings().update('collection', 'host-test', vscode.ConfigurationTarget.Workspace);
    await set('role', 'index');
    await set('url', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
    await waitForQuestion('will write what it knows of the folder');
    await picturesInThemes('shared-consent-write');
    assert.equal(asked.length, 0);
    await answer('Write to It');
    await until(() => /was written: \d+ files/.test(status()), `it is written; ${status()}`, 60);
    assert.ok(!asked.some(({ body }) => body.includes('return Math')), 'no text of a file is sent');
  });

  test('to search it is asked about by itself', async () => {
    await set('hold', 'changed');
    await set('role', 'search');
    await waitForQuestion('will search the shared index at 127.0.0.1');
    // The one that wrote has said that it writes no more.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = asked.length;
    await screenshot('shared-consent-search');
    assert.equal(asked.length, before, 'nothing is asked before');
    await answer('Search It');
    await until(() => /answers: \d+ files/.test(status()), `it is joined; ${status()}`, 60);
    await openSearch();
    await keyboard.type('parse an amount');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("parseAmount")');
    await screenshot('shared-search');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });

  test('its token is asked for, kept, and sent to it alone', async () => {
    await runFromPalette('Touchstone: Set Token for the Shared Index');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Token for the Shared Index at 127.0.0.1")');
    await screenshot('shared-token');
    await keyboard.type('token-of-the-team');
    await keyboard.press('Enter');
    await waitUntilGone('.quick-input-widget');
    await until(() => asked.at(-1)?.token === 'token-of-the-team', 'it is sent', 30);
    const stored = JSON.stringify(vscode.workspace.getConfiguration('touchstone'));
    assert.ok(!stored.includes('token-of-the-team'), 'it is in no setting');
    await until(() => /answers: \d+ files/.test(status()), `it is joined again; ${status()}`, 60);
  });

  test('lost midway, everything is found on this machine, and it says so', async () => {
    await chroma.kill();
    await openSearch();
    await keyboard.type('equal shares');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("splitEvenly")', { seconds: 30 });
    await until(() => /cannot be reached|does not answer/.test(status()), `it says so; ${status()}`, 30);
    await screenshot('shared-lost');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
    // The editor from before takes the focus back a moment after the list is gone, and with it what is typed.
    await vscode.commands.executeCommand('touchstone.index.show');
    await waitFor('.pane-body .monaco-list-row:has-text("shared index")');
    await picturesInThemes('shared-lost-view');
  });

  test('it is joined again when it is back', async () => {
    await chroma.resume();
    await until(() => /answers: \d+ files/.test(status()), `it is back; ${status()}`, 60);
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await buffer(request);
    const token = headers['x-chroma-token'];
    asked.push({ path: url, token: Array.isArray(token) ? token[0] : token, body: body.toString() });
    try {
      const answered = await fetch(chroma.url + url, {
        method,
        headers: { 'content-type': headers['content-type'] ?? 'application/json' },
        ...(method !== 'GET' && method !== 'HEAD' && { body }),
      });
      response.writeHead(answered.status, {
        'content-type': answered.headers.get('content-type') ?? 'application/json',
      });
      response.end(Buffer.from(await answered.arrayBuffer()));
    } catch {
      // Who comes through the door is to see what the server behind it does: it is gone.
      request.socket.destroy();
    }
  }

  function set(name: string, value: string | undefined): Thenable<void> {
    return settings().update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** In the list of notifications: the tests' editor shows no toasts, and an empty list closes by itself. */
  async function waitForQuestion(text: string): Promise<void> {
    for (const deadline = Date.now() + 20_000; ;) {
      await vscode.commands.executeCommand('notifications.showList');
      const shown = await readTexts('.notifications-center .notification-list-item');
      if (shown.some((each) => each.includes(text))) return;
      assert.ok(Date.now() < deadline, `nobody asks “${text}”, but: ${shown.join(' | ')}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function answer(label: string): Promise<void> {
    await vscode.commands.executeCommand('notifications.showList');
    await click(`.notification-list-item .monaco-button:has-text("${label}")`);
    await waitUntilGone(`.notification-list-item .monaco-button:has-text("${label}")`);
    await vscode.commands.executeCommand('notifications.hideList');
  }

  async function openSearch(): Promise<void> {
    await keyboard.press('Control+K');
    await keyboard.press('Control+G');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Search Codebase")');
  }
});
