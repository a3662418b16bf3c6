import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { editorText } from '../../text/lines.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { KeptFile } from '../checkpoint.ts';
import { planAccept, type AcceptPlan, type RefusedPlan } from '../fileView.ts';
import type { AcceptJournal, NotedAccept, NotedFile } from '../node/acceptJournal.ts';
import { deletableFile, freePlace, ReviewError, writableFile } from '../node/workspaceFile.ts';
import { acceptedIds, expect, type FileText, type ReviewFile, type ReviewState } from '../reviewState.ts';
import { leftOversOf, takeBackFiles } from './takeBack.ts';

/** How accepting hunks ended. */
export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly files: readonly AcceptedFile[];
      /** What takes it back. */
      readonly noted: NotedAccept;
    }
  /** Nothing was changed. Both are whole sentences. */
  | { readonly kind: 'refused'; readonly path: WorkspacePath; readonly reason: string; readonly next: string };

export interface AcceptedFile {
  readonly path: WorkspacePath;
  /** The file's text, as an editor holds it, before and after. */
  readonly before: FileText;
  readonly after: FileText;
  /** `kept` had unsaved edits, so it was left for the user to save; `failed` could not be saved. */
  readonly saving: 'saved' | 'kept' | 'failed';
}

export interface AcceptDeps {
  readonly uriOf: (path: WorkspacePath) => vscode.Uri;
  readonly journal: AcceptJournal;
  readonly log: Log;
  /** Told what the files read, before anything is written. */
  readonly willAccept: (files: readonly KeptFile[]) => Promise<void>;
  /** Told what makes a state know the coming texts, right before they come. */
  readonly willRead: (expecting: (state: ReviewState) => ReviewState) => void;
}

/**
 * Makes hunks in the user's documents as one undoable step, after checking that each still fits exactly one place.
 * Documents without unsaved edits are saved, so that a test run sees what was accepted. What is written is noted
 * before, so that an editor that is killed meanwhile can make it whole.
 */
export async function acceptInEditor(
  state: ReviewState,
  ids: readonly string[],
  deps: AcceptDeps,
): Promise<Acceptance> {
  const wanted = new Set(ids);
  const targets: Target[] = [];
  for (const file of state.files.filter(({ hunks }) => hunks.some((hunk) => wanted.has(hunk.id)))) {
    const own = file.hunks.filter((hunk) => wanted.has(hunk.id)).map((hunk) => hunk.id);
    const target = await findTarget(state, file, own, deps.uriOf(file.path));
    if ('kind' in target) return target;
    targets.push(target);
  }
  const [first] = targets;
  if (!first) return refused('', 'There is nothing to accept.', 'Select a hunk that is pending.');

  // Somebody may type while the note is written; then it is written anew.
  for (let tries = 3; tries > 0; tries--) {
    const planned: Planned[] = [];
    for (const target of targets) {
      const before = readsNow(target);
      const plan = planAccept(target.file, before, target.ids);
      if (plan.kind === 'refused') return refused(target.file.path, ...refusal(target.file.path, plan.reason));
      planned.push({ target, before, plan });
    }
    const noted = noteOf(state, planned);
    const [end] = await Promise.all([
      deps.journal.begin(noted),
      deps.willAccept(targets.map(({ file, document }) => ({ path: file.path, text: document?.getText() }))),
    ]);
    // From here to `applyEdit` nothing is awaited, so no keystroke can come between the check and the edit.
    if (planned.some(({ target, before }) => readsNow(target) !== before)) {
      await end();
      continue;
    }
    deps.willRead((now) =>
      planned.reduce((expecting, { target: { file, ids: own }, before, plan }) => {
        const known = expect(expecting, file.path, before, acceptedIds(file));
        return expect(known, file.path, plan.after, [...acceptedIds(file), ...own]);
      }, now),
    );
    if (!(await isApplied(editOf(planned)))) {
      await takeBackFiles(noted, await leftOversOf(noted), deps.log);
      await end();
      break;
    }
    const files: AcceptedFile[] = [];
    for (const [at, { target, before, plan }] of planned.entries()) {
      const isKept = noted.files[at]?.unsaved === true;
      const isWritten = plan.kind !== 'edits' || (!isKept && (await isSaved(target.document)));
      const saving = isWritten ? 'saved' : isKept ? 'kept' : 'failed';
      files.push({ path: target.file.path, before, after: plan.after, saving });
    }
    await end();
    return { kind: 'accepted', files, noted };
  }
  const { path } = first.file;
  return refused(path, `${path} changed at the same moment, so nothing was applied.`, 'Accept again.');
}

/** A window that is late with what it has just applied finds nothing to save at first. */
async function isSaved(document: vscode.TextDocument | undefined): Promise<boolean> {
  for (let tries = 1; document; tries++) {
    if (await document.save()) return true;
    if (tries === mostSaves) return false;
    await new Promise((resolve) => setTimeout(resolve, saveAgainMs * tries));
  }
  return false;
}

const mostSaves = 3;
const saveAgainMs = 150;

/** A file that hunks go to, as it was found. */
interface Target {
  readonly file: ReviewFile;
  readonly ids: readonly string[];
  readonly uri: vscode.Uri;
  /** `undefined` when there is no file. */
  readonly document: vscode.TextDocument | undefined;
  readonly real: string;
  readonly mode: number | undefined;
  /** What is on disk. */
  readonly bytes: Uint8Array | undefined;
  /** What a new file gets. */
  readonly contents: Uint8Array;
  readonly folders: readonly string[];
}

