import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, picturesInThemes, until } from './harness/observe.ts';

const files = {
  'package.json': '{ "name": "round", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/round.js':
    '/** The nearest whole number; of two that are as near, the greater. */\nexport function roundHalfUp(n) {\n  return Math.floor(n);\n}\n',
  'test/round.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { roundHalfUp } from '../src/round.js';

test('keeps whole numbers', () => assert.equal(roundHalfUp(3), 3));
`,
};
const written = "test('rounds half up', () => assert.equal(roundHalfUp(2.5), 3));";
const probes = `import test from 'node:test';
import assert from 'node:assert';
import { roundHalfUp } from '../src/round.js';

test('rounds down below a half', () => assert.equal(roundHalfUp(2.2), 2));
test('rounds up above a half', () => assert.equal(roundHalfUp(2.2), 3));
`;

/** A fix of an issue in words with a model: what it asks the user, and what it says of the model. */
suite('fix this issue with a model, by keyboard', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let server: OpenAiServer;
  let asked = 0;

  suiteSetup(async () => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    server = await startOpenAiServer({ models: ['scripted'], reply: (body) => reply(JSON.stringify(body)) });
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
    await chooseScripted(server.baseUrl);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
  });
  test('the test that the model wrote is shown, and can be corrected before it is used', async () => {
    const tree = hashTree(root);
    await begin();
    await waitForText('Run “npm test” to test patches?');
    await keyboard.press('Enter');
    await waitFor('.engines:has-text("Templates and scripted")');
    await waitFor('.question:has-text("Is this test right?")', { seconds: 90 });
    await until(
      () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'touchstone-test'),
      'the test is in an editor',
    );
    await picturesInThemes('fix-model-1-question');
    assert.equal(hashTree(root), tree, 'nothing is written before it is accepted');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused');
    await keyboard.press('Control+A');
    await keyboard.type('// nothing is demanded');
    await runFromPalette('Touchstone: Use This Test');
    await waitFor('.question:has-text("This test cannot be used")', { seconds: 60 });
    await waitFor('.question:has-text("the test tool found no new test in it")');
    await until(() => correctedTest()?.getText() === '// nothing is demanded', 'what was written is there again');
    await picturesInThemes('fix-model-1b-again');
    const again = correctedTest();
    assert.ok(again);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(again.uri, again.validateRange(new vscode.Range(0, 0, 99, 0)), written);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(again);
    await waitFor('.editor-instance .monaco-editor.focused');
    await keyboard.press('Control+Home');
    await keyboard.press('Enter');
    await keyboard.press('ArrowUp');
    await keyboard.type('// Halves go up.');
    await runFromPalette('Touchstone: Use This Test');
    await waitUntilGone('.question');
    await until(
      () => !vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'touchstone-test'),
      'its editor is closed',
    );
  });

  test('patches that pass and differ are told apart by the user, from a list', async () => {
    await waitFor('.question:has-text("Which is right?")', { seconds: 120 });
    await picturesInThemes('fix-model-2-differ');
    await runFromPalette('Touchstone: Answer the Question of the Fix');
    await waitFor('.quick-input-list .monaco-list-row:has-text("I Don’t Know")');
    await screenshot('fix-model-3-answer');
    await keyboard.press('Enter');
    await waitFor('[data-phase="verified"]', { seconds: 60 });
    await waitFor('.review-widget:has-text("Hunk 1 of 2")');
    await picturesInThemes('fix-model-4-review');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('Escape in the list is “I don’t know”, and cancelling ends the question', async () => {
    await begin();
    await waitFor('.question', { seconds: 90 });
    await runFromPalette('Touchstone: Answer the Question of the Fix');
    await waitFor('.quick-input-list .monaco-list-row:has-text("I Don’t Know")');
    await keyboard.press('Escape');
    await waitFor('.question:has-text("Question 2"), [data-phase="verified"]', { seconds: 90 });
    await vscode.commands.executeCommand('touchstone.cancelFix');
    await waitUntilGone('.question');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('a model that cannot be reached is said to be, and the search goes on without it', async () => {
    // Only one of the likely patches passes this, so that nothing is asked.
    const down = `test('rounds down', () => assert.equal(roundHalfUp(2.4), 2));\n`;
    const half = files['test/round.test.js'].replace(/test\('keeps.*/, `${written}\n${down}`);
    writeFileSync(join(root, 'test/half.test.js'), half);
    server.fail({ kind: 'status', status: 401 }, { times: 100 });
    await begin();
    await waitFor('[data-phase="verified"], [data-phase="none"]', { seconds: 120 });
    await waitFor('.warnings:has-text("key")');
    await screenshot('fix-model-5-trouble');
  });

  const correctedTest = (): vscode.TextDocument | undefined =>
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'touchstone-test')?.document;

  async function begin(): Promise<void> {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await keyboard.type('roundHalfUp(2.5) gives 2, but halves should be rounded up');
    await keyboard.press('Enter');
  }

  function reply(prompt: string): string {
    if (prompt.includes('reproduces the issue')) return `\`\`\`js\n${written}\n\`\`\``;
    if (prompt.includes('small tests')) return `\`\`\`js\n${probes}\`\`\``;
    const change = asked++ % 2 === 0 ? 'Math.ceil(n)' : 'Math.floor(n + 0.5)';
    return `src/round.js\n<<<<<<< SEARCH\n  return Math.floor(n);\n=======\n  return ${change};\n>>>>>>> REPLACE\n`;
  }
});
