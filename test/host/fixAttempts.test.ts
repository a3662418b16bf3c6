import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  click,
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { hashTree, picturesInThemes, saveWhereOffered, until, waitForNotification } from './harness/observe.ts';

/** The tree of a search, while it goes on and after, and the record of it. */
suite('every attempt of a fix, by keyboard', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let tree: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
    tree = hashTree(root);
  });

  test('they come while it searches', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await keyboard.press('Enter');
    await waitForText('Run “npm test” to test patches?');
    await keyboard.press('Enter');
    await waitFor('.meter', { seconds: 90 });
    await waitFor('button:has-text("Stop and Show the Best So Far")');
    await runFromPalette('Touchstone: Show Every Attempt of the Fix');
    await waitFor('[role=treeitem]', { seconds: 30 });
    await screenshot('fix-attempts-1-running');
  });

  test('the one that passed is on top, with its change and its evidence', async () => {
    await waitFor('[data-phase="verified"]', { seconds: 120 });
    await runFromPalette('Touchstone: Show Every Attempt of the Fix');
    await waitFor('[role=treeitem][data-rank="0"]');
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    await waitFor('.detail .outcome:has-text("Passed.")');
    await waitFor('.diff .added');
    await picturesInThemes('fix-attempts-2-passed');
  });

  test('arrow keys walk, close and open; Enter goes to the change and Escape comes back', async () => {
    await runFromPalette('Touchstone: Show Every Attempt of the Fix');
    await waitFor('.rows');
    await keyboard.press('Tab');
    for (let tabs = 0; tabs < 8 && (await readTexts('.rows:focus')).length === 0; tabs++) await keyboard.press('Tab');
    await keyboard.press('Home');
    await waitFor('.rows:focus [aria-selected="true"].group');
    await keyboard.press('ArrowLeft');
    await waitFor('[aria-selected="true"][aria-expanded="false"]');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await waitFor('[aria-selected="true"].attempt');
    await keyboard.press('Enter');
    await waitFor('.detail button:focus:has-text("Open src/split.ts")');
    await screenshot('fix-attempts-3-enter');
    await keyboard.press('Escape');
    await waitFor('.rows:focus');
  });

  test('a filter and other groups', async () => {
    await keyboard.press('Shift+Tab');
    await keyboard.press('Shift+Tab');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await waitFor('input[value="passed"]:checked');
    await waitUntilGone('[role=treeitem].attempt[data-rank="3"]');
    await screenshot('fix-attempts-4-filter');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Tab');
    await keyboard.press('ArrowRight');
    await waitFor('input[value="strategy"]:checked');
    await screenshot('fix-attempts-5-ideas');
    assert.equal(hashTree(root), tree);
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('a search is ended early, and the best so far is shown', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    // The page that had the focus before the palette sometimes takes it back from the question.
    await click('.quick-input-widget input');
    await keyboard.press('Enter');
    await waitFor('.meter', { seconds: 90 });
    // Its button and its place in the palette are gone when the search is quicker than a hand.
    await vscode.commands.executeCommand('touchstone.finishFix');
    await waitFor(
      '[data-phase="none"] .headline:has-text("until you ended the search"), [data-phase="verified"], [data-phase="unverified"]',
      {
        seconds: 30,
      },
    );
    await screenshot('fix-attempts-6-ended');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('with the record on, what was tried is exported as lines of JSON', async () => {
    const target = join(root, 'fix-record.jsonl');
    const settings = vscode.workspace.getConfiguration('touchstone');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await settings.update('fix.record', true, vscode.ConfigurationTarget.Global);
    await runFromPalette('Touchstone: Export Fix Record');
    await waitForNotification('no fix was run since the record was turned on');
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    // The page that had the focus before the palette sometimes takes it back from the question.
    await click('.quick-input-widget input');
    await keyboard.press('Enter');
    await waitForText('Hunk 1 of 1', { seconds: 120 });
    await runFromPalette('Touchstone: Export Fix Record');
    await saveWhereOffered('Export Fix Record');
    await waitForNotification('The record of 1 fix is in');
    const lines = readFileSync(target, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    assert.deepEqual([lines[0]?.kind, lines[1]?.kind, lines.at(-1)?.kind], ['fix', 'attempt', 'end']);
    await runFromPalette('Touchstone: Delete Fix Record');
    await waitForText('Delete the record of all fixes?');
    await keyboard.press('Enter');
    await waitForNotification('The record of fixes is deleted.');
    await settings.update('fix.record', undefined, vscode.ConfigurationTarget.Global);
    rmSync(target);
    assert.equal(hashTree(root), tree);
  });

  test('each key does one thing', async () => {
    await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
    await until(
      () => (vscode.window.activeTextEditor?.document.getText() ?? '').includes('touchstone.fix'),
      'the keys are listed',
      30,
    );
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    const rules = [...text.matchAll(/\{ "key": "([^"]+)",\s*"command": "([^"]+)"/g)].map(([, key, command]) => ({
      key,
      command,
    }));
    const ours = new Set(
      rules.filter(({ command }) => /^touchstone\.(fix|answer)/.test(command ?? '')).map(({ key }) => key),
    );
    assert.ok(ours.size >= 2);
    assert.deepEqual(
      rules.filter(({ key, command }) => ours.has(key) && !command?.startsWith('touchstone.')),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
