import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import { editorText } from '../../text/lines.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { FileChange, Proposal } from '../proposal.ts';
import type { AcceptJournal, NotedFile } from './acceptJournal.ts';
import { placeNew, putBack, stage, temporaryFor } from './wholeFile.ts';
import { cameMeanwhile, deletableFile, freePlace, ReviewError, writableFile } from './workspaceFile.ts';

/**
 * Writes a proposal to the user's files without an editor: every file or none, also when this process is killed
 * (`journal`). Each file is put in place by a rename, so no reader ever sees half of one, after checking that it still
 * is what the proposal was made against.
 * @throws ReviewError when a file has changed, has come or gone, is read-only or lies outside the root.
 * @throws the signal's reason when aborted before the first file is replaced; after that it runs to its end.
 */
export async function writeProposal(
  { root, title, changes }: Pick<Proposal, 'root' | 'title' | 'changes'>,
  journal: AcceptJournal,
  signal: AbortSignal,
): Promise<void> {
  const writes: Write[] = [];
  for (const change of changes) {
    signal.throwIfAborted();
    const write = await planWrite(root, change);
    if (!write) continue;
    if (writes.some((other) => other.real === write.real)) {
      throw new ReviewError(`The proposal changes ${change.path} twice.`, 'Look for a fix again.');
    }
    writes.push(write);
  }
  const folders = [...new Set(writes.flatMap((write) => write.folders))].sort((a, b) => a.length - b.length);
  signal.throwIfAborted();
  const end = await journal.begin({
    root,
    title,
    files: writes.map((write) => write.noted),
    temporaries: writes.flatMap((write) => write.staged?.temporary ?? []),
    folders,
  });
  const made: Made = { folders: [], writes: [] };
  try {
    for (const folder of folders)
      if ((await mkdir(folder, { recursive: true })) !== undefined) made.folders.push(folder);
    for (const { staged, mode } of writes) if (staged) await stage(staged.temporary, staged.content, mode);
    signal.throwIfAborted();
    for (const write of writes) {
      await make(write);
      made.writes.push(write);
    }
  } catch (cause) {
    // Should this fail too, the note stays for the next start.
    await takeBack(made, writes);
    await end();
    if (cause instanceof ReviewError || isAbort(cause, signal)) throw cause;
    throw new ReviewError(`The files could not be written: ${describeError(cause)}`, 'Nothing was changed.', { cause });
  }
  await removeTemporaries(writes);
  await end();
}

/** What is to be done to one file. */
interface Write {
  readonly path: WorkspacePath;
  readonly real: string;
  readonly mode: number | undefined;
  /** `undefined` when nothing is there. */
  readonly original: Buffer | undefined;
  /** What takes its place; `undefined` when the file goes. */
  readonly staged: { readonly temporary: string; readonly content: Buffer } | undefined;
  /** Those that have to be made for it, the outermost first. */
  readonly folders: readonly string[];
  readonly noted: NotedFile;
}

/** @returns undefined for a change that is none. */
async function planWrite(root: string, { path, before, after }: FileChange): Promise<Write | undefined> {
  if (before === undefined && after === undefined) return undefined;
  const noted = { before: before && editorText(before), after: after && editorText(after) };
  if (before === undefined) {
    const { real, folders } = await freePlace(root, path);
    const staged = { temporary: temporaryFor(real), content: Buffer.from(after ?? '') };
    const mode = undefined;
    return {
      path,
      real,
      mode,
      original: undefined,
      staged,
      folders,
      noted: { ...noted, path, real, mode, bytes: undefined },
    };
  }
  const { real, mode } = await (after === undefined ? deletableFile : writableFile)(root, path);
  const original = await readFile(real);
  const mark = markOf(original, before);
  if (!mark) throw changed(path);
  const staged =
    after === undefined
      ? undefined
      : { temporary: temporaryFor(real), content: Buffer.concat([mark, Buffer.from(after)]) };
  const bytes = original.toString('base64');
  return { path, real, mode, original, staged, folders: [], noted: { ...noted, path, real, mode, bytes } };
}

interface Made {
  readonly folders: string[];
  readonly writes: Write[];
}

async function make({ path, real, original, staged }: Write): Promise<void> {
  if (original && !(await readFile(real)).equals(original)) throw changed(path);
  if (!staged) await rm(real);
  else if (original) await rename(staged.temporary, real);
  else if (!(await placeNew(staged.temporary, real))) throw cameMeanwhile(path);
}

async function takeBack(made: Made, writes: readonly Write[]): Promise<void> {
  for (const { real, mode, original } of made.writes.reverse()) {
    if (original) await putBack(real, original, mode);
    else await rm(real, { force: true });
  }
  await removeTemporaries(writes);
  for (const folder of made.folders.reverse()) await removeEmptyFolder(folder);
}

async function removeTemporaries(writes: readonly Write[]): Promise<void> {
  for (const { staged } of writes) if (staged) await rm(staged.temporary, { force: true });
}

/** Somebody may have put something into it meanwhile: then it stays. */
export async function removeEmptyFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

const byteOrderMark = Buffer.from('\uFEFF');

/** What stands before the text in the file's bytes; `undefined` when the bytes are not those of `before`. */
function markOf(original: Buffer, before: string): Buffer | undefined {
  const expected = Buffer.from(before);
  if (original.equals(expected)) return Buffer.alloc(0);
  // The reader drops a byte order mark, which stays.
  return original.equals(Buffer.concat([byteOrderMark, expected])) ? byteOrderMark : undefined;
}

function changed(path: string): ReviewError {
  return new ReviewError(`${path} has changed since the proposal was made.`, 'Look for a fix again.');
}
