import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { unsavedIn } from '../../base/vscode/folderFiles.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import { splitCommand } from '../chatRequest.ts';
import { isPromptName, promptEnding, promptFolders, promptName, readPromptFile } from '../prompts/promptFile.ts';
import { promptVariables, wholeMentions } from '../prompts/promptPieces.ts';

const pattern = `**/{${promptFolders.join(',')}}/*${promptEnding}`;

/** What helps whoever writes a prompt file: its faults as problems, its variables and mentions while one types. */
export function createPromptEditor(): Disposable {
  const store = new DisposableStore();
  const problems = store.add(vscode.languages.createDiagnosticCollection('touchstone-prompt'));
  const look = (document: vscode.TextDocument): void => {
    if (vscode.languages.match({ pattern }, document) > 0) problems.set(document.uri, problemsOf(document));
  };
  store.add(vscode.workspace.onDidOpenTextDocument(look));
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)));
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)));
  store.add(vscode.languages.registerCompletionItemProvider({ pattern }, { provideCompletionItems: offers }, '{', '@'));
  for (const document of vscode.workspace.textDocuments) look(document);
  return store;
}

/** Opens one with a beginning in it. It is the user who saves it. */
export async function newPromptFile(
  folder: vscode.WorkspaceFolder,
  insert: (text: string) => Promise<void>,
): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: 'New Prompt File',
    prompt: 'The name by which you ask it in the chat, behind a slash',
    placeHolder: 'review-naming',
    ignoreFocusOut: true,
    validateInput: (text) => faultOf(text.trim()),
  });
  if (name === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, promptFolders[0], name.trim() + promptEnding);
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(isThere ? uri : uri.with({ scheme: 'untitled' }));
  await vscode.window.showTextDocument(document);
  if (document.getText() === '') await insert(beginning);
}

const beginning = `---
description: What it asks, in a few words
argument-hint: what to write behind its name
---

Look at \${selection}.
`;

function faultOf(name: string): string | undefined {
  if (!isPromptName(name)) return 'Begin with a letter or digit; then letters, digits, “-”, “_” and “.”.';
  return isCommandName(name) ? `/${name} is a command of the chat. Take another name.` : undefined;
}

const isCommandName = (name: string): boolean => splitCommand(`/${name}`).command !== undefined;

function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  const found = readPromptFile(document.getText()).faults.map(({ line, start, end, message, next }) =>
    problem(new vscode.Range(line - 1, start, line - 1, end), `${message} ${next}`),
  );
  const name = promptName(path.posix.basename(document.uri.path));
  const top = new vscode.Range(0, 0, 0, 0);
  if (name === undefined)
    found.push(problem(top, 'Its name cannot be asked. Begin it with a letter, and use no signs.'));
  else if (isCommandName(name))
    found.push(problem(top, `/${name} is a command of the chat, so this file is never asked. Give it another name.`));
  return found;
}

function problem(range: vscode.Range, message: string): vscode.Diagnostic {
  const made = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  made.source = 'Touchstone';
  return made;
}

async function offers(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.CompletionItem[]> {
  const before = document.lineAt(at.line).text.slice(0, at.character);
  const variable = /\$\{\w*$/.exec(before)?.[0];
  if (variable !== undefined) return variableOffers(replaced(document, at, variable.length - 2));
  const mention = /(?:^|[\s(])@([\w:./-]*)$/.exec(before)?.[1];
  return mention === undefined ? [] : mentionOffers(document, replaced(document, at, mention.length));
}

/** From so many signs before the cursor to the end of the word; a closing brace that the editor has put there too. */
function replaced(document: vscode.TextDocument, at: vscode.Position, back: number): vscode.Range {
  const behind = /^\w*\}?/.exec(document.lineAt(at.line).text.slice(at.character))?.[0].length ?? 0;
  return new vscode.Range(at.translate(0, -back), at.translate(0, behind));
}

function variableOffers(range: vscode.Range): vscode.CompletionItem[] {
  const rows = promptVariables.map(({ name, about }) => item(name, about, vscode.CompletionItemKind.Variable, range));
  for (const row of rows) row.insertText = `${row.label as string}}`;
  const input = item('input', 'Asked of whoever uses the prompt', vscode.CompletionItemKind.Variable, range);
  input.insertText = new vscode.SnippetString('input:${1:name}:${2:what to write}\\}');
  return [...rows, input];
}

async function mentionOffers(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CompletionItem[]> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.workspace.workspaceFolders?.[0];
  const paths = folder ? await openWorkspaceFiles(folder.uri.fsPath, unsavedIn(folder)).paths() : [];
  return [
    ...wholeMentions.map(({ word, about }) => item(word, about, vscode.CompletionItemKind.Keyword, range)),
    ...['file:', 'folder:', 'symbol:'].map((word) => item(word, '', vscode.CompletionItemKind.Keyword, range)),
    ...paths
      .filter((one) => !/\s/.test(one))
      .slice(0, mostFiles)
      .map((one) => item(`file:${one}`, '', vscode.CompletionItemKind.File, range)),
  ];
}

const mostFiles = 2000;

function item(
  label: string,
  about: string,
  kind: vscode.CompletionItemKind,
  range: vscode.Range,
): vscode.CompletionItem {
  const made = new vscode.CompletionItem(label, kind);
  made.range = range;
  if (about !== '') made.detail = about;
  return made;
}
