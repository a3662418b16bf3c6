import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted, setForUser } from './harness/chosenModel.ts';
import { accessibilityFaults, keyboard, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';

const code = `const fs = require('fs');
const path = require('path');
const lines = fs.readFileSync('src/money.ts', 'utf8').split('\\n').length - 1;
console.log(lines + ' lines');
const bars = [lines, 20, 35].map((high, at) => '<rect x="' + (10 + at * 60) + '" y="' + (110 - high) + '" width="40" height="' + high + '" fill="steelblue"/>');
fs.writeFileSync(path.join(process.env.OUTPUT_DIR, 'lines.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120">' + bars.join('') + '</svg>');
fs.writeFileSync(path.join(process.env.OUTPUT_DIR, 'lines.csv'), 'file,lines\\nsrc/money.ts,' + lines + '\\n');
`;

/** A model that cannot call tools counts by code: its call is text, the user allows it, and what it drew is shown. */
suite('the chat that counts', function () {
  this.timeout(400_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let server: OpenAiServer;

  suiteSetup(async () => {
    const call = JSON.stringify({ tool: 'run_code', arguments: { language: 'javascript', code } });
    server = await startOpenAiServer({
      models: ['scripted'],
      tools: 'refused',
      reply: (asked) => {
        const sent = JSON.stringify(asked);
        const printed = /(\d+) lines/.exec(sent.split('What came of your call:').slice(1).join(''))?.[1];
        if (sent.includes('What came of your call:'))
          return `It has ${printed ?? 'unknown'} lines, as the program says.`;
        const mark = /call-[0-9a-f]{6}/.exec(sent)?.[0];
        return mark === undefined ? 'Hello.' : `I count them.\n\n\`\`\`${mark}\n${call}\n\`\`\``;
      },
    });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
    await chooseScripted(server.baseUrl);
    await setForUser({ 'fix.inputPrice': 3, 'fix.outputPrice': 15 });
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await setForUser({ 'fix.inputPrice': undefined, 'fix.outputPrice': undefined });
    await server.dispose();
  });

  test('runs the code that the user allows by keyboard, and shows its plot and its table', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.type('How many lines has src/money.ts?');
    await keyboard.press('Enter');
    await waitFor('.tool.asking:has-text("run_code"):has-text("readFileSync")', { seconds: 120 });
    await screenshot('chat-code-1-asks');
    await waitFor('.composer textarea:focus');
    await keyboard.press('ArrowUp');
    await waitFor('article.answered:focus');
    // The summary, what is given twice, and then the first button.
    for (const next of [
      '.tool summary',
      '.tool pre',
      '.tool pre:nth-of-type(2)',
      '.tool .buttons button:has-text("Allow Once")',
    ]) {
      await keyboard.press('Tab');
      await waitFor(`${next}:focus`);
    }
    await keyboard.press('Enter');
    await waitUntilGone('.tool.asking');
    const lines = readFileSync(join(root, 'src', 'money.ts'), 'utf8').split('\n').length - 1;
    await waitFor(`article.answered:not(.making):has-text("It has ${lines} lines, as the program says.")`, {
      seconds: 120,
    });
    await waitFor('figure.output img[alt="Picture lines.svg"]');
    await waitFor(`figure.output td:has-text("${lines}")`);
    await waitFor('.usage:has-text("$")');
    await screenshot('chat-code-2-answer');
    assert.deepEqual(await accessibilityFaults('.composer'), []);
  });
});
