import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import {
  accessibilityFaults,
  click,
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { picturesInThemes, saveWhereOffered, until, waitForNotification } from './harness/observe.ts';

/** The chat without a model, by keyboard: it answers by search. */
suite('the chat without a model', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { index } = await extension.activate();
    await index.settled(new AbortController().signal);
  });

  test('says what can be asked, that answers come by search, and how to add a model', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.welcome:has-text("No model is chosen, so answers come by search")');
    await waitFor('.welcome button:has-text("Choose Model")');
    await waitFor('.composer textarea:focus');
    await picturesInThemes('chat-1-welcome', isAccessible);
  });

  test('answers where something is, with a link that opens it', async () => {
    await waitFor('.composer textarea:focus');
    await keyboard.type('Where is `parseAmount`?');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making) a.place:has-text("money.ts")', { seconds: 60 });
    await waitFor('.composer textarea:focus');
    await picturesInThemes('chat-2-found', isAccessible);
    await waitFor('.composer textarea');
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.press('ArrowUp');
    await waitFor('article.answered:focus');
    await keyboard.press('Tab');
    await waitFor('article.answered a.place:focus');
    await keyboard.press('Enter');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.path.endsWith('/src/money.ts') === true,
      'it is open',
    );
  });

  test('offers files while one types behind an @, and shows the size of what was taken', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.type('What does this do? @spli');
    await waitFor('.mentions li[aria-selected="true"]:has-text("split.ts")');
    await screenshot('chat-3-mentions');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
    await keyboard.press('Enter');
    await waitUntilGone('.mentions');
    await waitFor('.composer .chip:has-text("split.ts"):has-text("tokens")');
    await keyboard.type('@prob');
    await waitFor('.mentions li[aria-selected="true"]:has-text("@problems")');
    await keyboard.press('Tab');
    await waitFor('.composer .chip:has-text("@problems")');
    await waitFor('.composer textarea:focus');
    await keyboard.press('Home');
    await keyboard.press('Control+Home');
    await keyboard.press('Backspace');
    await waitUntilGone('.composer .chip:has-text("@problems")');
    await keyboard.press('Control+End');
    await keyboard.press('Enter');
    await waitFor('article.asked .chip:has-text("split.ts")');
    await waitFor('article.answered:not(.making):has-text("splitEvenly")', { seconds: 60 });
    await screenshot('chat-4-about-a-file');
  });

  test('asks about what is selected in the editor', async () => {
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'settle.ts'));
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(8, 0, 12, 0) });
    await runFromPalette('Touchstone: Ask About the Selection');
    await waitFor('.composer .chip:has-text("settle.ts:9-12")');
    await waitFor('.composer textarea:focus');
    await keyboard.type('What does this do?');
    await keyboard.press('Enter');
    await waitFor('article.asked .chip:has-text("settle.ts:9-12")');
    await waitFor('article.answered:last-child:not(.making)', { seconds: 60 });
  });

  test('is asked in another conversation, and finds, renames, exports and deletes', async () => {
    await runFromPalette('Touchstone: New Conversation');
    await waitFor('.welcome');
    await waitFor('.composer textarea:focus');
    await keyboard.type('What calls splitEvenly?');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making) a.place:has-text("group.ts")', { seconds: 60 });
    await click('header button:has-text("History")');
    await waitFor('dialog input[type="search"]:focus');
    await untilAsync(async () => (await readTexts('.conversations .title')).length === 2, 'both are listed');
    await screenshot('chat-5-history');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
    await keyboard.type('parseAmount');
    await untilAsync(async () => (await readTexts('.conversations .title')).length === 1, 'one is found');
    await keyboard.press('ArrowDown');
    await waitFor('.conversations .title:focus');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await waitFor('.conversations input:focus');
    await keyboard.type('Amounts parseAmount');
    await keyboard.press('Enter');
    await waitFor('.conversations .title:has-text("Amounts parseAmount")');
    await click('.conversations button:has-text("Export")');
    await saveWhereOffered('Export the Conversation');
    await waitForNotification('The conversation is in Amounts parseAmount.md.');
    const exported = readFileSync(join(root, 'Amounts parseAmount.md'), 'utf8');
    assert.match(exported, /^# Amounts parseAmount$/m);
    assert.match(exported, /src\/money\.ts/);
    await waitFor('dialog .conversations button:has-text("Delete")');
    await click('.conversations li:has-text("Amounts parseAmount") button:has-text("Delete")');
    await waitForText('Delete the conversation “Amounts parseAmount”?');
    await waitFor('.quick-input-widget input:focus');
    await keyboard.press('Enter');
    await waitUntilGone('.conversations .title:has-text("Amounts parseAmount")');
    await click('dialog button:has-text("Close")');
  });

  test('keeps what is being written', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.type('Is this rounded? @money');
    await waitFor('.mentions li[aria-selected="true"]:has-text("money.ts")');
    await keyboard.press('Enter');
    await waitFor('.composer .chip:has-text("money.ts"):has-text("tokens")');
    const { copies } = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone')!.exports;
    assert.ok(copies);
    // Written a moment after the last key; the page says nothing of it.
    await new Promise((resolve) => setTimeout(resolve, 2500));
  });
});

const isAccessible = async (): Promise<void> => assert.deepEqual(await accessibilityFaults('.composer'), []);

async function untilAsync(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await holds());) assert.ok(Date.now() < deadline, what);
}
