/**
 * Which file defines what, and what another file means by a name. Files come and go one by one; what is expensive is
 * found out when it is first asked for. A file's links stay packed in memory; `prepare` enters them into the table of
 * names, in slices, so that nobody waits for it.
 */

import { LruCache } from '../../base/lru.ts';
import type { FileLinks, LinkedDefinition } from './fileLinks.ts';
import { FileTree, folderOf } from './fileTree.ts';
import { importTargets, type ImportTarget } from './importTarget.ts';
import { hashOfName } from './nameHash.ts';
import { NameTable } from './nameTable.ts';
import { PackedLinks } from './packedLinks.ts';
import type { Project } from './project.ts';
import { factsOf, type ProjectFacts } from './projectFacts.ts';
import { swiftModuleFolder } from './swiftModules.ts';
import { isTestFile } from './testFile.ts';

export interface GraphFile {
  readonly number: number;
  readonly path: string;
  readonly language: string;
  readonly links: PackedLinks;
  readonly isTest: boolean;
}

/** A definition, and where. */
export interface Place {
  readonly file: GraphFile;
  readonly definition: LinkedDefinition;
}

/** How a file comes to know a definition. */
export type Way =
  | { readonly kind: 'own' }
  /** By name, on a line of the file. */
  | { readonly kind: 'imported'; readonly line: number; readonly via: string | undefined }
  /** Everything of its file is imported, on a line of the file. */
  | { readonly kind: 'all'; readonly line: number; readonly via: string | undefined }
  | { readonly kind: 'package' }
  /** No import says so, but few other definitions have this name. */
  | { readonly kind: 'named'; readonly others: number };

export interface Seen extends Place {
  readonly way: Way;
}

/** The file that a name is used in: of the index, or as an editor holds it. */
export interface Viewer {
  readonly path: string;
  readonly language: string;
  readonly definitions: readonly LinkedDefinition[];
  readonly targets: readonly ImportTarget[];
}

/** A name with more definitions than this says nothing without an import. */
const fewDefinitions = 4;
/** How far re-exports are followed. */
const deepest = 6;

