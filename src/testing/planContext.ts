/** What planning a run is told of the tree, of this run and of the machine. */
import type { TestResult } from './report.ts';
import type { Scripts } from './runLine.ts';

export interface PlanContext {
  /** Absolute, links resolved, as the processes will see it. */
  readonly root: string;
  /** Absolute path of the folder that holds the shims. */
  readonly shims: string;
  /** Absolute path of a folder of this run alone: reports, caches. */
  readonly folder: string;
  /** Absolute path of the list of chosen tests, when the request has any. */
  readonly chosen: string | undefined;
  /** What the run would get without us. */
  readonly environment: Readonly<Record<string, string>>;
  /** The scripts of the package in the command's folder. */
  readonly scripts: Scripts;
  /** Absolute paths that go on PATH before everything else. */
  readonly binFolders: readonly string[];
  /** Absolute paths that go first on PYTHONPATH. */
  readonly importRoots: readonly string[];
  /** Absolute path of the folder for compiled code, when it is kept between runs. */
  readonly compiled: string | undefined;
  /** Absolute path of the settings that Maven gets instead of the user's own. */
  readonly mavenSettings?: string | undefined;
  /** What stands between two paths of a list: `:`, on Windows `;`. */
  readonly delimiter: string;
  fileUrl(path: string): string;
  /** Whether there is a file or folder at an absolute path. */
  has(path: string): boolean;
  /** The file of a test, absolute. */
  pathOf(test: TestResult): string | undefined;
}
