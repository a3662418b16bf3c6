import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { issueTitle, mostIssueCharacters, readIssueText, type IssueText } from '../issueText.ts';
import { issueIn, linesOf, placeOf, selectionIn, type Issue } from './issue.ts';

/** Secrets in use, which never get into an issue. */
type Literals = () => readonly string[];

/**
 * Asks for the folder where there are several, and for what is wrong: typed, or taken from the clipboard or a file,
 * or nothing beyond the failing tests. Undefined when the user leaves.
 * @throws TouchstoneError when no folder is open, or what was chosen holds no text.
 */
export async function askIssue(literals: Literals): Promise<Issue | undefined> {
  const folder = await askFolder();
  if (!folder) return undefined;
  const selection = selectionIn(folder);
  const answer = await askSource(selection ? `The selection counts too: ${linesOf(selection)}.` : undefined);
  if (!answer) return undefined;
  const text = await textOf(answer, literals);
  if (text === undefined) return undefined;
  const about = text.text === '' ? 'The failing tests' : issueTitle(text.text);
  tellOf(text);
  return issueIn(folder, { about, ...(text.text !== '' && { text: text.text }), ...(selection && { selection }) });
}

/** An issue of the clipboard or of a file, at once: for the commands that are about these alone. */
export async function issueFrom(source: 'clipboard' | 'file', literals: Literals): Promise<Issue | undefined> {
  const folder = await askFolder();
  const text = folder && (await textOf({ kind: source }, literals));
  if (!folder || !text) return undefined;
  tellOf(text);
  return issueIn(folder, { about: issueTitle(text.text), text: text.text });
}

/** The selection of the active editor, with what should be different. */
export async function askAboutSelection(literals: Literals): Promise<Issue | undefined> {
  const editor = vscode.window.activeTextEditor;
  const { folder, path } = placeOf(editor?.document.uri ?? nothingOpen());
  const selection = selectionIn(folder);
  if (!selection)
    throw new TouchstoneError('Nothing is selected.', 'Select the code that is wrong, and run the command again.');
  const where = `${path}, ${linesOf(selection)}`;
  const said = await vscode.window.showInputBox({
    title: 'Touchstone: Fix the Selection',
    prompt: `What is wrong with ${linesOf(selection)}? Leave it empty to go by the failing tests and the selection.`,
    placeHolder: 'Loses a cent when the amount is not divisible',
    ignoreFocusOut: true,
  });
  if (said === undefined) return undefined;
  if (said.trim() === '') return issueIn(folder, { about: `The failing tests, and ${where}`, selection });
  const text = readIssueText(said, literals());
  tellOf(text);
  return issueIn(folder, { about: `${issueTitle(text.text)} (${where})`, text: text.text, selection });
}

function nothingOpen(): never {
  throw new TouchstoneError('No file is open.', 'Open the file, select the code that is wrong, and try again.');
}

type Source =
  | { readonly kind: 'tests' }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'clipboard' }
  | { readonly kind: 'file' };

interface SourceRow extends vscode.QuickPickItem {
  readonly source: Source;
}

/** What is typed is the issue; the rows are where else it can come from. Enter alone goes by the failing tests. */
function askSource(note: string | undefined): Promise<Source | undefined> {
  const pick = vscode.window.createQuickPick<SourceRow>();
  pick.title = 'Touchstone: Fix This Issue. What is wrong?';
  pick.placeholder = 'Describe it here, or press Enter to go by the failing tests alone';
  pick.ignoreFocusOut = true;
  const offer = (): void => {
    pick.items = rowsFor(pick.value.trim(), note);
  };
  offer();
  return new Promise((resolve) => {
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      // Whoever is quicker than the list means its first row, which is marked as soon as it is drawn.
      const [row] = [...pick.selectedItems, ...pick.activeItems, ...pick.items];
      if (!row) return;
      resolve(row.source);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function rowsFor(typed: string, note: string | undefined): readonly SourceRow[] {
  const detail = note === undefined ? {} : { detail: note };
  const elsewhere: readonly SourceRow[] = [
    {
      label: '$(clippy) From the clipboard',
      description: 'an issue text, a log, a message of an error',
      alwaysShow: true,
      source: { kind: 'clipboard' },
    },
    { label: '$(file-text) From a file…', description: 'Markdown or text', alwaysShow: true, source: { kind: 'file' } },
  ];
  const byTests: SourceRow = {
    label: '$(beaker) By the failing tests',
    description: 'whatever fails is to be fixed',
    alwaysShow: true,
    ...detail,
    source: { kind: 'tests' },
  };
  if (typed === '') return [byTests, ...elsewhere];
  const said: SourceRow = {
    label: `$(edit) “${typed}”`,
    description: 'by the failing tests and this text',
    alwaysShow: true,
    ...detail,
    source: { kind: 'typed', text: typed },
  };
  return [said, byTests, ...elsewhere];
}

async function textOf(source: Source, literals: Literals): Promise<IssueText | undefined> {
  switch (source.kind) {
    case 'tests':
      return { text: '', note: '' };
    case 'typed':
      return readIssueText(source.text, literals());
    case 'clipboard': {
      const text = await vscode.env.clipboard.readText();
      if (text.trim() === '')
        throw new TouchstoneError('The clipboard holds no text.', 'Copy the text of the issue, and try again.');
      return readIssueText(text, literals());
    }
    case 'file': {
      const [uri] =
        (await vscode.window.showOpenDialog({
          title: 'The Text of the Issue',
          openLabel: 'Fix This',
          filters: { 'Issue texts': ['md', 'markdown', 'txt', 'log', 'rst'], 'All files': ['*'] },
        })) ?? [];
      return uri && readIssueText(await readFile(uri), literals());
    }
  }
}

async function readFile(uri: vscode.Uri): Promise<string> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > mostFileBytes)
    throw new TouchstoneError(
      `${uri.path.split('/').at(-1) ?? 'The file'} has ${Math.round(size / 1_000_000)} MB, which is no text of an issue.`,
      `Choose a file of less than ${mostFileBytes / 1_000_000} MB; the first ${mostIssueCharacters.toLocaleString('en-US')} characters count.`,
    );
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

const mostFileBytes = 2_000_000;

function tellOf({ note }: IssueText): void {
  if (note !== '') void vscode.window.showInformationMessage(`The text of the issue: ${note}`);
}

async function askFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new TouchstoneError(
      'No folder is open, so there are no tests to run.',
      'Open the folder of your project and run the command again.',
    );
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active && vscode.workspace.getWorkspaceFolder(active);
  if (folders.length === 1 || here) return here ?? folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which folder has the failing tests?' });
}
