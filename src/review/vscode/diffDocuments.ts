import * as vscode from 'vscode';
import { diffTitle } from '../evidenceText.ts';
import type { ReviewFile } from '../reviewState.ts';
import type { ReviewSession } from './reviewSession.ts';

/** The two sides of a file's diff are virtual documents: the file as it is, and as it would be. */
export type Side = 'before' | 'after';

const schemes: Readonly<Record<Side, string>> = { before: 'touchstone-before', after: 'touchstone-after' };

export function sideUri(session: ReviewSession, file: ReviewFile, side: Side): vscode.Uri {
  return session.uri(file.path).with({ scheme: schemes[side], authority: '', query: `${session.id}.${session.shown}` });
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
  const title = diffTitle(name, file.hunks.length, session.proposal.evidence);
  const shown = session.view(file).shown;
  const at = (shown.find((each) => each.id === hunkId) ?? shown[0])?.hunk.newStart ?? 1;
  const options: vscode.TextDocumentShowOptions = { preview: false, selection: new vscode.Range(at - 1, 0, at - 1, 0) };
  const [before, after] = [sideUri(session, file, 'before'), sideUri(session, file, 'after')];
  await vscode.commands.executeCommand('vscode.diff', before, after, title, options);
}

/** Closes the diffs that `closes` picks; of any review, when it says nothing of the session. */
export async function closeDiffs(closes: (after: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.scheme === schemes.after && closes(input.modified),
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}

/** Gives the virtual documents their text and renews it as the review goes on. Keeps nothing of a closed one. */
export class DiffDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registrations: vscode.Disposable[];
  readonly #session: () => ReviewSession | undefined;

  constructor(session: () => ReviewSession | undefined) {
    this.#session = session;
    this.#registrations = Object.values(schemes).map((scheme) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const session = this.#session();
    const shown = session && fileOf(session, uri);
    if (!shown) return '';
    const { left, right } = session.view(shown.file);
    return shown.side === 'before' ? left : right;
  }

  /** Renews the open documents of the review. */
  refresh(): void {
    const session = this.#session();
    for (const { uri } of vscode.workspace.textDocuments) {
      if (session && fileOf(session, uri)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations, this.#changed).dispose();
  }
}
