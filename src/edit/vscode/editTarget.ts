import path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn, selectedLines } from '../../base/vscode/folderFiles.ts';
import type { EditPlace, EditRequest } from '../editRequest.ts';
import type { NamedRange } from '../offers.ts';

/** What an edit is about: a file of the workspace, and where in it. */
export interface EditTarget {
  readonly folder: vscode.WorkspaceFolder;
  readonly document: vscode.TextDocument;
  readonly selection: vscode.Range;
  /** Relative to the folder. */
  readonly path: string;
}

/** @throws TouchstoneError where nothing can be edited, with what to do about it */
export function activeTarget(): EditTarget {
  if (vscode.window.activeNotebookEditor && !vscode.window.activeTextEditor) throw notebook();
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new TouchstoneError('No file is open to edit.', 'Open a file and select what is to be changed.');
  return targetIn(editor.document, editor.selection);
}

/** @throws TouchstoneError as `activeTarget` does */
export function targetIn(document: vscode.TextDocument, selection: vscode.Range): EditTarget {
  const { uri } = document;
  const name = path.basename(uri.path);
  if (uri.scheme === 'vscode-notebook-cell' || /\.ipynb$/i.test(uri.path)) throw notebook();
  if (uri.scheme === 'untitled')
    throw new TouchstoneError(`${name} is not a file yet.`, 'Save it in a folder of this window and ask again.');
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const where = folder && pathIn(folder, uri);
  if (uri.scheme === 'file' && (!folder || where === undefined))
    throw new TouchstoneError(
      `${name} is in no folder of this window.`,
      'Open the folder that it is in, and ask there.',
    );
  if (!folder || where === undefined)
    throw new TouchstoneError(`${name} cannot be edited here.`, 'Open the file itself and ask there.');
  return { folder, document, selection, path: where };
}

const notebook = (): TouchstoneError =>
  new TouchstoneError(
    'Cells of a notebook cannot be edited by Touchstone.',
    'Move the code into a file of its own, or edit the cell by hand.',
  );

/** The lines that are selected, or the one of the cursor; of a file that is selected whole, the file. */
export function selectedPlace({ path: where, document, selection }: EditTarget): EditPlace {
  const lines = selectedLines(selection);
  const isAll = selection.start.isEqual(new vscode.Position(0, 0)) && lines.last >= contentLines(document);
  if (!selection.isEmpty && isAll) return { path: where };
  if (selection.isEmpty) return { path: where, lines };
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  return { path: where, lines, offsets: { start, end } };
}

/** Without the empty one that the last line break opens. */
const contentLines = (document: vscode.TextDocument): number =>
  document.lineAt(document.lineCount - 1).text === '' ? document.lineCount - 1 : document.lineCount;

/** “src/a.ts, lines 3 to 7” */
export function placeWords({ path: where, lines }: EditPlace): string {
  if (!lines) return where;
  return lines.first === lines.last
    ? `${where}, line ${lines.first}`
    : `${where}, lines ${lines.first} to ${lines.last}`;
}

/** What the editor reports of the file, the nearest first. */
export function reportedNear({
  path: where,
  document,
  selection,
}: EditTarget): NonNullable<EditRequest['diagnostics']> {
  const distance = ({ range }: vscode.Diagnostic): number =>
    Math.max(0, selection.start.line - range.end.line, range.start.line - selection.end.line);
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .sort((a, b) => distance(a) - distance(b) || a.severity - b.severity)
    .slice(0, mostReported)
    .map(({ range, message }) => ({ path: where, line: range.start.line + 1, message }));
}

const mostReported = 10;

/** What the editor's own languages say is defined in a file; nothing where no language does. Outermost first. */
export async function symbolsIn(document: vscode.TextDocument): Promise<readonly NamedRange[]> {
  const found = await vscode.commands.executeCommand<readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const ranges: NamedRange[] = [];
  const add = (symbol: vscode.DocumentSymbol | vscode.SymbolInformation): void => {
    const isNested = 'children' in symbol;
    const range = isNested ? symbol.range : symbol.location.range;
    ranges.push({
      name: symbol.name.replace(/\(.*$/s, ''),
      kind: kindOf(symbol.kind),
      firstLine: range.start.line,
      lastLine: range.end.line,
      nameLine: isNested ? symbol.selectionRange.start.line : range.start.line,
    });
    if (isNested) symbol.children.forEach(add);
  };
  found?.forEach(add);
  return ranges;
}

function kindOf(kind: vscode.SymbolKind): NamedRange['kind'] {
  switch (kind) {
    case vscode.SymbolKind.Function:
    case vscode.SymbolKind.Method:
    case vscode.SymbolKind.Constructor:
      return 'callable';
    case vscode.SymbolKind.Class:
    case vscode.SymbolKind.Interface:
    case vscode.SymbolKind.Struct:
    case vscode.SymbolKind.Enum:
      return 'type';
    default:
      return 'other';
  }
}
