import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Files are written whole under another name, and then renamed: no reader and no crash ever sees half of one. */

/** A name beside a file, so that the rename stays on one file system. */
export function temporaryFor(real: string): string {
  return join(dirname(real), `.${basename(real)}.${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Replaces a file of our own. It outlives a killed process; a power cut may cost it, which whoever reads it notices,
 * and for which nobody waits at each decision.
 */
export async function replaceWhole(path: string, content: string): Promise<void> {
  const temporary = temporaryFor(path);
  await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}

/** Writes a new file, and is done only when it is on the disk. Leaves nothing when it fails. */
export async function writeDurably(path: string, content: Buffer, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** As `writeDurably`, with the very mode; without one, with that of any new file. */
export async function stage(temporary: string, content: Buffer, mode: number | undefined): Promise<void> {
  await writeDurably(temporary, content, mode ?? 0o666);
  // The mode given to `open` is cut by the umask.
  if (mode !== undefined) await chmod(temporary, mode);
}

/** Gives a file its name only where nothing is yet. @returns whether it could. */
export async function placeNew(temporary: string, real: string): Promise<boolean> {
  try {
    await link(temporary, real);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // A file system without hard links.
    const isThere = await lstat(real).then(
      () => true,
      () => false,
    );
    if (isThere) return false;
    await rename(temporary, real);
    return true;
  }
  await rm(temporary, { force: true });
  return true;
}

/** Puts content back in the place of whatever is there. */
export async function putBack(real: string, content: Buffer, mode: number | undefined): Promise<void> {
  const temporary = temporaryFor(real);
  await stage(temporary, content, mode);
  await rename(temporary, real);
}
