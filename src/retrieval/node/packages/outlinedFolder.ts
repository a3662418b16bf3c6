/** Packages of Composer and gems of Ruby: folders of files that are read by their outlines. */
import path from 'node:path';
import type { Ecosystem, InstalledPackage } from '../../packages/installed.ts';
import { isRecord } from '../../packages/entry.ts';
import { PackageGraph, type GraphFiles } from '../../packages/graph.ts';
import { gemfileLock, type Requirements } from '../../packages/manifest.ts';
import { joinOutlined } from '../../packages/outlined.ts';
import type { ModuleFacts } from '../../packages/declaration.ts';
import type { OpenedPackage, PackagesOf } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { upward, type PackagesReach } from './reach.ts';

interface Located {
  readonly info: Omit<InstalledPackage, 'ecosystem'>;
  readonly folder: string | undefined;
}

/** Where one of the two keeps its packages. */
interface Kind {
  readonly ecosystem: Ecosystem;
  readonly endings: readonly string[];
  readonly skipped: RegExp;
  direct(from: string): Promise<readonly string[] | undefined>;
  locate(specifier: string, from: string): Promise<Located | undefined>;
}

const deepest = 12;

function outlinedPackages(kind: Kind, reach: PackagesReach, facts: PackagesFacts): PackagesOf {
  const filesIn = async (folder: string, depth = 0): Promise<string[]> => {
    const found: string[] = [];
    for (const { name, isFolder } of depth > deepest ? [] : await reach.list(folder)) {
      if (name.startsWith('.') || kind.skipped.test(name)) continue;
      if (isFolder) found.push(...(await filesIn(path.join(folder, name), depth + 1)));
      else if (kind.endings.includes(path.extname(name).slice(1))) found.push(path.join(folder, name));
    }
    return found;
  };
  const read = async (folder: string, budget: PackagesBudget): Promise<ModuleFacts> => {
    const files: { place: string; facts: ModuleFacts }[] = [];
    for (const place of await filesIn(folder)) {
      const one = await facts.of(place, budget);
      if (one) files.push({ place, facts: one });
    }
    return joinOutlined(files);
  };
  return {
    ecosystem: kind.ecosystem,
    endings: kind.endings,
    direct: (from) => kind.direct(from),
    // Both languages load what they like when they run.
    isSure: async () => false,
    async open(specifier, from, budget) {
      const located = await kind.locate(specifier, from);
      if (!located) return undefined;
      const info: InstalledPackage = { ecosystem: kind.ecosystem, ...located.info };
      const { folder } = located;
      if (folder === undefined) return { info, views: [], doubt: 'it is not installed' };
      const joined = await read(folder, budget);
      const files: GraphFiles = {
        load: async (file) => (file === folder ? joined : undefined),
        resolve: async () => undefined,
        globals: async () => [],
      };
      const view = {
        graph: new PackageGraph(files),
        roots: [{ kind: 'module', file: folder } as const],
        isTyped: false,
        placeOf: (place: string) => place,
        mentions: async () => undefined,
      };
      return { info, views: [view] } satisfies OpenedPackage;
    },
  };
}

export function composerPackages(reach: PackagesReach, facts: PackagesFacts): PackagesOf {
  const project = async (from: string): Promise<{ folder: string; requires: Requirements } | undefined> => {
    for (const at of upward(from)) {
      const manifest = await reach.json(path.join(at, 'composer.json'));
      if (!isRecord(manifest)) continue;
      const requires = [manifest['require'], manifest['require-dev']]
        .filter(isRecord)
        .flatMap((one) => Object.entries(one));
      return { folder: at, requires: new Map(requires.map(([name, range]) => [name, String(range)])) };
    }
    return undefined;
  };
  const kind: Kind = {
    ecosystem: 'composer',
    endings: ['php'],
    skipped: /^(?:tests?|Tests?|vendor)$/,
    async direct(from) {
      const found = await project(from);
      return found && [...found.requires.keys()].filter((name) => name.includes('/'));
    },
    async locate(specifier, from) {
      const found = await project(from);
      if (!found) return undefined;
      const installed = await reach.json(path.join(found.folder, 'vendor', 'composer', 'installed.json'));
      const list = isRecord(installed) ? installed['packages'] : installed;
      const packages = (Array.isArray(list) ? list : []).filter(isRecord);
      const entry =
        packages.find((one) => one['name'] === specifier) ?? packages.find((one) => hasNamespace(one, specifier));
      const name = typeof entry?.['name'] === 'string' ? entry['name'] : specifier;
      const range = found.requires.get(name);
      if (!entry && range === undefined) return undefined;
      const folder = /^[\w.-]+\/[\w.-]+$/.test(name)
        ? await reach.folder(path.join(found.folder, 'vendor', name))
        : undefined;
      const abandoned = entry?.['abandoned'];
      const instead = typeof abandoned === 'string' ? `It is abandoned; use ${abandoned}.` : 'It is abandoned.';
      const version = entry?.['version'];
      const info = {
        name,
        ...(typeof version === 'string' && { version: version.replace(/^v/, '') }),
        ...(range !== undefined && { range }),
        ...(folder !== undefined && { folder }),
        isMissing: folder === undefined,
        ...(abandoned !== undefined && abandoned !== false && { deprecated: instead }),
      };
      return { info, folder };
    },
  };
  return outlinedPackages(kind, reach, facts);
}

/** `Monolog\Handler` belongs to the package that autoloads `Monolog\`. */
function hasNamespace(entry: Readonly<Record<string, unknown>>, specifier: string): boolean {
  const autoload = isRecord(entry['autoload']) ? entry['autoload'] : {};
  const prefixes = [autoload['psr-4'], autoload['psr-0']].filter(isRecord).flatMap((one) => Object.keys(one));
  return prefixes.some((prefix) => prefix !== '' && `${specifier}\\`.startsWith(prefix));
}

export function rubyPackages(reach: PackagesReach, facts: PackagesFacts): PackagesOf {
  const project = async (
    from: string,
  ): Promise<{ folder: string; lock: ReturnType<typeof gemfileLock> } | undefined> => {
    for (const at of upward(from)) {
      const lock = await reach.text(path.join(at, 'Gemfile.lock'));
      if (lock) return { folder: at, lock: gemfileLock(lock.text) };
    }
    return undefined;
  };
  const kind: Kind = {
    ecosystem: 'ruby',
    endings: ['rb'],
    skipped: /^(?:test|tests|spec|features|bin|exe)$/,
    async direct(from) {
      const found = await project(from);
      return found && [...found.lock.direct.keys()];
    },
    async locate(specifier, from) {
      const found = await project(from);
      const names = [specifier, specifier.replaceAll('/', '-'), specifier.split('/')[0]!];
      const name = found && names.find((one) => found.lock.versions.has(one));
      if (!found || name === undefined) return undefined;
      const version = found.lock.versions.get(name)!;
      const range = found.lock.direct.get(name);
      const bundles = path.join(found.folder, 'vendor', 'bundle', 'ruby');
      let folder: string | undefined;
      for (const { name: abi } of await reach.list(bundles))
        folder ??= await reach.folder(path.join(bundles, abi, 'gems', `${name}-${version}`, 'lib'));
      const info = {
        name,
        version,
        ...(range !== undefined && { range }),
        ...(folder !== undefined && { folder }),
        isMissing: folder === undefined,
      };
      return { info, folder };
    },
  };
  return outlinedPackages(kind, reach, facts);
}