interface Planned {
  readonly target: Target;
  readonly before: FileText;
  readonly plan: Exclude<AcceptPlan, { kind: 'refused' }>;
}

async function findTarget(
  state: ReviewState,
  file: ReviewFile,
  ids: readonly string[],
  uri: vscode.Uri,
): Promise<Target | (Acceptance & { kind: 'refused' })> {
  const { root, changes } = state.proposal;
  const { path, kind } = file;
  try {
    if (kind === 'created') {
      const { real, folders } = await freePlace(root, path);
      const [only] = file.hunks;
      // As it was proposed to the letter, unless the user has edited it.
      const text = only?.isEdited ? only.hunk.added.join('') : changes.find((change) => change.path === path)?.after;
      const contents = await vscode.workspace.encode(text ?? '', { uri });
      return { file, ids, uri, document: undefined, real, mode: undefined, bytes: undefined, contents, folders };
    }
    const { real, mode } = await (kind === 'deleted' ? deletableFile : writableFile)(root, path);
    const document = await vscode.workspace.openTextDocument(uri);
    if (kind === 'deleted' && document.isDirty)
      return refused(path, `${path} is to be deleted and has unsaved edits.`, 'Save or undo them and accept again.');
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (!document.isDirty && (await differsOnDisk(document, bytes)))
      return refused(path, `${path} has just changed on disk.`, 'Look at the change and accept again.');
    return { file, ids, uri, document, real, mode, bytes, contents: new Uint8Array(), folders: [] };
  } catch (error) {
    if (error instanceof ReviewError) return refused(path, error.message, error.next);
    return refused(path, `${path} cannot be read: ${describeError(error)}`, 'Open it to see why.');
  }
}

const readsNow = ({ document }: Target): FileText => document && editorText(document.getText());

/** What the note says of the accept: a note of the texts, for what the editor will write is the editor's. */
function noteOf({ proposal }: ReviewState, planned: readonly Planned[]): NotedAccept {
  return {
    root: proposal.root,
    title: proposal.title,
    temporaries: [],
    folders: [...new Set(planned.flatMap(({ target }) => target.folders))].sort((a, b) => a.length - b.length),
    files: planned.map(({ target: { file, real, mode, bytes, document }, before, plan }): NotedFile => ({
      ...{ path: file.path, real, mode, before, after: plan.after },
      bytes: bytes && Buffer.from(bytes).toString('base64'),
      ...(document?.isDirty && { unsaved: true }),
    })),
  };
}

/** Texts first: the editor checks their versions and refuses as a whole, which files on disk cannot. */
function editOf(planned: readonly Planned[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { target, before, plan } of planned) {
    if (plan.kind !== 'edits') continue;
    const positions = positionsOf(before ?? '');
    for (const each of plan.edits)
      edit.replace(target.uri, new vscode.Range(positions(each.start), positions(each.end)), each.text);
  }
  for (const { target, plan } of planned) {
    if (plan.kind === 'create') edit.createFile(target.uri, { contents: target.contents });
    if (plan.kind === 'delete') edit.deleteFile(target.uri);
  }
  return edit;
}

async function isApplied(edit: vscode.WorkspaceEdit): Promise<boolean> {
  try {
    return await vscode.workspace.applyEdit(edit);
  } catch {
    return false;
  }
}

/** The editor hears of a change on disk a moment late; saving over it would be refused or lose it. */
async function differsOnDisk(document: vscode.TextDocument, bytes: Uint8Array): Promise<boolean> {
  // To ask the window is to send it the whole file and back. What is no UTF-8 is read in its own way.
  const plain = document.encoding.startsWith('utf8') ? new TextDecoder().decode(bytes) : undefined;
  const isRead = plain !== undefined && !plain.includes('\uFFFD');
  const onDisk = isRead ? plain : await vscode.workspace.decode(bytes, { encoding: document.encoding });
  return editorText(onDisk) !== editorText(document.getText());
}

/** Where offsets stand in a document that reads `text` but for its line breaks. Asked in rising order. */
function positionsOf(text: string): (offset: number) => vscode.Position {
  let line = 0;
  let lineStart = 0;
  return (offset) => {
    if (offset < lineStart) [line, lineStart] = [0, 0];
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < offset; end = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = end + 1;
    }
    return new vscode.Position(line, offset - lineStart);
  };
}

function refused(path: WorkspacePath, reason: string, next: string): Acceptance & { kind: 'refused' } {
  return { kind: 'refused', path, reason, next };
}

function refusal(path: WorkspacePath, reason: RefusedPlan): [string, string] {
  const next = 'Undo your edits there and accept again, or look for a fix again. Nothing was changed.';
  switch (reason) {
    case 'gone':
      return [`${path} has changed where this hunk goes.`, next];
    case 'ambiguous':
      return [`${path} has changed, and this hunk now fits more than one place.`, next];
    case 'overlap':
      return [`${path} has changed so that two hunks meet.`, 'Accept them one by one. Nothing was changed.'];
    case 'missing':
      return [`${path} is not there any more.`, 'Restore the file, or look for a fix again. Nothing was changed.'];
    case 'came':
      return [`${path} is there by now.`, 'Move that file away and accept again. Nothing was changed.'];
    case 'touched':
      return [`${path} has changed since it was proposed to delete it.`, next];
  }
}
