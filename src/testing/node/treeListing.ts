/**
 * Decides what belongs to a copy of the workspace.
 * - Files that are tracked, or neither tracked nor ignored: all of them, whatever they are.
 * - Ignored files: those that tests may need (build output, generated code, fixtures), up to a limit;
 *   caches are not, and installed packages are linked.
 * - Files that hold secrets by their name, unless tracked: none, and a warning says so.
 */
import { lstatSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isSecretFile } from '../../safety/pathPolicy.ts';
import { isCacheFolder, isDependencyFolder, isMarkedCache, isRepositoryFolder } from './folderKinds.ts';
import { listRepository, type Repository } from './gitRepository.ts';
import { pacer } from './pacer.ts';

/** Paths are relative to `top`, with forward slashes. Nothing says that they are still there. */
export interface TreeListing {
  /** Absolute and real: the top of the repository, or the workspace. */
  readonly top: string;
  /** Where the workspace is in `top`: `''` or `packages/one/`. */
  readonly prefix: string;
  /** Files and links that are not ignored. */
  readonly kept: readonly string[];
  /** Ignored files and links that tests may need. */
  readonly ignored: readonly string[];
  readonly folders: readonly string[];
  /** Folders of installed packages. */
  readonly dependencies: readonly string[];
  readonly repository?: Repository;
  readonly warnings: readonly string[];
}

const MOST_IGNORED_FILES = 20_000;
const MOST_IGNORED_BYTES = 200 * 1024 * 1024;

/** `workspace` is absolute and real. */
export async function listTree(workspace: string, signal: AbortSignal): Promise<TreeListing> {
  const found = await listRepository(workspace, signal);
  const collected = new Collected(found?.repository.top ?? workspace);
  if (found === undefined) {
    await collected.walk('', [], signal);
    return collected.listing('', undefined);
  }
  for (const file of found.tracked) collected.kept.add(file);
  for (const file of found.untracked) collected.addUntracked(file);
  for (const entry of found.ignored) await collected.addIgnored(entry, signal);
  return collected.listing(found.repository.prefix, found.repository);
}

/** The rules of one .gitignore, for paths below the folder that holds it. */
interface Rules {
  readonly folder: string;
  readonly rules: Ignore;
}

class Collected {
  readonly kept = new Set<string>();
  readonly #top: string;
  readonly #ignored: string[] = [];
  readonly #folders: string[] = [];
  readonly #dependencies = new Set<string>();
  readonly #secrets: string[] = [];
  readonly #tooLarge: string[] = [];
  #ignoredFiles = 0;
  #ignoredBytes = 0;

  constructor(top: string) {
    this.#top = top;
  }

