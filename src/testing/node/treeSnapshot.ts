/** The state of a workspace at one moment, as a list from which any number of equal copies is made. */
import { lstatSync, realpathSync, readlinkSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { isGitInternal, isSecretFile, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { WorkspacePath } from '../report.ts';
import { linkDependencies } from './linkDependencies.ts';
import { pacer } from './pacer.ts';
import { relativeTo, stampOf, type TreeEntry } from './treeEntry.ts';
import { listTree } from './treeListing.ts';

export interface TreeSnapshot {
  /** Absolute and real: the folder of the user that the entries come from. */
  readonly top: string;
  /** Where the workspace is in `top`: `''` or `packages/one/`. */
  readonly prefix: string;
  readonly entries: readonly TreeEntry[];
  /** Files of the workspace that are not ignored, relative to it. */
  readonly files: readonly WorkspacePath[];
  /** Absolute places outside the copy that its links lead to. */
  readonly linked: readonly string[];
  /** Relative to the top of the copy. */
  readonly importRoots: readonly string[];
  readonly warnings: readonly string[];
  /** Equal for two snapshots of the same files; by their stamps, so a file that was touched counts as changed. */
  readonly state: string;
}

/** A larger file is worth leaving out when nothing but its being there speaks for it. */
const LARGE_BYTES = 50 * 1024 * 1024;

/** `unsaved` holds what the editor has not written yet, by path relative to the workspace. */
export async function takeSnapshot(
  workspace: string,
  unsaved: ReadonlyMap<WorkspacePath, string>,
  signal: AbortSignal,
): Promise<TreeSnapshot> {
  const listing = await listTree(realpathSync(workspace), signal);
  const { top, prefix } = listing;
  const entries = new Map<string, TreeEntry>();
  const linked: string[] = [];
  const warnings = [...listing.warnings];
  const add = (entry: TreeEntry): void => void entries.set(entry.path, entry);

  for (const folder of listing.folders) add({ kind: 'folder', path: folder });
  const pace = pacer(signal);
  const kept = new Set(listing.kept);
  for (const file of [...listing.kept, ...listing.ignored]) {
    const source = path.join(top, file);
    const stats = lstatSync(source, { throwIfNoEntry: false });
    if (stats?.isFile()) {
      const cloneOnly = !kept.has(file) && stats.size > LARGE_BYTES;
      add({ kind: 'file', path: file, source, stamp: stampOf(stats), cloneOnly });
    } else if (stats?.isSymbolicLink()) {
      const link = linkInCopy(top, file);
      if (link === undefined) warnings.push(`${file} was left out of the copy: it links to a place that is not there.`);
      else add(link);
      if (link && path.isAbsolute(link.target)) linked.push(link.target);
    }
    await pace();
  }

  const dependencies = linkDependencies(top, listing.dependencies);
  for (const entry of dependencies.entries) add(entry);
  if (listing.repository) {
    for (const entry of listing.repository.files) add(entry);
    linked.push(listing.repository.objects);
  }

  const files = new Set(listing.kept);
  for (const [unsavedPath, text] of unsaved) {
    const relative = normalizeWorkspacePath(unsavedPath);
    if (relative === undefined || isGitInternal(relative)) continue;
    const file = prefix + relative;
    const saved = entries.get(file);
    // A secret that was kept out of the copy does not come in because it is open in an editor.
    if (saved === undefined && isSecretFile(file)) continue;
    const mode = saved?.kind === 'file' ? saved.stamp.mode & 0o777 : 0o644;
    add({ kind: 'written', path: file, bytes: Buffer.from(text), mode });
    if (saved === undefined) files.add(file);
  }
  dropCovered(entries);
  return {
    top,
    prefix,
    entries: [...entries.values()],
    files: [...files]
      .filter((file) => file.startsWith(prefix) && isRegularFile(entries.get(file)) && !isSecretFile(file))
      .map((file) => file.slice(prefix.length))
      .sort(),
    linked: [...new Set([...linked, ...dependencies.linked])],
    importRoots: [...new Set(dependencies.importRoots)],
    warnings,
    state: stateOf(top, prefix, entries.values()),
  };
}

/** What package managers write last when they install something. */
const INSTALLED = ['.package-lock.json', '.yarn-state.yml', '.modules.yaml', 'pyvenv.cfg'];

function stateOf(top: string, prefix: string, entries: Iterable<TreeEntry>): string {
  const hash = createHash('sha256').update(`${top}\0${prefix}\n`);
  const stampAt = (place: string): string => {
    try {
      const stats = lstatSync(place, { throwIfNoEntry: false });
      return stats ? `${stats.size},${stats.mtimeMs},${stats.ino}` : '';
    } catch (error) {
      // What should be a folder is a program: a link of `node_modules/.bin`.
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return '';
      throw error;
    }
  };
  for (const entry of entries) {
    hash.update(`${entry.kind}\0${entry.path}\0`);
    if (entry.kind === 'file') hash.update(JSON.stringify(entry.stamp));
    if (entry.kind === 'written') hash.update(entry.bytes);
    if (entry.kind === 'link') {
      hash.update(entry.target);
      if (path.isAbsolute(entry.target)) {
        for (const name of entry.toFolder ? ['', ...INSTALLED] : [''])
          hash.update(`\0${stampAt(path.join(entry.target, name))}`);
      }
    }
    hash.update('\n');
  }
  return hash.digest('hex');
}

function isRegularFile(entry: TreeEntry | undefined): boolean {
  return entry?.kind === 'file' || entry?.kind === 'written';
}

/** What git has in its index below a folder that is a file or a link by now is not in the tree any more. */
function dropCovered(entries: Map<string, TreeEntry>): void {
  const verdicts = new Map<string, boolean>([['.', false]]);
  const isCovered = (folder: string): boolean => {
    let covered = verdicts.get(folder);
    if (covered === undefined) {
      const entry = entries.get(folder);
      covered = (entry !== undefined && entry.kind !== 'folder') || isCovered(path.posix.dirname(folder));
      verdicts.set(folder, covered);
    }
    return covered;
  };
  for (const file of entries.keys()) if (isCovered(path.posix.dirname(file))) entries.delete(file);
}

/** A link into the tree leads into the copy; one out of it keeps its place; a broken one out of it is none. */
function linkInCopy(top: string, file: string) {
  const source = path.join(top, file);
  const text = readlinkSync(source);
  const place = path.resolve(path.dirname(source), text);
  const stats = statSync(source, { throwIfNoEntry: false });
  const toFolder = stats?.isDirectory() ?? false;
  const inside = relativeTo(top, place);
  if (inside === undefined) {
    // A program that writes through a broken link would make a file outside the copy.
    return stats ? ({ kind: 'link', path: file, target: realpathSync(source), toFolder } as const) : undefined;
  }
  const target = path.isAbsolute(text) ? path.posix.relative(path.posix.dirname(file), inside) || '.' : text;
  return { kind: 'link', path: file, target, toFolder } as const;
}
