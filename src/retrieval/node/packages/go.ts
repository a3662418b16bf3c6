/** Modules of Go: vendored, or in the cache of modules. */
import path from 'node:path';
import type { InstalledPackage } from '../../packages/installed.ts';
import type { ModuleFacts } from '../../packages/declaration.ts';
import { joinGo } from '../../packages/go.ts';
import { PackageGraph, type GraphFiles } from '../../packages/graph.ts';
import { goEscaped, goModule, type GoModule } from '../../packages/manifest.ts';
import type { OpenedPackage, PackagesOf, PackagesPlaces } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { upward, type PackagesReach } from './reach.ts';

interface Project {
  readonly folder: string;
  readonly go: GoModule;
}

interface Located {
  readonly module: string;
  readonly version?: string;
  readonly folder: string | undefined;
}

export class GoPackages implements PackagesOf {
  readonly ecosystem = 'go';
  readonly endings = ['go'];
  readonly #reach: PackagesReach;
  readonly #facts: PackagesFacts;
  readonly #cache: string;
  readonly #standard: string | undefined;

  constructor(reach: PackagesReach, facts: PackagesFacts, { home, environment }: PackagesPlaces) {
    this.#reach = reach;
    this.#facts = facts;
    const gopath = environment['GOPATH']?.split(path.delimiter)[0] ?? path.join(home, 'go');
    this.#cache = environment['GOMODCACHE'] ?? path.join(gopath, 'pkg', 'mod');
    this.#standard = environment['GOROOT'] === undefined ? undefined : path.join(environment['GOROOT'], 'src');
  }

  async direct(from: string): Promise<readonly string[] | undefined> {
    const project = await this.#project(from);
    return project && [...project.go.direct];
  }

  /** A module that go.mod does not name cannot be imported; the standard library it never names. */
  async isSure(from: string): Promise<boolean> {
    return (await this.#project(from)) !== undefined;
  }

  async open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined> {
    const project = await this.#project(from);
    await this.#reach.allow(this.#cache);
    if (this.#standard !== undefined) await this.#reach.allow(this.#standard);
    const located = project && (await this.#locate(specifier, project));
    if (!located) return undefined;
    const { module, version, folder } = located;
    const range = project.go.requires.get(module);
    const info: InstalledPackage = {
      ecosystem: 'go',
      name: module,
      ...(version !== undefined && { version }),
      ...(range !== undefined && { range }),
      ...(folder !== undefined && { folder }),
      isMissing: folder === undefined,
    };
    if (folder === undefined) return { info, views: [], doubt: 'it is not downloaded' };
    const load = this.#loader(budget);
    const files: GraphFiles = {
      load,
      resolve: async (other) => (await this.#locate(other, project))?.folder,
      globals: async () => [],
    };
    return {
      info,
      views: [
        {
          graph: new PackageGraph(files),
          roots: [{ kind: 'module', file: folder }],
          isTyped: true,
          placeOf: (id) => id,
          mentions: async () => undefined,
        },
      ],
    };
  }

  /** The folder of a package, joined once for each question. */
  #loader(budget: PackagesBudget): (folder: string) => Promise<ModuleFacts | undefined> {
    const joined = new Map<string, ModuleFacts>();
    return async (folder) => {
      const known = joined.get(folder);
      if (known) return known;
      const files: { place: string; facts: ModuleFacts }[] = [];
      let isCut = false;
      for (const { name, isFolder } of await this.#reach.list(folder)) {
        if (isFolder || !name.endsWith('.go') || name.endsWith('_test.go')) continue;
        const place = path.join(folder, name);
        const facts = await this.#facts.of(place, budget);
        if (facts) files.push({ place, facts });
        else isCut = true;
      }
      const facts = joinGo(files);
      const none = files.length === 0 ? ['no file of it can be read'] : isCut ? ['a file of it could not be read'] : [];
      const whole = { ...facts, open: [...facts.open, ...none] };
      joined.set(folder, whole);
      return whole;
    };
  }

  async #project(from: string): Promise<Project | undefined> {
    for (const at of upward(from)) {
      const manifest = await this.#reach.text(path.join(at, 'go.mod'));
      if (manifest) return { folder: at, go: goModule(manifest.text) };
    }
    return undefined;
  }

  /** `undefined` when go.mod has no module of which the path could be a part. */
  async #locate(specifier: string, { folder, go }: Project): Promise<Located | undefined> {
    const isWithin = (module: string): boolean => specifier === module || specifier.startsWith(`${module}/`);
    if (go.module !== '' && isWithin(go.module)) {
      const place = path.join(folder, specifier.slice(go.module.length));
      return { module: go.module, folder: await this.#reach.folder(place) };
    }
    if (!specifier.split('/', 1)[0]!.includes('.')) {
      const place = this.#standard === undefined ? undefined : path.join(this.#standard, specifier);
      return { module: specifier, folder: place === undefined ? undefined : await this.#reach.folder(place) };
    }
    const module = [...go.requires.keys()].filter(isWithin).sort((a, b) => b.length - a.length)[0];
    if (module === undefined) return undefined;
    const inside = specifier.slice(module.length);
    const version = go.requires.get(module);
    const vendored = await this.#reach.folder(path.join(folder, 'vendor', specifier));
    if (vendored !== undefined) return { module, ...(version !== undefined && { version }), folder: vendored };
    const replaced = go.replaces.get(module);
    if (replaced && /^\.{0,2}\//.test(replaced.path))
      return { module, folder: await this.#reach.folder(path.resolve(folder, replaced.path) + inside) };
    const source = replaced?.path ?? module;
    const used = replaced?.version ?? version ?? '';
    const cached = path.join(this.#cache, `${goEscaped(source)}@${goEscaped(used)}`);
    return { module, version: used, folder: await this.#reach.folder(cached + inside) };
  }
}
