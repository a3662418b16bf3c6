import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { keyboard, readTexts, untilIdle, waitFor, waitUntilGone } from './editor.ts';
import { until } from './observe.ts';

/** Ghost text as a person sees it: pale, at the cursor or below its line. */
const inLine = '.ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text, .ghost-text-preview';
const below =
  '.suggest-preview-additional-widget .view-line, .suggest-preview-text .view-line, .ghost-text-view-warning';

/** What can be read of it now, without its blanks at the ends. */
export async function ghostText(): Promise<string> {
  return [...(await readTexts(inLine)), ...(await readTexts(below))].join(' ').replace(/\s+/g, ' ').trim();
}

/** Waits until all of these words can be read in the ghost text. */
export async function untilGhost(text: string, seconds = 15): Promise<void> {
  await untilTrue(
    async () => (await ghostText()).replaceAll(' ', '').includes(text.replace(/\s+/g, '')),
    () => `ghost text “${text}”`,
    seconds,
  );
}

export async function untilNoGhost(): Promise<void> {
  await untilTrue(
    async () => (await ghostText()) === '',
    () => 'no ghost text',
    15,
  );
}

/** Opens a file of the workspace with this text, the cursor at its end and the keys in it. */
export async function openWith(path: string, text: string): Promise<vscode.TextEditor> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return focused(await vscode.workspace.openTextDocument(vscode.Uri.file(file)));
}

export async function focused(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await waitFor('.editor-instance .monaco-editor.focused');
  // A new editor has no ghost text before its window was idle once; who types earlier gets none for that key.
  await untilIdle();
  return editor;
}

/** Closes everything without a question, so that the next test begins with nothing. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await waitUntilGone('.editor-instance .monaco-editor.focused');
}

/** The last line of a document, as it is when it is that. */
export async function untilLastLine(document: vscode.TextDocument, text: string): Promise<void> {
  const last = (): string => document.lineAt(document.lineCount - 1).text;
  await until(() => last() === text, `the last line is “${text}”, not “${last()}”`);
}

/** What the status bar's item says to whoever looks closer. */
export async function untilStatus(text: string): Promise<void> {
  await waitFor(`.statusbar-item [aria-label*="${text}"]`);
}

/** Keys one by one, each when the one before has arrived in the document. */
export async function typeSlowly(document: vscode.TextDocument, text: string): Promise<void> {
  for (const key of text) {
    const { version } = document;
    await keyboard.type(key);
    await until(() => document.version > version, `“${key}” has arrived`);
  }
}

async function untilTrue(look: () => Promise<boolean>, what: () => string, seconds: number): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; !(await look());)
    assert.ok(Date.now() < deadline, `within ${seconds} s: ${what()}, but “${await ghostText()}”`);
}
