import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { runFromPalette, screenshot, untilIdle, waitFor, waitUntilGone } from './harness/editor.ts';
import { until } from './harness/observe.ts';
import { ask } from './harness/question.ts';

const fault = 'shares.push(person <= leftOver + 1 ? share + 1 : share);';
const right = 'shares.push(person <= leftOver ? share + 1 : share);';
const answer = JSON.stringify([
  {
    ...{ path: 'src/split.ts', line: 16, quote: fault, severity: 'error' },
    message: 'One person too many gets a cent of `leftOver`, so the shares no longer add up.',
    ...{ search: `    ${fault}`, replace: `    ${right}` },
  },
  { path: 'src/nowhere.ts', line: 3, quote: 'nothing', severity: 'note', message: 'This is nowhere.' },
]);

/** `/review`: by keyboard from the question to the proposal, without a model and with a scripted one. */
suite('a review of the changes', function () {
  this.timeout(240_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const split = join(root, 'src', 'split.ts');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => answer });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'Begin');
    const before = readFileSync(split, 'utf8');
    const line = /^ *shares\.push\(.*$/m;
    assert.match(before, line);
    writeFileSync(split, before.replace(line, `    debugger;\n    ${fault}`));
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('without a model, what is certain becomes comments at their lines', async () => {
    await ask('/review');
    await waitFor('article.answered:not(.making):has-text("debugger; stops the program")', { seconds: 90 });
    await waitFor('article.answered:has-text("Not looked at")');
    await openSplit(15);
    await waitFor('.review-widget:has-text("Warning · finding 1 of"):has-text("stops the program for a debugger")');
    await screenshot('review-findings-1-offline');
  });

  test('a comment is resolved and opened again by keyboard', async () => {
    await runFromPalette('Touchstone: Resolve Finding');
    await waitUntilGone('.review-widget:has-text("stops the program for a debugger")');
    await openSplit(15);
    await runFromPalette('Touchstone: Reopen Finding');
    await waitFor('.review-widget:has-text("stops the program for a debugger")');
  });

  test('with a model, its fix opens as a proposal, and nothing is written', async () => {
    await chooseScripted(server.baseUrl);
    await ask('/review');
    await waitFor('article.answered:last-child:not(.making):has-text("One person too many")', { seconds: 90 });
    await waitFor('article:last-child .foot:has-text("1 place it named could not be found")');
    await openSplit(16);
    await waitFor('.review-widget:has-text("Error · finding 1 of"):has-text("One person too many")');
    await screenshot('review-findings-2-model');
    const before = readFileSync(split, 'utf8');
    await runFromPalette('Touchstone: Open Proposed Change');
    await until(() => touchstone.review.shown?.proposal.changes[0]?.path === 'src/split.ts', 'it is in review');
    assert.ok(touchstone.review.shown?.proposal.changes[0]?.after?.includes(`    ${right}`));
    assert.equal(readFileSync(split, 'utf8'), before, 'nothing is written before an accept');
    await screenshot('review-findings-3-proposal');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  /** @param line from 1; the cursor is in it */
  async function openSplit(line: number): Promise<void> {
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(split), { selection: at, preview: false });
    await untilIdle();
    await waitFor('.monaco-editor.focused');
  }

  function git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=Sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...author, ...args], { cwd: root });
  }
});
