/** Which folders are installed dependencies, which are caches that no test needs. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that hold installed packages: linked, never copied. */
export function isDependencyFolder(top: string, relative: string): boolean {
  const name = path.posix.basename(relative);
  if (DEPENDENCIES.has(name)) return true;
  if (/(^|\/)(vendor\/bundle|\.yarn\/(cache|unplugged))$/.test(relative)) return true;
  return existsSync(path.join(top, relative, 'pyvenv.cfg')) || existsSync(path.join(top, relative, 'conda-meta'));
}

/** Folders that tools fill by themselves. Only asked for folders that are ignored, or in no repository. */
export function isCacheFolder(relative: string): boolean {
  const name = path.posix.basename(relative);
  return CACHES.has(name) || REPOSITORIES.has(name) || name.endsWith('.egg-info.tmp');
}

/** By the mark that tools leave in their caches (https://bford.info/cachedir): what Rust compiles, for one. */
export function isMarkedCache(top: string, relative: string): boolean {
  try {
    const mark = readFileSync(path.join(top, relative, 'CACHEDIR.TAG'), 'latin1');
    return mark.startsWith('Signature: 8a477f597d28d172789f06886806bc55');
  } catch {
    return false;
  }
}

/** A repository's own folder: never part of a copy. */
export function isRepositoryFolder(relative: string): boolean {
  return REPOSITORIES.has(path.posix.basename(relative));
}

/** Names that are never a program's own source, whether or not the repository ignores them. */
export const neverSource: readonly string[] = [
  'node_modules',
  'bower_components',
  '__pypackages__',
  '__pycache__',
  '.venv',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
  '.nox',
];

const DEPENDENCIES: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '__pypackages__',
]);
const REPOSITORIES: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);
const CACHES: ReadonlySet<string> = new Set([
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.tox',
  '.nox',
  '.eggs',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.nx',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.angular',
  '.vite',
  '.vitest',
  '.nyc_output',
  '.gradle',
  '.terraform',
  '.vscode-test',
  '.history',
  'coverage',
  'htmlcov',
]);
