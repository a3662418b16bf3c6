import assert from 'node:assert/strict';
import os from 'node:os';
import * as vscode from 'vscode';
import { createOpenAiModel } from '../../src/model/node/openaiClient.ts';
import { startOpenAiServer } from '../fakes/openaiServer.ts';
import type { OpenAiServer } from '../fakes/openaiServer.ts';
import { click, keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { waitForNotification } from './harness/observe.ts';

suite('Choose Model, by keyboard', () => {
  let local: OpenAiServer;
  let locked: OpenAiServer;

  suiteSetup(async () => {
    // The usual port of a server that people run on their machine.
    local = await startOpenAiServer({ modelFields: { context_length: 8192 } }, 11434);
    locked = await startOpenAiServer({ key: 'right-key-123', infill: false, suffix: 'absent' });
  });
  suiteTeardown(async () => {
    await local.dispose();
    await locked.dispose();
  });

  test('nothing is asked before the command is run', async () => {
    await waitForText('Touchstone: offline');
    assert.equal(local.connections, 0);
  });

  test('finds a server on this machine and says what it can do', async () => {
    await runFromPalette('Touchstone: Choose Model');
    await waitForText('Ollama, 127.0.0.1:11434');
    await screenshot('choose-model');
    await keyboard.type('scripted');
    await waitUntilGone('.quick-input-list .monaco-list-row:has-text("OpenRouter")');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("scripted")');
    await keyboard.press('Enter');
    await waitForText('Choose Model: embeddings');
    await waitFor('.quick-input-list .monaco-list-row.focused');
    await keyboard.press('Enter');
    await waitForNotification(
      'Touchstone uses scripted at 127.0.0.1:11434: chat, tools, JSON, fill-in-the-middle and embeddings, 8192',
    );
    await waitForText('Touchstone: scripted');
    await screenshot('choose-model-done');
    assert.deepEqual(setting('source', 'baseUrl', 'name', 'embeddingName'), [
      'openai',
      local.baseUrl,
      'scripted',
      'scripted-embed',
    ]);
  });

  // The editor replaces `fetch` by its own, which the unit tests never meet.
  test('a model answers, and cancelling closes the socket, in the extension host too', async () => {
    const model = createOpenAiModel({
      baseUrl: local.baseUrl,
      model: 'scripted',
      key: () => Promise.resolve(undefined),
      timeoutMs: 5000,
      storageFolder: os.tmpdir(),
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const ask = (signal: AbortSignal) => model.chat({ messages: [{ role: 'user', text: 'Hi' }] }, signal);
    let text = '';
    for await (const part of ask(new AbortController().signal)) if (part.kind === 'text') text += part.text;
    assert.equal(text, 'Hello, world.');

    local.fail({ kind: 'stallAfter', chunks: 1 });
    const abort = new AbortController();
    await assert.rejects(
      async () => {
        for await (const part of ask(abort.signal)) if (part.kind === 'text') abort.abort();
      },
      { name: 'AbortError' },
    );
    assert.equal((await local.requests.at(-1)?.ended)?.by, 'client');
  });

  test('a refused key is said, another one can be entered, and no key is in the settings', async () => {
    await runFromPalette('Touchstone: Choose Model');
    await waitForText('Other endpoint…');
    await keyboard.type('Other endpoint');
    await waitUntilGone('.quick-input-list .monaco-list-row:has-text("OpenRouter")');
    await keyboard.press('Enter');
    await waitForText('Choose Model: base URL');
    await keyboard.type(`127.0.0.1:${locked.port}/`);
    await keyboard.press('Enter');
    await waitForText('Choose Model: key for');
    await keyboard.type('wrong-key-987');
    await keyboard.press('Enter');
    await waitForText(`127.0.0.1:${locked.port} refused the key.`);
    await vscode.commands.executeCommand('notifications.showList');
    // The list moves when the progress leaves it.
    await waitUntilGone('.notification-list-item:has-text("for its models")');
    await screenshot('choose-model-key-refused');
    await click('.monaco-button:has-text("Enter Another Key")');
    // The address is there already.
    await waitForText('Choose Model: base URL');
    await keyboard.press('Enter');
    await waitForText('Choose Model: key for');
    await keyboard.type('right-key-123');
    await keyboard.press('Enter');
    await waitForText('Choose Model: model');
    await keyboard.press('Enter');
    await waitForText('Choose Model: embeddings');
    await keyboard.type('No embeddings');
    await keyboard.press('Enter');
    await waitForText(
      `Touchstone uses scripted at 127.0.0.1:${locked.port}: chat, tools and JSON; no fill-in-the-middle or embeddings.`,
    );
    assert.deepEqual(setting('baseUrl', 'embeddingName'), [locked.baseUrl, '']);
    assert.doesNotMatch(JSON.stringify(vscode.workspace.getConfiguration('touchstone')), /right-key|wrong-key/);
    assert.equal(locked.requests.at(-1)?.headers.authorization, 'Bearer right-key-123');
  });

  test('no model is one key away', async () => {
    await runFromPalette('Touchstone: Choose Model');
    await waitForText('No model (offline)');
    await keyboard.press('Enter');
    await waitForText('Touchstone works offline now');
    await waitForText('Touchstone: offline');
    assert.deepEqual(setting('source'), ['none']);
  });
});

function setting(...keys: readonly string[]): readonly unknown[] {
  const configuration = vscode.workspace.getConfiguration('touchstone.model');
  return keys.map((key) => configuration.get<unknown>(key));
}
