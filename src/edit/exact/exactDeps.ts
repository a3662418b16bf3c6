import type { Project } from '../../retrieval/graph/project.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { AskTypeScript } from '../../testing/typeScriptQuestion.ts';
import type { ReadOutline, WorkspaceTexts } from '../../testing/workspaceTexts.ts';

export interface ExactDeps {
  readonly files: WorkspaceTexts;
  readonly parse: Parse;
  readonly readOutline: ReadOutline;
  /** What imports are resolved against. */
  readonly project: () => Promise<Project>;
  /** There is one, which writes better documentation than a signature tells. */
  readonly hasModel: boolean;
  /** The project's own TypeScript, which knows types and members. Left out where it may not be run. */
  readonly typeScript?: AskTypeScript;
}

export type ExactEdit =
  | {
      readonly kind: 'changed';
      readonly title: string;
      readonly texts: ReadonlyMap<WorkspacePath, string>;
      /** Files that go. */
      readonly removed?: readonly WorkspacePath[];
      /** Whole sentences: what was left alone, and why. */
      readonly notes: readonly string[];
      /** What decided it; the syntax tree when left out. */
      readonly by?: string;
    }
  /** It is not sure, or there is nothing to do. Whole sentences. */
  | { readonly kind: 'refused'; readonly why: string; readonly next: string };
