/**
 * The shadow workspace: `storage/shadow-<id>/<lane>/<name of the folder>`, and beside the lanes `runs`, where runs
 * keep what they say. Where there is plenty of memory, that storage is in memory; `compiled`, where the runs of all
 * lanes keep compiled code, is on disk always. The copy is made from the bytes of the user's files rather than checked
 * out, so nothing that git would run (filters, hooks) is run, and the result equals the tree in every state that a
 * repository can be in.
 */
import { existsSync, lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { chmod, mkdir, open, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { isGitInternal, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { WorkspacePath } from '../report.ts';
import type { ShadowWorkspace } from '../shadow.ts';
import { memoryStorage, roomInMemory } from './memoryStorage.ts';
import { keptFolder, sweepKept } from './keptFolder.ts';
import { removeTree } from './removeTree.ts';
import { claimFolder, releaseFolder, sweepFolders } from './shadowStorage.ts';
import { pacer } from './pacer.ts';
import { relativeTo } from './treeEntry.ts';
import { listTree } from './treeListing.ts';
import { TreeCopy } from './treeCopy.ts';
import { takeSnapshot, type TreeSnapshot } from './treeSnapshot.ts';

export interface ShadowOptions {
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** What the editor has not written yet, by path relative to the workspace. */
  readonly unsaved?: ReadonlyMap<WorkspacePath, string>;
  /** Absolute path of the folder on disk that holds all copies, of other windows as well, that are not in memory. */
  readonly storage: string;
}

/**
 * @throws TouchstoneError when the workspace cannot be copied.
 * @throws the signal's reason after an abort, with nothing left on disk.
 */
export async function createShadowWorkspace(options: ShadowOptions, signal: AbortSignal): Promise<ShadowWorkspace> {
  signal.throwIfAborted();
  if (!existsSync(options.workspace)) {
    throw new TouchstoneError(`The folder ${options.workspace} does not exist.`, 'Open a folder that does.');
  }
  const snapshot = await takeSnapshot(options.workspace, options.unsaved ?? new Map(), signal);
  const folder = await explained(options.storage, () => Promise.resolve(claimFolder(options.storage)));
  const trees = claimInMemory(snapshot, folder) ?? folder;
  return new ShadowSet(snapshot, { folder, trees, kept: keptFolder(options.storage, options.workspace) }).lane(signal);
}

function claimInMemory(snapshot: TreeSnapshot, onDisk: string): string | undefined {
  const memory = hasClones(snapshot) ? undefined : roomInMemory(bytesOf(snapshot), onDisk);
  try {
    return memory === undefined ? undefined : claimFolder(memory);
  } catch {
    return undefined; // Taken by others in the meantime: the disk is as good.
  }
}

/** What is copied only where a file system can do it without copying: that is never another file system. */
const hasClones = ({ entries }: TreeSnapshot): boolean =>
  entries.some((entry) => entry.kind === 'file' && entry.cloneOnly);

const bytesOf = ({ entries }: TreeSnapshot): number =>
  entries.reduce(
    (sum, entry) =>
      sum + (entry.kind === 'file' ? entry.stamp.size : entry.kind === 'written' ? entry.bytes.length : 0),
    0,
  );

/**
 * Removes the copies that killed processes have left, never those of a living one, until `signal` ends.
 * Returns how many there were in `storage`.
 */
export async function sweepStaleShadows(storage: string, signal: AbortSignal): Promise<number> {
  const memory = memoryStorage();
  await sweepKept(storage, signal);
  if (memory !== undefined) await sweepFolders(memory, signal);
  return sweepFolders(storage, signal);
}

interface ShadowPlaces {
  /** On disk, of this set alone. */
  readonly folder: string;
  /** Where the trees are: the same, or one in memory. */
  readonly trees: string;
  /** Of the workspace, for longer. */
  readonly kept: string;
}

/** All lanes of one snapshot. The folder goes with the last of them. */
class ShadowSet {
  #snapshot: TreeSnapshot;
  readonly #places: ShadowPlaces;
  readonly #copies = new Set<TreeCopy>();
  readonly #warnings: string[];
  #lanes = 0;
  #made = 0;
  #texts: Promise<readonly WorkspacePath[]> | undefined;

  constructor(snapshot: TreeSnapshot, places: ShadowPlaces) {
    this.#snapshot = snapshot;
    this.#places = places;
    this.#warnings = [...snapshot.warnings];
  }

  async lane(signal: AbortSignal): Promise<ShadowWorkspace> {
    if (this.#made > 0 && this.#lanes === 0) {
      throw new TouchstoneError('The copy of the workspace was removed already.', 'Run the command again.');
    }
    this.#lanes++;
    const { trees } = this.#places;
    const folder = path.join(trees, String(this.#made++));
    try {
      signal.throwIfAborted();
      const top = path.join(folder, path.basename(this.#snapshot.top) || 'workspace');
      await mkdir(top, { recursive: true });
      await mkdir(path.join(this.#places.folder, 'compiled'), { recursive: true });
      await mkdir(path.join(trees, 'runs'), { recursive: true });
      const linked = await this.#linkOuterPackages(folder);
      const { copy, missing } = await TreeCopy.make(top, this.#snapshot, this.#copies, signal);
      if (missing.length > 0) this.#goWithout(new Set(missing));
      return this.#workspace(copy, folder, linked);
    } catch (error) {
      await this.#leave(folder);
      throw inWords(error, trees);
    }
  }

  #workspace(copy: TreeCopy, folder: string, linked: readonly string[]): ShadowWorkspace {
    const root = path.join(copy.top, this.#snapshot.prefix);
    const { folder: onDisk, trees, kept } = this.#places;
    let disposed: Promise<void> | undefined;
    return {
      root,
      writable: [copy.top],
      linked,
      importRoots: this.#snapshot.importRoots.map((place) => path.join(copy.top, place)),
      compiled: path.join(onDisk, 'compiled'),
      kept,
      scratch: path.join(trees, 'runs'),
      state: this.#snapshot.state,
      warnings: this.#warnings,
      files: () => (this.#texts ??= textFiles(root, this.#snapshot.files)),
      read: async (file) => readFile(await placeIn(copy.top, root, file), 'utf8'),
      write: async (file, text) => {
        const place = await placeIn(copy.top, root, file);
        await explained(trees, () => writeOver(place, text));
      },
      remove: async (file) => {
        const place = await placeIn(copy.top, root, file);
        await explained(trees, () => rm(place, { force: true }));
      },
      changed: (signal) => this.#changed(copy, signal),
      reset: () => explained(trees, () => copy.restore()),
      lane: (signal) => this.lane(signal),
      dispose: () => {
        copy.retire();
        return (disposed ??= this.#leave(folder));
      },
    };
  }

  async #changed(copy: TreeCopy, signal: AbortSignal): Promise<readonly WorkspacePath[]> {
    const { prefix, files } = this.#snapshot;
    const listing = await listTree(copy.top, signal);
    // A repository around the storage knows nothing of what is ignored in the copy.
    const kept = listing.top === realpathSync(copy.top) ? listing.kept : [];
    const now = kept.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    const all = new Set([...files, ...now]);
    return [...all].filter((file) => !copy.isAsCopied(prefix + file)).sort();
  }

  #goWithout(missing: ReadonlySet<string>): void {
    const { entries, prefix, files } = this.#snapshot;
    for (const entry of entries) {
      if (entry.kind === 'file' && entry.cloneOnly && missing.has(entry.path))
        this.#warnings.push(tooLarge(entry.path));
    }
    this.#snapshot = {
      ...this.#snapshot,
      entries: entries.filter((entry) => !missing.has(entry.path)),
      files: files.filter((file) => !missing.has(prefix + file)),
    };
  }

  /** Packages that are installed above the workspace are found by going up: so they are above the copy. */
  async #linkOuterPackages(folder: string): Promise<readonly string[]> {
    for (let at = path.dirname(this.#snapshot.top); at !== path.dirname(at); at = path.dirname(at)) {
      const packages = path.join(at, 'node_modules');
      if (!existsSync(packages)) continue;
      await symlink(realpathSync(packages), path.join(folder, 'node_modules'), 'junction');
      return [...this.#snapshot.linked, realpathSync(packages)];
    }
    return this.#snapshot.linked;
  }

  async #leave(folder: string): Promise<void> {
    this.#lanes--;
    if (this.#lanes > 0) return removeTree(folder);
    const { folder: onDisk, trees } = this.#places;
    await releaseFolder(trees);
    if (trees !== onDisk) await releaseFolder(onDisk);
  }
}

async function explained<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw inWords(error, folder);
  }
}

/** What a person can do about a disk; anything else stays as it was thrown. */
function inWords(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new TouchstoneError(
        'The disk is full, so the workspace cannot be copied to run its tests.',
        `Free some space where ${folder} is, and run the command again.`,
        { cause: error },
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new TouchstoneError(
        `The copy of the workspace in ${folder} cannot be written: ${describeError(error)}.`,
        'See to that folder, and run the command again.',
        { cause: error },
      );
    default:
      return error;
  }
}

/**
 * The absolute place of a file of the workspace in the copy. A link on the way is followed inside the copy
 * and refused when it leads out: what is behind it is the user's.
 */
async function placeIn(top: string, root: string, file: WorkspacePath): Promise<string> {
  const refuse = (): never => {
    throw new TouchstoneError(`${file} is not a file of the workspace.`, 'Use a path inside the workspace.');
  };
  const relative = normalizeWorkspacePath(file) ?? refuse();
  if (isGitInternal(relative)) refuse();
  let existing = path.join(root, relative);
  const rest: string[] = [];
  while (lstatSync(existing, { throwIfNoEntry: false }) === undefined) {
    rest.unshift(path.basename(existing));
    existing = path.dirname(existing);
  }
  const real = await realpath(existing).catch(refuse);
  if (relativeTo(top, real) === undefined || isGitInternal(relativeTo(top, real) ?? '')) refuse();
  return path.join(real, ...rest);
}

async function writeOver(place: string, text: string): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true });
  try {
    await writeFile(place, text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')))
      throw error;
    await chmod(place, 0o644);
    await writeFile(place, text);
  }
  if (place.endsWith('.py')) forgetCompiled(place);
}

/** Python takes a compiled file for current when size and second agree, which two candidates easily do. */
function forgetCompiled(place: string): void {
  const folder = path.join(path.dirname(place), '__pycache__');
  const stem = `${path.basename(place, '.py')}.`;
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(stem) && name.endsWith('.pyc')) rmSync(path.join(folder, name), { force: true });
  }
}

async function textFiles(root: string, files: readonly WorkspacePath[]): Promise<readonly WorkspacePath[]> {
  const pace = pacer();
  const texts: WorkspacePath[] = [];
  for (const file of files) {
    if (BINARY.test(file)) continue;
    if (SOURCE.test(file) || (await looksLikeText(path.join(root, file)))) texts.push(file);
    await pace();
  }
  return texts;
}

const SOURCE =
  /\.([cm]?[jt]sx?|py|pyi|json|md|txt|ya?ml|toml|html?|css|scss|java|kt|go|rs|rb|php|cs|c|h|cc|cpp|hpp|sh|sql|xml)$/i;
const BINARY =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|pdf|zip|gz|tgz|bz2|xz|7z|jar|wasm|exe|dll|so|dylib|o|a|class|pyc|woff2?|ttf|otf|eot|mp[34]|mov|webm|ogg|wav|sqlite3?|db)$/i;

/** Git's own test: no zero byte among the first 8000. */
async function looksLikeText(place: string): Promise<boolean> {
  try {
    const file = await open(place);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8000), 0, 8000, 0);
      return !buffer.subarray(0, bytesRead).includes(0);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

function tooLarge(file: string): string {
  return `${file} was left out of the copy because it is ignored by git and too large to copy.`;
}
