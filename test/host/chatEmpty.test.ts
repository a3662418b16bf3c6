import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import {
  accessibilityFaults,
  keyboard,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { waitForNotification } from './harness/observe.ts';

/** A window without a folder: nothing breaks, and everything says what it needs. */
suite('a window without a folder', function () {
  this.timeout(120_000);

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.equal(vscode.workspace.workspaceFolders, undefined);
  });
  teardown(() => vscode.commands.executeCommand('notifications.clearAll'));

  test('the chat says that it needs one, and opens one', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.welcome:has-text("No folder is open. Open one to ask about it.")');
    await waitFor('.welcome button:has-text("Open Folder")');
    await screenshot('chat-empty-1-welcome');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
  });

  test('nothing can be written, and the key that opens a folder is at hand', async () => {
    await waitFor('.composer textarea:disabled');
    await waitFor('.welcome button:focus');
    await keyboard.press('Enter');
    await waitForText('Open Folder');
    await waitFor('.quick-input-widget input:focus');
    await screenshot('chat-empty-2-open');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });

  test('a fix says the same', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForNotification('No folder is open, so there are no tests to run.');
  });
});
