/** What has changed in a copy of a Java project since its build tool compiled it. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isJvmSource } from '../javaNames.ts';
import type { WorkspacePath } from '../report.ts';
import { pacer } from './pacer.ts';

/** The files that decide what is compiled and how it is run, with a hash of each. */
export type TreeState = ReadonlyMap<WorkspacePath, string>;

/** Hashes by file and stamp: a file that has not been written since is not read again. */
export class TreeReader {
  readonly #known = new Map<string, { stamp: string; hash: string }>();
  readonly #root: string;

  /** @param root absolute. */
  constructor(root: string) {
    this.#root = root;
  }

  async state(signal: AbortSignal): Promise<TreeState> {
    const state = new Map<WorkspacePath, string>();
    const pace = pacer(signal);
    const walk = async (folder: string): Promise<void> => {
      for (const entry of await readdir(path.join(this.#root, folder), { withFileTypes: true })) {
        const place = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const inSource = /(?:^|\/)src\//.test(`${place}/`);
        if (entry.isDirectory()) {
          if (inSource || !/^(?:\..+|node_modules|target|build|out|bin)$/.test(entry.name)) await walk(place);
        } else if (decides(place)) {
          const hash = this.#hash(place);
          if (hash !== undefined) state.set(place, hash);
        }
        await pace();
      }
    };
    await walk('');
    return state;
  }

  #hash(place: string): string | undefined {
    const file = path.join(this.#root, place);
    const stats = lstatSync(file, { throwIfNoEntry: false, bigint: true });
    if (!stats?.isFile()) return undefined;
    const stamp = `${stats.mtimeNs} ${stats.ctimeNs} ${stats.size} ${stats.ino}`;
    const known = this.#known.get(place);
    if (known?.stamp === stamp) return known.hash;
    const hash = createHash('sha1').update(readFileSync(file)).digest('hex');
    this.#known.set(place, { stamp, hash });
    return hash;
  }
}

/** Sources, resources and build files; what else lies about does not go into the tests’ class path. */
function decides(place: string): boolean {
  return (
    isJvmSource(place) ||
    /(?:^|\/)src\/\w+\/resources\//.test(place) ||
    /(?:^|\/)(?:pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.properties)$/.test(place)
  );
}

/** The Java files that differ; undefined where the difference is more than what javac makes of it. */
export function changedSources(before: TreeState, now: TreeState): WorkspacePath[] | undefined {
  const changed: WorkspacePath[] = [];
  for (const [place, hash] of now) if (before.get(place) !== hash) changed.push(place);
  for (const place of before.keys()) if (!now.has(place)) return undefined;
  return changed.every((place) => place.endsWith('.java') && !/(?:module|package)-info\.java$/.test(place))
    ? changed
    : undefined;
}
