/** Goes from one file of npm packages to another as the tools of the language would: paths, packages, ambient modules. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { Exported, ModuleFacts } from '../../packages/declaration.ts';
import { globalScope } from '../../packages/ecmascript.ts';
import {
  entryCandidates,
  fileCandidates,
  importCandidates,
  isTypes,
  packageOf,
  typesPackageOf,
  type Wanted,
} from '../../packages/entry.ts';
import type { GraphFiles } from '../../packages/graph.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import type { FoundFolder, FoundPackage, NpmFolders } from './npmFolders.ts';
import type { PackagesReach } from './reach.ts';

/** An ambient module's id is its file's, this, and its name. */
const ambientMark = '#';
/** The compiler and the types of Node change seldom. */
const trustGlobalsMs = 60_000;

/** Where global names are declared, by the folders of those that declare them. */
export type GlobalPlaces = Map<string, { readonly at: number; readonly places: ReadonlyMap<string, string[]> }>;

/** For one question. */
export class NpmGraph {
  readonly #reach: PackagesReach;
  readonly #folders: NpmFolders;
  readonly #facts: PackagesFacts;
  readonly #budget: PackagesBudget;
  readonly #globalPlaces: GlobalPlaces;
  readonly #loaded = new Map<string, ModuleFacts>();

  constructor(
    reach: PackagesReach,
    folders: NpmFolders,
    facts: PackagesFacts,
    budget: PackagesBudget,
    globalPlaces: GlobalPlaces,
  ) {
    this.#reach = reach;
    this.#folders = folders;
    this.#facts = facts;
    this.#budget = budget;
    this.#globalPlaces = globalPlaces;
  }

