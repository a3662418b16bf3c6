import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import type { WorkspacePath } from '../../testing/report.ts';

/** A proposal that cannot be written as it stands. Nothing has been changed when this is thrown. */
export class ReviewError extends TouchstoneError {}

/** What a workspace path names, with every link resolved. */
export type WorkspacePlace =
  | { readonly kind: 'there'; readonly real: string }
  /** `folders` are those that would have to be made for it, the outermost first. */
  | { readonly kind: 'free'; readonly real: string; readonly folders: readonly string[] };

/** A file that a proposal may change or delete. */
export interface WorkspaceFile {
  /** Absolute, with every link resolved: what a write replaces. */
  readonly real: string;
  readonly mode: number;
}

/**
 * The place on disk that a workspace path names, whether something is there or not.
 * @throws ReviewError when it is outside the root once links are followed, or can hold no file.
 */
export async function workspacePlace(root: string, path: WorkspacePath): Promise<WorkspacePlace> {
  const realRoot = await realpath(root).catch((cause: unknown) => {
    throw new ReviewError(`The workspace folder ${root} cannot be read.`, 'Open it again.', { cause });
  });
  const absolute = resolve(realRoot, path);
  if (!isInside(realRoot, absolute)) throw outside(path);
  const real = await realpathOrNothing(absolute);
  if (real !== undefined) {
    if (!isInside(realRoot, real)) throw outside(path);
    return { kind: 'there', real };
  }
  // Up to what is there: links on the way count as well.
  const missing: string[] = [];
  let folder = absolute;
  let realFolder: string | undefined;
  while (realFolder === undefined) {
    if (await isLink(folder))
      throw new ReviewError(`${path} goes through a link that leads nowhere.`, 'Remove the link.');
    missing.unshift(basename(folder));
    folder = dirname(folder);
    realFolder = await realpathOrNothing(folder);
  }
  if (realFolder !== realRoot && !isInside(realRoot, realFolder)) throw outside(path);
  if (!(await stat(realFolder)).isDirectory())
    throw new ReviewError(
      `${path} cannot be made: ${relative(realRoot, realFolder)} is a file.`,
      'Move that file away.',
    );
  const steps = missing.map((_, i) => join(realFolder, ...missing.slice(0, i + 1)));
  return { kind: 'free', real: steps.at(-1)!, folders: steps.slice(0, -1) };
}

/**
 * The absolute path of the file that a workspace path names, with every link followed.
 * @throws ReviewError when it is not there, or outside the root once links are followed.
 */
async function insideFile(root: string, path: WorkspacePath): Promise<string> {
  const place = await workspacePlace(root, path);
  if (place.kind === 'there') return place.real;
  throw new ReviewError(`${path} is not there any more.`, 'Restore the file, or look for a fix again.');
}

/**
 * The file that a workspace path names, when it may be written or deleted.
 * @throws ReviewError as `insideFile` does, and when it is not a plain file or is read-only.
 */
export async function writableFile(root: string, path: WorkspacePath): Promise<WorkspaceFile> {
  const real = await insideFile(root, path);
  assertAllowed(path);
  const { mode, isPlain } = await stat(real).then((found) => ({ mode: found.mode, isPlain: found.isFile() }));
  if (!isPlain) throw new ReviewError(`${path} is not a file.`, 'Look for a fix again.');
  // Asked of the mode as well, because a superuser may write what everyone meant to be read-only.
  const ownerMayWrite = (mode & 0o200) !== 0;
  if (!ownerMayWrite || !(await mayWrite(real))) {
    throw new ReviewError(`${path} is read-only.`, 'Make it writable and accept again.');
  }
  return { real, mode: mode & 0o7777 };
}

/**
 * The file that a workspace path names and that may be deleted: by its own name, for what a link names belongs to others.
 * @throws ReviewError as `writableFile` does.
 */
export async function deletableFile(root: string, path: WorkspacePath): Promise<WorkspaceFile> {
  if (await isLink(resolve(root, path)))
    throw new ReviewError(`${path} is a link, which a proposal does not delete.`, 'Delete it yourself.');
  return writableFile(root, path);
}

/**
 * The place of a file that a proposal makes.
 * @throws ReviewError when something is there by now, or no file may be made there.
 */
export async function freePlace(
  root: string,
  path: WorkspacePath,
): Promise<WorkspacePlace & { readonly kind: 'free' }> {
  const place = await workspacePlace(root, path);
  if (place.kind === 'there') throw cameMeanwhile(path);
  assertAllowed(path);
  return place;
}

export function cameMeanwhile(path: WorkspacePath): ReviewError {
  return new ReviewError(`${path} is there by now.`, 'Move that file away and accept again, or look for a fix again.');
}

/** Asks no file: throws for a path that leads out of the root by its own words. */
export function assertInside(root: string, path: WorkspacePath): void {
  if (!isInside(resolve(root), resolve(root, path))) throw outside(path);
}

function assertAllowed(path: WorkspacePath): void {
  const verdict = judgePath(path);
  if (verdict.kind === 'refused') throw new ReviewError(verdict.reason, 'Touchstone does not write such files.');
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(path: WorkspacePath): ReviewError {
  return new ReviewError(`${path} leads out of the workspace.`, 'Touchstone writes only inside it.');
}

async function realpathOrNothing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
