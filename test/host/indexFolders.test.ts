import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { until } from './harness/observe.ts';

/** Several folders in one window, each with its own index. */
suite('the indexes of several folders', function () {
  this.timeout(60_000);
  const never = new AbortController().signal;
  let index: TouchstoneApi['index'];

  const found = async (): Promise<string[]> =>
    (await index.search('voucher', 20, never)).map(({ folder = '', path }) => `${folder}/${path}`).sort();

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
    // A workspace file is read over the connection: on a slow machine its folders come after the extension is there.
    await until(() => index.status.length === 2, 'both folders have come');
    await index.settled(never);
  });

  test('are searched at once, and what the workspace excludes is in none', async () => {
    assert.deepEqual(await found(), ['shop/basket.ts', 'tools/voucher.py']);
    await runFromPalette('Touchstone: Search Codebase');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Search Codebase")');
    await keyboard.type('voucher code');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("tools/voucher.py:1")');
    await waitFor('.quick-input-list .monaco-list-row:has-text("shop/basket.ts")');
    await screenshot('index-folders');
    await keyboard.press('Enter');
    await until(
      () => vscode.window.activeTextEditor?.document.fileName.endsWith('voucher.py') ?? false,
      'the file of the other folder is open',
    );
    await waitUntilGone('.quick-input-widget');
  });

  test('come and go with their folders', async () => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const spare = vscode.Uri.joinPath(folders[0]!.uri, '..', 'spare');
    assert.ok(vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: spare }));
    await until(() => vscode.workspace.workspaceFolders?.length === 3, 'the folder has come');
    await until(() => index.status.length === 3, 'its index too');
    await index.settled(never);
    assert.deepEqual(await found(), ['shop/basket.ts', 'spare/stamp.go', 'tools/voucher.py']);

    await runFromPalette('Touchstone: Show Index');
    await waitFor('.pane:has(.pane-header:has-text("Index")) .monaco-list-row:has-text("spare")');
    await screenshot('index-folders-page');

    vscode.workspace.updateWorkspaceFolders(1, 1);
    await until(() => index.status.length === 2, 'its index is gone with the folder');
    assert.deepEqual(await found(), ['shop/basket.ts', 'spare/stamp.go']);
  });
});