  listing(prefix: string, repository: Repository | undefined): TreeListing {
    // A virtual environment that nobody ignores is listed file by file.
    const environments = [...this.kept]
      .filter((file) => file.endsWith('/pyvenv.cfg'))
      .map((file) => file.slice(0, -10));
    for (const folder of environments) {
      this.#dependencies.add(folder.slice(0, -1));
      for (const file of this.kept) if (file.startsWith(folder)) this.kept.delete(file);
    }
    return {
      top: this.#top,
      prefix,
      kept: [...this.kept],
      ignored: this.#ignored,
      folders: this.#folders,
      dependencies: [...this.#dependencies],
      ...(repository && { repository }),
      warnings: [
        ...warning(this.#secrets, 'left out of the copy because tests must not see secrets'),
        ...warning(this.#tooLarge, 'left out of the copy because it is ignored by git and too large'),
      ],
    };
  }

  addUntracked(file: string): void {
    if (isSecretFile(file)) this.#secrets.push(file);
    else this.kept.add(file);
  }

  /** An ignored file, or a folder in which everything is ignored, which then ends in a slash. */
  async addIgnored(entry: string, signal: AbortSignal): Promise<void> {
    const place = entry.replace(/\/$/, '');
    const stats = lstatSync(path.join(this.#top, place), { throwIfNoEntry: false });
    if (stats === undefined || isCacheFolder(place)) return;
    if (isDependencyFolder(this.#top, place)) {
      this.#dependencies.add(place);
      return;
    }
    if (isMarkedCache(this.#top, place)) return;
    if (!stats.isDirectory()) {
      this.#takeIgnored(place, [{ file: place, bytes: stats.size }], []);
      return;
    }
    const files: { file: string; bytes: number }[] = [];
    const folders: string[] = [place];
    const isWithin = (): boolean => this.#ignoredFiles + files.length <= MOST_IGNORED_FILES;
    const pace = pacer(signal);
    for (let at = 0; at < folders.length && isWithin(); at++) {
      const folder = folders[at] ?? '';
      for (const child of await this.#children(folder)) {
        const whole = `${folder}/${child.name}`;
        if (child.isDirectory() || isDependencyFolder(this.#top, whole)) {
          if (isDependencyFolder(this.#top, whole)) this.#dependencies.add(whole);
          else if (!isCacheFolder(whole) && !isMarkedCache(this.#top, whole)) folders.push(whole);
        } else {
          files.push({ file: whole, bytes: this.#size(whole) });
        }
        await pace();
      }
    }
    this.#takeIgnored(place, files, folders);
  }

  #takeIgnored(place: string, files: readonly { file: string; bytes: number }[], folders: readonly string[]): void {
    const bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.#ignoredFiles + files.length > MOST_IGNORED_FILES || this.#ignoredBytes + bytes > MOST_IGNORED_BYTES) {
      this.#tooLarge.push(place);
      return;
    }
    this.#ignoredFiles += files.length;
    this.#ignoredBytes += bytes;
    this.#folders.push(...folders);
    for (const { file } of files) {
      if (isSecretFile(file)) this.#secrets.push(file);
      else this.#ignored.push(file);
    }
  }

  /** A folder that is in no repository: the same decisions from its .gitignore files. */
  async walk(folder: string, above: readonly Rules[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const children = await this.#children(folder);
    const rules = children.some((child) => child.name === '.gitignore' && child.isFile())
      ? [await this.#rulesOf(folder), ...above]
      : above;
    for (const child of children) {
      const whole = folder === '' ? child.name : `${folder}/${child.name}`;
      if (isDependencyFolder(this.#top, whole)) this.#dependencies.add(whole);
      else if (isRepositoryFolder(whole)) continue;
      else if (isIgnored(rules, child.isDirectory() ? `${whole}/` : whole)) await this.addIgnored(whole, signal);
      else if (!child.isDirectory()) this.addUntracked(whole);
      else if (!isCacheFolder(whole)) {
        this.#folders.push(whole);
        await this.walk(whole, rules, signal);
      }
    }
  }

  async #rulesOf(folder: string): Promise<Rules> {
    const text = await readFile(path.join(this.#top, folder, '.gitignore'), 'utf8');
    return { folder: folder === '' ? '' : `${folder}/`, rules: ignore().add(text) };
  }

  async #children(folder: string) {
    try {
      return await readdir(path.join(this.#top, folder), { withFileTypes: true });
    } catch {
      return []; // Gone, or not ours to read: then tests cannot read it either.
    }
  }

  #size(file: string): number {
    return lstatSync(path.join(this.#top, file), { throwIfNoEntry: false })?.size ?? 0;
  }
}

/** The nearest .gitignore that has a say decides, as in git. */
function isIgnored(rules: readonly Rules[], file: string): boolean {
  for (const { folder, rules: own } of rules) {
    const { ignored, unignored } = own.test(file.slice(folder.length));
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

function warning(places: readonly string[], why: string): string[] {
  const [first] = places;
  if (first === undefined) return [];
  const others = places.length - 1;
  const more = others === 0 ? '' : ` and ${others} more like it`;
  return [`${first}${more} was ${why}.`];
}
