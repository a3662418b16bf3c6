/** Whether files of this machine have the contents that somebody else has seen: each is read once, until it changes. */
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { selectFiles, type FileStamp, type SelectionOptions } from './fileSelection.ts';
import { readTextFile } from './textFile.ts';

const mostKnown = 20_000;

export class ContentCheck {
  readonly #selection: SelectionOptions;
  readonly #known = new Map<string, { readonly stamp: FileStamp; readonly hash: string }>();

  constructor(selection: SelectionOptions) {
    this.#selection = selection;
  }

  /** False also for a file that may not be indexed here. */
  has(place: string, hash: string): boolean {
    const { root, mostBytes } = this.#selection;
    const stats = lstatSync(path.join(root, place), { throwIfNoEntry: false });
    if (!stats) return false;
    const known = this.#known.get(place);
    if (known && isSameStamp(known.stamp, stats)) return known.hash === hash;
    const isSelected = selectFiles(this.#selection).judge(place)?.kind === 'found';
    const read = isSelected ? readTextFile(root, place, mostBytes) : undefined;
    if (read?.kind === 'gone') return false;
    const found = read?.kind === 'text' ? read.hash : '';
    if (this.#known.size >= mostKnown) this.#known.clear();
    const { size, mtimeMs, ctimeMs } = read?.stamp ?? stats;
    this.#known.set(place, { stamp: { size, mtimeMs, ctimeMs }, hash: found });
    return found === hash;
  }
}

export const isSameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
