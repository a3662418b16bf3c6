import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import type { Evidence, FileChange, Proposal } from '../../src/review/proposal.ts';
import type { Review } from '../../src/review/vscode/register.ts';
import { click, keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { hashTree, picturesInThemes, until } from './harness/observe.ts';

const before = `export interface Range {
  from: number;
  to: number;
}

/** Whether a value lies in a range, both ends included. */
export function isWithin(range: Range, value: number): boolean {
  return value >= range.from && value < range.to;
}

export function width(range: Range): number {
  return Math.max(0, range.to - range.from);
}

/** The range that holds both. */
export function union(a: Range, b: Range): Range {
  return { from: Math.min(a.from, b.from), to: Math.min(a.to, b.to) };
}
`;
const firstHunk = (text: string) => text.replace('value < range.to', 'value <= range.to');
const secondHunk = (text: string) => text.replace('to: Math.min(', 'to: Math.max(');
const after = secondHunk(firstHunk(before));

suite('review', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  /** A folder for each test, since the editor hears of a file that was replaced only after a while. */
  let name: string;
  let folder: string;
  let tests = 0;
  let review: Review;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ review } = await extension.activate());
  });

  setup(() => {
    name = `review${++tests}`;
    folder = join(root, name);
    mkdirSync(folder);
    write('range.ts', before);
  });

  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.review.clear');
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens a diff with the evidence at its head and a block at each hunk', async () => {
    await review.open([
      {
        ...proposal([range(after)], { warnings: ['One test was skipped before and is skipped still.'] }),
        title: '`<` becomes `<=` in `value < range.to` (range.ts:8)',
      },
      { ...proposal([range(firstHunk(before))]), id: 'other', title: 'Use <= alone' },
    ]);
    assert.equal(activeTab(), 'range.ts: 2 hunks · verified by 16 tests');
    await waitForText('Verified · Fixes 2 tests · 14 still pass · 37 candidates tried · 8 s');
    await waitForText('Hunk 1 of 2 · pending · verified by 16 tests');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await waitForText('Line 8');
    await waitForText('“<” becomes “<=” in “value < range.to” (range.ts:8)');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await picturesInThemes('review');
  });

  test('accepts one hunk by keyboard, saves it, and undo and redo are seen', async () => {
    await openAndFocus(proposal([range(after)]));
    await keyboard.press('Alt+Y');
    await until(() => read('range.ts') === firstHunk(before), 'the first hunk is on disk');
    await waitUntilGone(block(1));
    await waitFor(block(2));
    await until(() => vscode.window.activeTextEditor?.selection.active.line === 16, 'the next hunk is on show');
    assert.deepEqual(diffTexts(), [firstHunk(before), after], 'the accepted hunk has left the diff');

    await showFile('range.ts');
    await keyboard.press('Control+Z');
    await until(() => textOf('range.ts') === before, 'undo restores the text');
    await until(() => read('range.ts') === before, 'and the file, which the accept had saved');
    await waitForText('2 of 2 hunks pending');
    await keyboard.press('Control+Shift+Z');
    await until(() => textOf('range.ts') === firstHunk(before), 'redo makes it again');
    await waitForText('1 of 2 hunks pending');
  });

  test('ends in the changed file, where undo brings the review back', async () => {
    await openAndFocus(proposal([range(firstHunk(before))]));
    await keyboard.press('Alt+Y');
    await waitForText('1 hunk applied.');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.fsPath === join(folder, 'range.ts'),
      'the file shows',
    );
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 7);
    assert.equal(read('range.ts'), firstHunk(before));
    await until(
      () => vscode.workspace.textDocuments.every(({ uri }) => !uri.scheme.startsWith('touchstone-')),
      'the virtual documents are closed',
    );
    await keyboard.press('Control+Z');
    await until(() => textOf('range.ts') === before, 'undo restores the text');
    await waitForText('1 of 1 hunk pending');
    await runFromPalette('Touchstone: Show Review');
    await waitFor(block(1, 1));
  });

  test('confirms on the real tree, on request', async () => {
    write(
      'check.mjs',
      "import { readFileSync } from 'node:fs';\nprocess.exit(/<= range/.test(readFileSync('range.ts', 'utf8')) ? 0 : 1);\n",
    );
    const command = { framework: 'custom', line: 'node check.mjs', directory: name, reason: 'a test' } as const;
    await openAndFocus({ ...proposal([range(firstHunk(before))]), command });
    await keyboard.press('Alt+Y');
    await waitForText('1 hunk applied. Run the tests on your own tree to confirm?');
    await answer('Run Tests');
    await waitForText('Confirmed on your own tree: 1 test passed.', { seconds: 40 });
  });

  test('rejecting by keyboard changes nothing', async () => {
    const hash = hashTree(folder);
    await openAndFocus(proposal([range(after)]));
    await keyboard.press('Alt+N');
    // In the window: a key before that is not meant for this hunk, and is dropped.
    await waitForText('Ln 17, Col 1');
    await keyboard.press('Alt+N');
    await waitForText('Nothing was changed.');
    assert.equal(hashTree(folder), hash);
    assert.deepEqual(diffTabs(), []);
  });

  test('accepts and rejects by the buttons of a block', async () => {
    await openAndFocus(proposal([range(after)]));
    await click(`.review-widget:has-text("Hunk 1 of 2") [aria-label^="Reject Hunk"]`);
    await waitUntilGone(block(1));
    await click(`.review-widget:has-text("Hunk 2 of 2") [aria-label^="Accept Hunk"]`);
    await waitForText('1 hunk applied.');
    await until(() => read('range.ts') === secondHunk(before), 'the second hunk alone is on disk');
  });

  test('accepts from the tree by its button', async () => {
    await openAndFocus(proposal([range(after)]));
    await vscode.commands.executeCommand('touchstone.review.focus');
    const row = '.monaco-list-row:has-text("Line 17")';
    await click(row);
    await click(`${row} [aria-label^="Accept Hunk"]`);
    await until(() => read('range.ts') === secondHunk(before), 'the second hunk alone is on disk');
    await waitForText('accepted · return');
  });

  test('goes from hunk to hunk, across files, by keyboard', async () => {
    write('other.ts', before);
    await openAndFocus(proposal([range(after), { path: `${name}/other.ts`, before, after: firstHunk(before) }]));
    const at = () => [activeTab()?.split(':')[0], vscode.window.activeTextEditor?.selection.active.line];
    await until(() => String(at()) === 'range.ts,7', 'the first hunk is where the review starts');
    await keyboard.press('Alt+ArrowDown');
    await until(() => String(at()) === 'range.ts,16', 'the second hunk follows');
    await keyboard.press('Alt+ArrowDown');
    await until(() => String(at()) === 'other.ts,7', 'then the other file');
    await keyboard.press('Alt+ArrowUp');
    await until(() => String(at()) === 'range.ts,16', 'and back');
  });

  // One undo takes both back after a question by the editor, which it does not ask while tests run.
  test('accepts every file at once', async () => {
    write('other.ts', before);
    await openAndFocus(proposal([range(after), { path: `${name}/other.ts`, before, after: firstHunk(before) }]));
    await keyboard.press('Alt+Shift+Y');
    await waitForText('3 hunks applied.');
    assert.deepEqual([read('range.ts'), read('other.ts')], [after, firstHunk(before)]);
    assert.deepEqual(diffTabs(), []);
  });

  test('leaves unsaved edits unsaved', async () => {
    const editor = await showFile('range.ts');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// mine\n'));
    await openAndFocus(
      proposal([{ path: `${name}/range.ts`, before: `// mine\n${before}`, after: `// mine\n${after}` }]),
    );
    await keyboard.press('Alt+Y');
    await until(() => textOf('range.ts') === `// mine\n${firstHunk(before)}`, 'the hunk is in the document');
    assert.equal(read('range.ts'), before);
    await vscode.workspace.saveAll();
  });

  test('follows what the user types elsewhere, and says that it was not tested', async () => {
    await openAndFocus(proposal([range(after)]));
    const document = await vscode.workspace.openTextDocument(join(folder, 'range.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until(() => diffTexts()[0] === `// mine\n${before}`, 'the diff shows the file as it is');
    await waitForText('this file has changed since the tests ran');
    await keyboard.press('Alt+Y');
    await until(() => read('range.ts') === `// mine\n${firstHunk(before)}`, 'the hunk found its one place');
  });

  test('refuses a hunk that no longer fits, and changes nothing', async () => {
    await openAndFocus(proposal([range(firstHunk(before))]));
    const mine = before.replace('value < range.to', 'value < range.to + 1');
    write('range.ts', mine);
    await until(() => diffTexts()[0] === mine, 'the diff shows the file as it is');
    await waitForText('Hunk 1 of 1 no longer fits');
    await runFromPalette('Touchstone: Accept All Hunks');
    await waitForText(`${name}/range.ts has changed where this hunk goes.`);
    assert.equal(read('range.ts'), mine);
    assert.equal(textOf('range.ts'), mine);
  });

  test('changes no file when one of several no longer fits', async () => {
    write('other.ts', before);
    await openAndFocus(proposal([range(after), { path: `${name}/other.ts`, before, after }]));
    const mine = before.replace('value < range.to', 'value < range.to + 1');
    write('other.ts', mine);
    await vscode.commands.executeCommand('touchstone.review.acceptAll');
    await waitForText(`${name}/other.ts has`);
    assert.deepEqual([read('range.ts'), read('other.ts')], [before, mine]);
  });

  test('refuses read-only and deleted files', async () => {
    await openAndFocus(proposal([range(after)]));
    chmodSync(join(folder, 'range.ts'), 0o444);
    await keyboard.press('Alt+Y');
    await waitForText(`${name}/range.ts is read-only.`);
    assert.equal(read('range.ts'), before);
    await vscode.commands.executeCommand('notifications.clearAll');
    rmSync(join(folder, 'range.ts'));
    await vscode.commands.executeCommand('touchstone.review.acceptAll');
    await waitForText(`${name}/range.ts is not there any more.`);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('keeps Windows line breaks and a byte order mark', async () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    write('range.ts', `\uFEFF${windows(before)}`);
    await openAndFocus(proposal([{ path: `${name}/range.ts`, before: windows(before), after: windows(after) }]));
    await keyboard.press('Alt+Shift+Y');
    await waitForText('2 hunks applied.');
    assert.equal(read('range.ts'), `\uFEFF${windows(after)}`);
  });

  test('keeps the encoding that the file has', async () => {
    const old = '# Gr\xfc\xdfe\nx = 1\ny = 2\n';
    writeFileSync(join(folder, 'latin.py'), old, 'latin1');
    const files = vscode.workspace.getConfiguration('files');
    await files.update('encoding', 'iso88591', vscode.ConfigurationTarget.Workspace);
    try {
      await openAndFocus(
        proposal([{ path: `${name}/latin.py`, before: old, after: old.replace('x = 1', 'x = "\xe9"') }]),
      );
      await keyboard.press('Alt+Y');
      await waitForText('1 hunk applied.');
      assert.equal(readFileSync(join(folder, 'latin.py'), 'latin1'), old.replace('x = 1', 'x = "\xe9"'));
    } finally {
      await files.update('encoding', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('says "not tested" where nothing could be run', async () => {
    await review.open([
      proposal([range(after)], { verdict: 'untested', command: '', fixed: [], stillPassing: 0, candidates: none }),
    ]);
    assert.equal(activeTab(), 'range.ts: 2 hunks · not tested');
    await waitForText('No test was run. Nobody knows whether this change works.');
    await screenshot('review-untested');
  });

  test('asks before it replaces a review that is still pending', async () => {
    await openAndFocus(proposal([range(after)]));
    const next = { ...proposal([range(firstHunk(before))]), id: 'next', title: 'Another fix' };
    const refused = review.open([next]);
    await waitForText('2 hunks of “Use <= and max” are still pending. Replace that review by the new one?');
    await answer('Keep');
    await refused;
    assert.equal(activeTab(), 'range.ts: 2 hunks · verified by 16 tests');
    const replaced = review.open([next]);
    await answer('Replace');
    await replaced;
    await until(() => diffTabs().length === 1 && activeTab()?.includes('1 hunk') === true, 'the new review is on show');
  });

  test('switches to another patch, but not while this one is applied', async () => {
    const other = { ...proposal([range(secondHunk(before))]), id: 'other', title: 'Use max alone' };
    await openAndFocus(proposal([range(after)]), other);
    await vscode.commands.executeCommand('touchstone.review.focus');
    await click('.monaco-list-row:has-text("Other patches")');
    const row = '.monaco-list-row:has-text("Use max alone")';
    await click(row);
    await click(`${row} [aria-label^="Review This Patch Instead"]`);
    await until(() => activeTab() === 'range.ts: 1 hunk · verified by 16 tests', 'the other patch is on show');
    await until(() => String(diffTexts()) === String([before, secondHunk(before)]), 'with its own hunk');
    await focusDiff();
    await keyboard.press('Alt+Y');
    await waitForText('1 hunk applied.');
    await vscode.commands.executeCommand('touchstone.review.focus');
    await click('.monaco-list-row:has-text("Use <= and max")');
    await click('.monaco-list-row:has-text("Use <= and max") [aria-label^="Review This Patch Instead"]');
    await waitForText('Undo that in the file first');
    assert.equal(read('range.ts'), secondHunk(before));
  });

  test('never reads or writes outside the workspace', async () => {
    const outside = { path: '../outside.ts', before: 'x', after: 'y' };
    await assert.rejects(review.open([proposal([outside])]), /leads out of the workspace/);
  });

  /** Opens a review and waits until keys reach its diff. */
  async function openAndFocus(...proposals: [Proposal, ...Proposal[]]): Promise<void> {
    await review.open(proposals);
    await waitFor('.review-widget:has-text("Hunk 1 of")');
    await focusDiff();
  }

  function proposal(changes: readonly FileChange[], evidence: Partial<Evidence> = {}): Proposal {
    return {
      id: 'best',
      root,
      title: 'Use <= and max',
      changes,
      evidence: {
        verdict: 'verified',
        command: 'npm test',
        fixed: ['range › includes both ends', 'range › joins two ranges'],
        stillPassing: 14,
        stillFailing: [],
        flaky: [],
        candidates: { generated: 80, parsed: 61, run: 37, passed: 2 },
        seconds: 8.2,
        warnings: [],
        ...evidence,
      },
    };
  }

  function range(text: string): FileChange {
    return { path: `${name}/range.ts`, before, after: text };
  }

  async function showFile(file: string): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(join(folder, file)), { preview: false });
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    return editor;
  }

  /** What the editor has of a file, saved or not. */
  function textOf(file: string): string | undefined {
    return vscode.workspace.textDocuments
      .find((each) => each.uri.fsPath === join(folder, file) && each.uri.scheme === 'file')
      ?.getText();
  }

  function read(file: string): string {
    return readFileSync(join(folder, file), 'utf8');
  }

  function write(file: string, text: string): void {
    writeFileSync(join(folder, file), text);
  }
});

const none = { generated: 0, parsed: 0, run: 0, passed: 0 };

/** Presses the button of a notification, in the list of them: in this harness the editor shows no toasts. */
async function answer(button: string): Promise<void> {
  await vscode.commands.executeCommand('notifications.showList');
  await click(`.notifications-center .monaco-button:has-text("${button}")`);
}

function block(hunk: number, of = 2): string {
  return `.review-widget:has-text("Hunk ${hunk} of ${of}")`;
}

function activeTab(): string | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.label;
}

function diffTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'touchstone-after');
}

/** Both sides of the open diff. */
function diffTexts(): string[] {
  const sides = diffTabs().flatMap(({ input }) =>
    input instanceof vscode.TabInputTextDiff ? [input.original, input.modified].map(String) : [],
  );
  return sides.flatMap((side) =>
    vscode.workspace.textDocuments.filter((each) => each.uri.toString() === side).map((each) => each.getText()),
  );
}

async function focusDiff(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'touchstone-after', 'the diff has focus');
}
