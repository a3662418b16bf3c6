import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import {
  accessibilityFaults,
  click,
  handOver,
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { picturesInThemes, until } from './harness/observe.ts';

const prompt = `---
description: Say what the names here hide
argument-hint: what to look for
---

Look at the names in \${fileName} for \${input:what:what to look for}, above all in \${selection}.
See @src/split.ts too.
`;

/** 16 × 12 pixels of two colours. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAAGklEQVR42mO44OCAFRkUHMCKGEY1jGrArgEAF6QCEPnvm6QAAAAASUVORK5CYII=';

/** What goes along with a question: prompt files, pictures, dropped files. The scripted model hears it over HTTP. */
suite('what a question takes along', function () {
  this.timeout(400_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const settings = vscode.workspace.getConfiguration('touchstone');
  let server: OpenAiServer;

  suiteSetup(async () => {
    mkdirSync(join(root, '.touchstone', 'prompts'), { recursive: true });
    writeFileSync(join(root, '.touchstone', 'prompts', 'names.prompt.md'), prompt);
    writeFileSync(join(root, '.touchstone', 'prompts', 'broken.prompt.md'), 'Look at ${selecton}.\n');
    server = await startOpenAiServer({ models: ['scripted'], reply: () => 'I have seen it.' });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { index } = await extension.activate();
    await index.settled(new AbortController().signal);
    await chooseScripted(server.baseUrl);
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'settle.ts'));
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(8, 0, 12, 0) });
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
  });

  test('a prompt file is offered behind a slash and asked by its name', async () => {
    await openChat();
    await keyboard.type('/na');
    await waitFor('.mentions li[aria-selected="true"]:has-text("/names"):has-text("Say what the names here hide")');
    await screenshot('chat-prompts-1-offered');
    await keyboard.press('Enter');
    await waitUntilGone('.mentions');
    await keyboard.type('abbreviations');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making):has-text("I have seen it.")', { seconds: 60 });
    await waitFor('article.asked .chip:has-text("split.ts"):has-text("tokens")');
    const sent = lastQuestion();
    assert.match(sent, /Look at the names in settle\.ts for abbreviations, above all in src\/settle\.ts:9-12\./);
    assert.match(sent, /src\/settle\.ts, lines 9 to 12/);
    assert.match(sent, /> src\/split\.ts\n/);
    await click('article:last-child button:has-text("Show Prompt")');
    await waitFor('dialog[open]:has-text("What was sent"):has-text("for abbreviations, above all")');
    await keyboard.press('Escape');
    await waitUntilGone('dialog[open]');
  });

  test('one with a fault says its name and line, keeps what was written, and is marked in the editor', async () => {
    const before = server.requests.length;
    await openChat();
    await keyboard.type('/broken ');
    await waitUntilGone('.mentions');
    await keyboard.press('Enter');
    await waitFor('.notice:has-text(".touchstone/prompts/broken.prompt.md, line 1: There is no variable “selecton”.")');
    assert.equal(server.requests.length, before, 'nothing is sent');
    const uri = vscode.Uri.file(join(root, '.touchstone', 'prompts', 'broken.prompt.md'));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'touchstone-prompt');
    await until(() => vscode.languages.getDiagnostics(uri).length === 1, 'the fault is marked');
    const good = await vscode.workspace.openTextDocument(join(root, '.touchstone', 'prompts', 'names.prompt.md'));
    await vscode.window.showTextDocument(good);
    await waitForText('above all in');
    await picturesInThemes('chat-prompts-2-editor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a pasted picture is sent to a model that sees, once the user has said that it does', async () => {
    await runFromPalette('Touchstone: New Conversation');
    await waitFor('.welcome');
    await waitFor('.composer textarea:focus');
    await handOver('.composer textarea', 'paste', [{ type: 'image/png', name: 'shot.png', base64: picture }]);
    await waitForText('Can scripted see pictures?');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("Yes")');
    await keyboard.press('Enter');
    await waitFor('.composer .chip:has(img.thumbnail):has-text("shot.png"):has-text("16 × 12, 1 kB, 255 tokens")');
    await picturesInThemes('chat-prompts-3-picture');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
    await openChat();
    await keyboard.type('What is on it?');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making):has-text("I have seen it.")', { seconds: 60 });
    const parts = lastParts();
    assert.deepEqual(parts.at(-1), { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } });
    await waitFor('article.asked .chip:has-text("shot.png"):has-text("255 tokens")');
  });

  test('one that the model cannot see says so, is not sent, and is removed by a key', async () => {
    await settings.update('chat.pictures', 'never', vscode.ConfigurationTarget.Global);
    await openChat();
    await handOver('.composer textarea', 'paste', [{ type: 'image/png', name: 'blind.png', base64: picture }]);
    await waitFor('.composer .chip.nothing:has-text("Not sent: scripted cannot see pictures.")');
    await screenshot('chat-prompts-4-unseen');
    await waitFor('.composer textarea:focus');
    await keyboard.press('Backspace');
    await waitUntilGone('.composer .chip');
    await handOver('.composer textarea', 'paste', [{ type: 'image/png', name: 'bad.png', base64: 'AAAA' }]);
    await waitFor('.notice:has-text("PNG, JPEG, GIF and WebP can")');
    await settings.update('chat.pictures', undefined, vscode.ConfigurationTarget.Global);
  });

  test('a dropped file of the workspace is what the question is about, and one from elsewhere is named', async () => {
    await openChat();
    const inside = vscode.Uri.file(join(root, 'src', 'money.ts')).toString();
    await handOver('.composer', 'drop', [{ type: 'text/uri-list', text: `${inside}\r\nfile:///etc/hostname` }]);
    await waitFor('.composer .chip:has-text("money.ts"):has-text("tokens")');
    await waitFor('.notice:has-text("Not attached: hostname.")');
    await screenshot('chat-prompts-5-dropped');
    await openChat();
    await keyboard.type('What is this for?');
    await keyboard.press('Enter');
    // The answer before it reads the same.
    await waitFor('article.asked:has-text("What is this for?") + article.answered');
    await waitFor('article.answered:last-child:not(.making):has-text("I have seen it.")', { seconds: 60 });
    await waitFor('article.asked .chip:has-text("money.ts")');
    assert.match(lastQuestion(), /> src\/money\.ts\n/);
    assert.deepEqual(await readTexts('.composer .chip'), []);
  });

  async function openChat(): Promise<void> {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
  }

  function lastParts(): readonly unknown[] {
    const { body } = server.requests.filter(({ path }) => path === '/v1/chat/completions').at(-1) ?? {};
    const { messages } = body as { messages: readonly { content: string | readonly unknown[] }[] };
    const content = messages.at(-1)?.content ?? '';
    return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  }

  function lastQuestion(): string {
    const [first] = lastParts() as readonly { readonly text?: string }[];
    return first?.text ?? '';
  }
});
