/** What imports are resolved against: the indexed files, and what projects say about their names. */

import type { FileTree } from './fileTree.ts';
import type { ProjectFacts } from './projectFacts.ts';

export interface Project {
  readonly tree: FileTree;
  /** By the path of the file that says so. */
  readonly facts: ReadonlyMap<string, ProjectFacts>;
  /** Files that declare this module or namespace. */
  readonly declaring: (module: string) => readonly string[];
}
