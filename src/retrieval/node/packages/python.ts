/** Packages of Python in a virtual environment of the workspace, or beside the interpreter that the user has chosen. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledPackage } from '../../packages/installed.ts';
import { PackageGraph, type GraphFiles } from '../../packages/graph.ts';
import type { PackageView } from '../../packages/lookUp.ts';
import { pyprojectRequirements, pythonName, pythonRequirements, type Requirements } from '../../packages/manifest.ts';
import { emptyModule } from '../../packages/declaration.ts';
import type { OpenedPackage, PackagesOf, PackagesPlaces } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { upward, type PackagesReach } from './reach.ts';

const environments = ['.venv', 'venv', 'env', '.env'];
const endings = { stub: ['.pyi', '.py'], code: ['.py', '.pyi'] } as const;
type Wanted = keyof typeof endings;

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

interface Distributions {
  readonly stamp: string;
  readonly byName: ReadonlyMap<string, Distribution>;
  /** By what is imported. */
  readonly byModule: ReadonlyMap<string, Distribution>;
}

export class PythonPackages implements PackagesOf {
  readonly ecosystem = 'python';
  readonly endings = ['py', 'pyi', 'pyw', 'ipynb'];
  readonly #reach: PackagesReach;
  readonly #facts: PackagesFacts;
  readonly #places: PackagesPlaces;
  /** By the folder that they are in. */
  readonly #distributions = new Map<string, Distributions>();

  constructor(reach: PackagesReach, facts: PackagesFacts, places: PackagesPlaces) {
    this.#reach = reach;
    this.#facts = facts;
    this.#places = places;
  }

  async direct(from: string): Promise<readonly string[] | undefined> {
    const requirements = await this.#requirements(from);
    return requirements && [...requirements.keys()];
  }

  /** A path may be put in from anywhere when a program starts. */
  async isSure(): Promise<boolean> {
    return false;
  }

