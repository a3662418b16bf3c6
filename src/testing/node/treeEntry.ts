/** What a copied tree consists of. No entry names the place of a copy, so every lane is made from the same list. */
import path from 'node:path';

/** Paths are relative to the top of the copy, with forward slashes. */
export type TreeEntry = FileEntry | WrittenEntry | LinkEntry | FolderEntry;

/** A file copied from the user's tree. */
export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  readonly source: string;
  /** The source as it was when the copy was made: while it still is, it can be copied again. */
  stamp: SourceStamp;
  /** Too large to copy: left out where the file system cannot clone it. */
  readonly cloneOnly: boolean;
}

/** A file whose bytes are known: unsaved text, for one. */
export interface WrittenEntry {
  readonly kind: 'written';
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

export interface LinkEntry {
  readonly kind: 'link';
  readonly path: string;
  /** Absolute when it leads out of the copy, else relative to the folder of the link. */
  readonly target: string;
  readonly toFolder: boolean;
}

export interface FolderEntry {
  readonly kind: 'folder';
  readonly path: string;
}

export interface SourceStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly mode: number;
}

export function stampOf(stats: SourceStamp): SourceStamp {
  return { size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino, mode: stats.mode };
}

export function sameStamp(a: SourceStamp, b: SourceStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.mode === b.mode;
}

/** The path with forward slashes, relative to a folder; undefined when it lies outside. */
export function relativeTo(folder: string, place: string): string | undefined {
  const relative = path.relative(folder, place);
  if (relative === '') return '';
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}
