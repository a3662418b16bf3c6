/** What finding a test command looks at. */
import type { WorkspacePath } from './report.ts';

/** The little that is asked of a project. */
export interface ProjectFiles {
  /** The text of a file, undefined when there is none. Files outside `list`, such as ignored ones, may be asked for. */
  read(path: WorkspacePath): Promise<string | undefined>;
  /** Its files that are not ignored. */
  list(): Promise<readonly WorkspacePath[]>;
}

/** The folder that commands are looked for in, and its files relative to it. */
export interface ProjectFolder {
  readonly directory: WorkspacePath;
  readonly files: readonly WorkspacePath[];
  read(path: WorkspacePath): Promise<string | undefined>;
  /** The same for any file of the workspace, by its path there: a package belongs to what is around it. */
  readAround(path: WorkspacePath): Promise<string | undefined>;
}

/** The folder and those around it, from the inside out; `''` is the workspace itself. */
export function foldersAround(directory: WorkspacePath): WorkspacePath[] {
  const folders = [directory];
  for (let at = directory; at !== '';) folders.push((at = at.slice(0, Math.max(0, at.lastIndexOf('/')))));
  return folders;
}
