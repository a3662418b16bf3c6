import type { TestTree } from './testCommand.ts';
import type { WorkspacePath } from './report.ts';

/**
 * An isolated copy of the workspace, unsaved edits included, where candidates run.
 * Nothing done to it reaches the user's tree.
 */
export interface ShadowWorkspace extends TestTree {
  /** What a careful reader should know about the copy: files left out, for one. Whole sentences. */
  readonly warnings: readonly string[];
  /** Workspace files that are text and not ignored, as they were when the copy was made. */
  files(): Promise<readonly WorkspacePath[]>;
  /** Throws when the file is not there or lies outside the copy. */
  read(path: WorkspacePath): Promise<string>;
  /** Replaces a file; `reset` undoes it. */
  write(path: WorkspacePath, text: string): Promise<void>;
  /** Puts every file that `write` changed, and every file that a test run changed or left, back as it was. */
  reset(): Promise<void>;
  /**
   * Another independent copy of the same state, for a run beside this one: what was written to this
   * copy is not in it, nor what has changed in the user's tree since. May be called at any time.
   */
  lane(signal: AbortSignal): Promise<ShadowWorkspace>;
  /** Removes the copy, whatever state it is in. Never throws for a copy that is already gone. */
  dispose(): Promise<void>;
}
