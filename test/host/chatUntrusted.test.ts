import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { accessibilityFaults, keyboard, runFromPalette, screenshot, waitFor } from './harness/editor.ts';
import { hashTree, waitForNotification } from './harness/observe.ts';
import { writeQuestion } from './harness/question.ts';

/** The chat in a folder that the user has not trusted: it answers by search, whatever model is configured, and runs nothing. */
suite('the chat in Restricted Mode', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const settings = vscode.workspace.getConfiguration('touchstone');
  let server: OpenAiServer;
  let tree = '';

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => 'I should not have been asked.' });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    await (await extension.activate()).index.settled(new AbortController().signal);
    assert.equal(vscode.workspace.isTrusted, false);
    await set('model.baseUrl', server.baseUrl);
    await set('model.name', 'scripted');
    await set('model.source', 'openai');
    tree = hashTree(root);
  });
  suiteTeardown(async () => {
    for (const key of ['model.source', 'model.name', 'model.baseUrl']) await set(key, undefined);
    await server.dispose();
  });
  teardown(() => vscode.commands.executeCommand('notifications.clearAll'));

  test('says why it answers by search, and offers to manage trust', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.welcome:has-text("Restricted Mode: no model is asked and nothing is run")');
    await waitFor('.welcome button:has-text("Manage Workspace Trust")');
    await screenshot('chat-untrusted-1-welcome');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
  });

  test('answers by search, with links', async () => {
    await waitFor('.composer textarea:focus');
    await keyboard.type('Where is `parseAmount`?');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making) a.place:has-text("money.ts")', { seconds: 60 });
  });

  test('does not ask git, and says so', async () => {
    await writeQuestion('What has changed? ');
    await keyboard.type('@chan');
    await waitFor('.mentions li[aria-selected="true"]:has-text("@changes")');
    await keyboard.press('Enter');
    await waitFor('.composer .chip:has-text("@changes")');
    await screenshot('chat-untrusted-2-changes');
    await waitFor('.composer textarea:focus');
    await keyboard.press('Enter');
    await waitFor('article.answered:last-child:not(.making)', { seconds: 60 });
  });

  test('a fix that is asked for here says why it runs nothing', async () => {
    await writeQuestion('/fix the shares do not add up');
    await keyboard.press('Enter');
    await waitForNotification('Touchstone runs no test here');
    await screenshot('chat-untrusted-3-fix');
    assert.deepEqual(server.requests, [], 'no model was asked');
    assert.equal(hashTree(root), tree);
  });

  function set(key: string, value: unknown): Thenable<void> {
    return settings.update(key, value, vscode.ConfigurationTarget.Global);
  }
});
