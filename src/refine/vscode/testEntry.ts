import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { readIssueText } from '../issueText.ts';
import type { TestReader } from '../node/testReader.ts';
import { describeTarget, type FixTarget } from '../target.ts';
import { siteAt } from '../../testing/testSites.ts';
import { issueIn, placeOf, type Issue } from './issue.ts';

/** A test that the user points at: in the Testing view, in a test's message, by a code lens or by the cursor. */

/** @param argument what the editor hands to a command of the Testing view's menus; else the cursor counts. */
export async function testIssue(argument: unknown, reader: () => Promise<TestReader>): Promise<Issue> {
  if (isItem(argument)) return itemIssue(argument);
  if (isMessage(argument)) return itemIssue(argument.test, messageText(argument.message));
  if (isNamed(argument)) return targetIssue(argument.uri, argument.names);
  return cursorIssue(reader);
}

/** What a code lens hands over. */
export interface NamedTest {
  readonly uri: vscode.Uri;
  readonly names: readonly string[];
}

async function cursorIssue(reader: () => Promise<TestReader>): Promise<Issue> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new TouchstoneError('No file is open.', 'Put the cursor into a failing test and try again.');
  const { document, selection } = editor;
  const { path } = placeOf(document.uri);
  const sites = await (await reader()).read(path, document.getText());
  const site = siteAt(sites, selection.active.line + 1);
  if (!site)
    throw new TouchstoneError(
      sites.length === 0 ? `No tests were found in ${path}.` : 'The cursor is in no test.',
      'Put it into a failing test, or run “Touchstone: Fix This Issue”, which goes by all that fail.',
    );
  return targetIssue(document.uri, site.names);
}

/** Names of what an explorer calls a test: its item and those around it, up to the file's own. */
function itemIssue(item: vscode.TestItem, said?: string): Issue {
  const names: string[] = [];
  let uri: vscode.Uri | undefined;
  for (let each: vscode.TestItem | undefined = item; each; each = each.parent) {
    uri ??= each.uri;
    // A file, a folder or a project has no place in a file.
    if (each.range) names.unshift(each.label);
  }
  // An explorer may give no places at all: then the item's own name is the best there is.
  if (names.length === 0 && item.children.size === 0) names.push(item.label);
  if (!uri)
    throw new TouchstoneError(
      `The Testing view does not say in which file “${item.label}” is.`,
      'Choose a test in a file, or run “Touchstone: Fix This Issue”, which goes by all that fail.',
    );
  return targetIssue(uri, names, said);
}

function targetIssue(uri: vscode.Uri, names: readonly string[], said?: string): Issue {
  const { folder, path } = placeOf(uri);
  const target: FixTarget = { kind: 'test', path, names };
  const text = said === undefined || said.trim() === '' ? undefined : readIssueText(said).text;
  return issueIn(folder, { about: describeTarget(target), target, ...(text !== undefined && { text }) });
}

function messageText({ message, expectedOutput, actualOutput }: vscode.TestMessage): string {
  const text = typeof message === 'string' ? message : message.value;
  return [
    text,
    ...(expectedOutput === undefined ? [] : [`Expected: ${expectedOutput}`]),
    ...(actualOutput === undefined ? [] : [`Actual: ${actualOutput}`]),
  ].join('\n');
}

function isItem(argument: unknown): argument is vscode.TestItem {
  return isObject(argument) && 'label' in argument && 'children' in argument && 'canResolveChildren' in argument;
}

function isMessage(argument: unknown): argument is { test: vscode.TestItem; message: vscode.TestMessage } {
  return isObject(argument) && 'test' in argument && isItem(argument.test) && 'message' in argument;
}

function isNamed(argument: unknown): argument is NamedTest {
  return isObject(argument) && 'names' in argument && 'uri' in argument && argument.uri instanceof vscode.Uri;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
