import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import {
  accessibilityFaults,
  keyboard,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { picturesInThemes, until } from './harness/observe.ts';

const answered = { seconds: 60 };
/** Tests of the sample are run, on a machine that may be busy with other things. */
const run = { seconds: 180 };

/** What a question is about besides files, what begins elsewhere, and what the user does not allow: by keyboard, with a scripted model. */
suite('what the chat takes along and starts', function () {
  this.timeout(400_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const problems = vscode.languages.createDiagnosticCollection('chat-context');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => 'I see.' });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
    await chooseScripted(server.baseUrl);
  });
  suiteTeardown(async () => {
    problems.dispose();
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('@changes is what differs from the last commit', async () => {
    const file = join(root, 'src', 'money.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nexport const roundedOnPurpose = true;\n`);
    await write('What have I changed? ');
    await mention('@chan', '@changes');
    await keyboard.press('Enter');
    await isAnswered();
    assert.match(lastAsked(), /\+export const roundedOnPurpose = true;/);
  });

  test('@problems is what the editor reports, with places', async () => {
    const uri = vscode.Uri.file(join(root, 'src', 'settle.ts'));
    const range = new vscode.Range(4, 0, 4, 5);
    problems.set(uri, [new vscode.Diagnostic(range, 'The till does not balance.', vscode.DiagnosticSeverity.Warning)]);
    await write('What is wrong? ');
    await mention('@prob', '@problems');
    await keyboard.press('Enter');
    await isAnswered();
    assert.match(lastAsked(), /src\/settle\.ts:5: warning: The till does not balance\./);
    problems.clear();
  });

  test('@terminal is what is selected there, and says so when nothing is', async () => {
    await write('Why does it fail? ');
    await mention('@term', '@terminal', false);
    await waitFor('.notice:has-text("Nothing is selected in the terminal.")');
    const terminal = vscode.window.createTerminal({ name: 'chat-context', cwd: root });
    terminal.show();
    terminal.sendText('echo "the kettle is $((40 + 2)) degrees"');
    await selectInTerminal('the kettle is 42 degrees');
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await mention('@term', '@terminal');
    await screenshot('chat-context-1-terminal');
    await keyboard.press('Enter');
    await isAnswered();
    assert.match(lastAsked(), /the kettle is 42 degrees/);
    terminal.dispose();
  });

  test('a tool that is not allowed does not run, and the model is told', async () => {
    const marker = join(root, 'made-by-the-model.txt');
    server.abilities.toolCalls = (body) =>
      JSON.stringify(body).includes('"role":"tool"')
        ? []
        : [{ id: 'call-1', name: 'run_command', arguments: JSON.stringify({ command: `touch ${marker}` }) }];
    await write('Make a file.');
    await keyboard.press('Enter');
    await waitFor('.tool.asking:has-text("run_command"):has-text("made-by-the-model.txt")', answered);
    await picturesInThemes('chat-context-2-asks', isAccessible);
    await runFromPalette('Touchstone: Ask in the Chat');
    await waitFor('.composer textarea:focus');
    await keyboard.press('ArrowUp');
    await waitFor('article.answered:focus');
    for (let tabs = 0; tabs < 10; tabs++) {
      await keyboard.press('Tab');
      if (await isFocused('.tool .buttons button:has-text("Do Not Allow")')) break;
    }
    await keyboard.press('Enter');
    await waitFor('article.answered:last-child:not(.making) .tool:has-text("refused")', answered);
    server.abilities.toolCalls = () => [];
    assert.match(lastAsked(), /not allow/i);
    assert.throws(() => readFileSync(marker));
    await screenshot('chat-context-3-refused');
  });

  test('/fix starts the fix, and @tests is what failed in it', async () => {
    await write('/fix the shares do not add up to the amount');
    await keyboard.press('Enter');
    await waitForText('Run “npm test” to test patches?', run);
    await waitFor('.quick-input-list .monaco-list-row.focused');
    await keyboard.press('Enter');
    await waitFor('.review-widget:has-text("Hunk 1 of 1")', run);
    await vscode.commands.executeCommand('touchstone.review.clear');
    await waitUntilGone('.review-widget');
    await write('Why did it fail? ');
    await mention('@tes', '@tests');
    await keyboard.press('Enter');
    await isAnswered();
    assert.match(lastAsked(), /split\.test\.ts/);
    await screenshot('chat-context-4-tests');
  });

  test('/edit starts an edit of the file that is looked at', async () => {
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'split.ts'));
    await vscode.window.showTextDocument(document);
    await write('/edit rename splitEvenly to shareOut');
    await keyboard.press('Enter');
    await until(() => touchstone.review.shown !== undefined, 'it is in review', run.seconds);
    assert.match(touchstone.review.shown?.proposal.title ?? '', /^Rename splitEvenly to shareOut/);
    await waitFor('.review-widget:has-text("Hunk 1 of")', run);
    await screenshot('chat-context-5-edit');
    for (const { after } of touchstone.review.shown?.proposal.changes ?? [])
      assert.doesNotMatch(after ?? '', /splitEvenly\(/);
    await vscode.commands.executeCommand('touchstone.review.clear');
    await waitUntilGone('.review-widget');
  });

  test('a folder without git says so, where its changes are asked for', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    await write('What have I changed? ');
    await mention('@chan', '@changes', false);
    await waitFor('.composer .chip.nothing:has-text("@changes"):has-text("git")');
    await screenshot('chat-context-6-no-git');
    await keyboard.press('Enter');
    await isAnswered();
  });

  const lastAsked = (): string => {
    const chats = server.requests.filter(({ path }) => path === '/v1/chat/completions');
    return JSON.stringify(chats.at(-1)?.body).replaceAll('\\n', '\n').replaceAll('\\"', '"');
  };

  async function write(text: string): Promise<void> {
    await runFromPalette('Touchstone: New Conversation');
    await waitFor('.welcome');
    await waitFor('.composer textarea:focus');
    await keyboard.type(text);
  }

  async function mention(typed: string, taken: string, hasSize = true): Promise<void> {
    await keyboard.type(typed);
    await waitFor(`.mentions li[aria-selected="true"]:has-text("${taken}")`);
    await keyboard.press('Enter');
    await waitUntilGone('.mentions');
    if (hasSize) await waitFor(`.composer .chip:has-text("${taken}"):has-text("tokens")`, answered);
    await waitFor('.composer textarea:focus');
  }

  const isAnswered = (): Promise<void> =>
    waitFor('article.answered:last-child:not(.making):has-text("I see.")', answered);

  const isAccessible = async (): Promise<void> => assert.deepEqual(await accessibilityFaults('.composer'), []);

  /** All that it shows, once that text is among it: it is drawn, so no text of the page has it. */
  async function selectInTerminal(text: string): Promise<void> {
    for (const deadline = Date.now() + 60_000; ;) {
      await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
      await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
      if ((await vscode.env.clipboard.readText()).includes(text)) return;
      assert.ok(Date.now() < deadline, `the terminal shows “${text}”`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async function isFocused(selector: string): Promise<boolean> {
    try {
      await waitFor(`${selector}:focus`, { seconds: 1 });
      return true;
    } catch {
      return false;
    }
  }
});
