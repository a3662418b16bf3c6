import path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn, selectedLines, unsavedIn } from '../../base/vscode/folderFiles.ts';
import type { Place, WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import type { Selection } from '../localise.ts';
import type { FixTarget } from '../target.ts';

/** What the user wants fixed, from whichever entry, and the state of the editor that goes with it. */
export interface Issue {
  readonly folder: vscode.WorkspaceFolder;
  /** One line for a person: what is to be fixed. */
  readonly about: string;
  readonly text?: string;
  readonly selection?: Selection;
  readonly target?: FixTarget;
  /** What the editor reports, the most to the point first. */
  readonly diagnostics: readonly Reported[];
  /** What tells whether a diagnostic is gone. */
  readonly check?: TestCommand;
  /** Unsaved content by path: candidates start from what the user sees. */
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
}

/** What the editor says of a line. */
export type Reported = Place & { readonly message: string };

/** The issue with what the editor holds unsaved, and the errors that it shows. @param about those that it is about. */
export function issueIn(
  folder: vscode.WorkspaceFolder,
  what: Omit<Issue, 'folder' | 'unsaved' | 'diagnostics'>,
  about: readonly Reported[] = [],
): Issue {
  return {
    folder,
    ...what,
    unsaved: unsavedIn(folder),
    diagnostics: [...about, ...errorsIn(folder)].slice(0, mostReported),
  };
}

/** In a tree that does not compile one error leads to hundreds. */
const mostReported = 40;

function errorsIn(folder: vscode.WorkspaceFolder): Reported[] {
  const errors: Reported[] = [];
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    const path = pathIn(folder, uri);
    if (path === undefined) continue;
    for (const { severity, message, range } of diagnostics) {
      if (severity === vscode.DiagnosticSeverity.Error) errors.push({ path, line: range.start.line + 1, message });
      if (errors.length >= mostReported) return errors;
    }
  }
  return errors;
}

/** The file that an issue is about, else the one in the active editor. */
export function nearestFile({ folder, selection, target }: Issue): WorkspacePath | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return selection?.path ?? target?.path ?? (active && pathIn(folder, active));
}

/**
 * The workspace folder of a file, with the file's path in it.
 * @throws TouchstoneError for a file that is in none.
 */
export function placeOf(uri: vscode.Uri): { readonly folder: vscode.WorkspaceFolder; readonly path: WorkspacePath } {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const where = folder && pathIn(folder, uri);
  if (folder && where !== undefined) return { folder, path: where };
  throw new TouchstoneError(
    `${path.basename(uri.path)} is in no folder of this window, so no tests can be run for it.`,
    'Open the folder of its project and try again.',
  );
}

export function selectionIn(folder: vscode.WorkspaceFolder): Selection | undefined {
  const editor = vscode.window.activeTextEditor;
  const where = editor && !editor.selection.isEmpty ? pathIn(folder, editor.document.uri) : undefined;
  if (!editor || where === undefined) return undefined;
  const { first, last } = selectedLines(editor.selection);
  return { path: where, startLine: first, endLine: last };
}

/** "lines 3 to 7", "line 3" */
export function linesOf({ startLine, endLine }: Selection): string {
  return startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`;
}
