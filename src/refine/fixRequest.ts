import type { TestCommand } from '../testing/testCommand.ts';
import type { Selection } from './localise.ts';

/** What is wrong, and what may be spent on it. */
export interface FixRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly command: TestCommand;
  readonly issue?: string;
  readonly selection?: Selection;
  /** For the search; the baseline's own runs come before it. */
  readonly budgetSeconds: number;
  /** Test runs at once, at least 1. */
  readonly parallel: number;
}
