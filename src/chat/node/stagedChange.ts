/** What is about to be committed, and how the last commits were called. Git reads only. */

import { judgePath } from '../../safety/pathPolicy.ts';
import { git } from '../../testing/node/gitRepository.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { StagedChange, StagedFile } from '../commit/stagedChange.ts';
import { gitChanges } from './gitChanges.ts';

const mostMessages = 12;
const mostFiles = 300;
const longestText = 1_000_000;

/** @param root absolute. @returns undefined for nothing. @throws TouchstoneError where git cannot say */
export async function readStagedChange(
  root: string,
  isAll: boolean,
  texts: Pick<WorkspaceTexts, 'text'>,
  signal: AbortSignal,
): Promise<StagedChange | undefined> {
  const diff = await gitChanges(root, isAll ? { kind: 'commit', base: 'HEAD' } : { kind: 'staged' }, signal);
  const names = [
    'diff',
    '--name-status',
    '-z',
    '--find-renames',
    '--no-ext-diff',
    '--relative',
    isAll ? 'HEAD' : '--cached',
  ];
  const files = readNames((await git(root, [...names, '--'], signal)) ?? '').slice(0, mostFiles);
  if (files.length === 0) return undefined;
  const log = [
    '-c',
    'log.showSignature=false',
    'log',
    '--no-color',
    `--max-count=${mostMessages}`,
    '--no-merges',
    '--format=%B%x00',
  ];
  const messages = ((await git(root, log, signal)) ?? '').split('\0').map((text) => text.trim());
  return {
    ...{ isStaged: !isAll, diff },
    files: await Promise.all(files.map((file) => withTexts(root, file, isAll ? texts : undefined, signal))),
    messages: messages.filter((text) => text !== ''),
  };
}

function readNames(text: string): StagedFile[] {
  const fields = text.split('\0');
  const files: StagedFile[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const status = fields[at++]!;
    const path = fields[at++]!;
    if (/^[RC]/.test(status))
      files.push({ kind: status.startsWith('R') ? 'renamed' : 'added', path: fields[at++]!, from: path });
    else files.push({ kind: status === 'A' ? 'added' : status === 'D' ? 'removed' : 'changed', path });
  }
  return files;
}

/** `./` keeps to the folder, where the repository begins further up. */
async function withTexts(
  root: string,
  file: StagedFile,
  working: Pick<WorkspaceTexts, 'text'> | undefined,
  signal: AbortSignal,
): Promise<StagedFile> {
  const { path, from = path, kind } = file;
  if (kind === 'added' || kind === 'removed' || judgePath(path).kind !== 'allowed') return file;
  const text = async (place: string): Promise<string | undefined> => {
    const shown = await git(root, ['show', '--no-textconv', place], signal);
    return shown === undefined || shown.length > longestText || shown.includes('\0') ? undefined : shown;
  };
  const before = await text(`HEAD:./${from}`);
  const after = await (working ? working.text(path) : text(`:./${path}`));
  return { ...file, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}
