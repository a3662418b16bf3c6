/** The indexed files by where they are and what they are called: imports name the end of a path far more often than all of it. */

export class FileTree {
  readonly #folderOf = new Map<string, string>();
  readonly #byName = new Map<string, string[]>();
  readonly #byFolder = new Map<string, string[]>();
  /** Folders by their own name, without what they are in. */
  readonly #folders = new Map<string, Set<string>>();

  add(path: string): void {
    if (this.#folderOf.has(path)) return;
    const folder = folderOf(path);
    this.#folderOf.set(path, folder);
    push(this.#byName, nameOf(path), path);
    if (push(this.#byFolder, folder, path)) {
      const name = nameOf(folder);
      const same = this.#folders.get(name);
      if (same) same.add(folder);
      else this.#folders.set(name, new Set([folder]));
    }
  }

  remove(path: string): void {
    const folder = this.#folderOf.get(path);
    if (folder === undefined) return;
    this.#folderOf.delete(path);
    drop(this.#byName, nameOf(path), path);
    if (drop(this.#byFolder, folder, path)) this.#folders.get(nameOf(folder))?.delete(folder);
  }

  has(path: string): boolean {
    return this.#folderOf.has(path);
  }

  /** Files in this very folder; '' is the top. */
  inFolder(folder: string): readonly string[] {
    return this.#byFolder.get(folder) ?? [];
  }

  /** Files in this folder and in all that are in it. */
  below(folder: string): string[] {
    const paths: string[] = [];
    for (const [one, files] of this.#byFolder) if (one === folder || one.startsWith(`${folder}/`)) paths.push(...files);
    return paths;
  }

  /** The first of these that there is. */
  first(paths: Iterable<string>): string | undefined {
    for (const path of paths) if (this.#folderOf.has(path)) return path;
    return undefined;
  }

  /** The file whose path ends so; of several the one nearest to `from`. */
  endingWith(end: string, from: string): string | undefined {
    const paths = (this.#byName.get(nameOf(end)) ?? []).filter((path) => endsWithPath(path, end));
    return nearest(paths, from);
  }

  /** Folders whose path ends so, the nearest to `from` first. */
  foldersEndingWith(end: string, from: string): string[] {
    const folders = [...(this.#folders.get(nameOf(end)) ?? [])].filter((folder) => endsWithPath(folder, end));
    return folders.sort((a, b) => commonFolders(b, from) - commonFolders(a, from) || a.length - b.length);
  }
}

const endsWithPath = (path: string, end: string): boolean =>
  path.endsWith(end) && (path.length === end.length || path[path.length - end.length - 1] === '/');

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A file's name without its endings: `ledger` of `src/ledger.test.ts`. */
export const stemOf = (path: string): string => nameOf(path).replace(/(?!^)\..*$/, '');

/** `..` and `.` taken out; undefined where that leads out of the workspace. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** How many folders two paths share from the top. */
function commonFolders(a: string, b: string): number {
  let count = 0;
  for (let at = 0; at < a.length && at < b.length && a[at] === b[at]; at++) if (a[at] === '/') count++;
  return count;
}

function nearest(paths: readonly string[], from: string): string | undefined {
  let best: string | undefined;
  for (const path of paths) {
    if (best === undefined) best = path;
    else {
      const nearer = commonFolders(path, from) - commonFolders(best, from);
      if (nearer > 0 || (nearer === 0 && path.length < best.length)) best = path;
    }
  }
  return best;
}

/** @returns whether it is the first. */
function push(map: Map<string, string[]>, key: string, value: string): boolean {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
  return !values;
}

/** @returns whether it was the last. */
function drop(map: Map<string, string[]>, key: string, value: string): boolean {
  const rest = (map.get(key) ?? []).filter((one) => one !== value);
  if (rest.length > 0) map.set(key, rest);
  else map.delete(key);
  return rest.length === 0;
}
