import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeError } from '../../base/errors.ts';
import type { Proposal } from '../proposal.ts';
import { ReviewError, writableFile } from './workspaceFile.ts';

/**
 * Writes a proposal to the user's files without an editor: every file or none. Each file is replaced whole by a
 * rename, so no reader ever sees half of one, after checking that it still is what the proposal was made against.
 * @throws ReviewError when a file has changed, is not there, is read-only or lies outside the root.
 * @throws the signal's reason when aborted before the first file is replaced; after that it runs to its end.
 */
export async function writeProposal(proposal: Pick<Proposal, 'root' | 'changes'>, signal: AbortSignal): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const change of proposal.changes) {
      signal.throwIfAborted();
      const { real, mode } = await writableFile(proposal.root, change.path);
      if (staged.some((other) => other.real === real)) {
        throw new ReviewError(`The proposal changes ${change.path} twice.`, 'Look for a fix again.');
      }
      const original = await readFile(real);
      const after = replacement(original, change.before, change.after);
      if (!after) throw changed(change.path);
      staged.push({ path: change.path, real, mode, original, temporary: await stage(real, after, mode) });
    }
    signal.throwIfAborted();
    await replaceAll(staged);
  } finally {
    await Promise.all(staged.map((file) => rm(file.temporary, { force: true })));
  }
}

interface StagedFile {
  readonly path: string;
  readonly real: string;
  readonly mode: number;
  readonly original: Buffer;
  /** The new content, beside the file so that the rename stays on one file system. */
  readonly temporary: string;
}

async function replaceAll(staged: readonly StagedFile[]): Promise<void> {
  const replaced: StagedFile[] = [];
  try {
    for (const file of staged) {
      if (!(await readFile(file.real)).equals(file.original)) throw changed(file.path);
      await rename(file.temporary, file.real);
      replaced.push(file);
    }
  } catch (cause) {
    for (const file of replaced.reverse()) await rename(await stage(file.real, file.original, file.mode), file.real);
    if (cause instanceof ReviewError) throw cause;
    throw new ReviewError(`The files could not be written: ${describeError(cause)}`, 'Nothing was changed.', { cause });
  }
}

const mark = Buffer.from('\uFEFF');

/** The new bytes, `undefined` when the old ones are not `before`. A byte order mark that the reader dropped stays. */
function replacement(original: Buffer, before: string, after: string): Buffer | undefined {
  const expected = Buffer.from(before);
  if (original.equals(expected)) return Buffer.from(after);
  if (original.equals(Buffer.concat([mark, expected]))) return Buffer.concat([mark, Buffer.from(after)]);
  return undefined;
}

async function stage(real: string, content: Buffer, mode: number): Promise<string> {
  const temporary = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  // The mode given to `open` is cut by the umask.
  await chmod(temporary, mode);
  return temporary;
}

function changed(path: string): ReviewError {
  return new ReviewError(`${path} has changed since the proposal was made.`, 'Look for a fix again.');
}
