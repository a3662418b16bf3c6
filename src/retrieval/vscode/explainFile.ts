import * as vscode from 'vscode';
import type { RuleSource } from '../indexStatus.ts';
import { sentenceOf } from '../indexWords.ts';
import { explainState } from '../whyNot.ts';
import type { IndexSet } from './indexSet.ts';

/** **Touchstone: Why Is This File Not Indexed?** One sentence, and a button that goes to what would change it. */
export async function explainFile(indexes: IndexSet, uri: vscode.Uri | undefined, signal: AbortSignal): Promise<void> {
  indexes.start();
  const file = uri ?? activeFile();
  const [held] = file ? indexes.holding(file).sort((a, b) => a.path.length - b.path.length) : [];
  if (!held) {
    const name = file ? `“${vscode.workspace.asRelativePath(file)}” is not indexed: it` : 'What is active';
    void vscode.window.showInformationMessage(
      file?.scheme === 'untitled'
        ? `${name} is in no file yet. Save it into a folder of the workspace.`
        : `${name} is no file of a folder of this workspace. Add its folder to the workspace to index it.`,
    );
    return;
  }
  const index = await held.index.opened(signal);
  if (!index) {
    void vscode.window.showInformationMessage(`“${held.path}” is not indexed. ${sentenceOf(held.index.stand)}`);
    return;
  }
  await held.index.tellChanges();
  const { sentence, mend } = explainState(held.path, await index.fileState(held.path));
  if (!mend) return void vscode.window.showInformationMessage(sentence);
  const button = mend.kind === 'setting' ? 'Open Setting' : `Open ${mend.file.split(/[\\/]/).at(-1) ?? ''}`;
  // Not awaited: the command has ended, whether or not anyone answers.
  void vscode.window.showInformationMessage(sentence, button).then((choice) => {
    if (choice !== undefined) void openRule(mend);
  });
}

async function openRule(rule: RuleSource): Promise<void> {
  switch (rule.kind) {
    case 'file':
      await vscode.window.showTextDocument(vscode.Uri.file(rule.file));
      return;
    case 'setting':
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${rule.setting}`);
  }
}

/** Of any kind of editor: a picture is not indexed either, and says so. */
function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
  )
    return input.uri;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return vscode.window.activeTextEditor?.document.uri;
}
