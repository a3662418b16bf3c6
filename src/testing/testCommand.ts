import type { TestReport, TestResult, WorkspacePath } from './report.ts';

/** How a run is understood. `custom` is the user's own command: JUnit XML, TAP or an exit code. */
export type Framework =
  | 'node:test'
  | 'mocha'
  | 'vitest'
  | 'jest'
  | 'pytest'
  | 'unittest'
  | 'go test'
  | 'cargo test'
  | 'maven'
  | 'gradle'
  | 'custom';

export interface TestCommand {
  readonly framework: Framework;
  /** One line for a shell, as a person approves it: `npm test`, `python3 -m pytest`. */
  readonly line: string;
  /** The folder that it runs in, relative to the workspace root; '' is the root. */
  readonly directory: WorkspacePath;
  /** Why this one: "scripts.test of package.json runs mocha". */
  readonly reason: string;
}

export interface RunRequest {
  readonly command: TestCommand;
  /** Just these tests where the framework can choose; all when left out. */
  readonly only?: readonly TestResult[];
  readonly coverage: boolean;
  /** The lines are to find a fault by: of tests that share no package with a failing one none are wanted. */
  readonly findsFault?: boolean;
  /** The whole run is killed after this, children included. What a tool compiles before it tests is not counted. */
  readonly limitMs: number;
}

/** A tree in which tests run: the user's own only on request, else a shadow workspace. */
export interface TestTree {
  /** Absolute path of the root. */
  readonly root: string;
  /** Absolute paths that a test run may write; the root alone when left out. */
  readonly writable?: readonly string[];
  /** Absolute paths outside the tree that its links lead to: `ProcessRequest.readable`. */
  readonly linked?: readonly string[];
  /** Absolute paths that go first on PYTHONPATH, since an editable install would lead back to the user's tree. */
  readonly importRoots?: readonly string[];
  /** Absolute path of a folder beside the tree where Node may keep what it compiled, for the runs that follow. */
  readonly compiled?: string;
  /** Absolute path of a folder that outlives the copy, for what is the same in the next; no test run may write to it. */
  readonly kept?: string;
  /** Absolute path of a folder beside the tree for what one run tells; the system's own when left out. It goes with the copy. */
  readonly scratch?: string;
}

/** Runs tests in a tree. Failing tests are a value; only a run that could not start throws. */
export type RunTests = (tree: TestTree, request: RunRequest, signal: AbortSignal) => Promise<TestReport>;
