import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, until, waitForNotification } from './harness/observe.ts';

/** The machine may be busy with other things. */
const slow = { seconds: 90 };

/** A folder that is not trusted: what is exact is done and says that nothing was run; the rest says what it takes. */
suite('editing in Restricted Mode', function () {
  this.timeout(300_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  let touchstone: TouchstoneApi;
  let tree = '';

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    assert.equal(vscode.workspace.isTrusted, false);
    tree = hashTree(root.fsPath);
  });
  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(hashTree(root.fsPath), tree);
  });

  test('a parameter is added without a question, and the review says that nothing was run', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Add a Parameter');
    // Without trust the editor's language may not say what the function is called.
    await waitForText('Add a parameter to', slow);
    await waitFor('.quick-input-widget input:focus', slow);
    await keyboard.type(`currency: string = 'EUR'`);
    await keyboard.press('Enter');
    await until(() => touchstone.review.shown !== undefined, 'it is in review', slow.seconds);
    await waitFor('.review-widget:has-text("Hunk 1 of")', slow);
    await screenshot('edit-untrusted-1-parameter');
    const evidence = touchstone.review.shown?.proposal.evidence;
    assert.notEqual(evidence?.verdict, 'verified');
    assert.doesNotMatch(JSON.stringify(evidence?.checks), /"what":"Tests","outcome":"passed"/);
    assert.match(JSON.stringify(evidence?.checks), /This workspace is not trusted, so no command is run in it/);
  });

  test('what takes a model says that none is asked, and where trust is given', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Add Types');
    await waitForNotification('This takes a model, and none is asked in a workspace that is not trusted.');
    await screenshot('edit-untrusted-2-model');
  });

  test('what takes tests says that none is run', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Generate Tests');
    await waitForNotification('no test may be run');
    await waitUntilGone('.quick-input-widget', slow);
  });

  async function at(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, 'src/split.ts'));
    const editor = await vscode.window.showTextDocument(document);
    const start = document.positionAt(document.getText().indexOf(text));
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused', slow);
  }
});
