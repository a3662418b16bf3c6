import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { Proposal } from '../../src/review/proposal.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, until } from './harness/observe.ts';

/** The machine may be busy with other things. */
const slow = { seconds: 90 };
/** From the command to the review by keyboard, without a model. */
suite('ready-made edits that are proposed', function () {
  this.timeout(300_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  let touchstone: TouchstoneApi;
  let tree = '';

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    tree = hashTree(root.fsPath);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('a parameter is added with every call', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Add a Parameter');
    await answer('Add a parameter to splitEvenly · src/split.ts', `currency: string = 'EUR'`);
    await waitForText('Run “npm test” to check edits?', slow);
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("Run and check")', slow);
    await keyboard.press('Enter');
    const { changes, evidence } = await proposed('edit-proposed-1-parameter');
    assert.match(changes[0]?.after ?? '', /splitEvenly\(amount: Cents, people: number, currency: string = 'EUR'\)/);
    assert.equal(evidence.command, 'npm test');
  });

  test('a name is renamed in every file', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Rename Everywhere');
    await answer('Rename splitEvenly · src/split.ts', 'shareOut');
    const { changes } = await proposed('edit-proposed-2-rename');
    assert.deepEqual(changes.map(({ path }) => path).sort(), ['src/group.ts', 'src/split.ts', 'test/split.test.ts']);
    for (const { after } of changes) assert.doesNotMatch(after ?? '', /splitEvenly\(/);
  });

  test('a function is extracted from what is selected', async () => {
    await at('  if (people < 1) {', `person');\n  }`);
    await runFromPalette('Touchstone: Extract Function');
    await answer('Extract a function from src/split.ts, lines 8 to 10', 'refuseNobody');
    const { changes } = await proposed('edit-proposed-3-extract');
    assert.match(changes[0]?.after ?? '', /^ {2}refuseNobody\(people\);$/m);
  });

  test('a module is moved as told, with its imports', async () => {
    await at('splitEvenly(');
    await runFromPalette('Touchstone: Edit…');
    await answer('Edit src/split.ts, line 7', 'move src/split.ts to src/shares/even.ts');
    const { changes } = await proposed('edit-proposed-4-move');
    assert.deepEqual(changes.map(({ path }) => path).sort(), [
      'src/group.ts',
      'src/shares/even.ts',
      'src/split.ts',
      'test/split.test.ts',
    ]);
  });

  /** Types into the input of that title. */
  async function answer(title: string, text: string): Promise<void> {
    await waitForText(title, slow);
    await waitFor('.quick-input-widget input:focus', slow);
    await keyboard.type(text);
    await keyboard.press('Enter');
  }

  async function proposed(picture: string): Promise<Proposal> {
    await until(() => touchstone.review.shown !== undefined, 'it is in review', slow.seconds);
    await waitFor('.review-widget:has-text("Hunk 1 of")', slow);
    await waitUntilGone('.quick-input-widget', slow);
    await screenshot(picture);
    assert.equal(hashTree(root.fsPath), tree, 'nothing is written before an accept');
    const proposal = touchstone.review.shown?.proposal;
    assert.ok(proposal);
    return proposal;
  }

  /** Selects from one text to the end of another; without it the cursor is put there. */
  async function at(from: string, to?: string): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, 'src/split.ts'));
    const editor = await vscode.window.showTextDocument(document);
    const text = document.getText();
    const start = text.indexOf(from);
    const end = to === undefined ? start : text.indexOf(to, start) + to.length;
    editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(end));
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused', slow);
  }
});
