/**
 * One copy of a snapshot on disk, which can be put back as it was. Every file and folder is known by
 * its time of change, which no program can set, so that finding what a test run did costs one look a
 * file and reads nothing.
 */
import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import { removeTree } from './removeTree.ts';
import { pacer } from './pacer.ts';
import { sameStamp, stampOf, type FileEntry, type SourceStamp, type TreeEntry } from './treeEntry.ts';
import type { TreeSnapshot } from './treeSnapshot.ts';

interface CopyStamp extends SourceStamp {
  readonly ctimeMs: number;
}

export class TreeCopy {
  /** Absolute path of the copy's top. */
  readonly top: string;
  /** Every copy of the snapshot, this one included: what the user has changed since is taken from another. */
  readonly #copies: Set<TreeCopy>;
  readonly #entries = new Map<string, TreeEntry>();
  /** The names in every folder, by its path; '' is the top. A parent comes before its children. */
  readonly #folders = new Map<string, Set<string>>([['', new Set()]]);
  readonly #stamps = new Map<string, CopyStamp>();

  private constructor(top: string, snapshot: TreeSnapshot, copies: Set<TreeCopy>) {
    this.top = top;
    this.#copies = copies;
    for (const entry of snapshot.entries) {
      this.#entries.set(entry.path, entry);
      this.#addFolder(entry.kind === 'folder' ? entry.path : parentOf(entry.path));
      if (entry.path !== '') this.#folders.get(parentOf(entry.path))?.add(nameOf(entry.path));
    }
  }

