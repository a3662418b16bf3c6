import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
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
import { picturesInThemes, until } from './harness/observe.ts';
import { ask } from './harness/question.ts';

const first = `\`parseAmount\` is in src/money.ts:5, and nothing is in src/nowhere.ts:3.

| What | Where |
|---|---|
| amounts | src/money.ts:5 |

\`\`\`typescript
/** Reads an amount such as 12.50. */
export function parseAmount(text: string): Cents {
  return Math.round(Number(text) * 100);
}
\`\`\`

<img src=x onerror=alert(1)> [a link](https://example.com/far) ![a picture](https://example.com/p.png)
`;

/** The chat with a scripted model over real HTTP, by keyboard. */
suite('the chat with a model', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let reply = first;

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => reply });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
    await chooseScripted(server.baseUrl);
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'money.ts'));
    await vscode.window.showTextDocument(document);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('answers in words, with places that are checked and code that is coloured', async () => {
    await ask('Where is parseAmount?');
    await waitFor('article.answered:not(.making) a.place:has-text("src/money.ts:5")', { seconds: 60 });
    await waitFor('.foot:has-text("1 place it named could not be found")');
    await waitFor('.codeCard .hljs-keyword');
    await waitFor('.usage:has-text("tokens sent")');
    await waitForText('(https://example.com/far)');
    await waitForText('Picture not loaded');
    await picturesInThemes('chat-model-1-answer', isAccessible);
  });

  test('shows what was sent', async () => {
    await click('.actions button:has-text("Show Prompt")');
    await waitFor('dialog[open]:has-text("What was sent"):has-text("Where is parseAmount?")');
    await screenshot('chat-model-2-prompt');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
    await keyboard.press('Escape');
    await waitUntilGone('dialog[open]');
  });

  test('copies code, and makes a proposal of it that is reviewed', async () => {
    const file = join(root, 'src', 'money.ts');
    const before = readFileSync(file, 'utf8');
    await click('.codeHead button:has-text("Copy")');
    await untilAsync(async () => (await vscode.env.clipboard.readText()).includes('Math.round'), 'it is copied');
    await click('.codeHead button:has-text("Apply")');
    await until(() => touchstone.review.shown?.proposal.changes[0]?.path === 'src/money.ts', 'it is in review');
    assert.match(touchstone.review.shown?.proposal.changes[0]?.after ?? '', /Math\.round\(Number\(text\) \* 100\)/);
    assert.equal(readFileSync(file, 'utf8'), before, 'nothing is written before an accept');
    await screenshot('chat-model-3-apply');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await vscode.workspace.openTextDocument({ content: '', language: 'typescript' });
    await vscode.window.showTextDocument(document);
    await click('.codeHead button:has-text("Insert")');
    await until(() => document.getText().includes('Math.round'), 'it is inserted');
    await waitFor('.monaco-editor.focused');
  });

  test('can be stopped, keeps what came, and answers once more beside it', async () => {
    reply = 'One word after the other. '.repeat(400);
    server.abilities.chunkDelayMs = 20;
    await ask('Tell me a long story');
    await waitFor('article.making:has-text("One word after the other.")', { seconds: 60 });
    await keyboard.press('Escape');
    await waitFor('article.answered:not(.making):has-text("Stopped here.")');
    server.abilities.chunkDelayMs = 0;
    reply = 'A short story.';
    await click('article:last-child button:has-text("Regenerate")');
    await waitFor('article:last-child:not(.making):has-text("A short story.")', { seconds: 60 });
    await waitFor('article:last-child:has-text("2 of 2")');
    await click('article:last-child button:has-text("‹")');
    await waitFor('article:last-child:has-text("Stopped here.")');
    await screenshot('chat-model-4-branches');
  });

  test('a question is edited and sent again, as a branch of its own', async () => {
    reply = 'This is another answer.';
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.press('ArrowUp');
    await waitFor('article.answered:focus');
    await keyboard.press('Home');
    await waitFor('article.asked:focus');
    await keyboard.press('Tab');
    await waitFor('article.asked button:has-text("Edit"):focus');
    await keyboard.press('Enter');
    await waitFor('.question textarea:focus');
    await keyboard.type('Where is formatAmount?');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making):has-text("This is another answer.")', { seconds: 60 });
    assert.equal((await readTexts('article')).length, 2);
    await waitFor('article.asked:has-text("2 of 2")');
  });

  test('an answer that fails says why and what to do', async () => {
    server.fail({ kind: 'status', status: 401 });
    await ask('Does it fail?');
    await waitFor('article:last-child .trouble', { seconds: 60 });
    await picturesInThemes('chat-model-5-trouble', isAccessible);
  });
});

const isAccessible = async (): Promise<void> => assert.deepEqual(await accessibilityFaults('.composer'), []);

async function untilAsync(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await holds());) assert.ok(Date.now() < deadline, what);
}
