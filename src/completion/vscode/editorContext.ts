import * as vscode from 'vscode';
import type { ContextProvider } from '../context.ts';
import type { MayRead } from '../recentEdits.ts';
import type { PathOf } from './documents.ts';
import { followEdits } from './followEdits.ts';
import { editorProblems } from './problems.ts';
import { followSeenFiles } from './seenFiles.ts';

/**
 * What only an editor knows about a place: what the user has just changed and looked at, and what is wrong near it.
 * @param mayRead see `createReadable`
 */
export function editorContext({
  pathOf,
  mayRead,
}: {
  readonly pathOf: PathOf;
  readonly mayRead: MayRead;
}): vscode.Disposable & { readonly providers: readonly ContextProvider[] } {
  // What git or a chat shows of a file is not the file.
  const deps = { mayRead, pathOf: (uri: vscode.Uri) => (uri.scheme === 'file' ? pathOf(uri) : undefined) };
  const edits = followEdits(deps);
  const seen = followSeenFiles({ ...deps, edited: () => edits.editedFiles });
  return {
    providers: [edits.provider, seen.provider, editorProblems(deps.pathOf)],
    dispose: () => void vscode.Disposable.from(edits, seen).dispose(),
  };
}
