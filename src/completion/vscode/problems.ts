import * as vscode from 'vscode';
import type { ContextProvider } from '../context.ts';
import { diagnosticPieces, type Problem } from '../diagnostics.ts';
import { commentMarks, shapeOf } from '../languageShape.ts';
import { documentAt, type PathOf } from './documents.ts';

/** What the editor's tools say of the code near the cursor. */
export function editorProblems(pathOf: PathOf): ContextProvider {
  return {
    pieces(place) {
      const document = documentAt(place.path, pathOf);
      const problems = document ? vscode.languages.getDiagnostics(document.uri).flatMap(problemOf) : [];
      return Promise.resolve(diagnosticPieces(place, problems, commentMarks(shapeOf(place.languageId))));
    },
  };
}

function problemOf({ severity, range, message, source }: vscode.Diagnostic): Problem[] {
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  if (severity !== error && severity !== warning) return [];
  return [
    {
      severity: severity === error ? 'error' : 'warning',
      line: range.start.line + 1,
      message,
      ...(source !== undefined && { source }),
    },
  ];
}
