/**
 * What the tools see of the world, as functions: each host gives what it has, and a tool that would need more is not
 * offered. Nothing in here writes to the workspace.
 */

import type { LookUp } from '../../retrieval/packages/installed.ts';
import type { FileChange } from '../../review/proposal.ts';
import type { ProcessResult } from '../../safety/process.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { TestReport, WorkspacePath } from '../../testing/report.ts';
import type { ReadOutline, WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { ProposalEvent } from '../chatEvent.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';

export interface ToolWorld {
  readonly files: WorkspaceTexts;
  readonly readOutline: ReadOutline;
  /** Left out where there is no index. */
  readonly lookup?: ChatLookup;
  /** Of one file or of all. Left out where nobody knows any. */
  readonly problems?: (path: WorkspacePath | undefined) => Promise<readonly Problem[]>;
  /** `name` with dots; without it what the package offers. */
  readonly lookUpPackage?: (
    request: { readonly from: WorkspacePath | undefined; readonly package: string; readonly name?: string },
    signal: AbortSignal,
  ) => Promise<LookUp>;
  /** In a copy of the workspace. `why`: nothing was run. */
  readonly runTests?: (near: WorkspacePath | undefined, signal: AbortSignal) => Promise<TestsRun>;
  /** Tells how much of a proposed text does not parse. */
  readonly parse?: Parse;
  /** Shows it in review; nothing is written before the user accepts it. @returns what review calls it */
  readonly propose?: (
    change: { readonly title: string; readonly changes: readonly FileChange[] },
    signal: AbortSignal,
  ) => Promise<Omit<ProposalEvent, 'kind'>>;
  /** A short program, in a copy of the workspace without its secrets. */
  readonly runCode?: {
    /** Whether the system can confine it. */
    readonly isConfined: boolean;
    run(language: CodeLanguage, code: string, signal: AbortSignal): Promise<CodeRun>;
  };
  /** One line for the shell, in a copy of the workspace and confined where the system can. */
  readonly runCommand?: (line: string, directory: WorkspacePath, signal: AbortSignal) => Promise<CommandRun>;
}

export interface Problem {
  readonly path: WorkspacePath;
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who says so: `ts`, `eslint`. */
  readonly source?: string;
}

export type TestsRun =
  | { readonly kind: 'ran'; readonly command: string; readonly report: TestReport }
  | { readonly kind: 'none'; readonly why: string };

export type CodeLanguage = 'javascript' | 'python';

export interface CodeRun {
  readonly result: ProcessResult;
  /** What it wrote to its output folder; `bytes` left out: it is too large to be read. */
  readonly files: readonly { readonly name: string; readonly bytes?: Uint8Array }[];
}

export interface CommandRun {
  readonly result: ProcessResult;
  /** Files that it has changed, made or removed in the copy. */
  readonly changed: readonly WorkspacePath[];
}
