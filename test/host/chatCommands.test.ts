import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { click, handOver, keyboard, runFromPalette, screenshot, waitFor } from './harness/editor.ts';
import { until } from './harness/observe.ts';
import { askOfAttached, writeQuestion } from './harness/question.ts';

const answered = { seconds: 60 };

/** What stands for a wish, and what a model then says. */
const wishes = [
  ['explain', 'Explain what it does', '`parseAmount` reads an amount, see src/money.ts:5.'],
  ['tests', 'Say what tests this', 'test/money.test.ts:5 tests src/money.ts:5. Nothing tests an empty text.'],
  ['security', 'weaknesses that somebody could use', 'What comes in at src/money.ts:5 is checked there.'],
  ['optimise', 'costs the most time or memory', 'src/money.ts:5 makes one pass. There is nothing to gain.'],
  ['plan', 'Plan this change', '1. src/money.ts:5\n2. its tests'],
] as const;

const documented = `\`\`\`typescript
/** Reads an amount such as 12.50, in cents. */
export function parseAmount(text: string): Cents {
  return 0;
}
\`\`\`
`;

/** Each command of the chat that asks a model, about what is selected, by keyboard. */
suite('the commands of the chat', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let reply = '';

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => reply });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
    await chooseScripted(server.baseUrl);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  for (const [command, wish, said] of wishes) {
    test(`/${command} says what is wanted, and of what`, async () => {
      reply = said;
      await about('parseAmount');
      await askOfAttached(`/${command}`);
      await waitFor(`article.answered:last-child:not(.making) a.place:has-text("src/money.ts:5")`, answered);
      const prompt = asked(wish) ?? `no prompt has “${wish}”, and the last is ${lastPrompt()}`;
      assert.ok(prompt.includes('export function parseAmount('), prompt);
    });
  }

  test('/doc becomes a proposal that is reviewed', async () => {
    reply = documented;
    const file = join(root, 'src', 'money.ts');
    const before = readFileSync(file, 'utf8');
    await about('parseAmount');
    await askOfAttached('/doc');
    await waitFor('article.answered:last-child:not(.making) .codeCard', answered);
    await screenshot('chat-commands-1-doc');
    assert.ok(asked('Write documentation for it'), lastPrompt());
    await click('article:last-child .codeHead button:has-text("Apply")');
    await until(() => touchstone.review.shown?.proposal.changes[0]?.path === 'src/money.ts', 'it is in review');
    const after = touchstone.review.shown?.proposal.changes[0]?.after ?? '';
    assert.match(after, /Reads an amount such as 12\.50, in cents\./);
    assert.equal(after.split('/**').length, before.split('/**').length, 'it stands for the comment that was there');
    assert.equal(readFileSync(file, 'utf8'), before, 'nothing is written before an accept');
  });

  test('a file that is very large or no text at all says why it is not sent', async () => {
    await vscode.workspace.fs.writeFile(
      vscode.Uri.file(join(root, 'large.txt')),
      Buffer.from('a line that says little\n'.repeat(1_000_000)),
    );
    await vscode.workspace.fs.writeFile(
      vscode.Uri.file(join(root, 'noise.bin')),
      Buffer.from([0, 159, 146, 150, 0, 7]),
    );
    reply = 'I see.';
    await runFromPalette('Touchstone: New Conversation');
    await waitFor('.composer textarea:focus');
    const addresses = ['large.txt', 'noise.bin'].map((name) => vscode.Uri.file(join(root, name)).toString());
    await handOver('.composer', 'drop', [{ type: 'text/uri-list', text: addresses.join('\r\n') }]);
    for (const name of ['large.txt', 'noise.bin'])
      await waitFor(`.composer .chip.nothing:has-text("${name}")`, answered);
    await writeQuestion('@large');
    await waitFor('.mentions li:has-text("Not sent, larger than 1,000 kB: large.txt")', answered);
    await screenshot('chat-commands-2-left-out');
    for (const _ of '@large') await keyboard.press('Backspace');
    await keyboard.type('What is in them?');
    await screenshot('chat-commands-2-chips');
    await keyboard.press('Enter');
    await waitFor('article.answered:last-child:not(.making):has-text("I see.")', answered);
    const sent = asked('What is in them?') ?? '';
    assert.ok(sent.length > 0 && sent.length < 400_000, `${sent.length} characters were sent`);
    assert.ok(!sent.includes('\\u0000'), 'nothing binary was sent');
  });

  /** The last prompt that has these words in it. */
  const asked = (words: string): string | undefined =>
    server.requests
      .filter(({ path }) => path === '/v1/chat/completions')
      .map(({ body }) => JSON.stringify(body))
      .findLast((body) => body.includes(words));

  const lastPrompt = (): string => JSON.stringify(server.requests.at(-1)?.body).slice(-3_000);

  /** A new conversation about the function of that name in money.ts, which is selected. */
  async function about(name: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'money.ts'));
    const start = document.getText().indexOf(`export function ${name}(`);
    const end = document.getText().indexOf('\n}', start) + 2;
    const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
    await runFromPalette('Touchstone: New Conversation');
    await waitFor('.welcome');
    await waitFor('.composer textarea:focus');
    await vscode.window.showTextDocument(document, { selection });
    await runFromPalette('Touchstone: Ask About the Selection');
    await waitFor('.composer .chip:has-text("money.ts"):has-text("tokens")', answered);
  }
});
