import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { editorText } from '../../text/lines.ts';
import { leftOverOf, mendingOf, type LeftOver } from '../interrupted.ts';
import type { AcceptJournal, NotedAccept, NotedFile } from '../node/acceptJournal.ts';
import { mendedText, removeLitter, restoreFile } from '../node/mendAccepts.ts';
import type { FileText } from '../reviewState.ts';

/**
 * Makes accepts whole that a killed editor or extension host has left in the middle: what the editor still holds
 * unsaved, after a restart too, counts as much as what is on disk.
 * @returns what to tell the user, a sentence or two for each, and whether to look again: the process of one is alive.
 */
export async function mendInEditor(
  journal: AcceptJournal,
  log: Log,
): Promise<{ told: readonly string[]; isAnotherAtWork: boolean }> {
  const told: string[] = [];
  const { accepts, isAnotherAtWork } = await journal.interrupted(log);
  for (const { accept, end } of accepts) {
    try {
      const leftOvers = await leftOversOf(accept);
      const mending = mendingOf(leftOvers);
      if (mending === 'take back') await takeBackFiles(accept, leftOvers, log);
      if (mending === 'finished') await saveAll(accept);
      await removeLitter(accept, mending !== 'finished');
      if (mending !== 'nothing to do') told.push(mendedText(accept, mending));
      await end();
    } catch (error) {
      log.error(`“${accept.title}” was cut off while it was written, and cannot be mended: ${describeError(error)}`);
    }
  }
  for (const each of told) log.warn(each);
  return { told, isAnotherAtWork };
}

/** What each file of an accept reads now, in its words. */
export function leftOversOf(accept: NotedAccept): Promise<LeftOver[]> {
  return Promise.all(accept.files.map(async (file) => leftOverOf(file, await readNow(uriOf(accept, file)))));
}

/** Puts back what reads as accepted, in one step that can be undone, and saves it where the accept had saved it. */
export async function takeBackFiles(accept: NotedAccept, leftOvers: readonly LeftOver[], log: Log): Promise<void> {
  const files = accept.files.filter((_, at) => leftOvers[at] === 'after' || leftOvers[at] === 'torn');
  const edit = new vscode.WorkspaceEdit();
  for (const file of files) {
    const uri = uriOf(accept, file);
    if (file.before === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else if (file.after === undefined) edit.createFile(uri, { contents: bytesOf(file), overwrite: true });
    else {
      const document = await vscode.workspace.openTextDocument(uri);
      edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), file.before);
    }
  }
  await vscode.workspace.applyEdit(edit);
  for (const file of files) {
    if (file.unsaved) continue;
    if (file.before !== undefined && file.after !== undefined) await saved(uriOf(accept, file));
    // An editor makes all line breaks of a file alike; and whatever went wrong, the disk has it as it was.
    if (!(await isOnDisk(accept, file))) await restoreFile(file);
  }
  for (const [at, file] of accept.files.entries())
    if (leftOvers[at] === 'other') log.warn(`${file.path} has been changed since, so it stays as it is.`);
}

async function saveAll(accept: NotedAccept): Promise<void> {
  for (const file of accept.files) if (file.after !== undefined && !file.unsaved) await saved(uriOf(accept, file));
}

async function saved(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
}

async function isOnDisk(accept: NotedAccept, file: NotedFile): Promise<boolean> {
  const bytes = await vscode.workspace.fs.readFile(uriOf(accept, file)).then(
    (found) => found,
    () => undefined,
  );
  return (bytes && Buffer.from(bytes).toString('base64')) === file.bytes;
}

/** What the editor has of a file, saved or not. */
async function readNow(uri: vscode.Uri): Promise<FileText> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    // A document that outlives its file is no file.
    return undefined;
  }
  return editorText((await vscode.workspace.openTextDocument(uri)).getText());
}

function bytesOf({ bytes }: NotedFile): Uint8Array {
  return Buffer.from(bytes ?? '', 'base64');
}

function uriOf({ root }: NotedAccept, { path }: NotedFile): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(root), path);
}
