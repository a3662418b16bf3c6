import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { keyboard, readTexts, runFromPalette, screenshot, waitFor, waitForText } from './harness/editor.ts';
import { hashTree, picturesInThemes, until } from './harness/observe.ts';

const guard = `  if (amount < 0) {
    throw new Error('An amount cannot be negative');
  }
`;
/** What a model says after its edits, long enough to look at the window meanwhile. */
const tail = `\n${'It is as it was asked for. '.repeat(80)}\n`;
const first = `Title: Refuse negative amounts

src/split.ts
<<<<<<< SEARCH
  const share = Math.floor(amount / people);
=======
${guard}  const share = Math.floor(amount / people);
>>>>>>> REPLACE
`;
const second = first.replace('An amount cannot be negative', 'Negative amounts are not split');

/** The machine may be busy with other things. */
const slow = { seconds: 90 };

/** What somebody does at the keyboard: ask, watch, cancel, ask again, and take what needs no words. */
suite('editing by keyboard', function () {
  this.timeout(300_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const split = vscode.Uri.joinPath(root, 'src/split.ts');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let answer = first;

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => answer + tail });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    await chooseScripted(server.baseUrl);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('an instruction is asked for at the cursor, and an empty one is refused', async () => {
    await at('export function splitEvenly');
    await keyboard.press('Control+K');
    await keyboard.press('Control+E');
    await waitForText('Edit src/split.ts, line 7', slow);
    await keyboard.press('Enter');
    await waitForText('Say what is to be changed.', slow);
    await picturesInThemes('edit-1-ask');
    await keyboard.type('refuse negative amounts');
    await keyboard.press('Enter');
  });

  test('what would be run is asked once', async () => {
    await waitForText('Run “npm test” to check edits?', slow);
    await screenshot('edit-2-run');
    hold();
    await keyboard.press('Enter');
  });

  test('the answer streams into a diff, and nothing is written', async () => {
    const tree = hashTree(root.fsPath);
    await until(() => drafts() === 1, 'the draft is on show', slow.seconds);
    await waitForText('negative', slow);
    await picturesInThemes('edit-3-draft');
    assert.equal(hashTree(root.fsPath), tree);
    letGo();
  });

  test('it opens in review with what was checked, and with a way to ask again', async () => {
    await waitFor('.review-widget:has-text("Hunk 1 of 1")', slow);
    assert.equal(drafts(), 0, 'the draft is closed');
    const evidence = touchstone.review.shown?.proposal.evidence;
    assert.equal(evidence?.command, 'npm test');
    await waitFor('.review-widget .action-label[aria-label*="Ask Again"]', slow);
    await picturesInThemes('edit-4-review');
  });

  test('a follow-up replaces the review only when its answer is there', async () => {
    const id = touchstone.review.shown?.proposal.id;
    answer = second;
    hold();
    await waitFor('.diff-editor, .monaco-diff-editor', slow);
    await vscode.commands.executeCommand('touchstone.review.next');
    await keyboard.press('Control+K');
    await keyboard.press('Control+E');
    await waitForText('Ask again about “Refuse negative amounts”', slow);
    await screenshot('edit-5-follow-up');
    await keyboard.type('say that they are not split');
    await keyboard.press('Enter');
    await until(() => drafts() === 1, 'the draft is on show', slow.seconds);
    assert.equal(touchstone.review.shown?.proposal.id, id, 'the review is still there');
    letGo();
    await until(() => touchstone.review.shown?.proposal.id !== id, 'the new answer is in review', slow.seconds);
    const asked = JSON.stringify(server.requests.at(-1)?.body);
    assert.match(asked, /Before, the user asked: refuse negative amounts/);
    assert.match(asked, /\+ {4}throw new Error\('An amount cannot be negative'\)/);
    assert.equal(touchstone.review.shown?.proposal.asked?.earlier.length, 1);
    await waitFor('.review-widget:has-text("Hunk 1 of 1")', slow);
    await screenshot('edit-6-followed-up');
    await vscode.commands.executeCommand('touchstone.review.acceptAll');
    assert.match(readFileSync(split.fsPath, 'utf8'), /Negative amounts are not split/);
    await vscode.commands.executeCommand('touchstone.review.undo');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('Escape ends it while it is written, and nothing is lost', async () => {
    const tree = hashTree(root.fsPath);
    answer = first;
    hold();
    await at('export function splitEvenly');
    await keyboard.press('Control+K');
    await keyboard.press('Control+E');
    await waitForText('Edit src/split.ts, line 7', slow);
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowDown');
    await screenshot('edit-7-history');
    await keyboard.press('Enter');
    await until(() => drafts() === 1, 'the draft is on show', slow.seconds);
    assert.match(JSON.stringify(server.requests.at(-1)?.body), /What the user wants:\\nsay that they are not split/);
    await waitForText('An amount cannot be negative', slow);
    await waitFor('.monaco-diff-editor .monaco-editor.focused', slow);
    await keyboard.press('Escape');
    await until(() => drafts() === 0, 'the draft is closed', slow.seconds);
    await waitForText('the edit was cancelled, nothing was changed', slow);
    assert.equal(touchstone.review.shown, undefined);
    assert.equal(hashTree(root.fsPath), tree);
    letGo();
  });

  test('the lightbulb offers what makes sense there', async () => {
    await at('splitEvenly(');
    await keyboard.press('Control+.');
    await waitForText('Rename splitEvenly with Touchstone', slow);
    await waitForText('Explain splitEvenly with Touchstone', slow);
    await picturesInThemes('edit-8-lightbulb');
    await keyboard.press('Escape');
  });

  test('without a model a rename is made by the editor’s own language, and says so', async () => {
    await chooseScripted(undefined);
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Rename Everywhere');
    await waitForText('Rename splitEvenly · src/split.ts, line 7', slow);
    await keyboard.type('divideEvenly');
    await keyboard.press('Enter');
    await waitFor('.review-widget:has-text("Hunk 1 of")', slow);
    const shown = touchstone.review.shown?.proposal;
    assert.deepEqual(shown?.changes.map(({ path }) => path).sort(), [
      'src/group.ts',
      'src/split.ts',
      'test/split.test.ts',
    ]);
    const names = shown?.evidence.checks?.find(({ what }) => what === 'Names');
    assert.equal(names?.detail, 'The editor’s own language service has found every use of the name.');
    await screenshot('edit-9-rename');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('what takes a model says so, and opens the choice', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Simplify This');
    const needs = 'This takes a model, and no model is chosen.';
    for (const deadline = Date.now() + slow.seconds * 1000; ;) {
      // An empty list closes by itself.
      await vscode.commands.executeCommand('notifications.showList');
      if ((await readTexts('.notifications-center .notification-list-item')).some((each) => each.includes(needs)))
        break;
      assert.ok(Date.now() < deadline, 'it is not said');
    }
    await waitFor('.notifications-center .monaco-button:has-text("Choose Model")', slow);
    await picturesInThemes('edit-10-needs-model');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('an explanation without a model says what the workspace knows', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Explain This');
    await until(() => tabs().some(({ label }) => /About splitEvenly/.test(label)), 'the preview is open', slow.seconds);
    await waitForText('Splits an amount into equal shares.', slow);
    await waitForText('Called from', slow);
    await screenshot('edit-11-explain');
  });

  const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const drafts = (): number =>
    tabs().filter(
      ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'touchstone-draft',
    ).length;

  /** What comes after its edits comes word by word, until it is let go. */
  function hold(): void {
    server.abilities.chunkDelayMs = 10;
    const held = setInterval(() => {
      if (drafts() === 0) return;
      clearInterval(held);
      if (server.abilities.chunkDelayMs > 0) server.abilities.chunkDelayMs = 300;
    }, 10);
  }
  function letGo(): void {
    server.abilities.chunkDelayMs = 0;
  }

  async function at(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(split);
    const editor = await vscode.window.showTextDocument(document);
    const start = document.positionAt(document.getText().indexOf(text));
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused', slow);
  }
});
