import type { TestTree } from './testCommand.ts';
import type { WorkspacePath } from './report.ts';

/**
 * An isolated copy of the workspace, unsaved edits included, where candidates run.
 * Nothing done to it reaches the user's tree.
 */
export interface ShadowWorkspace extends TestTree {
  /** Equal for two copies when they were made of the same files, ignored ones and the packages that they link to included. */
  readonly state: string;
  /** What a careful reader should know about the copy: files left out, for one. Whole sentences. */
  readonly warnings: readonly string[];
  /** Workspace files that are text and not ignored, as they were when the copy was made. */
  files(): Promise<readonly WorkspacePath[]>;
  /** Throws when the file is not there or lies outside the copy. */
  read(path: WorkspacePath): Promise<string>;
  /** Replaces a file; `reset` undoes it. */
  write(path: WorkspacePath, text: string): Promise<void>;
  /** Takes a file away, if it is there; `reset` undoes it. */
  remove(path: WorkspacePath): Promise<void>;
  /** Files that are not ignored and that `write` or a run has changed, made or removed since the last `reset`. */
  changed(signal: AbortSignal): Promise<readonly WorkspacePath[]>;
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
