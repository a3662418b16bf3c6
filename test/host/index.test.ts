import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import {
  keyboard,
  readTexts,
  runFromPalette,
  screenshot,
  waitFor,
  waitForText,
  waitUntilGone,
} from './harness/editor.ts';
import { picturesInThemes, until, waitForNotification } from './harness/observe.ts';

/** The workspace index as a person meets it: in the status bar, by keyboard, and while files change. */
suite('the workspace index', function () {
  this.timeout(60_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const place = (path: string): vscode.Uri => vscode.Uri.file(join(root, path));
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const never = new AbortController().signal;
  let index: TouchstoneApi['index'];

  /** Paths of the places that a search finds. */
  const found = async (query: string): Promise<string[]> =>
    (await index.search(query, 20, never)).map(({ path }) => path);

  /** Waits until a search finds a file, or no longer does. */
  async function untilFound(query: string, path: string, isFound = true): Promise<void> {
    for (const deadline = Date.now() + 15_000; (await found(query)).includes(path) !== isFound;) {
      assert.ok(Date.now() < deadline, `${path} is ${isFound ? 'not' : 'still'} found for “${query}”`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension, 'the extension is not installed');
    ({ index } = await extension.activate());
    await index.settled(never);
  });

  test('is ready by itself, and says so in the status bar', async () => {
    await waitFor('.statusbar-item .codicon-database');
    assert.ok(index.isReady);
    assert.match(index.status.join(' '), /^\d+ files can be searched\.$/);
  });

  test('Search Codebase shows the place while one moves, and Escape goes back', async () => {
    const document = await vscode.workspace.openTextDocument(place('README.md'));
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await openSearch();
    await keyboard.type('parse an amount of money');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("parseAmount")');
    await until(() => active() === 'src/money.ts', 'the first place is shown');
    await picturesInThemes('index-search');
    await keyboard.press('ArrowDown');
    await until(() => active() !== 'src/money.ts' && active() !== 'README.md', 'the second place is shown');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
    await until(() => active() === 'README.md', 'the file from before is back');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
    await until(() => tabs().join() === 'README.md', 'what was shown is closed again');
  });

  test('it remembers the query, Enter goes to the place, Ctrl+Enter opens it beside', async () => {
    await openSearch();
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("parseAmount")');
    await keyboard.press('Enter');
    // Its preview was there before; what is typed next must not go into it.
    await waitUntilGone('.quick-input-widget');
    await until(() => active() === 'src/money.ts', 'the place is open');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 3);
    assert.deepEqual(tabs(), ['README.md', 'src/money.ts']);

    await openSearch();
    await keyboard.type('equal shares');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("splitEvenly")');
    await keyboard.press('Control+Enter');
    await until(() => vscode.window.tabGroups.all.length === 2 && active() === 'src/split.ts', 'it is open beside');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('says why nothing was found', async () => {
    await openSearch();
    await keyboard.type('xqzvwk');
    await waitForText('indexed files has a word of this, or one like it. Try other words.');
    await screenshot('index-nothing');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  });

  test('what is typed is found before it is saved, and no longer when it is thrown away', async () => {
    const editor = await vscode.window.showTextDocument(place('src/settle.ts'), { preview: false });
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await keyboard.press('Control+End');
    await keyboard.type('// zebrafinch');
    await untilFound('zebrafinch', 'src/settle.ts');
    assert.ok(editor.document.isDirty);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await untilFound('zebrafinch', 'src/settle.ts', false);
    assert.ok((await found('settle')).includes('src/settle.ts'));
  });

  test('a save, a rename and a deletion are reflected, here and by other programs', async () => {
    put('src/heron.ts', 'export function wadingHeron(): void {}\n');
    await untilFound('wading heron', 'src/heron.ts');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(place('src/heron.ts'), place('src/birds/egret.ts'));
    await vscode.workspace.applyEdit(edit);
    await untilFound('wading heron', 'src/birds/egret.ts');
    await untilFound('wading heron', 'src/heron.ts', false);
    unlinkSync(join(root, 'src/birds/egret.ts'));
    await untilFound('wading heron', 'src/birds/egret.ts', false);
  });

  test('a branch switch is reflected', async () => {
    git('checkout', '-q', '-b', 'kingfisher');
    put('src/money.ts', 'export function divingKingfisher(): void {}\n');
    git('commit', '-q', '-a', '-m', 'Another');
    await untilFound('diving kingfisher', 'src/money.ts');
    git('checkout', '-q', 'main');
    await untilFound('diving kingfisher', 'src/money.ts', false);
    await untilFound('parse amount', 'src/money.ts');
  });

  test('an ignored file and a secret are never found, and it says why', async () => {
    put('.gitignore', 'node_modules/\nbuilt/\n');
    put('built/albatross.ts', 'export function soaringAlbatross(): void {}\n');
    put('.env', 'ALBATROSS_TOKEN=abcdefgh\n');
    put('src/albatross.ts', 'export function landingAlbatross(): void {}\n');
    await untilFound('albatross', 'src/albatross.ts');
    await index.settled(never);
    assert.deepEqual(await found('albatross'), ['src/albatross.ts']);
    await vscode.window.showTextDocument(place('built/albatross.ts'));
    await runFromPalette('Touchstone: Why Is This File Not Indexed?');
    await waitForNotification('is not indexed: ignored by "built/" in .gitignore. Change that rule to index it.');
    await screenshot('index-why');
    await vscode.window.showTextDocument(place('.env'));
    await runFromPalette('Touchstone: Why Is This File Not Indexed?');
    await waitForNotification('Secrets are never indexed');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('its page shows what is indexed, and what is not by reason', async () => {
    await runFromPalette('Touchstone: Show Index');
    await waitFor('.pane .monaco-list-row:has-text("Indexed")');
    await waitFor('.pane .monaco-list-row:has-text("Secrets")');
    await picturesInThemes('index-page');
  });

  test('shows what it would tell a model at the cursor, and who uses a symbol', async () => {
    const editor = await vscode.window.showTextDocument(place('src/settle.ts'), { preview: false });
    const at = editor.document.getText().indexOf('Cents');
    const position = editor.document.positionAt(at + 1);
    editor.selection = new vscode.Selection(position, position);
    await runFromPalette('Touchstone: Show Context for This Place');
    await waitFor('.quick-input-list .monaco-list-row:has-text("defines “Cents”, imported on line 1")');
    await picturesInThemes('index-context');
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
    await runFromPalette('Touchstone: Show Callers of Symbol');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Callers of Cents")');
    await keyboard.type('splitEvenly');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("src/split.ts")');
    await keyboard.press('Enter');
    await until(() => active() === 'src/split.ts', 'the caller is open');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('an exclude setting takes effect at once, and so does turning it off', async () => {
    const settings = (section: string) => vscode.workspace.getConfiguration(section);
    await settings('touchstone').update('index.exclude', ['src/albatross.ts']);
    await untilFound('albatross', 'src/albatross.ts', false);
    await settings('touchstone').update('index.exclude', undefined);
    await untilFound('albatross', 'src/albatross.ts');
    await settings('files').update('exclude', { '**/*.ts': { when: '$(basename).test.ts' }, 'src/alb*': true });
    await untilFound('albatross', 'src/albatross.ts', false);
    await settings('files').update('exclude', undefined);
    await untilFound('albatross', 'src/albatross.ts');

    await settings('touchstone').update('index.enabled', false);
    await waitUntilGone('.statusbar-item .codicon-database');
    assert.deepEqual(await found('albatross'), []);
    await openSearch();
    await waitForText('The index is off: the setting touchstone.index.enabled.');
    await keyboard.press('Escape');
    await settings('touchstone').update('index.enabled', undefined);
    await untilFound('albatross', 'src/albatross.ts');
    rmSync(join(root, '.vscode'), { recursive: true });
  });

  test('shows its progress, pauses, and waits while one types', async () => {
    await runFromPalette('Touchstone: Pause Indexing');
    await waitFor('.statusbar-item:has-text("Index paused")');
    for (let at = 0; at < 1500; at++) put(`many/part${at % 40}/file${at}.ts`, manyText(at));
    await waitFor('.statusbar-item:has-text("of 1,500")');
    await vscode.window.showTextDocument(place('README.md'), { preview: false });
    await screenshot('index-paused');
    await vscode.workspace
      .getConfiguration('touchstone')
      .update('index.pauseWhileTypingMs', 8000, vscode.ConfigurationTarget.Global);

    void vscode.commands.executeCommand('touchstone.index.menu');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Resume Indexing")');
    await screenshot('index-menu');
    await keyboard.type('resume');
    await keyboard.press('Enter');
    await waitFor('.statusbar-item:has-text("Indexing ")');
    await screenshot('index-progress');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await keyboard.type('x');
    // What is being read when the key is pressed is read to its end.
    let before = '';
    for (const end = Date.now() + 5_000; before !== (before = await progress()) && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 700));
    await new Promise((resolve) => setTimeout(resolve, 900));
    assert.equal(await progress(), before, 'nothing is read while somebody types');
    assert.match(before, /^Indexing [\d,]+ of 1,500$/, 'and the status bar does not flicker');
    await waitFor('.statusbar-item .codicon-database', { seconds: 60 });
    assert.ok((await found('number 1499 of many')).some((path) => path.startsWith('many/')));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('is cleared when one wants that, and built again', async () => {
    rmSync(join(root, 'many'), { recursive: true });
    await runFromPalette('Touchstone: Clear Index');
    await waitFor('.statusbar-item:has-text("Index cleared")');
    assert.deepEqual(await found('parse amount'), []);
    await runFromPalette('Touchstone: Rebuild Index');
    await waitFor('.statusbar-item .codicon-database');
    await untilFound('parse amount', 'src/money.ts');
  });

  const active = (): string | undefined => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri && vscode.workspace.asRelativePath(uri);
  };
  const tabs = (): string[] =>
    vscode.window.tabGroups.all.flatMap((group) =>
      group.tabs.flatMap(({ input }) =>
        input instanceof vscode.TabInputText ? [vscode.workspace.asRelativePath(input.uri)] : [],
      ),
    );

  function git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=Sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...author, ...args], { cwd: root });
  }

  async function progress(): Promise<string> {
    const [text] = await readTexts('.statusbar-item:has-text("Indexing ")');
    return text ?? '';
  }

  async function openSearch(): Promise<void> {
    await keyboard.press('Control+K');
    await keyboard.press('Control+G');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Search Codebase")');
  }
});

const manyText = (at: number): string =>
  `/** Number ${at} of many. */\nexport function part${at}(value: number): number {\n${`  value = value * ${at} + 1;\n`.repeat(20)}  return value;\n}\n`;
