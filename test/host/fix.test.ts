import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import {
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { hashTree, picturesInThemes, until } from './harness/observe.ts';

/** What is known of a sample beforehand: where its fault is. Everything else Touchstone finds out. */
const samples = [
  { marker: 'package.json', name: 'typescript', file: 'src/split.ts', line: 15, command: 'npm test' },
  { marker: 'parcel', name: 'python', file: 'parcel/rates.py', line: 20, command: 'python3 -m unittest discover' },
];

/** The whole path as a person walks it, by keyboard, in whichever sample the session has opened. */
suite('fix this issue, by keyboard', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const sample = samples.find(({ marker }) => existsSync(join(root, marker)));
  assert.ok(sample, `no sample in ${root}`);
  const file = join(root, sample.file);
  const picture = (scene: string) => screenshot(`fix-${sample.name}-${scene}`);
  let tree: string;
  let faulty: string;
  let copiesFolder: string;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    copiesFolder = (await extension.activate()).copies.fsPath;
    tree = hashTree(root);
    faulty = readFileSync(file, 'utf8');
  });

  test('asks what is wrong, shows the command once, and shows progress', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await picture('1-ask');
    await keyboard.press('Enter');
    await waitForText(`Run “${sample.command}” to test patches?`);
    await picture('2-approve');
    await keyboard.press('Enter');
    await waitForText('candidates tried', { seconds: 90 });
    await picture('3-progress');
  });

  test('opens a diff with its evidence, the tree still byte-identical', async () => {
    await waitForText('Hunk 1 of 1', { seconds: 90 });
    await waitForText('Verified · Fixes');
    await waitForText('Where Touchstone looked');
    await picturesInThemes(`fix-${sample.name}-4-review`);
    assert.equal(hashTree(root), tree);
  });

  test('accepting the hunk changes the file, and undo restores it', async () => {
    await focusDiff();
    await keyboard.press('Alt+Y');
    await until(() => readFileSync(file, 'utf8') !== faulty, 'the file on disk has the fix');
    await waitForNotification('1 hunk applied.', 20);
    const changed = changedLines(faulty, readFileSync(file, 'utf8'));
    assert.deepEqual(changed, [sample.line]);
    await picture('5-accepted');
    await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === file, 'the changed file shows');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await keyboard.press('Control+Z');
    await until(() => vscode.window.activeTextEditor?.document.getText() === faulty, 'undo restores the text');
    await until(() => hashTree(root) === tree, 'the tree is as it was, the undo saved');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('the tests can be confirmed on the real tree', async () => {
    await runFromPalette('Touchstone: Show Review');
    await focusDiff();
    await keyboard.press('Alt+Y');
    await until(() => readFileSync(file, 'utf8') !== faulty, 'the file on disk has the fix');
    await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === file, 'the changed file shows');
    void vscode.commands.executeCommand('touchstone.review.confirm');
    await waitForNotification('Confirmed on your own tree', 60);
    await picture('6-confirmed');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await keyboard.press('Control+Z');
    await until(() => vscode.window.activeTextEditor?.document.getText() === faulty, 'undo restores the text');
    await until(() => readFileSync(file, 'utf8') === faulty, 'and the file');
    // A test run on the real tree may leave caches there, as any run of the user's does.
    tree = hashTree(root);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a second run does not ask for the command again, and rejecting leaves the tree as it was', async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await keyboard.press('Enter');
    await waitForText('Hunk 1 of 1', { seconds: 120 });
    await focusDiff();
    await keyboard.press('Alt+N');
    await waitFor('.pane-header:has-text("nothing was changed")');
    assert.equal(hashTree(root), tree);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('cancelled at any moment, it stops at once and leaves no copy behind', async () => {
    for (const moment of ['copying', 'testing', 'searching'] as const) {
      // What the tests said is kept for as long as nothing changes.
      utimesSync(file, new Date(), new Date());
      await runFromPalette('Touchstone: Fix This Issue');
      await waitForText('What is wrong?');
      await keyboard.press('Enter');
      if (moment !== 'copying') await waitFor('.steps .active:has-text("Run its tests")', { seconds: 30 });
      if (moment === 'searching') await waitFor('.meter', { seconds: 60 });
      await vscode.commands.executeCommand('touchstone.cancelFix');
      await waitFor('[data-phase="cancelled"]', { seconds: 5 });
      assert.deepEqual(copies(), [], `no copy is left when cancelled while ${moment}`);
    }
    await picture('7-cancelled');
    assert.equal(hashTree(root), tree);
  });

  test('the log tells what was run and found', async () => {
    await runFromPalette('Touchstone: Show Log');
    await waitFor('.part.panel .output-view .view-line:has-text("The fix was cancelled")');
    await picture('8-log');
  });

  /** In the list of notifications: in this harness the editor shows no toasts, and what it once read out stays. */
  async function waitForNotification(text: string, seconds: number): Promise<void> {
    for (const deadline = Date.now() + seconds * 1000; ;) {
      // An empty list closes by itself.
      await vscode.commands.executeCommand('notifications.showList');
      const shown = await readTexts('.notifications-center .notification-list-item');
      if (shown.some((each) => each.includes(text))) break;
      assert.ok(Date.now() < deadline, `no notification “${text}” within ${seconds} s`);
    }
    await vscode.commands.executeCommand('notifications.hideList');
  }

  function copies(): string[] {
    return existsSync(copiesFolder) ? readdirSync(copiesFolder) : [];
  }

  async function focusDiff(): Promise<void> {
    await waitFor('.review-widget:has-text("Hunk 1 of")');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');
    await waitUntilGone('.quick-input-widget');
  }
});

/** Lines, counted from 1, that differ between two texts of equally many lines. */
function changedLines(before: string, after: string): number[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  assert.equal(now.length, old.length);
  return old.flatMap((line, at) => (line === now[at] ? [] : [at + 1]));
}
