import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { AcceptJournal } from '../../src/review/node/acceptJournal.ts';
import type { Proposal } from '../../src/review/proposal.ts';
import { keyboard, waitFor, waitForText } from './harness/editor.ts';
import { until } from './harness/observe.ts';

/** What reviewReloaded.test.ts finds again. */
suite('a review before the window is reloaded', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = join(root, 'reloaded');

  test('has an accepted hunk, a rejected one, and two that are pending', async () => {
    mkdirSync(folder);
    const filler = Array.from({ length: 8 }, (_, i) => `// line ${i}\n`).join('');
    const before = `export const one = 1;\n${filler}export const two = 2;\n${filler}export const three = 3;\n`;
    writeFileSync(join(folder, 'values.ts'), before);
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    const { review } = await extension.activate();
    const after = before.replace('= 1', '= 10').replace('= 2', '= 20').replace('= 3', '= 30');
    const proposal: Proposal = {
      ...{ id: 'reloaded', root, title: 'Ten times as much' },
      changes: [
        { path: 'reloaded/values.ts', before, after },
        { path: 'reloaded/more.ts', before: undefined, after: 'export const four = 40;\n' },
      ],
      evidence: {
        ...{ verdict: 'untested', command: '', fixed: [], stillPassing: 0, stillFailing: [], flaky: [], seconds: 0 },
        ...{ candidates: { generated: 0, parsed: 0, run: 0, passed: 0 }, warnings: [] },
      },
    };
    await review.open([proposal]);
    await waitFor('.review-widget:has-text("Hunk 1 of 4")');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');
    await keyboard.press('Alt+Y');
    await until(() => readFileSync(join(folder, 'values.ts'), 'utf8').includes('one = 10'), 'the first hunk is saved');
    await until(() => vscode.window.activeTextEditor?.selection.active.line === 9, 'the second is on show');
    await keyboard.press('Alt+N');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await waitForText('2 of 4 hunks pending');
  });

  test('is killed between the two files of another accept', async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    const { copies } = await extension.activate();
    const storages = join(copies.fsPath, '../../../workspaceStorage');
    const storage = readdirSync(storages)
      .map((name) => join(storages, name, 'touchstone.touchstone', 'review'))
      .find((place) => existsSync(join(place, 'open')) && isAbout(join(place, 'open'), root));
    assert.ok(storage, 'the folder in which the review is kept');
    const files = ['first.ts', 'second.ts'].map((name) => ({
      ...{ path: `reloaded/${name}`, real: join(folder, name), mode: 0o644 },
      ...{ bytes: Buffer.from('old\n').toString('base64'), before: 'old\n', after: 'new\n' },
    }));
    // As `acceptInEditor` does it; this extension host ends before it comes to the second file.
    await new AcceptJournal(join(storage, 'accepts')).begin({
      ...{ root, title: 'Rename it everywhere', files, temporaries: [], folders: [] },
    });
    writeFileSync(join(folder, 'first.ts'), 'new\n');
    writeFileSync(join(folder, 'second.ts'), 'old\n');
  });
});

/** Other folders that the same editor had open may have left a review too. */
function isAbout(record: string, root: string): boolean {
  const named = JSON.stringify(root);
  return readdirSync(record).some((name) => readFileSync(join(record, name), 'utf8').includes(named));
}
