import type { TestResult, WorkspacePath } from '../testing/report.ts';
import type { TestSite } from '../testing/testSites.ts';
import { targetedTests } from './target.ts';

/**
 * Tests that are known to fail, from the last run of each folder. What is known of a file holds for the text that
 * ran: a test that was edited since may do anything.
 */
export class FailedTests {
  readonly #folders = new Map<string, KnownRun>();

  /** A run has ended: it says all there is to know of the folder. @param textOf what each test file read */
  keep(folder: string, failed: readonly TestResult[], at: number, textOf: ReadonlyMap<WorkspacePath, string>): void {
    this.#folders.set(folder, { at, failed, textOf, isStale: false });
  }

  /** These pass now: they were fixed, and the fix was accepted. */
  forget(folder: string, names: readonly string[]): void {
    const known = this.#folders.get(folder);
    if (!known) return;
    this.#folders.set(folder, { ...known, failed: known.failed.filter(({ name }) => !names.includes(name)) });
  }

  /** Something in the folder has changed since. @returns whether that was news */
  markStale(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (!known || known.isStale) return false;
    this.#folders.set(folder, { ...known, isStale: true });
    return true;
  }

  /** Those of the last run of a folder that nobody has fixed since. */
  of(folder: string): readonly TestResult[] {
    return this.#folders.get(folder)?.failed ?? [];
  }

  /** Whether anything is known of a file as it reads now, so that it is worth being parsed. */
  knows(folder: string, path: WorkspacePath, text: string): boolean {
    const known = this.#folders.get(folder);
    return known !== undefined && known.textOf.get(path) === text && known.failed.some((test) => fileOf(test) === path);
  }

  /** What is known of one test of a file whose text is that of the run. */
  failureOf(folder: string, path: WorkspacePath, site: TestSite): KnownFailure | undefined {
    const known = this.#folders.get(folder);
    if (!known) return undefined;
    const here = known.failed.filter((test) => fileOf(test) === path);
    const [test] = targetedTests(here, { kind: 'test', names: site.names });
    if (!test) return undefined;
    const message = test.failure?.message.split('\n', 1)[0] ?? '';
    return { message, at: known.at, isStale: known.isStale };
  }
}

export interface KnownFailure {
  /** The first line of what it said. */
  readonly message: string;
  /** When it ran, in milliseconds since 1970. */
  readonly at: number;
  /** Some file of the folder was saved since. */
  readonly isStale: boolean;
}

interface KnownRun {
  readonly at: number;
  readonly failed: readonly TestResult[];
  readonly textOf: ReadonlyMap<WorkspacePath, string>;
  readonly isStale: boolean;
}

/** Some tools do not say in which file a test is; the place where it failed does, most often. */
export function fileOf({ file, failure }: TestResult): WorkspacePath | undefined {
  return file ?? failure?.frames.at(-1)?.path;
}