export class SymbolGraph {
  readonly tree = new FileTree();
  readonly names = new NameTable();
  readonly #files = new Map<string, GraphFile>();
  readonly #byNumber = new Map<number, GraphFile>();
  readonly #facts = new Map<string, ProjectFacts>();
  /** Not in the table of names yet. */
  readonly #fresh = new Set<GraphFile>();
  readonly #definitions = new LruCache<number, readonly LinkedDefinition[]>(400);
  readonly #targets = new LruCache<number, readonly ImportTarget[]>(2000);
  readonly #project: Project = {
    tree: this.tree,
    facts: this.#facts,
    declaring: (module) =>
      this.named(module).flatMap(({ file, definition }) => (definition.kind === 'module' ? [file.path] : [])),
  };
  #lastNumber = 0;

  get size(): number {
    return this.#files.size;
  }

  /** @param packed of `packLinks`. */
  put(path: string, language: string, packed: Uint8Array): void {
    const before = this.#files.get(path);
    if (before) this.#forget(before);
    const links = new PackedLinks(packed);
    const file: GraphFile = { number: ++this.#lastNumber, path, language, links, isTest: isTestFile(path) };
    if (!before) {
      this.tree.add(path);
      this.#targets.clear();
    }
    this.#files.set(path, file);
    this.#byNumber.set(file.number, file);
    this.#fresh.add(file);
    const { project } = links;
    if (project === '') return;
    this.#facts.set(path, factsOf(project));
    this.#targets.clear();
  }

  remove(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#forget(file);
    this.#files.delete(path);
    this.tree.remove(path);
    this.#targets.clear();
  }

  #forget(file: GraphFile): void {
    this.#byNumber.delete(file.number);
    this.#definitions.delete(file.number);
    if (this.#facts.delete(file.path)) this.#targets.clear();
    if (this.#fresh.delete(file)) return;
    for (const hash of file.links.hashes) this.names.count(hash, -1);
    file.links.eachDefined((hash) => this.names.undefine(hash, file.number));
  }

  /** Enters what has come. @returns whether everything is entered; false when `isOver` said so first. */
  prepare(isOver: () => boolean = () => false): boolean {
    for (const file of this.#fresh) {
      this.#fresh.delete(file);
      for (const hash of file.links.hashes) this.names.count(hash, 1);
      file.links.eachDefined((hash, at) => this.names.define(hash, file.number, at));
      if (isOver()) break;
    }
    return this.#fresh.size === 0;
  }

  get(path: string): GraphFile | undefined {
    return this.#files.get(path);
  }

  files(): IterableIterator<GraphFile> {
    return this.#files.values();
  }

  definitionsIn(file: GraphFile): readonly LinkedDefinition[] {
    let definitions = this.#definitions.get(file.number);
    if (!definitions) this.#definitions.set(file.number, (definitions = file.links.definitions()));
    return definitions;
  }

  targetsOf(file: GraphFile): readonly ImportTarget[] {
    let targets = this.#targets.get(file.number);
    if (!targets) this.#targets.set(file.number, (targets = this.#resolve(file.path, file.language, file.links)));
    return targets;
  }

  viewer(file: GraphFile): Viewer {
    const { path, language } = file;
    return { path, language, definitions: this.definitionsIn(file), targets: this.targetsOf(file) };
  }

  /** A file as it is held in an editor. */
  viewerOf(
    path: string,
    language: string,
    { definitions, imports }: Pick<FileLinks, 'definitions' | 'imports'>,
  ): Viewer {
    return { path, language, definitions, targets: this.#resolve(path, language, { imports: () => imports }) };
  }

  /** All definitions of this name, wherever. */
  named(name: string): Place[] {
    const places: Place[] = [];
    this.names.eachDefinition(hashOfName(name), (number, at) => {
      const file = this.#byNumber.get(number);
      const definition = file && this.definitionsIn(file)[at];
      // Another name may have the same hash.
      if (file && definition?.name === name) places.push({ file, definition });
    });
    return places;
  }

  /** As `named`, by the hash alone. */
  withHash(hash: number, visit: (place: Place) => void): void {
    this.names.eachDefinition(hash, (number, at) => {
      const file = this.#byNumber.get(number);
      const definition = file && this.definitionsIn(file)[at];
      if (file && definition) visit({ file, definition });
    });
  }

  /** What a file lets others have: what it defines at its top, and what it passes on. */
  exportsOf(path: string, most: number, depth = 0): Place[] {
    const file = this.#files.get(path);
    if (!file) return [];
    const own = this.definitionsIn(file)
      .filter(({ owner, exported, kind }) => owner === '' && exported && kind !== 'test')
      .map((definition) => ({ file, definition }));
    if (own.length >= most || depth > 2) return own.slice(0, most);
    for (const target of this.targetsOf(file)) {
      if (own.length >= most) break;
      if (target.name === '*' && target.alias === '' && !includes.has(file.language)) {
        for (const next of target.files) own.push(...this.exportsOf(next, most - own.length, depth + 1));
      } else if (target.name !== '*' && passesOn(path))
        own.push(
          ...this.exportedBy(target.files, target.name, target.alias).map(({ file: where, definition }) => ({
            file: where,
            definition,
          })),
        );
    }
    return own.slice(0, most);
  }

  /** What a name means in a file, the surest first. Members are not among them: what they mean their owner says. */
  seenFrom(viewer: Viewer, name: string): Seen[] {
    const own = this.#files.get(viewer.path);
    const inFile = own
      ? viewer.definitions
          .filter((definition) => definition.name === name)
          .map((definition) => ({ file: own, definition }))
      : [];
    if (inFile.length > 0) return inFile.map((place) => ({ ...place, way: { kind: 'own' } }));
    const imported = this.imported(viewer, name);
    if (imported.length > 0) return imported;
    const near =
      viewer.language === 'swift'
        ? this.#inModule(viewer, name)
        : this.#inPackage(viewer).flatMap((file) =>
            file.path === viewer.path ? [] : this.#topLevel(file, name).map((definition) => ({ file, definition })),
          );
    if (near.length > 0) return near.map((place) => ({ ...place, way: { kind: 'package' } }));
    return this.#anywhere(viewer, name);
  }

  /** What a file's imports bring under this name. */
  imported(viewer: Viewer, name: string): Seen[] {
    for (const target of viewer.targets) {
      if (target.alias !== name) continue;
      const found = this.exportedBy(target.files, target.name, name);
      const { line } = target;
      if (found.length > 0)
        return found.map(({ via, ...place }) => ({ ...place, way: { kind: 'imported', line, via } }));
    }
    for (const { alias, name: taken, files, line } of viewer.targets) {
      if (taken !== '*' || alias !== '') continue;
      const found = this.exportedBy(files, name, name);
      if (found.length > 0) return found.map(({ via, ...place }) => ({ ...place, way: { kind: 'all', line, via } }));
    }
    return [];
  }

  /**
   * What files export under a name, through what they take from others.
   * @param name `default` and `*` stand for the file itself: what is called like it, or like `alias`.
   */
  exportedBy(files: readonly string[], name: string, alias: string): (Place & { readonly via: string | undefined })[] {
    const isWhole = name === 'default' || name === '*';
    for (const path of files) {
      const found = isWhole ? this.#defaultOf(path, alias) : this.#follow(path, name, new Set(), 0);
      if (found.length > 0)
        return found.map((place) => ({ ...place, via: place.file.path === path ? undefined : path }));
    }
    return [];
  }

  /** Files that see each other without imports: Go's and Java's packages. */
  #inPackage({ path, language }: Viewer): readonly GraphFile[] {
    if (!packaged.has(language)) return [];
    const folder = folderOf(path);
    const other = language === 'go' ? [] : this.tree.inFolder(folder.replace(/(^|\/)test(?=\/)/, '$1main'));
    return this.#filesOf([...new Set([...this.tree.inFolder(folder), ...other])], language);
  }

  /** A module of Swift has files in many folders: it is asked who defines the name, not what each file defines. */
  #inModule({ path }: Viewer, name: string): Place[] {
    const module = swiftModuleFolder(this.#project, path) ?? folderOf(path);
    return this.named(name).filter(
      ({ file, definition }) =>
        file.language === 'swift' &&
        definition.owner === '' &&
        file.path !== path &&
        file.path.startsWith(`${module}/`),
    );
  }

  /** The same, for whoever wants all that can be named. */
  packageOf(viewer: Viewer): readonly GraphFile[] {
    return this.#inPackage(viewer);
  }

  #filesOf(paths: readonly string[], language: string): GraphFile[] {
    return paths.flatMap((path) => {
      const file = this.#files.get(path);
      return file && familyOf(file.language) === familyOf(language) ? [file] : [];
    });
  }

  #anywhere(viewer: Viewer, name: string): Seen[] {
    const hash = hashOfName(name);
    const family = familyOf(viewer.language);
    if (this.names.definitionsOf(hash, 200) >= 200) return [];
    const places = this.named(name).filter(
      ({ file, definition }) => familyOf(file.language) === family && definition.exported && definition.owner === '',
    );
    if (places.length > fewDefinitions) return [];
    return places.map((place) => ({ ...place, way: { kind: 'named', others: places.length - 1 } }));
  }

  #topLevel(file: GraphFile, name: string): LinkedDefinition[] {
    if (this.names.definitionsOf(hashOfName(name), 1) === 0) return [];
    const all = this.definitionsIn(file).filter((definition) => definition.name === name);
    const top = all.filter(({ owner }) => owner === '');
    return top.length > 0 ? top : all;
  }

  #follow(path: string, name: string, visited: Set<string>, depth: number): Place[] {
    const file = this.#files.get(path);
    if (!file || visited.has(path) || depth > deepest) return [];
    visited.add(path);
    const own = this.#topLevel(file, name);
    if (own.length > 0) return own.map((definition) => ({ file, definition }));
    const targets = this.targetsOf(file);
    for (const target of targets) {
      if (target.alias !== name) continue;
      for (const next of target.files) {
        const isWhole = target.name === '*' || target.name === 'default';
        const found = isWhole ? this.#defaultOf(next, name) : this.#follow(next, target.name, visited, depth + 1);
        if (found.length > 0) return found;
      }
    }
    for (const target of targets) {
      if (target.name !== '*' || target.alias !== '') continue;
      for (const next of target.files) {
        const found = this.#follow(next, name, visited, depth + 1);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** What a file is there for: its default export, what is called like the file or like its importer calls it. */
  #defaultOf(path: string, alias: string): Place[] {
    const file = this.#files.get(path);
    if (!file) return [];
    const definitions = this.definitionsIn(file).filter(({ owner }) => owner === '');
    const named = (name: string): LinkedDefinition | undefined =>
      definitions.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '');
    const exported = definitions.filter((one) => one.exported);
    const own = named('default') ?? named(alias) ?? named(stem) ?? (exported.length === 1 ? exported[0] : undefined);
    if (own) return [{ file, definition: own }];
    for (const target of this.targetsOf(file)) {
      if (target.alias !== 'default' && target.alias !== alias) continue;
      const found = this.exportedBy(target.files, target.name, alias);
      if (found.length > 0) return found.map(({ file: where, definition }) => ({ file: where, definition }));
    }
    return [];
  }

  #resolve(path: string, language: string, links: { imports(): FileLinks['imports'] }): ImportTarget[] {
    return links.imports().flatMap((taken) => importTargets(this.#project, path, language, taken));
  }
}

/** Their imports bring everything in, and are not meant to pass it on. */
const includes: ReadonlySet<string> = new Set(['go', 'java', 'kotlin', 'c-sharp', 'ruby', 'bash']);

/** A file that is there to collect others: `index.ts`, `__init__.py`. */
const passesOn = (path: string): boolean => /(?:^|\/)(?:index\.[^/]+|__init__\.pyi?|mod\.rs|lib\.rs)$/.test(path);

const packaged: ReadonlySet<string> = new Set(['go', 'java', 'kotlin', 'c-sharp', 'swift', 'php']);

/** Languages whose files use each other's names. */
export function familyOf(language: string): string {
  if (language === 'typescript' || language === 'tsx') return 'javascript';
  if (language === 'c') return 'cpp';
  return language === 'kotlin' ? 'java' : language;
}
