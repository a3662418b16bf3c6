import * as vscode from 'vscode';
import { offersAt, type NamedRange, type Offer } from '../offers.ts';
import { readyMadeOf, titled } from '../readyMade.ts';
import { explained, organise } from './actionKinds.ts';
import { symbolsIn } from './editTarget.ts';

/** What the lightbulb hands over: the definition or the lines that are meant. */
export interface OfferedEdit {
  readonly kind: Offer['kind'];
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

let latest: { readonly key: string; readonly symbols: Promise<readonly NamedRange[]> } | undefined;

/** The editor asks at every move of the cursor, and its symbols change with the text only. */
function symbolsOf(document: vscode.TextDocument): Promise<readonly NamedRange[]> {
  const key = `${document.version} ${document.uri.toString()}`;
  if (latest?.key !== key) latest = { key, symbols: symbolsIn(document).catch(() => []) };
  return latest.symbols;
}

/** @param command takes what is offered as its argument */
export async function offeredActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
  command: string,
): Promise<vscode.CodeAction[]> {
  // A selection of whole lines ends at the start of the next one.
  const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  const offers = offersAt({
    path: document.uri.path,
    lines: document.getText().split(/\r?\n/),
    selection: { first: range.start.line, last, isEmpty: range.isEmpty },
    symbols: await symbolsOf(document),
    diagnostics: diagnostics.map(({ code, message }) => ({
      code: String(typeof code === 'object' ? code.value : (code ?? '')),
      message,
    })),
  });
  return offers.map((offer) => actionOf(offer, document, range, diagnostics, command));
}

function actionOf(
  { kind, symbol, mends }: Offer,
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
  command: string,
): vscode.CodeAction {
  const mended = mends === undefined ? undefined : diagnostics[mends];
  const action = new vscode.CodeAction(titleOf(kind, symbol), mended ? vscode.CodeActionKind.QuickFix : kindOf(kind));
  if (mended) action.diagnostics = [mended];
  const lines = symbol && new vscode.Range(symbol.firstLine, 0, symbol.lastLine, Number.MAX_SAFE_INTEGER);
  const meant = symbol && kind === 'rename' ? range : lines && document.validateRange(lines);
  const argument: OfferedEdit = { kind, uri: document.uri, range: meant ?? range };
  action.command = { command, title: action.title, arguments: [argument] };
  return action;
}

function kindOf(kind: Offer['kind']): vscode.CodeActionKind {
  if (kind === 'explain') return explained;
  switch (readyMadeOf(kind).group) {
    case 'extract':
      return vscode.CodeActionKind.RefactorExtract;
    case 'source':
      return organise;
    case 'rewrite':
      return vscode.CodeActionKind.RefactorRewrite;
  }
}

/** “Document total with Touchstone” */
function titleOf(kind: Offer['kind'], symbol: NamedRange | undefined): string {
  if (kind === 'organiseImports') return 'Organise the imports with Touchstone';
  const name = symbol?.name ?? 'the selection';
  return `${kind === 'explain' ? `Explain ${name}` : titled(readyMadeOf(kind), name)} with Touchstone`;
}
