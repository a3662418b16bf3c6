import path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn, unsavedIn } from '../../base/vscode/folderFiles.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import type { TestResult } from '../../testing/report.ts';
import { shownLine } from '../../text/shownText.ts';
import type { Chip } from '../chatRequest.ts';
import { gitChanges } from '../node/gitChanges.ts';
import { mostPictureBytes } from '../pictures.ts';
import type { AnswererDeps } from './answerer.ts';
import { chipOf } from './chipOf.ts';
import { chipTexts, contentFrom } from './chipTexts.ts';
import { droppedUri, isPictureFile } from './droppedFiles.ts';
import { PictureSight, type SightDeps } from './pictureSight.ts';

export interface AttachmentsDeps extends SightDeps, Pick<AnswererDeps, 'lookupOf'> {
  /** The tests of a folder that failed last. */
  readonly failedTests: (folder: vscode.WorkspaceFolder) => readonly TestResult[];
  /** The chips of the question that is being written. */
  readonly chips: () => readonly Chip[];
  readonly add: (chips: readonly Chip[]) => void;
}

/** What a question carries beside its words: attached in all the ways there are, and looked up when it is sent. */
export class Attachments {
  readonly #deps: AttachmentsDeps;
  readonly #sight: PictureSight;

  constructor(deps: AttachmentsDeps) {
    this.#deps = deps;
    this.#sight = new PictureSight(deps);
  }

  /** The editor gives what is selected there through the clipboard alone; what was in it is put back. */
  async addTerminal(): Promise<void> {
    const before = await vscode.env.clipboard.readText();
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await vscode.env.clipboard.readText();
    await vscode.env.clipboard.writeText(before);
    if (text.trim() === '')
      throw new TouchstoneError('Nothing is selected in the terminal.', 'Select lines there and mention it again.');
    this.#deps.add([{ ...chipOf({ kind: 'terminal' }), content: contentFrom(text) }]);
  }

  /** @param addresses what was dropped or pasted: addresses of files and folders */
  async addFiles(here: vscode.WorkspaceFolder, addresses: readonly string[]): Promise<void> {
    const outside: string[] = [];
    for (const address of addresses.slice(0, mostDropped)) {
      const uri = droppedUri(here, address);
      const inside = uri && pathIn(here, uri);
      if (!uri || inside === undefined) outside.push(shownLine(path.posix.basename(uri?.path ?? address)));
      else if (isPictureFile(inside)) await this.#addPictureFile(uri);
      else {
        const { type } = await vscode.workspace.fs.stat(uri);
        this.#deps.add([chipOf({ kind: type & vscode.FileType.Directory ? 'folder' : 'file', path: inside })]);
      }
    }
    if (addresses.length > mostDropped) outside.push(`${addresses.length - mostDropped} more`);
    if (outside.length === 0) return;
    throw new TouchstoneError(
      `Not attached: ${outside.slice(0, 5).join(', ')}.`,
      `At most ${mostDropped} files at once can be attached, and only files in the folder of this window.`,
    );
  }

  async addPicture(name: string, base64: string): Promise<void> {
    this.#deps.add([await this.#sight.chipOf(name, base64, this.#deps.chips())]);
  }

  /** The chips with what they stand for now. */
  async resolve(
    here: vscode.WorkspaceFolder | undefined,
    chips: readonly Chip[],
    signal: AbortSignal,
  ): Promise<readonly Chip[]> {
    if (!here || chips.length === 0) return chips;
    return chipTexts(
      chips,
      {
        folder: here,
        files: openWorkspaceFiles(here.uri.fsPath, unsavedIn(here)),
        lookup: await this.#deps.lookupOf(here, signal),
        picture: (target) => this.#sight.content(target),
        failures: () => this.#deps.failedTests(here).map(failureText).join('\n\n'),
        changes: vscode.workspace.isTrusted
          ? (base, stop) => gitChanges(here.uri.fsPath, { kind: 'commit', base: base ?? 'HEAD' }, stop)
          : undefined,
      },
      signal,
    );
  }

  async #addPictureFile(uri: vscode.Uri): Promise<void> {
    const { size } = await vscode.workspace.fs.stat(uri);
    const bytes = size > mostPictureBytes * 4 ? new Uint8Array() : await vscode.workspace.fs.readFile(uri);
    await this.addPicture(path.posix.basename(uri.path), Buffer.from(bytes).toString('base64'));
  }
}

function failureText({ name, file, failure }: TestResult): string {
  const place = file === undefined ? '' : ` (${file})`;
  return `${name}${place}\n${failure?.message ?? ''}`.trim();
}

const mostDropped = 20;
