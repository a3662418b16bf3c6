import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  click,
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { hashTree, picturesInThemes, until, waitForNotification } from './harness/observe.ts';

/** Every way to begin a fix, by keyboard; each ends in the same view. */
suite('fix this issue, from every entry', function () {
  this.timeout(240_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const testFile = join(root, 'test', 'split.test.ts');
  const source = join(root, 'src', 'split.ts');
  const failing = 'gives the cents that are left over to the first people, one each';
  let tree: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
    tree = hashTree(root);
  });
  teardown(async () => {
    await vscode.commands.executeCommand('touchstone.cancelFix');
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(hashTree(root), tree, 'the tree is as it was');
  });

  test('a text that is typed, after which the command is approved once', async () => {
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await waitFor('.quick-input-list .monaco-list-row:has-text("By the failing tests")');
    await waitFor('.quick-input-list .monaco-list-row:has-text("From the clipboard")');
    await picturesInThemes('fix-entries-1-ask');
    await keyboard.type('the cents that are left over');
    await waitFor('.quick-input-list .monaco-list-row:has-text("“the cents that are left over”")');
    await screenshot('fix-entries-1-typed');
    await keyboard.press('Enter');
    await waitForText('Run “npm test” to test patches?');
    await keyboard.press('Enter');
    await waitFor('.about:has-text("the cents that are left over")');
    await waitFor('.steps .active:has-text("Try patches")', { seconds: 90 });
    await cancelled();
  });

  test('a line above a test that has failed, and above no other', async () => {
    await open(testFile);
    await waitFor('.codelens-decoration:has-text("Fix This Test")');
    assert.equal((await readTexts('.codelens-decoration')).filter((text) => text.includes('Fix This Test')).length, 2);
    await picturesInThemes('fix-entries-2-lens');
    await cursorAt(lineOf(testFile, failing));
    await runFromPalette('Show CodeLens Commands for Current Line');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Fix This Test")');
    await keyboard.press('Enter');
    await waitFor(`.about:has-text("${failing}")`);
    await waitForText('Hunk 1 of 1', { seconds: 90 });
    await waitForText('Fixes 1 test');
    await screenshot('fix-entries-2-review');
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('the test at the cursor, by its key', async () => {
    await open(testFile);
    await cursorAt(lineOf(testFile, failing) + 1);
    await keyboard.press('Control+K');
    await keyboard.press('Control+Shift+Y');
    await waitFor(`.about:has-text("${failing}")`);
    await waitFor('.steps .active');
    await cancelled();
  });

  test('a test that passes says so, and names what does fail', async () => {
    await open(testFile);
    await cursorAt(lineOf(testFile, 'needs somebody to share with'));
    await runFromPalette('Touchstone: Fix This Test');
    await waitFor('[data-phase="none"] .headline:has-text("does not fail when the test command runs it")', {
      seconds: 60,
    });
    await screenshot('fix-entries-3-passes');
  });

  suite('the Testing view', () => {
    let controller: vscode.TestController;

    suiteSetup(async () => {
      controller = vscode.tests.createTestController('sample', 'Sample');
      const file = controller.createTestItem('file', 'split.test.ts', vscode.Uri.file(testFile));
      const at = lineOf(testFile, failing);
      const item = controller.createTestItem('left over', failing, vscode.Uri.file(testFile));
      item.range = new vscode.Range(at - 1, 0, at + 1, 0);
      file.children.add(item);
      controller.items.add(file);
      const profile = controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request) => {
        const run = controller.createTestRun(request);
        const message = vscode.TestMessage.diff('the shares are not as they should be', '251', '250');
        message.location = new vscode.Location(vscode.Uri.file(testFile), new vscode.Position(at, 2));
        run.failed(item, message, 12);
        run.end();
      });
      profile.isDefault = true;
      await vscode.commands.executeCommand('workbench.view.testing.focus');
    });
    suiteTeardown(() => controller.dispose());

    test('an item’s menu', async () => {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
      await waitFor('.test-explorer .monaco-list-row:has-text("split.test.ts")');
      await click('.test-explorer .monaco-list-row:has-text("split.test.ts")');
      await keyboard.press('ArrowRight');
      await waitFor(`.test-explorer .monaco-list-row:has-text("${failing.slice(0, 24)}")`);
      await keyboard.press('ArrowRight');
      await waitFor(`.test-explorer .monaco-list-row.focused:has-text("${failing.slice(0, 24)}")`);
      await keyboard.press('Shift+F10');
      await waitForText('Fix This Test');
      await screenshot('fix-entries-4-testing');
      await chooseInMenu('Fix This Test');
      await waitFor(`.about:has-text("${failing}")`);
      await waitFor('.steps .active');
      await cancelled();
    });

    test('the message of a test that failed', async () => {
      await open(testFile);
      await vscode.commands.executeCommand('testing.runAll');
      await waitForText('250 != 251');
      await click('text=250 != 251');
      await waitForText('the shares are not as they should be');
      await waitFor(
        '.floating-click-widget:has-text("Fix This Test"), .floating-menu-overlay-widget:has-text("Fix This Test")',
      );
      await screenshot('fix-entries-5-message');
      await click(
        '.floating-click-widget:has-text("Fix This Test"), .floating-menu-overlay-widget:has-text("Fix This Test")',
      );
      await waitFor(`.about:has-text("${failing}")`);
      await waitFor('.steps .active');
      await cancelled();
    });
  });

  suite('a lightbulb', () => {
    const diagnostics = vscode.languages.createDiagnosticCollection('sample');
    suiteTeardown(() => diagnostics.dispose());

    test('on what a checker says of code', async () => {
      await open(source);
      const range = new vscode.Range(14, 4, 14, 30);
      const said = new vscode.Diagnostic(
        range,
        'The last person never gets a cent.',
        vscode.DiagnosticSeverity.Warning,
      );
      said.source = 'cents';
      diagnostics.set(vscode.Uri.file(source), [said]);
      await cursorAt(15, 12);
      await waitFor('[class*="lightbulb"], [class*="lightBulb"]');
      await keyboard.press('Control+.');
      await waitForText('Fix with Touchstone, proven by the tests');
      await picturesInThemes('fix-entries-6-lightbulb');
      await keyboard.press('Enter');
      await waitFor('.about:has-text("cents: The last person never gets a cent. (src/split.ts:15)")');
      await waitFor('.steps .active');
      await cancelled();
    });
  });

  test('a selection with what is wrong with it', async () => {
    await open(source);
    await cursorAt(14);
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    await runFromPalette('Touchstone: Fix the Selection');
    await waitForText('What is wrong with lines 14 to 15?');
    await screenshot('fix-entries-7-selection');
    await keyboard.type('the last one is left out');
    await keyboard.press('Enter');
    await waitFor('.about:has-text("the last one is left out (src/split.ts, lines 14 to 15)")');
    await waitFor('.steps .active');
    await cancelled();
  });

  test('the clipboard, and what is no issue is refused', async () => {
    await vscode.env.clipboard.writeText('  \n');
    await runFromPalette('Touchstone: Fix the Issue in the Clipboard');
    await waitForNotification('The clipboard holds no text.');
    await vscode.env.clipboard.writeText('# Shares do not add up\n\nWith 1003 cents and 4 people…');
    await runFromPalette('Touchstone: Fix the Issue in the Clipboard');
    await waitFor('.about:has-text("Shares do not add up")');
    await waitFor('.steps .active');
    await cancelled();
  });

  test('a file', async () => {
    const file = join(tmpdir(), 'Fehler-größe.md');
    writeFileSync(file, 'Anteile stimmen nicht: 東京\n');
    await runFromPalette('Touchstone: Fix the Issue in a File');
    // It is filled with the folder a moment after it is there.
    await waitFor('.quick-input-list .monaco-list-row:has-text("split.ts")');
    await keyboard.press('Control+A');
    await keyboard.type(file);
    await screenshot('fix-entries-8-file');
    await keyboard.press('Enter');
    await waitFor('.about:has-text("Anteile stimmen nicht: 東京")');
    rmSync(file);
    await cancelled();
  });

  test('there is nothing to export while the record is off, and it says how to turn it on', async () => {
    await runFromPalette('Touchstone: Export Fix Record');
    await waitForNotification('the record of fixes is off');
  });

  async function cancelled(): Promise<void> {
    await vscode.commands.executeCommand('touchstone.cancelFix');
    await waitFor('[data-phase="cancelled"]', { seconds: 10 });
    await waitUntilGone('.steps .active');
  }

  async function open(file: string): Promise<void> {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await waitFor('.editor-instance .monaco-editor.focused');
    await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === file, 'the file is open');
  }

  /** @param line counted from 1 */
  async function cursorAt(line: number, column = 0): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const at = new vscode.Position(line - 1, column);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    // The window follows a moment later, and would take back what keys have selected meanwhile.
    await waitFor(`.editor-instance .line-numbers.active-line-number:text-is("${line}")`);
  }

  const lineOf = (file: string, text: string): number =>
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  /** Walks down a menu to the entry and takes it. */
  async function chooseInMenu(label: string): Promise<void> {
    for (let moves = 0; moves < 30; moves++) {
      const focused = await readTexts('.context-view .action-item.focused');
      if (focused.some((text) => text.includes(label))) return keyboard.press('Enter');
      await keyboard.press('ArrowDown');
    }
    assert.fail(`the menu has no “${label}”`);
  }
});
