import * as vscode from 'vscode';
import { diffTitle } from '../evidenceText.ts';
import type { ReviewFile } from '../reviewState.ts';
import type { ReviewSession } from './reviewSession.ts';

/**
 * The two sides of a file's diff: the file as it is, and as it would be. The latter is a virtual document, and so is the
 * former where there is no file, or none any more once it is accepted.
 */
export type Side = 'before' | 'after';

const schemes: Readonly<Record<Side, string>> = { before: 'touchstone-before', after: 'touchstone-after' };

export function sideUri(session: ReviewSession, file: ReviewFile, side: Side): vscode.Uri {
  return session.uri(file.path).with({ scheme: schemes[side], authority: '', query: `${session.id}.${session.shown}` });
}

/**
 * The left side. A file that stays is its own: then an accept changes a line of it, where the editor takes a virtual
 * document of this size for a wholly new text.
 */
function leftUri(session: ReviewSession, file: ReviewFile): vscode.Uri {
  const isFile = file.kind === 'changed' && session.isThere(file);
  return isFile ? session.uri(file.path) : sideUri(session, file, 'before');
}

/** The file and side that a virtual document of this review shows. */
export function fileOf(session: ReviewSession, uri: vscode.Uri): { file: ReviewFile; side: Side } | undefined {
  const side = (['before', 'after'] as const).find((each) => schemes[each] === uri.scheme);
  const file = side && session.state.files.find((each) => sideUri(session, each, side).toString() === uri.toString());
  return side && file && { file, side };
}

/** Shows a file's diff, at a hunk when one is named. */
export async function openDiff(session: ReviewSession, file: ReviewFile, hunkId?: string): Promise<void> {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const title = diffTitle(name, file, session.proposal.evidence);
  const shown = session.view(file).shown;
  const at = (shown.find((each) => each.id === hunkId) ?? shown[0])?.hunk.newStart ?? 1;
  const selection = new vscode.Range(at - 1, 0, at - 1, 0);
  const [before, after] = [leftUri(session, file), sideUri(session, file, 'after')];
  const editor = vscode.window.activeTextEditor;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // The diff that has the keyboard need not be opened: that takes the editor several times as long.
  const isHere =
    input instanceof vscode.TabInputTextDiff &&
    [input.original, input.modified].join(' ') === [before, after].join(' ') &&
    editor?.document.uri.toString() === after.toString();
  if (isHere) {
    editor.selection = new vscode.Selection(selection.start, selection.end);
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    return;
  }
  const options: vscode.TextDocumentShowOptions = { preview: false, selection };
  await vscode.commands.executeCommand('vscode.diff', before, after, title, options);
}

/** Closes the diffs that `closes` picks; of any review, when it says nothing of the session. @returns whether there were any. */
export async function closeDiffs(closes: (after: vscode.Uri) => boolean): Promise<boolean> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.scheme === schemes.after && closes(input.modified),
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
  return tabs.length > 0;
}

/** The file and side of the diff that has the keyboard. */
function activeSide(session: ReviewSession, uri: vscode.Uri): { file: ReviewFile; side: Side } | undefined {
  const own = fileOf(session, uri);
  if (own) return own;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff) || input.original.toString() !== uri.toString()) return undefined;
  const right = fileOf(session, input.modified);
  return right && { file: right.file, side: 'before' };
}

/** The pending hunk that the cursor of a diff is in or nearest to. */
export function hunkAtCursor(session: ReviewSession): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const shown = editor && activeSide(session, editor.document.uri);
  if (!editor || !shown) return undefined;
  const line = editor.selection.active.line + 1;
  let nearest: { id: string; distance: number } | undefined;
  for (const { id, hunk } of session.view(shown.file).shown) {
    const [start, count] =
      shown.side === 'after' ? [hunk.newStart, hunk.added.length] : [hunk.oldStart, hunk.removed.length];
    const distance = Math.max(0, start - line, line - (start + Math.max(count, 1) - 1));
    if (!nearest || distance < nearest.distance) nearest = { id, distance };
  }
  return nearest?.id;
}

/** Gives the virtual documents their text and renews it as the review goes on. Keeps nothing of a closed one. */
export class DiffDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registrations: vscode.Disposable[];
  readonly #session: () => ReviewSession | undefined;
  /** What each open document was given: one whose text stays is not sent to the window again. */
  readonly #given = new Map<string, string>();

  constructor(session: () => ReviewSession | undefined) {
    this.#session = session;
    this.#registrations = Object.values(schemes).map((scheme) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#textOf(uri) ?? '';
    this.#given.set(uri.toString(), text);
    return text;
  }

  /** Renews the open documents of the review. */
  refresh(): void {
    const open = new Set<string>();
    for (const { uri } of vscode.workspace.textDocuments) {
      const text = this.#textOf(uri);
      if (text === undefined) continue;
      open.add(uri.toString());
      if (text !== this.#given.get(uri.toString())) this.#changed.fire(uri);
    }
    for (const key of this.#given.keys()) if (!open.has(key)) this.#given.delete(key);
  }

  #textOf(uri: vscode.Uri): string | undefined {
    const session = this.#session();
    const shown = session && fileOf(session, uri);
    if (!shown) return undefined;
    const { left, right } = session.view(shown.file);
    return shown.side === 'before' ? left : right;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations, this.#changed).dispose();
  }
}