  #addFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#addFolder(parentOf(folder));
    this.#folders.set(folder, new Set());
    this.#folders.get(parentOf(folder))?.add(nameOf(folder));
  }

  /** Returns the copy and the files that could not be in it, being gone in the meantime or too large. */
  static async make(
    top: string,
    snapshot: TreeSnapshot,
    copies: Set<TreeCopy>,
    signal: AbortSignal,
  ): Promise<{ copy: TreeCopy; missing: readonly string[] }> {
    const copy = new TreeCopy(top, snapshot, copies);
    const missing = await copy.#make(signal);
    copies.add(copy);
    return { copy, missing };
  }

  async #make(signal: AbortSignal): Promise<string[]> {
    const pace = pacer(signal);
    for (const folder of this.#folders.keys()) {
      mkdirSync(this.#at(folder), { recursive: true });
      await pace();
    }
    const missing: string[] = [];
    // One after the other: a turn through the pool of threads costs twice what copying a file does.
    for (const entry of this.#entries.values()) {
      await pace();
      if (this.#put(entry)) continue;
      // Only the first copy may go without: from then on the snapshot is what that copy holds.
      if (this.#copies.size > 0) throw cannotCopy(entry.path);
      missing.push(entry.path);
    }
    for (const file of missing) this.#forget(file);
    for (const place of [...this.#entries.keys(), ...this.#folders.keys()]) {
      this.#stamp(place);
      await pace();
    }
    return missing;
  }

  /** False for a file that cannot be in this copy. */
  #put(entry: TreeEntry): boolean {
    const target = this.#at(entry.path);
    switch (entry.kind) {
      case 'folder':
        return true; // Made with all folders.
      case 'written':
        writeFileSync(target, entry.bytes, { mode: entry.mode });
        return true;
      case 'link':
        putLink(entry.target, target, entry.toFolder);
        return true;
      case 'file':
        return this.#putFile(entry, target);
    }
  }

  #putFile(entry: FileEntry, target: string): boolean {
    const from = this.#sourceOf(entry);
    if (from === undefined) return false;
    const clone = entry.cloneOnly;
    try {
      copyFileSync(from, target, clone ? constants.COPYFILE_FICLONE_FORCE : constants.COPYFILE_FICLONE);
    } catch (error) {
      if (clone || isMissing(error)) return false;
      throw error;
    }
    // The same time as the original's: builds compare them.
    utimesSync(target, entry.stamp.mtimeMs / 1000, entry.stamp.mtimeMs / 1000);
    return true;
  }

  /** A file that holds what the snapshot saw; for the first copy the snapshot learns what is there now. */
  #sourceOf(entry: FileEntry): string | undefined {
    const stats = lstatSync(entry.source, { throwIfNoEntry: false });
    if (stats?.isFile()) {
      if (this.#copies.size === 0) entry.stamp = stampOf(stats);
      if (sameStamp(entry.stamp, stats)) return entry.source;
    }
    for (const other of this.#copies) {
      if (other !== this && other.#isUntouched(entry.path)) return other.#at(entry.path);
    }
    return undefined;
  }

  #isUntouched(place: string): boolean {
    const stamp = this.#stamps.get(place);
    const stats = lstatSync(this.#at(place), { throwIfNoEntry: false });
    return stamp !== undefined && stats !== undefined && isSame(stamp, stats);
  }

  /** Puts back what differs from the snapshot, whoever changed it. */
  async restore(): Promise<void> {
    const pace = pacer();
    const folders: string[] = [];
    for (const [folder, names] of this.#folders) {
      const stats = lstatSync(this.#at(folder), { throwIfNoEntry: false });
      const stamp = this.#stamps.get(folder);
      if (stats?.isDirectory() && stamp && stamp.ctimeMs === stats.ctimeMs && stamp.ino === stats.ino) continue;
      folders.push(folder);
      if (!stats?.isDirectory()) {
        await removeTree(this.#at(folder));
        mkdirSync(this.#at(folder));
      } else if (stamp && stats.mode !== stamp.mode) {
        chmodSync(this.#at(folder), stamp.mode & 0o7777);
      }
      for (const name of readdirSync(this.#at(folder))) {
        if (names.has(name)) continue;
        await removeTree(path.join(this.#at(folder), name));
      }
      await pace();
    }
    for (const entry of this.#entries.values()) {
      if (entry.kind === 'folder' || this.#isUntouched(entry.path)) continue;
      await removeTree(this.#at(entry.path));
      if (!this.#put(entry)) throw cannotCopy(entry.path);
      // Builds compare times: it must be newer than what was made of the text that was here, in this very millisecond too.
      const now = (Date.now() + 1) / 1000;
      if (entry.kind !== 'link') utimesSync(this.#at(entry.path), now, now);
      this.#stamp(entry.path);
      // Putting it back has changed its folder.
      folders.push(parentOf(entry.path));
      await pace();
    }
    for (const folder of folders) this.#stamp(folder);
  }

  /** Whether a file or link is there as it was copied. Of a path that was not copied: whether nothing is there. */
  isAsCopied(place: string): boolean {
    if (this.#entries.has(place)) return this.#isUntouched(place);
    return lstatSync(this.#at(place), { throwIfNoEntry: false }) === undefined;
  }

  /** It is no copy for others any more. */
  retire(): void {
    this.#copies.delete(this);
  }

  #stamp(place: string): void {
    const stats = lstatSync(this.#at(place), { throwIfNoEntry: false });
    if (stats) this.#stamps.set(place, { ...stampOf(stats), ctimeMs: stats.ctimeMs });
  }

  #forget(file: string): void {
    this.#entries.delete(file);
    this.#folders.get(parentOf(file))?.delete(nameOf(file));
  }

  #at(place: string): string {
    return `${this.top}/${place}`;
  }
}

function isSame(stamp: CopyStamp, stats: Stats): boolean {
  return stamp.ctimeMs === stats.ctimeMs && sameStamp(stamp, stats);
}

/** Junctions are links to folders that Windows lets anyone make; they need an absolute target. */
function putLink(text: string, place: string, toFolder: boolean): void {
  if (process.platform !== 'win32') return symlinkSync(text, place);
  symlinkSync(path.resolve(path.dirname(place), text), place, toFolder ? 'junction' : 'file');
}

function cannotCopy(file: string): TouchstoneError {
  return new TouchstoneError(
    `${file} is no longer what it was when the workspace was copied, and every copy of it was changed by a test run.`,
    'Run the command again: it starts from a fresh copy.',
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function parentOf(place: string): string {
  const at = place.lastIndexOf('/');
  return at < 0 ? '' : place.slice(0, at);
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('/') + 1);
}
