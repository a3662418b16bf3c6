import * as vscode from 'vscode';
import { endingOf } from '../languageShape.ts';
import type { Moment } from '../shouldAsk.ts';
import type { DocumentChange } from '../survival.ts';

/** The editor's documents in completion's terms: `\n` line breaks, one number for a place, paths from the folder. */
export function momentOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
): Moment {
  const { selectedCompletionInfo: selected, triggerKind } = context;
  const editor = editorOf(document);
  return {
    path: pathOf(document),
    languageId: document.languageId,
    text: textOf(document),
    offset: offsetOf(document, position),
    trigger: triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'invoke' : 'typing',
    document: kindOf(document),
    isReadOnly: vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false,
    cursors: editor?.selections.length ?? 1,
    hasSelection: editor?.selections.some(({ isEmpty }) => !isEmpty) ?? false,
    ...(selected && {
      selected: { start: offsetOf(document, selected.range.start), text: withoutReturns(selected.text) },
    }),
  };
}

/** The same document a moment later, with the cursor where an accept has left it. */
export function momentAfter(editor: vscode.TextEditor): Moment {
  const context = {
    triggerKind: vscode.InlineCompletionTriggerKind.Automatic,
    selectedCompletionInfo: undefined,
  };
  return momentOf(editor.document, editor.selection.active, context);
}

export function textOf(document: vscode.TextDocument): string {
  return withoutReturns(document.getText());
}

export function offsetOf(document: vscode.TextDocument, position: vscode.Position): number {
  // Every line break of a document is of the same kind.
  return document.offsetAt(position) - (document.eol === vscode.EndOfLine.CRLF ? position.line : 0);
}

/**
 * In the order in which they hold one after the other: the editor gives places as they were before any of them, the
 * last one first.
 */
export function changesOf({ document, contentChanges }: vscode.TextDocumentChangeEvent): readonly DocumentChange[] {
  const isCrLf = document.eol === vscode.EndOfLine.CRLF;
  return [...contentChanges]
    .sort((a, b) => b.rangeOffset - a.rangeOffset)
    .map(({ range, rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset - (isCrLf ? range.start.line : 0),
      removed: rangeLength - (isCrLf ? range.end.line - range.start.line : 0),
      text: withoutReturns(text),
    }));
}

/** As the document breaks its lines. */
export function inDocument(document: vscode.TextDocument, text: string): string {
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

/** From the top of its folder; a text without a file has the ending of its language, which tells how to read it. */
function pathOf(document: vscode.TextDocument): string {
  const { uri, languageId } = document;
  const name = filePathOf(document);
  if (uri.scheme === 'file') return name;
  const ending = endingOf(languageId);
  const cell = uri.fragment === '' ? '' : `-${uri.fragment}`;
  return ending === undefined || name.endsWith(`.${ending}`) ? `${name}${cell}` : `${name}${cell}.${ending}`;
}

/** Of the file that the text is kept in: of a notebook for a cell. By its name alone where it is in no folder. */
export function filePathOf(document: vscode.TextDocument): string {
  const uri = fileOf(document);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return (folder && placeIn(folder, uri)) ?? uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

export function fileOf(document: vscode.TextDocument): vscode.Uri {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document.uri;
  const { notebookDocuments } = vscode.workspace;
  const holds = (notebook: vscode.NotebookDocument): boolean =>
    notebook.getCells().some((cell) => cell.document === document);
  return notebookDocuments.find(holds)?.uri ?? document.uri;
}

export function placeIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  const top = folder.uri.path.replace(/\/$/, '');
  return uri.path.startsWith(`${top}/`) ? uri.path.slice(top.length + 1) : undefined;
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active?.document === document) return active;
  return vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}

function kindOf({ uri }: vscode.TextDocument): Moment['document'] {
  switch (uri.scheme) {
    case 'file':
      return 'file';
    case 'untitled':
      return 'untitled';
    case 'vscode-notebook-cell':
      return 'notebookCell';
    default:
      return 'other';
  }
}

function withoutReturns(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}
