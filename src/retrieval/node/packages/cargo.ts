/** Crates of Rust: the sources that cargo has unpacked, vendored ones, and those of the workspace itself. */
import path from 'node:path';
import type { InstalledPackage } from '../../packages/installed.ts';
import { PackageGraph, type GraphFiles } from '../../packages/graph.ts';
import { cargoDependencies, cargoLock, type CargoDependency } from '../../packages/manifest.ts';
import type { OpenedPackage, PackagesOf, PackagesPlaces } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { upward, type PackagesReach } from './reach.ts';

interface Project {
  readonly folder: string;
  readonly dependencies: readonly CargoDependency[];
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

interface Crate {
  readonly package: string;
  readonly version: string | undefined;
  readonly folder: string | undefined;
}

export class CargoPackages implements PackagesOf {
  readonly ecosystem = 'cargo';
  readonly endings = ['rs'];
  readonly #reach: PackagesReach;
  readonly #facts: PackagesFacts;
  readonly #registry: string;

  constructor(reach: PackagesReach, facts: PackagesFacts, { home, environment }: PackagesPlaces) {
    this.#reach = reach;
    this.#facts = facts;
    this.#registry = path.join(environment['CARGO_HOME'] ?? path.join(home, '.cargo'), 'registry', 'src');
  }

  async direct(from: string): Promise<readonly string[] | undefined> {
    return (await this.#project(from))?.dependencies.map(({ name }) => name);
  }

  /** `std` and its parts are named nowhere. */
  async isSure(): Promise<boolean> {
    return false;
  }

  async open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined> {
    const project = await this.#project(from);
    if (!project) return undefined;
    await this.#reach.allow(this.#registry);
    const [name = '', ...rest] = specifier.replaceAll('-', '_').split(/::|\./);
    const crate = await this.#crate(name, project);
    if (!crate) return undefined;
    const range = project.dependencies.find((one) => one.name === name)?.range;
    const info: InstalledPackage = {
      ecosystem: 'cargo',
      name: crate.package,
      ...(crate.version !== undefined && { version: crate.version }),
      ...(range !== undefined && { range }),
      ...(crate.folder !== undefined && { folder: crate.folder }),
      isMissing: crate.folder === undefined,
    };
    const root = crate.folder === undefined ? undefined : await this.#rootOf(crate.folder);
    if (root === undefined) return { info, views: [], doubt: 'its source is not downloaded' };
    const files: GraphFiles = {
      load: (file) => this.#facts.of(file, budget),
      resolve: (module, file) => this.#resolve(module.split('::'), file, project),
      globals: async () => [],
    };
    const graph = new PackageGraph(files);
    const start = [{ kind: 'module', file: root }] as const;
    const { found } = await graph.find(start, rest);
    const roots = rest.length === 0 ? start : found;
    if (roots.length === 0) return { info, views: [], doubt: `“${specifier}” could not be followed` };
    return { info, views: [{ graph, roots, isTyped: true, placeOf: (id) => id, mentions: async () => undefined }] };
  }

  async #project(from: string): Promise<Project | undefined> {
    let found: { folder: string; dependencies: CargoDependency[] } | undefined;
    for (const at of upward(from)) {
      const manifest = await this.#reach.text(path.join(at, 'Cargo.toml'));
      if (manifest) {
        found ??= { folder: at, dependencies: [] };
        found.dependencies.push(...cargoDependencies(manifest.text));
      }
      const lock = found && (await this.#reach.text(path.join(at, 'Cargo.lock'), 8_000_000));
      if (found && lock) return { ...found, versions: cargoLock(lock.text) };
    }
    return found && { ...found, versions: new Map() };
  }

  /** By the name that code uses; crates that others bring in are found by the lock file. */
  async #crate(name: string, project: Project): Promise<Crate | undefined> {
    const dependency =
      project.dependencies.find((one) => one.name === name && (one.path !== undefined || one.range !== '')) ??
      project.dependencies.find((one) => one.name === name);
    const locked = dependency?.package ?? [...project.versions.keys()].find((one) => one.replaceAll('-', '_') === name);
    if (locked === undefined) return undefined;
    const versions = project.versions.get(locked) ?? [];
    const version =
      versions.find((one) => one.startsWith(dependency?.range.replace(/^[\^~=\s]+/, '') ?? '')) ?? versions.at(-1);
    const own =
      dependency?.path === undefined
        ? undefined
        : await this.#reach.folder(path.resolve(project.folder, dependency.path));
    const folder = own ?? (await this.#sources(locked, version, project.folder));
    return { package: locked, version, folder };
  }

  async #sources(name: string, version: string | undefined, project: string): Promise<string | undefined> {
    for (const at of upward(project)) {
      for (const one of [`${name}-${version ?? ''}`, name]) {
        const vendored = await this.#reach.folder(path.join(at, 'vendor', one));
        if (vendored !== undefined) return vendored;
      }
    }
    for (const { name: index } of await this.#reach.list(this.#registry)) {
      const folder =
        version === undefined
          ? undefined
          : await this.#reach.folder(path.join(this.#registry, index, `${name}-${version}`));
      if (folder !== undefined) return folder;
    }
    return undefined;
  }

  async #rootOf(folder: string): Promise<string | undefined> {
    const manifest = await this.#reach.text(path.join(folder, 'Cargo.toml'));
    const named = manifest && /^\[lib\][^[]*?^path\s*=\s*"([^"]+)"/m.exec(manifest.text)?.[1];
    return this.#reach.first(folder, [...(named === undefined ? [] : [named]), 'src/lib.rs', 'src/main.rs']);
  }

  /** `crate::a`, `self::b`, `super::c`, or another crate. */
  async #resolve(segments: readonly string[], from: string, project: Project): Promise<string | undefined> {
    const [first = '', ...rest] = segments;
    let file: string | undefined;
    if (first === 'self') file = from;
    else if (first === 'super') file = await this.#parentOf(from);
    else if (first === 'crate' || first === '$crate') file = await this.#rootAbove(from);
    else {
      const crate = await this.#crate(first, project);
      file = crate?.folder === undefined ? undefined : await this.#rootOf(crate.folder);
    }
    for (const name of rest) file = file === undefined ? undefined : await this.#childOf(file, name);
    return file;
  }

  async #rootAbove(file: string): Promise<string | undefined> {
    for (const at of upward(path.dirname(file))) {
      if ((await this.#reach.file(path.join(at, 'Cargo.toml'))) !== undefined) return this.#rootOf(at);
    }
    return undefined;
  }

  #folderOf(file: string): string {
    const folder = path.dirname(file);
    return /^(?:lib|main|mod)\.rs$/.test(path.basename(file)) ? folder : path.join(folder, path.basename(file, '.rs'));
  }

  #childOf(file: string, name: string): Promise<string | undefined> {
    return this.#reach.first(this.#folderOf(file), [`${name}.rs`, `${name}/mod.rs`]);
  }

  async #parentOf(file: string): Promise<string | undefined> {
    const folder = path.basename(file) === 'mod.rs' ? path.dirname(path.dirname(file)) : path.dirname(file);
    const name = path.basename(folder);
    return (
      (await this.#reach.first(folder, ['mod.rs', 'lib.rs', 'main.rs'])) ??
      (await this.#reach.first(path.dirname(folder), [`${name}.rs`]))
    );
  }
}
