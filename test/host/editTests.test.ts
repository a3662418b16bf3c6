import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { Proposal } from '../../src/review/proposal.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, until } from './harness/observe.ts';

/** Compiling, and running many times, on a machine that may be busy with other things. */
const slow = { seconds: 240 };

const files: Readonly<Record<string, string>> = {
  'trips/go.mod': 'module example.com/trips\n\ngo 1.19\n',
  'trips/fare.go': 'package trips\n\nfunc Fare(zones int) int {\n\tif zones > 5 {\n\t\treturn 12\n\t}\n\treturn 3\n}\n',
  'tags/package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'tags/common.js': 'export function common(a, b) {\n  return a.filter((tag) => b.includes(tag));\n}\n',
  'tags/common.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { common } from './common.js';

const many = Array.from({ length: 3000 }, (_, at) => 'tag' + at);
test('all', () => assert.equal(common(many, many.toReversed()).length, 3000));
test('some', () => assert.deepEqual(common(['a', 'b', 'b'], ['b', 'c']), ['b', 'b']));
`,
};

const functionForm = files['tags/common.js'] ?? '';
const arrowForm = 'export const common = (a, b) => a.filter((tag) => b.includes(tag));\n';

const border = `package trips

import "testing"

func TestBorder(t *testing.T) {
	if Fare(5) != 3 || Fare(6) != 12 {
		t.Fatal("border")
	}
}
`;

/** What has to run code to be any good, by keyboard: new tests where there are none, and faster code without a model. */
suite('edits that take tests', function () {
  this.timeout(600_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let tree = '';
  let reply = '';

  suiteSetup(async () => {
    server = await startOpenAiServer({ models: ['scripted'], reply: () => reply });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root.fsPath, path)), { recursive: true });
      writeFileSync(join(root.fsPath, path), text);
    }
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    tree = hashTree(root.fsPath);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    await server.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('the first tests of a project ask for the command that they will be run by', async function () {
    if (spawnSync('go', ['version']).status !== 0) return this.skip();
    reply = `\`\`\`go\n${border}\`\`\``;
    await chooseScripted(server.baseUrl);
    await at('trips/fare.go', 'Fare(');
    await runFromPalette('Touchstone: Generate Tests');
    await allow('Run “go vet ./...” and “go test ./...” to check edits?', 'edit-tests-1-first');
    const { changes, evidence } = await proposed('edit-tests-2-review');
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['trips/fare_test.go'],
    );
    assert.match(changes[0]?.after ?? '', /func Test/);
    assert.equal(evidence.checks?.find(({ what }) => what === 'Seeded faults')?.outcome, 'passed');
    await chooseScripted(undefined);
  });

  test('a function is converted as told', async () => {
    reply = `tags/common.js\n<<<<<<< SEARCH\n${functionForm}=======\n${arrowForm}>>>>>>> REPLACE\n`;
    await chooseScripted(server.baseUrl);
    await at('tags/common.js', 'common(');
    await runFromPalette('Touchstone: Convert This…');
    await waitForText('Convert common · tags/common.js', slow);
    await waitFor('.quick-input-widget input:focus', slow);
    await keyboard.type('an arrow function');
    await keyboard.press('Enter');
    await allow('Run “npm test” to check edits?', 'edit-tests-3-convert');
    const { title, changes, evidence } = await proposed('edit-tests-4-convert-review');
    assert.equal(title, 'Convert tags/common.js: an arrow function');
    assert.match(changes[0]?.after ?? '', /^export const common = /);
    assert.equal(evidence.checks?.find(({ what }) => what === 'Tests')?.outcome, 'passed');
    await chooseScripted(undefined);
  });

  test('what is slow is made faster, with the figures', async () => {
    await at('tags/common.js', 'common(');
    await runFromPalette('Touchstone: Make This Faster');
    await waitForText('faster · tags/common.js', slow);
    await waitFor('.quick-input-widget input:focus', slow);
    await keyboard.press('Enter');
    const { title, changes, evidence } = await proposed('edit-tests-5-faster-review');
    assert.match(title, /^Make common [\d.]+ times as fast/);
    assert.match(changes[0]?.after ?? '', /new Set\(b\)/);
    assert.equal(evidence.measured?.[0]?.outcome, 'faster');
  });

  async function allow(question: string, picture: string): Promise<void> {
    await waitForText(question, slow);
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("Run and check")', slow);
    await screenshot(picture);
    await keyboard.press('Enter');
  }

  async function proposed(picture: string): Promise<Proposal> {
    await until(() => touchstone.review.shown !== undefined, 'it is in review', slow.seconds);
    await waitFor('.review-widget:has-text("Hunk 1 of 1")', slow);
    await waitUntilGone('.quick-input-widget', slow);
    await screenshot(picture);
    assert.equal(hashTree(root.fsPath), tree, 'nothing is written before an accept');
    const proposal = touchstone.review.shown?.proposal;
    assert.ok(proposal);
    return proposal;
  }

  async function at(path: string, text: string): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, path));
    const editor = await vscode.window.showTextDocument(document);
    const start = document.positionAt(document.getText().indexOf(text));
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused', slow);
  }
});
