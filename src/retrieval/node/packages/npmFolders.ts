/** Where npm, pnpm and yarn have put packages, and what their manifests and lock files say of them. */
import path from 'node:path';
import type { InstalledPackage } from '../../packages/installed.ts';
import { isRecord, type NpmManifest } from '../../packages/entry.ts';
import { upward, type PackagesReach } from './reach.ts';

export interface FoundFolder {
  readonly folder: string;
  readonly manifest: NpmManifest;
}

/** `elsewhere`: it is a link out of the folders that may be read. */
export type FoundPackage = FoundFolder | 'elsewhere' | undefined;

export class NpmFolders {
  readonly #reach: PackagesReach;

  constructor(reach: PackagesReach) {
    this.#reach = reach;
  }

  async manifestOf(folder: string): Promise<NpmManifest | undefined> {
    const manifest = await this.#reach.json(path.join(folder, 'package.json'));
    return isRecord(manifest) ? manifest : undefined;
  }

  /** The nearest folder upward with a package.json. */
  async project(folder: string): Promise<FoundFolder | undefined> {
    for (const at of upward(folder)) {
      const manifest = await this.manifestOf(at);
      if (manifest) return { folder: at, manifest };
    }
    return undefined;
  }

  /** A package's real folder, as Node would find it. */
  async find(name: string, from: string): Promise<FoundPackage> {
    for (const at of upward(from)) {
      if (path.basename(at) === 'node_modules') continue;
      const place = path.join(at, 'node_modules', name);
      const folder = await this.#reach.folder(place);
      if (folder !== undefined) return { folder, manifest: (await this.manifestOf(folder)) ?? {} };
      if (await this.#reach.leadsOut(place)) return 'elsewhere';
    }
    const own = await this.project(from);
    return own?.manifest.name === name ? own : undefined;
  }

  /** Whether the projects here keep their packages in a folder at all. */
  async hasModules(from: string): Promise<boolean> {
    for (const at of upward(from))
      if ((await this.#reach.folder(path.join(at, 'node_modules'))) !== undefined) return true;
    return false;
  }

  /** How the nearest manifests ask for a package; a workspace's own may leave it to the one above. */
  async rangeOf(name: string, from: string): Promise<string | undefined> {
    for (const at of upward(from)) {
      const manifest = await this.manifestOf(at);
      const range = manifest && dependenciesIn(manifest).get(name);
      if (range !== undefined) return range;
    }
    return undefined;
  }

  async describe(name: string, from: string, found: FoundPackage): Promise<InstalledPackage> {
    const range = await this.rangeOf(name, from);
    const folder = typeof found === 'object' ? found.folder : undefined;
    const version =
      typeof found === 'object' && typeof found.manifest.version === 'string' ? found.manifest.version : undefined;
    const deprecated = folder === undefined ? undefined : await this.#deprecation(folder);
    return {
      ecosystem: 'npm',
      name,
      ...(version !== undefined && { version }),
      ...(range !== undefined && { range }),
      ...(folder !== undefined && { folder }),
      isMissing: found === undefined,
      ...(deprecated !== undefined && { deprecated }),
    };
  }

  /** What the lock file that the installer leaves behind says of it. */
  async #deprecation(folder: string): Promise<string | undefined> {
    const at = folder.lastIndexOf(`${path.sep}node_modules${path.sep}`);
    if (at === -1) return undefined;
    const first = folder.indexOf(`${path.sep}node_modules${path.sep}`);
    const root = folder.slice(0, first);
    const lock = await this.#reach.json(path.join(root, 'node_modules', '.package-lock.json'));
    const packages = isRecord(lock) ? lock['packages'] : undefined;
    const entry = isRecord(packages) ? packages[path.relative(root, folder).replaceAll(path.sep, '/')] : undefined;
    const deprecated = isRecord(entry) ? entry['deprecated'] : undefined;
    return typeof deprecated === 'string' ? deprecated : undefined;
  }
}

/** By name, as they are asked for. */
export function dependenciesIn(manifest: NpmManifest): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.peerDependencies,
    manifest.optionalDependencies,
  ]) {
    if (!isRecord(part)) continue;
    for (const [name, range] of Object.entries(part)) {
      if (typeof range === 'string' && !found.has(name)) found.set(name, range);
    }
  }
  return found;
}
