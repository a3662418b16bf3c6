import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { FileChange, Proposal } from '../../src/review/proposal.ts';
import type { Review } from '../../src/review/vscode/register.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText } from './harness/editor.ts';
import { picturesInThemes, until, waitForNotification } from './harness/observe.ts';

const kept =
  'export const limit = 10;\n\nexport function isOver(value: number): boolean {\n  return value > limit;\n}\n';
const changed = kept.replace('value > limit', 'value >= limit');
const fresh =
  "import { isOver } from './limit.ts';\n\nexport const areOver = (values: number[]): boolean => values.every(isOver);\n";
const old = 'export const unused = 1;\n// Nothing imports this.\n';

suite('review of files that come and go', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let name: string;
  let folder: string;
  let tests = 0;
  let review: Review;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ review } = await extension.activate());
    await vscode.commands.executeCommand('touchstone.review.focus');
  });

  setup(() => {
    name = `files${++tests}`;
    folder = join(root, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'limit.ts'), kept);
    writeFileSync(join(folder, 'unused.ts'), old);
  });

  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    rmSync(folder, { recursive: true, force: true });
  });

  const created = (): FileChange => ({ path: `${name}/lists/areOver.ts`, before: undefined, after: fresh });
  const deleted = (): FileChange => ({ path: `${name}/unused.ts`, before: old, after: undefined });
  const edited = (): FileChange => ({ path: `${name}/limit.ts`, before: kept, after: changed });
  const files = () => (readdirSync(folder, { recursive: true }) as string[]).sort();

  test('shows a new file against nothing, and accepts it by keyboard', async () => {
    await openAndFocus([created()]);
    assert.equal(activeTab(), 'areOver.ts: new file · not tested');
    await waitForText('Hunk 1 of 1 · new file · pending · not tested');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await picturesInThemes('review-new-file');
    assert.deepEqual(files(), ['limit.ts', 'unused.ts']);
    await keyboard.press('Alt+Y');
    await until(() => existsSync(join(folder, 'lists/areOver.ts')), 'the file is made');
    assert.equal(readFileSync(join(folder, 'lists/areOver.ts'), 'utf8'), fresh);
    await waitForNotification('1 hunk applied.');
    await until(() => activePath() === join(folder, 'lists/areOver.ts'), 'it is on show');

    await keyboard.press('Control+Z');
    await until(() => !existsSync(join(folder, 'lists/areOver.ts')), 'undo takes it away');
    await waitForText('1 of 1 hunk pending');
    await until(() => files().join() === 'limit.ts,unused.ts', 'and the folder that was made for it');
  });

  test('shows a deleted file, deletes it by keyboard, and brings it back', async () => {
    await openAndFocus([deleted()]);
    assert.equal(activeTab(), 'unused.ts: deleted file · not tested');
    await waitForText('Hunk 1 of 1 · deleted file · pending · not tested');
    await picturesInThemes('review-deleted-file');
    await keyboard.press('Alt+Y');
    await until(() => !existsSync(join(folder, 'unused.ts')), 'the file is gone');
    await waitForNotification('1 hunk applied.');
    await runFromPalette('Touchstone: Undo the Last Accept');
    await until(() => existsSync(join(folder, 'unused.ts')), 'the file is back');
    assert.equal(readFileSync(join(folder, 'unused.ts'), 'utf8'), old);
    await waitForText('1 of 1 hunk pending');
  });

  test('accepts a change, a new and a deleted file as one step, and undoes them as one', async () => {
    await openAndFocus([edited(), created(), deleted()]);
    await keyboard.press('Alt+Shift+Y');
    await waitForNotification('3 hunks applied.');
    assert.deepEqual(files(), ['limit.ts', 'lists', 'lists/areOver.ts']);
    assert.equal(readFileSync(join(folder, 'limit.ts'), 'utf8'), changed);
    await runFromPalette('Touchstone: Undo the Last Accept');
    await until(() => existsSync(join(folder, 'unused.ts')), 'the deleted file is back');
    await until(() => files().join() === 'limit.ts,unused.ts', 'the new file is gone');
    await until(() => readFileSync(join(folder, 'limit.ts'), 'utf8') === kept, 'the changed file is as it was');
    await waitForText('3 of 3 hunks pending');
  });

  test('does not overwrite a file that has come meanwhile, and touches no other', async () => {
    await openAndFocus([edited(), created()]);
    mkdirSync(join(folder, 'lists'));
    writeFileSync(join(folder, 'lists/areOver.ts'), 'mine');
    await keyboard.press('Alt+Shift+Y');
    await waitForText(`${name}/lists/areOver.ts is there by now.`);
    assert.equal(readFileSync(join(folder, 'lists/areOver.ts'), 'utf8'), 'mine');
    assert.equal(readFileSync(join(folder, 'limit.ts'), 'utf8'), kept);
  });

  test('does not delete a file with edits that were not proposed', async () => {
    await openAndFocus([deleted()]);
    const document = await vscode.workspace.openTextDocument(join(folder, 'unused.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    await waitForText('Hunk 1 of 1 no longer fits');
    await runFromPalette('Touchstone: Accept All Hunks');
    await waitForText(`${name}/unused.ts is to be deleted and has unsaved edits.`);
    await document.save();
    await vscode.commands.executeCommand('notifications.clearAll');
    await runFromPalette('Touchstone: Accept All Hunks');
    await waitForText(`${name}/unused.ts has changed since it was proposed to delete it.`);
    assert.equal(readFileSync(join(folder, 'unused.ts'), 'utf8'), `// mine\n${old}`);
  });

  test('restores a checkpoint through review', async () => {
    await openAndFocus([edited(), created(), deleted()]);
    await keyboard.press('Alt+Shift+Y');
    await waitForNotification('3 hunks applied.');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await runFromPalette('Touchstone: Restore a Checkpoint…');
    await waitForText('Before: Tidy the limits');
    await waitForText(`${name}/lists/areOver.ts (was not there)`);
    await screenshot('review-checkpoints');
    await keyboard.press('Enter');
    await waitFor('.review-widget:has-text("Hunk 1 of 3")');
    await waitForText('Restore 3 files as before: Tidy the limits');
    assert.equal(readFileSync(join(folder, 'limit.ts'), 'utf8'), changed, 'nothing is written before it is accepted');
    await focusDiff();
    await keyboard.press('Alt+Shift+Y');
    // A folder that is empty now stays, as after any delete.
    await until(() => files().join() === 'limit.ts,lists,unused.ts', 'the files are as they were');
    await until(() => readFileSync(join(folder, 'limit.ts'), 'utf8') === kept, 'and what they read');
    assert.equal(readFileSync(join(folder, 'unused.ts'), 'utf8'), old);
  });

  test('edits a hunk before accepting it', async () => {
    await openAndFocus([edited(), deleted()]);
    await keyboard.press('Alt+E');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-hunk', 'its lines are open');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), '  return value >= limit;\n');
    await keyboard.press('Control+A');
    await keyboard.type('  return value > limit + 1;');
    await keyboard.press('Control+S');
    await waitForText('Hunk 1 of 2 · edited by you, not tested · pending');
    await screenshot('review-edited-hunk');
    await vscode.commands.executeCommand('touchstone.review.accept', '1.1');
    await until(
      () => readFileSync(join(folder, 'limit.ts'), 'utf8') === kept.replace('value > limit', 'value > limit + 1'),
      'what the user wrote is on disk',
    );
    await runFromPalette('Touchstone: Accept All Hunks');
    await until(() => !existsSync(join(folder, 'unused.ts')), 'the rest is accepted as it was');
    const schemes = () => vscode.window.visibleTextEditors.map(({ document }) => document.uri.scheme);
    await until(() => !schemes().includes('touchstone-hunk'), 'its editor is closed at the end');
  });

  async function openAndFocus(changes: readonly FileChange[]): Promise<void> {
    await review.open([proposal(changes)]);
    await waitFor('.review-widget:has-text("Hunk 1 of")');
    await focusDiff();
  }

  function proposal(changes: readonly FileChange[]): Proposal {
    return {
      ...{ id: name, root, title: 'Tidy the limits', changes },
      evidence: {
        ...{ verdict: 'untested', command: '', fixed: [], stillPassing: 0, stillFailing: [], flaky: [], seconds: 0 },
        ...{ candidates: { generated: 0, parsed: 0, run: 0, passed: 0 }, warnings: [] },
      },
    };
  }
});

function activeTab(): string | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.label;
}

function activePath(): string | undefined {
  return vscode.window.activeTextEditor?.document.uri.fsPath;
}

async function focusDiff(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');
}
