/**
 * The only way to the files of packages: inside the folders that it was given, by real path, so that no link leads
 * anywhere else. What was read is forgotten when the file changes.
 */
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

export interface ReadText {
  readonly text: string;
  readonly stamp: string;
}

/** How long a file is taken for unchanged once it was looked at. */
const trustMs = 2000;
const mostKnown = 50_000;

export interface ListedEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

const mostLists = 2000;

interface Known {
  readonly at: number;
  readonly real: string | undefined;
  readonly stamp: string;
  readonly isFolder: boolean;
}

export class PackagesReach {
  readonly #places = new Set<string>();
  readonly #known = new Map<string, Known>();
  readonly #lists = new Map<string, { readonly stamp: string; readonly entries: readonly ListedEntry[] }>();
  readonly #json = new Map<string, { readonly stamp: string; readonly value: unknown }>();

  /** Opens a folder for reading, everything below it included. */
  async allow(folder: string): Promise<void> {
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) this.#places.add(real);
  }

  /** A place is let in by the name it has now: a folder that is a link leads nowhere. */
  allowIfReal(folder: string, real: string | undefined): void {
    if (real !== undefined && real === folder) this.#places.add(folder);
  }

  isWithin(real: string): boolean {
    for (const place of this.#places) if (real === place || real.startsWith(place + path.sep)) return true;
    return false;
  }

  /** The real path of a file; `undefined` when there is none or it lies elsewhere. */
  async file(place: string): Promise<string | undefined> {
    const { real, isFolder } = await this.#look(place);
    return real !== undefined && !isFolder && this.isWithin(real) ? real : undefined;
  }

  async folder(place: string): Promise<string | undefined> {
    const { real, isFolder } = await this.#look(place);
    return real !== undefined && isFolder && this.isWithin(real) ? real : undefined;
  }

  /** Whether something is there, wherever it leads. */
  async leadsOut(place: string): Promise<boolean> {
    const { real } = await this.#look(place);
    return real !== undefined && !this.isWithin(real);
  }

  async stampOf(place: string): Promise<string | undefined> {
    const { real, stamp } = await this.#look(place);
    return real !== undefined && this.isWithin(real) ? stamp : undefined;
  }

  async first(folder: string, candidates: readonly string[]): Promise<string | undefined> {
    for (const candidate of candidates) {
      const file = await this.file(path.join(folder, candidate));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** Names in a folder; none when it cannot be read. */
  async list(folder: string): Promise<readonly ListedEntry[]> {
    const real = await this.folder(folder);
    if (real === undefined) return [];
    const stamp = (await this.stampOf(real)) ?? '';
    const known = this.#lists.get(real);
    if (known?.stamp === stamp) return known.entries;
    const found = await readdir(real, { withFileTypes: true }).catch(() => []);
    const entries = found
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (this.#lists.size > mostLists) this.#lists.clear();
    this.#lists.set(real, { stamp, entries });
    return entries;
  }

  /** `undefined` when it is not there, lies elsewhere, or is larger. */
  async bytes(place: string, most: number): Promise<{ readonly bytes: Buffer; readonly stamp: string } | undefined> {
    const real = await this.file(place);
    if (real === undefined) return undefined;
    const file = await open(real, 'r').catch(() => undefined);
    if (!file) return undefined;
    try {
      const { size, mtimeMs } = await file.stat();
      if (size > most) return undefined;
      return { bytes: await file.readFile(), stamp: `${mtimeMs}:${size}` };
    } catch {
      return undefined;
    } finally {
      await file.close();
    }
  }

  async text(place: string, most = 4_000_000): Promise<ReadText | undefined> {
    const read = await this.bytes(place, most);
    return read && { text: read.bytes.toString('utf8').replace(/^\ufeff/, ''), stamp: read.stamp };
  }

  /** `undefined` too for what is not JSON. */
  async json(place: string): Promise<unknown> {
    const stamp = await this.stampOf(place);
    if (stamp === undefined) return undefined;
    const known = this.#json.get(place);
    if (known?.stamp === stamp) return known.value;
    const read = await this.text(place, 32_000_000);
    let value: unknown;
    try {
      value = read && JSON.parse(read.text);
    } catch {
      value = undefined;
    }
    if (this.#json.size > 2000) this.#json.clear();
    this.#json.set(place, { stamp, value });
    return value;
  }

  async #look(place: string): Promise<Known> {
    const now = performance.now();
    const known = this.#known.get(place);
    if (known && now - known.at < trustMs) return known;
    let found: Known = { at: now, real: undefined, stamp: '', isFolder: false };
    try {
      const [real, stats] = await Promise.all([realpath(place), stat(place)]);
      if (stats.isFile() || stats.isDirectory())
        found = { at: now, real, stamp: `${stats.mtimeMs}:${stats.size}`, isFolder: stats.isDirectory() };
    } catch {
      // Not there, which is the answer.
    }
    if (this.#known.size > mostKnown) this.#known.clear();
    this.#known.set(place, found);
    return found;
  }
}

/** A folder and all above it, nearest first. */
export function* upward(folder: string): Generator<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    yield at;
    if (path.dirname(at) === at) return;
  }
}
