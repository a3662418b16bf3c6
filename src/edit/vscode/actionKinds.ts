import * as vscode from 'vscode';

/** Not below `source.organizeImports`: what the editor runs on saving must not open a review. */
export const organise = vscode.CodeActionKind.Source.append('touchstone');
export const explained = vscode.CodeActionKind.Empty.append('touchstone.explain');
