/** Paths of a tree, with forward slashes and `''` for its root. */
import type { WorkspacePath } from './report.ts';

export function dirname(path: WorkspacePath): WorkspacePath {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** `''` for the folder itself; undefined when the path lies outside. */
export function relativeTo(folder: WorkspacePath, path: WorkspacePath): WorkspacePath | undefined {
  if (folder === '' || path === folder) return path === folder ? '' : path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

export function joined(folder: WorkspacePath, path: WorkspacePath): WorkspacePath {
  return folder === '' || path === '' ? folder + path : `${folder}/${path}`;
}