  #read(file: string): Promise<ModuleFacts | undefined> {
    return this.#facts.of(file, this.#budget);
  }

  /** The files through which a graph of a package's types, or of its code, goes. */
  files(wanted: Wanted, visited: Set<string>): GraphFiles {
    return {
      load: (file) => {
        visited.add(fileOf(file));
        return this.#load(file);
      },
      resolve: (module, from) => this.resolve(module, from, wanted),
      globals: async (name, from) => (isTypes(wanted) ? this.#globals(name, path.dirname(fileOf(from))) : []),
    };
  }

  async resolve(module: string, fromId: string, wanted: Wanted): Promise<string | undefined> {
    if (path.isAbsolute(module)) return module;
    const from = fileOf(fromId);
    if (/^\.\.?(?:\/|$)/.test(module)) {
      const folder = path.dirname(from);
      const file = await this.#within(folder, module, wanted);
      // What is in JavaScript alone has its own names too.
      return file ?? (isTypes(wanted) ? this.#within(folder, module, 'import') : undefined);
    }
    if (module.startsWith('#')) {
      const own = await this.#folders.project(path.dirname(from));
      return own && this.#reach.first(own.folder, importCandidates(own.manifest, module, wanted));
    }
    const ambient = await this.#ambientBeside(module, fromId);
    if (ambient !== undefined) return ambient;
    if (isBuiltin(module)) return isTypes(wanted) ? this.#builtin(module, path.dirname(from)) : undefined;
    return this.entry(module, path.dirname(from), wanted);
  }

  /** The file that a package means by an import of it; its types, or where it has none, its code. */
  async entry(specifier: string, from: string, wanted: Wanted): Promise<string | undefined> {
    const named = packageOf(specifier);
    if (!named) return undefined;
    const found = await this.#folders.find(named.name, from);
    if (isTypes(wanted)) {
      const own = typeof found === 'object' ? await this.#entryIn(found, named.subpath, wanted) : undefined;
      const others = own === undefined ? await this.#folders.find(typesPackageOf(named.name), from) : undefined;
      const file = own ?? (typeof others === 'object' ? await this.#entryIn(others, named.subpath, wanted) : undefined);
      if (file !== undefined) {
        const read = await this.#read(file);
        return read?.ambient.has(specifier) ? file + ambientMark + specifier : file;
      }
    }
    const code = isTypes(wanted) ? 'import' : wanted;
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
    const plain = /\/$|^\.\.?$|\/\.\.?$/.test(module);
    const file = plain
      ? undefined
      : await this.#reach.first(path.dirname(place), fileCandidates(path.basename(place), wanted));
    if (file !== undefined) return file;
    const inside = await this.#reach.folder(place);
    if (inside !== undefined) {
      const manifest = (await this.#folders.manifestOf(inside)) ?? {};
      return this.#reach.first(inside, entryCandidates({ ...manifest, exports: undefined }, '', wanted));
    }
    return undefined;
  }

  async #load(id: string): Promise<ModuleFacts | undefined> {
    const known = this.#loaded.get(id);
    if (known) return known;
    const facts = await this.#join(id);
    if (facts) this.#loaded.set(id, facts);
    return facts;
  }

  /** A file's own facts; for an ambient module those of all files that declare a part of it. */
  async #join(id: string): Promise<ModuleFacts | undefined> {
    const file = fileOf(id);
    const read = await this.#read(file);
    const name = id.slice(file.length + 1);
    if (!read || name === '') return read;
    const parts: Exported[] = [];
    for (const part of await this.#parts(file, read)) {
      const other = part === file ? read : await this.#read(part);
      if (part !== file && other?.ambient.has(name)) parts.push({ kind: 'all', module: part + ambientMark + name });
    }
    const own = read.ambient.get(name);
    // What is global may stand within a module and name what that module declares.
    const near = name === globalScope ? [...read.ambient.values()].flatMap(({ declared }) => declared) : [];
    return {
      ...read,
      declared: [...(own?.declared ?? []), ...read.declared, ...near],
      // In a module it is added to what the module exports itself.
      exports: [...(own?.exports ?? []), ...parts, ...(read.isGlobal ? [] : read.exports)],
      imports: [...(own?.imports ?? []), ...read.imports],
      open: own?.open ?? [],
    };
  }

  /** The files of the language's own types and of Node's that declare a name for everywhere. */
  async #globals(name: string, from: string): Promise<string[]> {
    const [compiler, node] = [
      await this.#folders.find('typescript', from),
      await this.#folders.find('@types/node', from),
    ];
    const key = [compiler, node].map((one) => (typeof one === 'object' ? one.folder : '')).join('\0');
    const known = this.#globalPlaces.get(key);
    if (known && performance.now() - known.at < trustGlobalsMs) return known.places.get(name) ?? [];
    const places = new Map<string, string[]>();
    const add = (one: string, place: string): void => {
      const before = places.get(one);
      if (before) before.push(place);
      else places.set(one, [place]);
    };
    for (const file of await this.#globalFiles(compiler, node)) {
      const read = await this.#read(file);
      if (!read) continue;
      const global = read.ambient.get(globalScope);
      if (read.isGlobal) for (const one of new Set(read.declared.map((each) => each.name))) add(one, file);
      for (const one of new Set(global?.declared.map((each) => each.name))) add(one, file + ambientMark + globalScope);
    }
    if (this.#budget.cut === undefined) this.#globalPlaces.set(key, { at: performance.now(), places });
    return places.get(name) ?? [];
  }

  async #globalFiles(compiler: FoundPackage, node: FoundPackage): Promise<string[]> {
    const files: string[] = [];
    if (typeof compiler === 'object') {
      const folder = path.join(compiler.folder, 'lib');
      for (const { name } of await this.#reach.list(folder)) {
        if (/^lib\.es[\w.]+\.d\.ts$/.test(name) && !name.includes('.full.')) files.push(path.join(folder, name));
      }
    }
    const entry = typeof node === 'object' ? await this.#entryIn(node, '', 'types') : undefined;
    const read = entry === undefined ? undefined : await this.#read(entry);
    return entry === undefined || !read ? files : [...files, ...(await this.#parts(entry, read))];
  }

  /** The file and those that it counts as parts of itself. */
  async #parts(file: string, read: ModuleFacts): Promise<string[]> {
    const parts = new Set([file]);
    const waiting = [{ file, read }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const reference of next.read.references) {
        const part = await this.#reach.file(path.resolve(path.dirname(next.file), reference));
        if (part === undefined || parts.has(part)) continue;
        parts.add(part);
        const other = await this.#read(part);
        if (other) waiting.push({ file: part, read: other });
      }
    }
    return [...parts];
  }

  /** A module that the file itself declares, or that is declared beside it: `node:fs` in the types of Node. */
  async #ambientBeside(module: string, fromId: string): Promise<string | undefined> {
    const file = fileOf(fromId);
    const read = await this.#read(file);
    return read?.ambient.has(module) && fromId !== file + ambientMark + module
      ? file + ambientMark + module
      : undefined;
  }

  async #builtin(module: string, from: string): Promise<string | undefined> {
    const types = await this.#folders.find('@types/node', from);
    if (typeof types !== 'object') return undefined;
    const entry = await this.#entryIn(types, '', 'types');
    const read = entry === undefined ? undefined : await this.#read(entry);
    if (entry === undefined || !read) return undefined;
    const names = [module, module.replace(/^node:/, ''), `node:${module}`];
    for (const part of await this.#parts(entry, read)) {
      const other = await this.#read(part);
      const name = names.find((one) => other?.ambient.has(one));
      if (name !== undefined) return part + ambientMark + name;
    }
    return undefined;
  }
}

/** The file of a module, ambient or not. */
export const fileOf = (id: string): string => {
  const at = id.indexOf(ambientMark, id.lastIndexOf('.d.'));
  return at === -1 || !id.includes('.d.') ? id : id.slice(0, at);
};

export const isBuiltin = (module: string): boolean => module.startsWith('node:') || builtinModules.includes(module);
