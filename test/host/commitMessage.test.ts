import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { until, waitForNotification } from './harness/observe.ts';

interface Git {
  readonly repositories: readonly { readonly inputBox: { value: string } }[];
}

const written = 'money: count the digits of an amount\n\nSo that long amounts can be refused.';

/** The message of a commit, in the chat and in the box of the Source Control view. */
suite('a commit message', function () {
  this.timeout(240_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const money = join(root, 'src', 'money.ts');
  let server: OpenAiServer;
  let api: Git;

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => `\`\`\`\n${written}\n\`\`\`` });
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): Git }>('vscode.git');
    assert.ok(extension, 'the editor’s git extension is not installed');
    api = (await extension.activate()).getAPI(1);
    await until(() => api.repositories.length === 1, 'git knows the repository', 60);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'money: begin');
    const before = readFileSync(money, 'utf8');
    writeFileSync(
      money,
      `${before}\nexport function digitsOf(amount: Cents): number {\n  return String(amount).length;\n}\n`,
    );
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
  });

  test('with nothing staged offers one for all that is changed', async () => {
    await runFromPalette('Touchstone: Write Commit Message');
    await waitForNotification('Nothing is staged.');
    assert.equal(box(), '');
  });

  test('without a model lists what is staged, in the box, and commits nothing', async () => {
    git('add', 'src/money.ts');
    const head = git('rev-parse', 'HEAD');
    await vscode.commands.executeCommand('workbench.view.scm');
    await waitFor('.scm-view');
    await runFromPalette('Touchstone: Write Commit Message');
    await until(() => box() === 'Add digitsOf in src/money.ts', `the box has it, not “${box()}”`, 60);
    await waitFor('.scm-view .scm-input:has-text("Add digitsOf in src/money.ts")');
    await screenshot('commit-message-1-offline');
    assert.equal(git('rev-parse', 'HEAD'), head);
  });

  test('with a model writes as the last messages are written', async () => {
    await chooseScripted(server.baseUrl);
    box('');
    await waitFor('.scm-view');
    await runFromPalette('Touchstone: Write Commit Message');
    await until(() => box() === written, `the box has it, not “${box()}”`, 60);
    await waitFor('.scm-view .scm-input:has-text("money: count the digits of an amount")');
    await screenshot('commit-message-2-model');
    assert.match(JSON.stringify(server.requests.at(-1)?.body), /money: begin/);
  });

  test('/commit says it in the chat', async () => {
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.type('/commit ');
    await waitUntilGone('.mentions');
    await keyboard.press('Enter');
    await waitFor('article.answered:not(.making) .codeCard:has-text("money: count the digits")', { seconds: 90 });
    await screenshot('commit-message-3-chat');
  });

  function box(value?: string): string {
    const [repository] = api.repositories;
    assert.ok(repository);
    if (value !== undefined) repository.inputBox.value = value;
    return repository.inputBox.value;
  }

  function git(...args: readonly string[]): string {
    const author = ['-c', 'user.name=Sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' });
  }
});
