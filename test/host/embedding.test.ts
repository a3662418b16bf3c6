import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { bagOfWords } from '../fakes/openaiEmbeddings.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { click, keyboard, readTexts, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { picturesInThemes, until } from './harness/observe.ts';

/** An embedding model as a person meets it: asked about with its cost, embedded in the background, searched. */
suite('an embedding model', function () {
  this.timeout(60_000);
  let server: OpenAiServer;
  let index: TouchstoneApi['index'];
  /** In the list of notifications: the tests' editor shows no toasts, and an empty list closes by itself. */
  const asked = async (): Promise<void> => {
    for (const deadline = Date.now() + 15_000; ;) {
      await vscode.commands.executeCommand('notifications.showList');
      const shown = await readTexts('.notifications-center .notification-list-item');
      if (shown.some((text) => text.includes('with scripted-embed?'))) return;
      assert.ok(Date.now() < deadline, 'nobody asks');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const answer = async (label: string): Promise<void> => {
    await asked();
    await click(`.notification-list-item .monaco-button:has-text("${label}")`);
    await waitUntilGone(`.notification-list-item .monaco-button:has-text("${label}")`);
    await vscode.commands.executeCommand('notifications.hideList');
  };
  const embedded = (): number => server.requests.filter(({ path }) => path === '/v1/embeddings').length;

  suiteSetup(async () => {
    server = await startOpenAiServer({
      vectorSize: 512,
      vectorOf: (text, size) => bagOfWords(text.replace(/zaster/g, 'parseAmount'), size),
    });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
    await index.settled(new AbortController().signal);
  });
  suiteTeardown(async () => {
    const settings = vscode.workspace.getConfiguration('touchstone.model');
    for (const name of ['embeddingName', 'embeddingBaseUrl'])
      await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
    await server.dispose();
  });

  test('nothing is sent before somebody has seen the cost and agreed', async () => {
    const settings = vscode.workspace.getConfiguration('touchstone.model');
    await settings.update('embeddingBaseUrl', server.baseUrl, vscode.ConfigurationTarget.Global);
    await settings.update('embeddingPrice', 0.02, vscode.ConfigurationTarget.Global);
    await settings.update('embeddingName', 'scripted-embed', vscode.ConfigurationTarget.Global);
    await asked();
    await waitFor('.notification-list-item:has-text("tokens, less than $0.01) with scripted-embed?")');
    await picturesInThemes('embedding-cost');
    await answer('Not Now');
    await until(() => index.status.join().includes('scripted-embed does not embed this folder'), 'it says so');
    assert.equal(server.connections, 0);
  });

  test('asked for by command it begins, and is done soon', async () => {
    await runFromPalette('Touchstone: Embed Codebase');
    await answer('Start');
    await until(() => embedded() > 0, 'something is embedded');
    await until(() => /^\d+ files can be searched\.$/.test(index.status.join()), 'it is ready');
  });

  test('the search asks it once one stops typing, and shows what no word says', async () => {
    const before = embedded();
    await keyboard.press('Control+K');
    await keyboard.press('Control+G');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Search Codebase")');
    await keyboard.type('zaster');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("money.test.ts")');
    assert.ok(embedded() - before <= 2, 'not for every letter');
    await screenshot('embedding-search');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });
});
