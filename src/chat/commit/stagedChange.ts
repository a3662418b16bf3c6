/** What is about to be committed, as git tells it. Plain data. */

import type { WorkspacePath } from '../../testing/report.ts';

export interface StagedChange {
  /** Whether it is what is staged, or all that differs from the last commit. */
  readonly isStaged: boolean;
  /** As git writes it, without files that hold secrets. */
  readonly diff: string;
  readonly files: readonly StagedFile[];
  /** The last messages of this repository, whole, the newest first. */
  readonly messages: readonly string[];
}

export interface StagedFile {
  readonly path: WorkspacePath;
  readonly kind: 'added' | 'changed' | 'removed' | 'renamed';
  /** Of a renamed file. */
  readonly from?: WorkspacePath;
  /** Both texts; left out for what does not exist on that side, what is no text or may not be read. */
  readonly before?: string;
  readonly after?: string;
}
