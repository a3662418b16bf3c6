import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn, unsavedIn } from '../../base/vscode/folderFiles.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import { shownLine } from '../../text/shownText.ts';
import { splitCommand, type ChipTarget } from '../chatRequest.ts';
import { expandPrompt, inputsOf, type PromptScope } from '../prompts/expandPrompt.ts';
import { promptCall, promptFolders, promptName, readPromptFile } from '../prompts/promptFile.ts';
import type { MentionItem } from '../protocol.ts';
import { selectionTarget } from './mentions.ts';

interface Kept {
  readonly name: string;
  /** In the folder. */
  readonly path: string;
  readonly uri: vscode.Uri;
}

export interface ExpandedQuestion {
  readonly text: string;
  readonly targets: readonly ChipTarget[];
}

/** The prompt files of a folder as they are offered behind a slash. */
export async function offeredPrompts(folder: vscode.WorkspaceFolder, query: string): Promise<readonly MentionItem[]> {
  const found = (await promptsIn(folder)).filter(({ name }) => name.toLowerCase().startsWith(query.toLowerCase()));
  return Promise.all(
    found.map(async ({ name, path, uri }): Promise<MentionItem> => {
      const row = { id: `prompt ${path}`, kind: 'command', label: `/${name}`, insert: `/${name}` } as const;
      if (!vscode.workspace.isTrusted) return { ...row, detail: `${path}: not used in Restricted Mode` };
      const text = await textAt(uri).catch(() => undefined);
      if (text === undefined) return { ...row, detail: `${path} cannot be read` };
      const { description, argumentHint, faults } = readPromptFile(text);
      if (faults[0]) return { ...row, detail: `${path} has a fault in line ${faults[0].line}` };
      return { ...row, detail: [description || path, argumentHint].filter((part) => part !== '').join(' · ') };
    }),
  );
}

/**
 * What a question that names a prompt file stands for; `undefined` for a question that names none.
 * @returns `left` when the user leaves without an answer to what the file asks for
 * @throws TouchstoneError for one that cannot be used
 */
export async function expandedQuestion(
  folder: vscode.WorkspaceFolder,
  written: string,
): Promise<ExpandedQuestion | 'left' | undefined> {
  const call = splitCommand(written).command ? undefined : promptCall(written);
  const kept = call && (await promptsIn(folder)).find(({ name }) => name === call.name);
  if (!call || !kept) return undefined;
  if (!vscode.workspace.isTrusted)
    throw new TouchstoneError(
      `${kept.path} is not used: this workspace is in Restricted Mode.`,
      'Trust the workspace to use its prompt files, or write the question yourself.',
    );
  const prompt = readPromptFile(await textAt(kept.uri));
  const [fault] = prompt.faults;
  if (fault) throw new TouchstoneError(`${kept.path}, line ${fault.line}: ${fault.message}`, fault.next);
  // Before the user is asked, as the question takes the editor's place.
  const scope = await scopeOf(folder);
  const inputs = await askInputs(kept.name, inputsOf(prompt), call.given);
  if (!inputs) return 'left';
  const expanded = expandPrompt(prompt, scope, inputs, call.given);
  if (expanded.kind === 'missing')
    throw new TouchstoneError(`${kept.path}, line ${expanded.line}: ${expanded.message}`, expanded.next);
  return expanded;
}

async function scopeOf(folder: vscode.WorkspaceFolder): Promise<PromptScope> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const paths = new Set(await openWorkspaceFiles(folder.uri.fsPath, unsavedIn(folder)).paths());
  return {
    folder: folder.uri.fsPath,
    file: active && pathIn(folder, active),
    selection: selectionTarget(folder),
    has: (path) => paths.has(path),
  };
}

/** What was written behind the name answers the first one. */
async function askInputs(
  name: string,
  inputs: ReturnType<typeof inputsOf>,
  given: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const values = new Map<string, string>();
  for (const [at, input] of inputs.entries()) {
    const value =
      at === 0 && given !== ''
        ? given
        : await vscode.window.showInputBox({
            title: `/${name}: ${input.name}`,
            placeHolder: input.placeholder,
            ignoreFocusOut: true,
          });
    if (value === undefined) return undefined;
    values.set(input.name, value);
  }
  return values;
}

const mostPrompts = 200;
const mostBytes = 200_000;

/** By name; of two with the same name the first one. */
async function promptsIn(folder: vscode.WorkspaceFolder): Promise<readonly Kept[]> {
  const found = new Map<string, Kept>();
  for (const where of promptFolders) {
    const entries = await vscode.workspace.fs
      .readDirectory(vscode.Uri.joinPath(folder.uri, where))
      // Most workspaces have none.
      .then(undefined, (): [string, vscode.FileType][] => []);
    for (const [file, type] of entries.slice(0, mostPrompts)) {
      const name = type & vscode.FileType.File ? promptName(file) : undefined;
      // A command of the same name is what is asked; the file says so in the editor.
      if (name === undefined || found.has(name) || splitCommand(`/${name}`).command) continue;
      const path = `${where}/${file}`;
      found.set(name, { name, path, uri: vscode.Uri.joinPath(folder.uri, path) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As the editor holds it. */
async function textAt(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > mostBytes)
    throw new TouchstoneError(`${shownLine(uri.path)} is too long for a prompt.`, 'Keep it below 200 kB.');
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