  async open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined> {
    const sites = await this.#sites(from);
    const requirements = (await this.#requirements(from)) ?? new Map<string, string>();
    const [top = ''] = specifier.split('.');
    let distribution = await this.#distributionOf(top, sites);
    let module = specifier;
    if (distribution && !(await this.#module(specifier, sites, 'stub'))) {
      const [first] = await this.#topLevel(distribution);
      if (first !== undefined && pythonName(distribution.name) === pythonName(specifier)) module = first;
    }
    distribution ??= await this.#distributionOf(specifier, sites);
    const range = requirements.get(pythonName(distribution?.name ?? top));
    const [stub, code] = [await this.#module(module, sites, 'stub'), await this.#module(module, sites, 'code')];
    if (stub === undefined && !distribution && range === undefined) return undefined;
    const info: InstalledPackage = {
      ecosystem: 'python',
      name: distribution?.name ?? top,
      ...(distribution && { version: distribution.version }),
      ...(range !== undefined && { range }),
      ...(stub !== undefined && { folder: path.dirname(stub) }),
      isMissing: stub === undefined && !distribution,
    };
    const views: PackageView[] = [];
    if (stub !== undefined) views.push(this.#view(stub, 'stub', sites, budget, true));
    if (code !== undefined && code !== stub) views.push(this.#view(code, 'code', sites, budget, false));
    if (views.length > 0) return { info, views };
    return { info, views, doubt: info.isMissing ? 'it is not installed' : 'its files are not in the environment' };
  }

  #view(file: string, wanted: Wanted, sites: readonly string[], budget: PackagesBudget, isTyped: boolean): PackageView {
    const visited = new Set<string>();
    const files: GraphFiles = {
      load: async (id) => {
        visited.add(id);
        if (/\.(?:so|pyd)$/.test(id)) return { ...emptyModule, open: ['it is compiled'] };
        if (!/\.pyi?$/.test(id)) return { ...emptyModule, open: ['it is a namespace of several packages'] };
        return this.#facts.of(id, budget);
      },
      resolve: (module, from) => this.#resolve(module, from, sites, wanted),
      globals: async () => [],
      inside: async (id, name) => {
        const isFolder = !/\.(?:pyi?|so|pyd)$/.test(id);
        if (!isFolder && !/__init__\.pyi?$/.test(id)) return undefined;
        return this.#at(isFolder ? id : path.dirname(id), name, wanted);
      },
    };
    return {
      graph: new PackageGraph(files),
      roots: [{ kind: 'module', file }],
      isTyped,
      placeOf: (id) => id,
      mentions: (word) =>
        this.#facts.mention(
          [...visited].filter((one) => /\.pyi?$/.test(one)),
          word,
        ),
    };
  }

  async #resolve(module: string, from: string, sites: readonly string[], wanted: Wanted): Promise<string | undefined> {
    const dots = /^\.*/.exec(module)![0].length;
    if (dots === 0) return this.#module(module, sites, wanted);
    let folder = path.dirname(from);
    for (let level = 1; level < dots; level++) folder = path.dirname(folder);
    const rest = module.slice(dots);
    if (rest !== '') return this.#below(folder, rest.split('.'), wanted);
    return this.#reach.first(
      folder,
      endings[wanted].map((ending) => `__init__${ending}`),
    );
  }

  /** A dotted module; stubs of its own package go before it. */
  async #module(module: string, sites: readonly string[], wanted: Wanted): Promise<string | undefined> {
    const [top = '', ...rest] = module.split('.');
    for (const site of sites) {
      const stubs = wanted === 'stub' ? await this.#reach.folder(path.join(site, `${top}-stubs`)) : undefined;
      const file =
        (stubs === undefined ? undefined : await this.#below(path.dirname(stubs), [`${top}-stubs`, ...rest], wanted)) ??
        (await this.#below(site, [top, ...rest], wanted));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  async #below(folder: string, names: readonly string[], wanted: Wanted): Promise<string | undefined> {
    const parent = path.join(folder, ...names.slice(0, -1));
    return this.#at(parent, names.at(-1)!, wanted);
  }

  async #at(folder: string, name: string, wanted: Wanted): Promise<string | undefined> {
    if (!/^[\w-]+$/.test(name)) return undefined;
    const candidates = endings[wanted].flatMap((ending) => [`${name}/__init__${ending}`, `${name}${ending}`]);
    const file = await this.#reach.first(folder, candidates);
    if (file !== undefined) return file;
    const compiled = (await this.#reach.list(folder)).find(
      (one) => one.name.startsWith(`${name}.`) && /\.(?:so|pyd)$/.test(one.name),
    );
    return compiled ? path.join(folder, compiled.name) : this.#reach.folder(path.join(folder, name));
  }

  /** Folders of installed packages, the nearest environment's first; the standard library last. */
  async #sites(from: string): Promise<string[]> {
    const sites: string[] = [];
    for (const at of upward(from)) {
      for (const name of environments) {
        const environment = path.join(at, name);
        if ((await this.#reach.file(path.join(environment, 'pyvenv.cfg'))) !== undefined)
          sites.push(...(await this.#sitesIn(environment)));
      }
      if (at === this.#places.root) break;
    }
    if (this.#places.python !== undefined) sites.push(...(await this.#besideInterpreter(this.#places.python)));
    return [...new Set(sites)];
  }

  async #sitesIn(environment: string): Promise<string[]> {
    const versions = (await this.#reach.list(path.join(environment, 'lib'))).filter(({ name }) =>
      name.startsWith('python'),
    );
    const places = [
      ...versions.map(({ name }) => path.join(environment, 'lib', name, 'site-packages')),
      path.join(environment, 'Lib', 'site-packages'),
    ];
    const found = await Promise.all(places.map((place) => this.#reach.folder(place)));
    return found.filter((place) => place !== undefined);
  }

  /** Its own environment, and the standard library of what it is a link to. */
  async #besideInterpreter(python: string): Promise<string[]> {
    const prefix = path.dirname(path.dirname(python));
    const real = path.dirname(path.dirname(await realpath(python).catch(() => python)));
    const sites: string[] = [];
    for (const one of new Set([prefix, real])) {
      await this.#reach.allow(path.join(one, 'lib'));
      await this.#reach.allow(path.join(one, 'Lib'));
      sites.push(...(await this.#sitesIn(one)));
    }
    for (const { name } of await this.#reach.list(path.join(real, 'lib'))) {
      if (!name.startsWith('python')) continue;
      for (const place of [path.join(real, 'lib', name), path.join(real, 'lib', name, 'dist-packages')]) {
        if ((await this.#reach.folder(place)) !== undefined) sites.push(place);
      }
    }
    return sites;
  }

  async #distributionOf(name: string, sites: readonly string[]): Promise<Distribution | undefined> {
    for (const site of sites) {
      const { byName, byModule } = await this.#distributionsIn(site);
      const found = byName.get(pythonName(name)) ?? byModule.get(name);
      if (found) return found;
    }
    return undefined;
  }

  async #distributionsIn(site: string): Promise<Distributions> {
    const stamp = (await this.#reach.stampOf(site)) ?? '';
    const known = this.#distributions.get(site);
    if (known?.stamp === stamp) return known;
    const found = { stamp, byName: new Map<string, Distribution>(), byModule: new Map<string, Distribution>() };
    for (const entry of await this.#reach.list(site)) {
      const named = /^(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(entry.name);
      if (!named) continue;
      const one = { name: named[1]!, version: named[2]!, folder: path.join(site, entry.name) };
      found.byName.set(pythonName(one.name), one);
      for (const module of await this.#topLevel(one)) found.byModule.set(module, one);
    }
    this.#distributions.set(site, found);
    return found;
  }

  /** What can be imported of a distribution. */
  async #topLevel({ folder }: Distribution): Promise<string[]> {
    const listed = await this.#reach.text(path.join(folder, 'top_level.txt'), 100_000);
    const names = listed?.text.split('\n').map((line) => line.trim()) ?? [];
    const record = names.length > 0 ? undefined : await this.#reach.text(path.join(folder, 'RECORD'), 4_000_000);
    const recorded = [...(record?.text.matchAll(/^([A-Za-z_]\w*)(?:\/__init__\.pyi?|\.py),/gm) ?? [])].map(
      (one) => one[1]!,
    );
    return [...new Set([...names, ...recorded])].filter((one) => one !== '' && !one.startsWith('_'));
  }

  async #requirements(from: string): Promise<Requirements | undefined> {
    for (const at of upward(from)) {
      const pyproject = await this.#reach.text(path.join(at, 'pyproject.toml'));
      const lists = (await this.#reach.list(at)).filter(({ name }) => /^(?:dev-)?requirements[\w.-]*\.txt$/.test(name));
      if (pyproject || lists.length > 0) {
        const found = new Map(pyproject ? pyprojectRequirements(pyproject.text) : []);
        for (const { name } of lists) {
          const list = await this.#reach.text(path.join(at, name));
          for (const [one, range] of pythonRequirements(list?.text ?? '')) found.set(one, range);
        }
        return found;
      }
      if (at === this.#places.root) return undefined;
    }
    return undefined;
  }
}
