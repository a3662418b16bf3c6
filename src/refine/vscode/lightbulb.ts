import * as vscode from 'vscode';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import { languageOf } from '../../syntax/language.ts';
import { issueTitle, readIssueText } from '../issueText.ts';
import { issueIn, placeOf, type Issue } from './issue.ts';

/** What the lightbulb hands over. */
export interface NamedDiagnostic {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

/** A lightbulb on what a compiler, type checker or linter says of code: a quick fix that is proven by the tests. */
export function registerLightbulb(command: string): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, { diagnostics }) {
      // A language that no engine can write is none to promise a fix in.
      if (!vscode.workspace.isTrusted || languageOf(document.uri.path) === undefined) return [];
      if (!vscode.workspace.getWorkspaceFolder(document.uri)) return [];
      const [worst] = diagnostics
        .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
        .sort((a, b) => a.severity - b.severity);
      if (!worst) return [];
      const action = new vscode.CodeAction('Fix with Touchstone, proven by the tests', vscode.CodeActionKind.QuickFix);
      const argument: NamedDiagnostic = { uri: document.uri, diagnostic: worst };
      action.diagnostics = [worst];
      action.command = { command, title: action.title, arguments: [argument] };
      return [action];
    },
  };
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, kinds);
}

/** The diagnostic's words and place are the issue. */
export function diagnosticIssue({ uri, diagnostic }: NamedDiagnostic): Issue {
  const { folder, path } = placeOf(uri);
  const { message, source, code, range } = diagnostic;
  const number = typeof code === 'object' ? code.value : code;
  const who = [source, number].filter((each) => each !== undefined && each !== '').join(' ');
  const line = range.start.line + 1;
  const said = readIssueText(`${who === '' ? '' : `${who}: `}${message}`).text;
  const related = (diagnostic.relatedInformation ?? []).flatMap(({ location, message: words }) => {
    const where = pathIn(folder, location.uri);
    return where === undefined ? [] : [{ path: where, line: location.range.start.line + 1, message: words }];
  });
  return issueIn(
    folder,
    {
      about: `${issueTitle(said)} (${path}:${line})`,
      text: `${said}\nAt ${path}:${line}.`,
      selection: { path, startLine: line, endLine: Math.max(line, range.end.line + 1) },
      target: { kind: 'place', path, line, message, ...(source !== undefined && { source }) },
    },
    [{ path, line, message }, ...related],
  );
}
