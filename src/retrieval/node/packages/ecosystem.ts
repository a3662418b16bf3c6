/** What every kind of package has to answer, so that one catalogue asks them all alike. */
import type { Ecosystem, InstalledPackage } from '../../packages/installed.ts';
import type { PackageView } from '../../packages/lookUp.ts';
import type { PackagesBudget } from './facts.ts';

export interface OpenedPackage {
  readonly info: InstalledPackage;
  /** What there is to look into, the most trusted first; none when nothing of it can be read. */
  readonly views: readonly PackageView[];
  /** Why a name that is not found may be there nevertheless. */
  readonly doubt?: string;
}

export interface PackagesOf {
  readonly ecosystem: Ecosystem;
  /** File endings that use such packages, without the dot. */
  readonly endings: readonly string[];
  /**
   * A package as a file in a folder would import it; `undefined` when it is neither declared nor there, and then
   * `isSure` says whether that means that it does not exist here.
   */
  open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined>;
  /** Names that the nearest manifest asks for; `undefined` when there is no such manifest. */
  direct(from: string): Promise<readonly string[] | undefined>;
  /** Whether a package that is not found is certainly not there. */
  isSure(from: string): Promise<boolean>;
}

/** Where programs keep what they downloaded; from the environment, never asked of a program. */
export interface PackagesPlaces {
  /** Absolute and real. */
  readonly root: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** An interpreter that the user has chosen; it is looked beside, never run. */
  readonly python?: string;
}
