import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { keyboard, runFromPalette, screenshot, waitFor, waitUntilGone } from './harness/editor.ts';
import { until } from './harness/observe.ts';

const declarations = `/** A place for books. */
export declare class Shelf {
  constructor(size?: number);
  /** Takes a book home. */
  borrow(title: string, days: number): Book;
  /** @deprecated Use \`borrow\`. */
  take(title: string): Book;
}

export interface Book {
  readonly title: string;
}

/** Opens the library of a town. */
export declare function openLibrary(town: string): Promise<Shelf>;
`;

/** What installed packages declare, looked up by keyboard. */
suite('Look Up Installed API', function () {
  this.timeout(60_000);
  const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const write = (place: string, text: string): void => {
    mkdirSync(dirname(join(root, place)), { recursive: true });
    writeFileSync(join(root, place), text);
  };
  const focusedRow = '.quick-input-list .monaco-list-row.focused';
  const open = async (): Promise<void> => {
    await runFromPalette('Touchstone: Look Up Installed API');
    await waitFor('.quick-input-widget .quick-input-title:has-text("Look Up Installed API")');
  };
  const close = async (): Promise<void> => {
    await keyboard.press('Escape');
    await waitUntilGone('.quick-input-widget');
  };

  test('says that there is nothing to look up where no manifest names a package', async () => {
    await open();
    await waitFor('.quick-input-list .monaco-list-row:has-text("No package is named here")');
    await screenshot('api-empty');
    await close();
    write('package.json', '{"name": "library", "dependencies": {"shelfkeeper": "^2.0.0", "not-there": "^1.0.0"}}\n');
    write(
      'node_modules/shelfkeeper/package.json',
      '{"name": "shelfkeeper", "version": "2.1.0", "types": "index.d.ts"}\n',
    );
    write('node_modules/shelfkeeper/index.d.ts', declarations);
    write('use.ts', "import { Shelf } from 'shelfkeeper';\n\nconst shelf = new Shelf();\nshelf.borrow\n");
  });

  test('lists what the project names, with what is installed of it', async () => {
    await open();
    await waitFor('.quick-input-list .monaco-list-row:has-text("shelfkeeper"):has-text("2.1.0")');
    await waitFor('.quick-input-list .monaco-list-row:has-text("not-there"):has-text("not installed")');
    await screenshot('api-packages');
    await keyboard.type('not-there Thing');
    await waitFor(`${focusedRow}:has-text("not-there is not installed")`);
    await screenshot('api-missing');
    await close();
  });

  test('shows a declaration with its signature, and Enter opens it to be read', async () => {
    await open();
    await keyboard.type('shelfkeeper');
    await waitFor('.quick-input-list .monaco-list-row:has-text("openLibrary")');
    await screenshot('api-names');
    await keyboard.type(' Shelf.borrow');
    await waitFor(`${focusedRow}:has-text("borrow(title: string, days: number): Book")`);
    await screenshot('api-found');
    await keyboard.press('Enter');
    await waitUntilGone('.quick-input-widget');
    await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith('index.d.ts') === true, 'it is open');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 4);
    const { document } = vscode.window.activeTextEditor;
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await keyboard.type('x');
    assert.equal(document.isDirty, false, 'nothing is written into what is installed');
    await keyboard.press('Escape');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('says what does not exist, and Enter takes the name that was meant', async () => {
    await open();
    await keyboard.type('shelfkeeper Shelf.borow');
    await waitFor('.quick-input-list .monaco-list-row:has-text("has no “borow”")');
    await waitFor('.quick-input-list .monaco-list-row:has-text("did you mean")');
    await screenshot('api-absent');
    await keyboard.press('ArrowDown');
    await waitFor(`${focusedRow}:has-text("did you mean")`);
    await keyboard.press('Enter');
    await waitFor(`${focusedRow}:has-text("borrow(title: string, days: number): Book")`);
    await close();
  });

  test('finds by words, and says when nothing was found', async () => {
    await open();
    await keyboard.type('open the library of a town');
    await waitFor(`${focusedRow}:has-text("openLibrary")`);
    await keyboard.press('Control+A');
    await keyboard.type('xqz vwk');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Nothing was found")');
    await screenshot('api-nothing');
    await close();
  });

  test('begins with what stands at the cursor', async () => {
    const document = await vscode.workspace.openTextDocument(join(root, 'use.ts'));
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(3, 12, 3, 12) });
    await open();
    await waitFor(`${focusedRow}:has-text("borrow(title: string, days: number): Book")`);
    await screenshot('api-cursor');
    await close();
  });
});
