import type { Parse } from '../../syntax/tree.ts';
import type { Place, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { RunTests, TestCommand } from '../../testing/testCommand.ts';
import type { Baseline } from '../baseline.ts';

/** What candidates are run with beyond the tests at hand. */
export interface ObserveDeps {
  readonly lanes: readonly ShadowWorkspace[];
  readonly runTests: RunTests;
  readonly parse: Parse;
  readonly command: TestCommand;
  readonly baseline: Baseline;
  /** Nobody waits longer to learn how patches differ; a minute when left out. */
  readonly longestMs?: number;
}

/** What is run: texts that differ from the workspace, and where. */
export interface Runnable {
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  readonly places: readonly Place[];
}

export const longestMs = (deps: Pick<ObserveDeps, 'longestMs'>): number => deps.longestMs ?? 60_000;
