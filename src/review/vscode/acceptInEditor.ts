import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { TextEdit } from '../../text/edit.ts';
import { editorText } from '../../text/lines.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { planAccept, type AcceptPlan } from '../fileView.ts';
import { ReviewError, writableFile } from '../node/workspaceFile.ts';
import { acceptedIds, expect, type ReviewFile, type ReviewState } from '../reviewState.ts';

/** How accepting hunks ended. */
export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly files: readonly AcceptedFile[];
    }
  /** Nothing was changed. Both are whole sentences. */
  | { readonly kind: 'refused'; readonly path: WorkspacePath; readonly reason: string; readonly next: string };

export interface AcceptedFile {
  readonly path: WorkspacePath;
  /** The file's text, as an editor holds it, before and after. */
  readonly before: string;
  readonly after: string;
  /** `kept` had unsaved edits, so it was left for the user to save; `failed` could not be saved. */
  readonly saving: 'saved' | 'kept' | 'failed';
}

/**
 * Makes hunks in the user's documents as one undoable step, after checking that each still fits exactly one place.
 * Documents without unsaved edits are saved, so that a test run sees what was accepted.
 * @param willRead is told the state that knows the coming texts, right before they come.
 */
export async function acceptInEditor(
  state: ReviewState,
  ids: readonly string[],
  uriOf: (path: WorkspacePath) => vscode.Uri,
  willRead: (state: ReviewState) => void,
): Promise<Acceptance> {
  const files = state.files.filter((file) => file.hunks.some((hunk) => ids.includes(hunk.id)));
  const targets: Target[] = [];
  for (const file of files) {
    try {
      await writableFile(state.proposal.root, file.path);
      const document = await vscode.workspace.openTextDocument(uriOf(file.path));
      if (!document.isDirty && (await differsOnDisk(document))) {
        return refused(file.path, `${file.path} has just changed on disk.`, 'Look at the change and accept again.');
      }
      targets.push({ file, document });
    } catch (error) {
      if (error instanceof ReviewError) return refused(file.path, error.message, error.next);
      return refused(file.path, `${file.path} cannot be read: ${describeError(error)}`, 'Open it to see why.');
    }
  }

  // From here to `applyEdit` nothing is awaited, so no keystroke can come between the check and the edit.
  const edit = new vscode.WorkspaceEdit();
  const planned: PlannedFile[] = [];
  let expecting = state;
  for (const { file, document } of targets) {
    const wanted = file.hunks.filter((hunk) => ids.includes(hunk.id)).map((hunk) => hunk.id);
    const before = editorText(document.getText());
    const plan = planAccept(file, before, wanted);
    if (plan.kind === 'refused') return refused(file.path, ...refusal(file.path, plan));
    for (const each of plan.edits) edit.replace(document.uri, rangeOf(before, each), each.text);
    expecting = expect(expecting, file.path, before, acceptedIds(file));
    expecting = expect(expecting, file.path, plan.after, [...acceptedIds(file), ...wanted]);
    planned.push({ path: file.path, document, before, after: plan.after, wasDirty: document.isDirty });
  }
  willRead(expecting);
  if (!(await vscode.workspace.applyEdit(edit))) {
    const path = files[0]?.path ?? '';
    return refused(path, `${path} changed at the same moment, so nothing was applied.`, 'Accept again.');
  }

  const accepted: AcceptedFile[] = [];
  for (const { path, document, before, after, wasDirty } of planned) {
    const saving = wasDirty ? 'kept' : (await document.save()) ? 'saved' : 'failed';
    accepted.push({ path, before, after, saving });
  }
  return { kind: 'accepted', files: accepted };
}

interface PlannedFile {
  readonly path: WorkspacePath;
  readonly document: vscode.TextDocument;
  readonly before: string;
  readonly after: string;
  readonly wasDirty: boolean;
}

interface Target {
  readonly file: ReviewFile;
  readonly document: vscode.TextDocument;
}

/** The editor hears of a change on disk a moment late; saving over it would be refused or lose it. */
async function differsOnDisk(document: vscode.TextDocument): Promise<boolean> {
  const bytes = await vscode.workspace.fs.readFile(document.uri);
  const onDisk = await vscode.workspace.decode(bytes, { encoding: document.encoding });
  return editorText(onDisk) !== editorText(document.getText());
}

/** Where an edit of whole lines stands in a document that reads `text` but for its line breaks. */
function rangeOf(text: string, { start, end }: TextEdit): vscode.Range {
  const position = (offset: number) => {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    return new vscode.Position(text.slice(0, lineStart).split('\n').length - 1, offset - lineStart);
  };
  return new vscode.Range(position(start), position(end));
}

function refused(path: WorkspacePath, reason: string, next: string): Acceptance {
  return { kind: 'refused', path, reason, next };
}

function refusal(path: WorkspacePath, { reason }: AcceptPlan & { kind: 'refused' }): [string, string] {
  const next = 'Undo your edits there and accept again, or look for a fix again. Nothing was changed.';
  switch (reason) {
    case 'gone':
      return [`${path} has changed where this hunk goes.`, next];
    case 'ambiguous':
      return [`${path} has changed, and this hunk now fits more than one place.`, next];
    case 'overlap':
      return [`${path} has changed so that two hunks meet.`, 'Accept them one by one. Nothing was changed.'];
  }
}
