import type { Outline } from '../syntax/outline.ts';
import type { WorkspacePath } from './report.ts';

/**
 * The workspace's files as an edit or an answer may see them. What holds secrets, what git ignores and what is no text
 * is not among them, so nothing that is made from them needs to look again.
 */
export interface WorkspaceTexts {
  paths(): Promise<readonly WorkspacePath[]>;
  /** As the editor holds it, line breaks as they are; undefined for what is not there or not to be seen. */
  text(path: WorkspacePath): Promise<string | undefined>;
  /** Why something that is there must be left alone, as a whole sentence. */
  whyNot(path: WorkspacePath): string | undefined;
}

/** What a file defines, uses and imports; empty where its language is not known. */
export type ReadOutline = (path: WorkspacePath, text: string) => Promise<Outline>;
