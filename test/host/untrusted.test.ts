import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { click, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { hashTree } from './harness/observe.ts';

/** A folder that the user has not trusted: nothing of it is run, and every command says so. */
suite('in Restricted Mode', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

  let index: TouchstoneApi['index'];

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
    assert.equal(vscode.workspace.isTrusted, false);
  });

  teardown(() => vscode.commands.executeCommand('notifications.clearAll'));

  test('Fix This Issue says why nothing runs, and offers to manage trust', async () => {
    const tree = hashTree(root);
    await runFromPalette('Touchstone: Fix This Issue');
    await waitFor('.headline:has-text("Restricted Mode: Touchstone runs no test here")');
    await waitFor('button:has-text("Manage Workspace Trust")');
    await offersTrust('Touchstone runs no test here');
    await screenshot('untrusted-fix');
    // It neither asks what is wrong nor for a command.
    await waitUntilGone('.quick-input-widget');
    assert.equal(hashTree(root), tree);
  });

  test('Choose Model says why no model can be tried, and offers the same', async () => {
    await runFromPalette('Touchstone: Choose Model');
    await offersTrust('In Restricted Mode Touchstone calls no model.');
    await screenshot('untrusted-model');
    await waitUntilGone('.quick-input-widget');
  });

  test('the index works as anywhere: it only reads', async () => {
    const never = new AbortController().signal;
    await index.settled(never);
    const [best] = await index.search('parse an amount of money', 5, never);
    assert.equal(best?.symbol, 'parseAmount');
  });

  test('the button opens the editor’s own page for trust', async () => {
    await click('.buttons button:has-text("Manage Workspace Trust")');
    await waitFor('.workspace-trust-editor');
    await screenshot('untrusted-manage');
  });

  async function offersTrust(message: string): Promise<void> {
    await vscode.commands.executeCommand('notifications.showList');
    await waitFor(`.notifications-center .notification-list-item:has-text("${message}")`);
    await waitFor('.notifications-center .monaco-button:has-text("Manage Workspace Trust")');
  }
});
