import { readFile, rm } from 'node:fs/promises';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { editorText } from '../../text/lines.ts';
import { leftOverOf, mendingOf, type LeftOver } from '../interrupted.ts';
import { titleText } from '../titleText.ts';
import type { AcceptJournal, NotedAccept, NotedFile } from './acceptJournal.ts';
import { putBack } from './wholeFile.ts';
import { removeEmptyFolder } from './writeProposal.ts';

/** Makes accepts whose process was killed in the middle whole again: all of their files or none. */
export async function mendAccepts(journal: AcceptJournal, log: Log): Promise<void> {
  for (const { accept, end } of (await journal.interrupted(log)).accepts) {
    try {
      const leftOvers = await Promise.all(accept.files.map(async (file) => leftOverOnDisk(file)));
      const mending = mendingOf(leftOvers);
      if (mending === 'take back') await takeBackOnDisk(accept, leftOvers, log);
      await removeLitter(accept, mending !== 'finished');
      if (mending !== 'nothing to do') log.warn(mendedText(accept, mending));
      await end();
    } catch (error) {
      log.error(`“${accept.title}” was cut off while it was written, and cannot be mended: ${describeError(error)}`);
    }
  }
}

/** "“Use <=” was cut off while it was written. Its files are as they were before." */
export function mendedText({ title }: NotedAccept, mending: 'finished' | 'take back'): string {
  const end = mending === 'finished' ? 'All of its files were written.' : 'Its files are as they were before it.';
  return `“${titleText(title)}” was cut off while it was written. ${end}`;
}

async function leftOverOnDisk(file: NotedFile): Promise<LeftOver> {
  const bytes = await readFile(file.real).catch(() => undefined);
  if (bytes?.toString('base64') === file.bytes) return 'before';
  return leftOverOf(file, bytes && editorText(bytes.toString('utf8')));
}

async function takeBackOnDisk(accept: NotedAccept, leftOvers: readonly LeftOver[], log: Log): Promise<void> {
  for (const [at, file] of accept.files.entries()) {
    const leftOver = leftOvers[at];
    if (leftOver === 'after' || leftOver === 'torn') await restoreFile(file);
    if (leftOver === 'other') log.warn(`${file.path} has been changed since, so it stays as it is.`);
  }
}

/** The file as it was on disk. */
export async function restoreFile({ real, mode, bytes }: NotedFile): Promise<void> {
  if (bytes === undefined) await rm(real, { force: true });
  else await putBack(real, Buffer.from(bytes, 'base64'), mode);
}

/** What was to be renamed, and the folders for what is not there any more. */
export async function removeLitter({ temporaries, folders }: NotedAccept, withFolders: boolean): Promise<void> {
  for (const temporary of temporaries) await rm(temporary, { force: true });
  for (const folder of withFolders ? [...folders].reverse() : []) await removeEmptyFolder(folder);
}
