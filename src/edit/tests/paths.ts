/** Paths of a workspace taken apart and put together. */
import { foldersAround } from '../../testing/projectFiles.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { dirname, joined } from '../../testing/treePath.ts';

/** The file of this name in the folder of the source or the nearest above. */
export const nearest = (
  source: WorkspacePath,
  files: readonly WorkspacePath[],
  name: string,
): WorkspacePath | undefined =>
  foldersAround(dirname(source))
    .map((folder) => joined(folder, name))
    .find((path) => files.includes(path));

/** The nearest folder with one of these, or the workspace's own. */
export const topOf = (
  source: WorkspacePath,
  files: readonly WorkspacePath[],
  names: readonly string[],
): WorkspacePath =>
  foldersAround(dirname(source)).find((folder) => names.some((name) => files.includes(joined(folder, name)))) ?? '';

export const nameOf = (path: WorkspacePath): string => path.slice(path.lastIndexOf('/') + 1);
export const within = (top: WorkspacePath, path: WorkspacePath): WorkspacePath =>
  top === '' ? path : path.slice(top.length + 1);

/** How a file names another: `../src/fare`. Both are from the same folder. */
export function relativePath(from: WorkspacePath, to: WorkspacePath): string {
  const [start, end] = [from.split('/').slice(0, -1), to.split('/')];
  let same = 0;
  while (same < start.length && same < end.length - 1 && start[same] === end[same]) same++;
  const up = start.slice(same).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...end.slice(same)].join('/');
}
