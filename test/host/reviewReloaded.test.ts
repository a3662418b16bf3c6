import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { keyboard, readTexts, runFromPalette, screenshot, waitFor, waitForText } from './harness/editor.ts';
import { until, waitForNotification } from './harness/observe.ts';

/** After reviewReload.test.ts, in the same window. */
suite('a review after the window was reloaded', function () {
  // The extension host of the window before may live on for a while, and what it began is its own until then.
  this.timeout(120_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = join(root, 'reloaded');
  const read = () => readFileSync(join(folder, 'values.ts'), 'utf8');

  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  test('has all of an accept that was cut off, or none of it', async () => {
    await vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone')?.activate();
    const said = '“Rename it everywhere” was cut off while it was written. Its files are as they were before it.';
    for (const deadline = Date.now() + 90_000; ;) {
      // An empty list closes by itself; the others in it are for the next tests.
      await vscode.commands.executeCommand('notifications.showList');
      const shown = await readTexts('.notifications-center .notification-list-item');
      if (shown.some((each) => each.includes(said))) break;
      assert.ok(Date.now() < deadline, `it is not said, but: ${shown.join(' | ')}`);
    }
    assert.deepEqual(
      ['first.ts', 'second.ts'].map((name) => readFileSync(join(folder, name), 'utf8')),
      ['old\n', 'old\n'],
    );
  });

  test('is open again as it was left, says so, and goes on', async () => {
    await vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone')?.activate();
    await waitForNotification('The review of “Ten times as much” is open again: 2 of 4 hunks pending.');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await waitForText('accepted · export const one = 10;');
    await waitForText('rejected · export const two = 20;');
    await screenshot('review-reloaded');
    await runFromPalette('Touchstone: Show Review');
    await waitFor('.review-widget:has-text("Hunk 3 of 4")');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');
    await keyboard.press('Alt+Shift+Y');
    await until(() => existsSync(join(folder, 'more.ts')), 'the new file is made');
    await until(() => read().includes('three = 30'), 'and the changed file is saved');
    assert.ok(read().includes('one = 10') && read().includes('two = 2;'), read());
  });
});
