import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText } from './harness/editor.ts';
import { hashTree } from './harness/observe.ts';

/** Where Fix This Issue has nothing to show, the view says why and what helps. */
suite('fix this issue, when there is nothing to show', function () {
  this.timeout(120_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const check = join(root, 'check.mjs');

  teardown(() => vscode.commands.executeCommand('notifications.clearAll'));

  test('without a test command it says what was looked for, and asks for one', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await keyboard.press('Enter');
    await waitForText('Which command runs the tests of');
    await waitForText('No test command was found');
    await screenshot('fix-reasons-1-no-command');
  });

  test('a line that destroys is refused as it is typed', async () => {
    await keyboard.type('rm -rf /');
    await waitFor('.quick-input-widget .quick-input-message:has-text("The command")');
    await screenshot('fix-reasons-2-refused');
    await keyboard.press('Control+A');
  });

  test('where all tests pass it says so', async () => {
    writeFileSync(check, 'process.exit(0);\n');
    const tree = hashTree(root);
    await keyboard.type('node check.mjs');
    await keyboard.press('Enter');
    await waitForText('Run “node check.mjs” to test patches?');
    await keyboard.press('Enter');
    await waitFor(
      '[data-phase="none"] .headline:has-text("The only test passes, so there is nothing to prove a fix on")',
      {
        seconds: 60,
      },
    );
    await screenshot('fix-reasons-3-all-pass');
    assert.equal(hashTree(root), tree);
  });

  test('where nothing can be changed it says so, and the view is used by keyboard', async () => {
    await vscode.commands.executeCommand('touchstone.fixView.focus');
    await waitFor('button:has-text("Run Again")');
    await keyboard.press('Tab');
    await waitFor('button:has-text("Run Again"):focus-visible');
    await screenshot('fix-reasons-4-focus');
    await keyboard.press('Enter');
    await waitForText('What is wrong?');
    await keyboard.press('Enter');
    // The line that was typed before is offered again.
    await waitForText('Which command runs the tests of');
    await keyboard.press('Control+A');
    await keyboard.type('false');
    await keyboard.press('Enter');
    await waitForText('Run “false” to test patches?');
    await keyboard.press('Enter');
    await waitFor('[data-phase="none"] .headline:has-text("1 test fails")', { seconds: 90 });
    await screenshot('fix-reasons-5-nothing-found');
    rmSync(check);
  });
});
