import type { Project } from '../../retrieval/graph/project.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TextEdit } from '../../text/edit.ts';

/** Where a module was and where it is, and what imports are resolved against before and after. */
export interface Move {
  readonly from: WorkspacePath;
  readonly to: WorkspacePath;
  readonly before: Project;
  readonly after: Project;
}

/** What has to be written anew in one file. */
export interface MoveEdits {
  readonly edits: readonly TextEdit[];
  /** Whole sentences: why it cannot be said for sure. */
  readonly doubts: readonly string[];
}

/** As Python calls it from the top of the workspace. */
export const moduleName = (path: WorkspacePath): string =>
  path
    .replace(/\.pyi?$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
