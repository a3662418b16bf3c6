import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { keyboard, runFromPalette, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, picturesInThemes, waitForNotification } from './harness/observe.ts';

/** The machine may be busy with other things. */
const slow = { seconds: 90 };

/** What is done exactly and without a model, by keyboard: what is asked, and what Escape leaves. */
suite('ready-made edits by keyboard', function () {
  this.timeout(300_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const settings = vscode.workspace.getConfiguration('touchstone', root);
  let touchstone: TouchstoneApi;
  let tree = '';

  suiteSetup(async () => {
    writeFileSync(join(root.fsPath, 'bench.js'), `import './src/split.ts';\n`);
    await settings.update('edit.benchCommand', 'node bench.js', vscode.ConfigurationTarget.Workspace);
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    tree = hashTree(root.fsPath);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('Escape where something is to be said leaves everything as it is', async () => {
    await at('src/split.ts', 'splitEvenly(');
    await runFromPalette('Touchstone: Add a Parameter');
    await waitForText('Add a parameter to splitEvenly · src/split.ts', slow);
    await picturesInThemes('edit-made-1-parameter');
    await keyboard.press('Escape');
    await leftAsItWas();
  });

  test('Escape where it is asked what may run leaves everything as it is', async () => {
    await addParameter();
    await waitForText('Run “npm test” to check edits?', slow);
    await keyboard.press('Escape');
    await leftAsItWas();
  });

  test('a benchmark of the settings is asked for with the tests, and nothing is timed without', async () => {
    await at('src/split.ts', 'splitEvenly(');
    await runFromPalette('Touchstone: Make This Faster');
    await waitForText('Make splitEvenly faster · src/split.ts', slow);
    await keyboard.press('Enter');
    await waitForText('Run “npm test” and “node bench.js” to check edits?', slow);
    await picturesInThemes('edit-made-2-bench');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await waitForNotification('You did not allow it in this workspace.');
    await leftAsItWas();
  });

  async function addParameter(): Promise<void> {
    await at('src/split.ts', 'splitEvenly(');
    await runFromPalette('Touchstone: Add a Parameter');
    await waitForText('Add a parameter to splitEvenly · src/split.ts', slow);
    await keyboard.type(`currency: string = 'EUR'`);
    await keyboard.press('Enter');
  }

  async function leftAsItWas(): Promise<void> {
    await waitUntilGone('.quick-input-widget', slow);
    assert.equal(touchstone.review.shown, undefined);
    assert.equal(hashTree(root.fsPath), tree);
  }

  async function at(path: string, from: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, path));
    const editor = await vscode.window.showTextDocument(document);
    const start = document.positionAt(document.getText().indexOf(from));
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused', slow);
  }
});
