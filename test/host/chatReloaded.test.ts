import * as vscode from 'vscode';
import { readTexts, runFromPalette, screenshot, waitFor } from './harness/editor.ts';
import assert from 'node:assert/strict';

/** After chat.test.ts, in the same window. */
suite('the chat after the window was reloaded', function () {
  this.timeout(120_000);

  test('has the conversation, its links, and what was being written', async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('article.answered a.place:has-text("group.ts")', { seconds: 60 });
    await waitFor('.composer .chip:has-text("money.ts")');
    assert.deepEqual(await readTexts('header h1'), ['What calls splitEvenly?']);
    await screenshot('chat-6-reloaded');
  });
});
