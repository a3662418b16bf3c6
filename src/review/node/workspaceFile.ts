import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import type { WorkspacePath } from '../../testing/report.ts';

/** A proposal that cannot be written as it stands. Nothing has been changed when this is thrown. */
export class ReviewError extends TouchstoneError {}

/** A file that a proposal may change. */
export interface WorkspaceFile {
  /** Absolute, with every link resolved: what a write replaces. */
  readonly real: string;
  readonly mode: number;
}

/**
 * The absolute path of the file that a workspace path names, with every link followed.
 * @throws ReviewError when it is not there, or outside the root once links are followed.
 */
export async function insideFile(root: string, path: WorkspacePath): Promise<string> {
  const realRoot = await realpath(root).catch((cause: unknown) => {
    throw new ReviewError(`The workspace folder ${root} cannot be read.`, 'Open it again.', { cause });
  });
  const absolute = resolve(realRoot, path);
  if (!isInside(realRoot, absolute)) throw outside(path);
  const real = await realpath(absolute).catch((cause: unknown) => {
    throw new ReviewError(`${path} is not there any more.`, 'Restore the file, or look for a fix again.', { cause });
  });
  if (!isInside(realRoot, real)) throw outside(path);
  return real;
}

/**
 * The file that a workspace path names, when it may be written.
 * @throws ReviewError as `insideFile` does, and when it is not a plain file or is read-only.
 */
export async function writableFile(root: string, path: WorkspacePath): Promise<WorkspaceFile> {
  const real = await insideFile(root, path);
  const { mode, isPlain } = await stat(real).then((found) => ({ mode: found.mode, isPlain: found.isFile() }));
  if (!isPlain) throw new ReviewError(`${path} is not a file.`, 'Look for a fix again.');
  // Asked of the mode as well, because a superuser may write what everyone meant to be read-only.
  const ownerMayWrite = (mode & 0o200) !== 0;
  if (!ownerMayWrite || !(await mayWrite(real))) {
    throw new ReviewError(`${path} is read-only.`, 'Make it writable and accept again.');
  }
  return { real, mode: mode & 0o7777 };
}

/** Asks no file: throws for a path that leads out of the root by its own words. */
export function assertInside(root: string, path: WorkspacePath): void {
  if (!isInside(resolve(root), resolve(root, path))) throw outside(path);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(path: WorkspacePath): ReviewError {
  return new ReviewError(`${path} leads out of the workspace.`, 'Touchstone writes only inside it.');
}

function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
