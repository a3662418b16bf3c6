import * as vscode from 'vscode';
import { editorText } from '../../text/lines.ts';
import type { ContextProvider } from '../context.ts';
import { RecentEdits, type LineEdit, type MayRead } from '../recentEdits.ts';
import { documentAt, type PathOf } from './documents.ts';

export interface FollowedEdits extends vscode.Disposable {
  readonly provider: ContextProvider;
  /** The latest first. */
  readonly editedFiles: readonly string[];
}

/** Watches what the user types in any file, and tells of it where it helps. What is not the user's typing is no edit. */
export function followEdits({
  pathOf,
  mayRead,
}: {
  readonly pathOf: PathOf;
  readonly mayRead: MayRead;
}): FollowedEdits {
  const edits = new RecentEdits();
  const { workspace } = vscode;
  const withPath = (document: vscode.TextDocument, act: (path: string) => void): void => {
    const path = pathOf(document.uri);
    if (path !== undefined) act(path);
  };
  const textOf = (path: string): string | undefined => {
    const document = documentAt(path, pathOf);
    return document && editorText(document.getText());
  };
  const open = (document: vscode.TextDocument): void =>
    withPath(document, (path) => edits.follow(path, editorText(document.getText())));
  for (const document of workspace.textDocuments) open(document);
  const listening = vscode.Disposable.from(
    workspace.onDidOpenTextDocument(open),
    workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) =>
      withPath(document, (path) => {
        if (contentChanges.length === 0) return;
        // Another program has written the file. Undoing leads back to what is saved too.
        if (!document.isDirty && reason === undefined) return edits.replace(path, editorText(document.getText()));
        edits.edit(path, contentChanges.map(lineEdit), Date.now());
      }),
    ),
    workspace.onDidCloseTextDocument((document) =>
      withPath(document, (path) => edits.close(path, editorText(document.getText()))),
    ),
    workspace.onDidDeleteFiles(({ files }) => forget(files)),
    workspace.onDidRenameFiles(({ files }) => forget(files.map(({ oldUri }) => oldUri))),
  );
  function forget(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      const path = pathOf(uri);
      if (path !== undefined) edits.forget(path);
    }
  }
  return {
    provider: { pieces: (place) => Promise.resolve(edits.near(place, { now: Date.now(), mayRead, textOf })) },
    get editedFiles() {
      return edits.editedFiles;
    },
    dispose: () => void listening.dispose(),
  };
}

function lineEdit({ range, text }: vscode.TextDocumentContentChangeEvent): LineEdit {
  return {
    line: range.start.line,
    removed: range.end.line - range.start.line,
    added: text.split(/\r\n|\r|\n/).length - 1,
  };
}
