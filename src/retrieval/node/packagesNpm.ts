/** Packages of npm, pnpm and yarn as they lie in `node_modules`, and the types that go with them. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { InstalledPackage } from '../packages.ts';
import type { Exported, ModuleFacts } from '../packagesDeclaration.ts';
import {
  entryCandidates,
  fileCandidates,
  importCandidates,
  isRecord,
  packageOf,
  typesPackageOf,
  type NpmManifest,
  type Wanted,
} from '../packagesEntry.ts';
import { globalScope } from '../packagesEcmascript.ts';
import type { GraphFiles } from '../packagesGraph.ts';
import type { PackagesBudget, PackagesFacts } from './packagesFacts.ts';
import { upward, type PackagesReach } from './packagesReach.ts';

/** An ambient module's id is its file's, this, and its name. */
const ambientMark = '#';

/** The compiler and the types of Node change seldom. */
const trustGlobalsMs = 60_000;

export interface FoundFolder {
  readonly folder: string;
  readonly manifest: NpmManifest;
}

export class NpmPackages {
  readonly #reach: PackagesReach;
  /** By the folders that they come from. */
  readonly #globalPlaces = new Map<string, { readonly at: number; readonly places: ReadonlyMap<string, string[]> }>();

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
  async find(name: string, from: string): Promise<FoundFolder | 'elsewhere' | undefined> {
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
      const range = rangeIn(await this.manifestOf(at), name);
      if (range !== undefined) return range;
    }
    return undefined;
  }

  async describe(name: string, from: string, found: FoundFolder | 'elsewhere' | undefined): Promise<InstalledPackage> {
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

  /** The files through which a graph of a package's types, or of its code, goes. */
  files(facts: PackagesFacts, budget: PackagesBudget, wanted: Wanted, visited: Set<string>): GraphFiles {
    return {
      load: (file) => {
        visited.add(fileOf(file));
        return this.#load(file, facts, budget);
      },
      resolve: (module, from) => this.resolve(module, from, wanted, facts, budget),
      globals: async (name, from) =>
        wanted === 'types' ? this.#globals(name, path.dirname(fileOf(from)), facts, budget) : [],
    };
  }

  async resolve(
    module: string,
    fromId: string,
    wanted: Wanted,
    facts: PackagesFacts,
    budget: PackagesBudget,
  ): Promise<string | undefined> {
    if (path.isAbsolute(module)) return module;
    const from = fileOf(fromId);
    if (/^\.\.?(?:\/|$)/.test(module)) {
      const folder = path.dirname(from);
      const file = await this.#within(folder, module, wanted);
      // What is in JavaScript alone has its own names too.
      return file ?? (wanted === 'types' ? this.#within(folder, module, 'import') : undefined);
    }
    if (module.startsWith('#')) {
      const own = await this.project(path.dirname(from));
      return own && this.#reach.first(own.folder, importCandidates(own.manifest, module, wanted));
    }
    const ambient = await this.#ambientBeside(module, fromId, facts, budget);
    if (ambient !== undefined) return ambient;
    if (isBuiltin(module))
      return wanted === 'types' ? this.#builtin(module, path.dirname(from), facts, budget) : undefined;
    return this.entry(module, path.dirname(from), wanted, facts, budget);
  }

  /** The file that a package means by an import of it; its types, or where it has none, its code. */
  async entry(
    specifier: string,
    from: string,
    wanted: Wanted,
    facts: PackagesFacts,
    budget: PackagesBudget,
  ): Promise<string | undefined> {
    const named = packageOf(specifier);
    if (!named) return undefined;
    const found = await this.find(named.name, from);
    if (wanted === 'types') {
      const own = typeof found === 'object' ? await this.#entryIn(found, named.subpath, 'types') : undefined;
      const others = own === undefined ? await this.find(typesPackageOf(named.name), from) : undefined;
      const file =
        own ?? (typeof others === 'object' ? await this.#entryIn(others, named.subpath, 'types') : undefined);
      if (file !== undefined) {
        const read = await facts.of(file, budget);
        return read?.ambient.has(specifier) ? file + ambientMark + specifier : file;
      }
    }
    const code = wanted === 'types' ? 'import' : wanted;
    return typeof found === 'object' ? this.#entryIn(found, named.subpath, code) : undefined;
  }

  async #entryIn({ folder, manifest }: FoundFolder, subpath: string, wanted: Wanted): Promise<string | undefined> {
    const file = await this.#reach.first(folder, entryCandidates(manifest, subpath, wanted));
    if (file !== undefined || (manifest.exports !== undefined && manifest.exports !== null)) return file;
    return this.#within(folder, subpath === '' ? '.' : `./${subpath}`, wanted);
  }

  /** A relative path as the language's tools read it: with an ending, as a folder, as a package. */
  async #within(folder: string, module: string, wanted: Wanted): Promise<string | undefined> {
    const place = path.join(folder, module);
    const candidates = (kind: Wanted): string[] => fileCandidates(path.basename(place), kind);
    const parent = path.dirname(place);
    const plain = /\/$|^\.\.?$|\/\.\.?$/.test(module);
    const file = plain ? undefined : await this.#reach.first(parent, candidates(wanted));
    if (file !== undefined) return file;
    const inside = await this.#reach.folder(place);
    if (inside !== undefined) {
      const manifest = (await this.manifestOf(inside)) ?? {};
      const entry = await this.#reach.first(inside, entryCandidates({ ...manifest, exports: undefined }, '', wanted));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  async #load(id: string, facts: PackagesFacts, budget: PackagesBudget): Promise<ModuleFacts | undefined> {
    const file = fileOf(id);
    const read = await facts.of(file, budget);
    const name = id.slice(file.length + 1);
    if (!read) return undefined;
    const parts: Exported[] = [];
    for (const part of await this.#parts(file, read, facts, budget)) {
      const other = part === file ? read : await facts.of(part, budget);
      if (name !== '' && part !== file && other?.ambient.has(name))
        parts.push({ kind: 'all', module: part + ambientMark + name });
    }
    if (name === '') return read;
    const own = read.ambient.get(name);
    // What is global may stand within a module and name what that module declares.
    const near = name === globalScope ? [...read.ambient.values()].flatMap(({ declared }) => declared) : [];
    return {
      ...read,
      declared: [...(own?.declared ?? []), ...read.declared, ...near],
      exports: [...(own?.exports ?? []), ...parts],
      imports: [...(own?.imports ?? []), ...read.imports],
      open: own?.open ?? [],
    };
  }

  /** The files of the language's own types and of Node's that declare a name for everywhere. */
  async #globals(name: string, from: string, facts: PackagesFacts, budget: PackagesBudget): Promise<string[]> {
    const [compiler, node] = [await this.find('typescript', from), await this.find('@types/node', from)];
    const key = [compiler, node].map((one) => (typeof one === 'object' ? one.folder : '')).join('\0');
    const known = this.#globalPlaces.get(key);
    if (known && performance.now() - known.at < trustGlobalsMs) return known.places.get(name) ?? [];
    const places = new Map<string, string[]>();
    const add = (one: string, place: string): void => {
      const before = places.get(one);
      if (before) before.push(place);
      else places.set(one, [place]);
    };
    for (const file of await this.#globalFiles(compiler, node, facts, budget)) {
      const read = await facts.of(file, budget);
      if (!read) continue;
      const global = read.ambient.get(globalScope);
      if (read.isGlobal) for (const one of new Set(read.declared.map((each) => each.name))) add(one, file);
      for (const one of new Set(global?.declared.map((each) => each.name))) add(one, file + ambientMark + globalScope);
    }
    if (budget.cut === undefined) this.#globalPlaces.set(key, { at: performance.now(), places });
    return places.get(name) ?? [];
  }

  async #globalFiles(
    compiler: FoundFolder | 'elsewhere' | undefined,
    node: FoundFolder | 'elsewhere' | undefined,
    facts: PackagesFacts,
    budget: PackagesBudget,
  ): Promise<string[]> {
    const files: string[] = [];
    if (typeof compiler === 'object') {
      const folder = path.join(compiler.folder, 'lib');
      for (const { name } of await this.#reach.list(folder)) {
        if (/^lib\.es[\w.]+\.d\.ts$/.test(name) && !name.includes('.full.')) files.push(path.join(folder, name));
      }
    }
    const entry = typeof node === 'object' ? await this.#entryIn(node, '', 'types') : undefined;
    const read = entry === undefined ? undefined : await facts.of(entry, budget);
    return entry === undefined || !read ? files : [...files, ...(await this.#parts(entry, read, facts, budget))];
  }

  /** The file and those that it counts as parts of itself. */
  async #parts(file: string, read: ModuleFacts, facts: PackagesFacts, budget: PackagesBudget): Promise<string[]> {
    const parts = new Set([file]);
    const waiting = [{ file, read }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const reference of next.read.references) {
        const part = await this.#reach.file(path.resolve(path.dirname(next.file), reference));
        if (part === undefined || parts.has(part)) continue;
        parts.add(part);
        const other = await facts.of(part, budget);
        if (other) waiting.push({ file: part, read: other });
      }
    }
    return [...parts];
  }

  /** A module that the file itself declares, or that is declared beside it: `node:fs` in the types of Node. */
  async #ambientBeside(
    module: string,
    fromId: string,
    facts: PackagesFacts,
    budget: PackagesBudget,
  ): Promise<string | undefined> {
    const file = fileOf(fromId);
    const read = await facts.of(file, budget);
    return read?.ambient.has(module) && fromId !== file + ambientMark + module
      ? file + ambientMark + module
      : undefined;
  }

  async #builtin(
    module: string,
    from: string,
    facts: PackagesFacts,
    budget: PackagesBudget,
  ): Promise<string | undefined> {
    const types = await this.find('@types/node', from);
    if (typeof types !== 'object') return undefined;
    const entry = await this.#entryIn(types, '', 'types');
    const read = entry === undefined ? undefined : await facts.of(entry, budget);
    if (entry === undefined || !read) return undefined;
    const names = [module, module.replace(/^node:/, ''), `node:${module}`];
    for (const part of await this.#parts(entry, read, facts, budget)) {
      const other = await facts.of(part, budget);
      const name = names.find((one) => other?.ambient.has(one));
      if (name !== undefined) return part + ambientMark + name;
    }
    return undefined;
  }
}

const fileOf = (id: string): string => {
  const at = id.indexOf(ambientMark, id.lastIndexOf('.d.'));
  return at === -1 || !id.includes('.d.') ? id : id.slice(0, at);
};

export const placeOf = fileOf;

export const isBuiltin = (module: string): boolean => module.startsWith('node:') || builtinModules.includes(module);

export function rangeIn(manifest: NpmManifest | undefined, name: string): string | undefined {
  const ranges = manifest && dependenciesIn(manifest).get(name);
  return ranges;
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
