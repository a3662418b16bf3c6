import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { languageOf } from '../../src/syntax/language.ts';
import { createParser } from '../../src/syntax/node/parser.ts';
import { faultsOf } from '../../src/syntax/walk.ts';
import { startOpenAiServer, type OpenAiServer } from '../fakes/openaiServer.ts';
import { editCases, type EditCase } from './editCases.ts';
import { chooseScripted } from './harness/chosenModel.ts';
import { waitForNotification } from './harness/observe.ts';

/** Every instruction through the command itself, the worker, a model over HTTP, the review and an accept. */
suite('instruction edits, end to end with a scripted model', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  let server: OpenAiServer;
  let touchstone: TouchstoneApi;
  let parser: ReturnType<typeof createParser>;
  let answers: readonly string[] = [];
  let asked = 0;
  let applied = 0;

  suiteSetup(async () => {
    server = await startOpenAiServer({
      models: ['scripted'],
      reply: () => answers[asked++] ?? 'I have nothing to add.',
    });
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(extension);
    touchstone = await extension.activate();
    parser = createParser({ grammars: join(extension.extensionPath, 'dist', 'grammars') });
    await chooseScripted(server.baseUrl);
  });
  suiteTeardown(async () => {
    await chooseScripted(undefined);
    parser.dispose();
    await server.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  teardown(() => vscode.commands.executeCommand('touchstone.review.clear'));

  for (const each of editCases)
    test(each.name, async () => {
      const document = await opened(each);
      answers = each.answers;
      asked = 0;
      await vscode.commands.executeCommand('touchstone.edit', { instruction: each.instruction });
      assert.equal(asked, each.answers.length, 'how often the model was asked');
      const shown = touchstone.review.shown;
      assert.equal(shown?.proposal.title, 'What was asked for');
      assert.equal(document.getText(), `${each.unsaved ?? ''}${each.before}`, 'nothing is written before an accept');
      await vscode.commands.executeCommand('touchstone.review.acceptAll');
      await reads(document, each.after);
      for (const [path, [, after]] of Object.entries(each.others ?? {}))
        await reads(await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, path)), after);
      await vscode.commands.executeCommand('notifications.clearAll');
      if (document.isDirty) await document.save();
      applied++;
    });

  test(`all ${editCases.length} were applied as meant, and parse`, () => assert.equal(applied, editCases.length));

  test('a notebook is refused, with the reason', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = 1', 'python');
    const file = vscode.Uri.joinPath(root, 'some.ipynb');
    writeFileSync(file.fsPath, JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(file);
    const insert = new vscode.WorkspaceEdit();
    insert.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [cell])]);
    await vscode.workspace.applyEdit(insert);
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('touchstone.edit', { instruction: 'add one' });
    await waitForNotification('Cells of a notebook cannot be edited by Touchstone.');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('what is no file yet is refused, with the next step', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'let a = 1;\n' }));
    await vscode.commands.executeCommand('touchstone.edit', { instruction: 'add one' });
    await waitForNotification('Save it in a folder of this window and ask again.');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('an answer that cannot be used twice changes nothing, and says why', async () => {
    const range = editCases[0]!;
    const document = await opened({ ...range, path: 'none/range.ts' });
    answers = ['I would rather not.', 'No.'];
    asked = 0;
    await vscode.commands.executeCommand('touchstone.edit', { instruction: 'Include both ends.' });
    assert.equal(touchstone.review.shown, undefined);
    assert.equal(document.getText(), range.before);
    await waitForNotification('The model’s answer could not be used.'.replace('’', "'"));
  });

  async function opened({ path, before, lines, others = {}, unsaved }: EditCase): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    write(path, before);
    for (const [other, [text]] of Object.entries(others)) if (text !== undefined) write(other, text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, path));
    const editor = await vscode.window.showTextDocument(document);
    if (unsaved !== undefined) await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), unsaved));
    const last = document.lineCount - 1;
    const [from, to] = lines === 'all' ? [1, last + 1] : (lines ?? [1, 1]);
    const end = document.lineAt(Math.min(to, last + 1) - 1).range.end;
    editor.selection = lines
      ? new vscode.Selection(new vscode.Position(from - 1, 0), end)
      : new vscode.Selection(0, 0, 0, 0);
    return document;
  }

  function write(path: string, text: string): void {
    const file = join(root.fsPath, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** As it is meant to be, byte by byte, and a program still. */
  async function reads(document: vscode.TextDocument, text: string): Promise<void> {
    assert.equal(document.getText(), text);
    if (/\.json$/.test(document.uri.path)) JSON.parse(text);
    const language = languageOf(document.uri.path);
    if (!language) return;
    const tree = await parser.parse(language, text);
    assert.equal(faultsOf(tree.root), 0);
    tree.dispose();
  }
});
