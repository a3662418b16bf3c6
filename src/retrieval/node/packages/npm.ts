/** Packages of npm, and Node's own modules by their types. */
import path from 'node:path';
import { isTypes, packageOf } from '../../packages/entry.ts';
import { PackageGraph } from '../../packages/graph.ts';
import type { PackageView } from '../../packages/lookUp.ts';
import type { OpenedPackage, PackagesOf } from './ecosystem.ts';
import type { PackagesBudget, PackagesFacts } from './facts.ts';
import { dependenciesIn, NpmFolders } from './npmFolders.ts';
import { fileOf, isBuiltin, NpmGraph, type GlobalPlaces } from './npmGraph.ts';
import { upward, type PackagesReach } from './reach.ts';

const views = ['types', 'requireTypes', 'import', 'require'] as const;

export class NpmPackages implements PackagesOf {
  readonly ecosystem = 'npm';
  readonly endings = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'vue', 'svelte', 'astro'];
  readonly #reach: PackagesReach;
  readonly #facts: PackagesFacts;
  readonly #folders: NpmFolders;
  readonly #globalPlaces: GlobalPlaces = new Map();

  constructor(reach: PackagesReach, facts: PackagesFacts) {
    this.#reach = reach;
    this.#facts = facts;
    this.#folders = new NpmFolders(reach);
  }

  async direct(from: string): Promise<readonly string[] | undefined> {
    const project = await this.#folders.project(from);
    return project && [...dependenciesIn(project.manifest).keys()].filter((name) => !name.startsWith('@types/'));
  }

  /** Packages lie in a folder here, and no setting gives names another meaning. */
  async isSure(from: string): Promise<boolean> {
    for (const at of upward(from)) {
      for (const name of ['tsconfig.json', 'jsconfig.json']) {
        const settings = await this.#reach.text(path.join(at, name));
        if (settings && /"(?:paths|baseUrl)"\s*:/.test(settings.text)) return false;
      }
      if ((await this.#reach.file(path.join(at, '.pnp.cjs'))) !== undefined) return false;
    }
    return this.#folders.hasModules(from);
  }

  async open(specifier: string, from: string, budget: PackagesBudget): Promise<OpenedPackage | undefined> {
    const named = packageOf(specifier.replace(/^node:/, ''));
    if (!named) return undefined;
    const found = isBuiltin(specifier) ? undefined : await this.#folders.find(named.name, from);
    const opened = this.#views(specifier, from, budget);
    if (isBuiltin(specifier)) {
      const types = await this.#folders.find('@types/node', from);
      const described = await this.#folders.describe('@types/node', from, types);
      const info = { ...described, name: `node:${specifier.replace(/^node:/, '')}`, isMissing: false };
      return { info, views: await opened, doubt: 'the types of Node are not installed' };
    }
    const info = await this.#folders.describe(named.name, from, found);
    if (found === undefined && info.range === undefined) return undefined;
    if (found === 'elsewhere') return { info, views: [], doubt: 'its folder is a link out of the workspace' };
    if (found === undefined) return { info, views: [], doubt: 'it is not installed' };
    return { info, views: await opened, doubt: `nothing is found where “${specifier}” points` };
  }

  async #views(specifier: string, from: string, budget: PackagesBudget): Promise<PackageView[]> {
    const opened: PackageView[] = [];
    const known = new Set<string>();
    for (const wanted of views) {
      const visited = new Set<string>();
      const graph = new NpmGraph(this.#reach, this.#folders, this.#facts, budget, this.#globalPlaces);
      // As a file of that folder would write it.
      const id = await graph.resolve(specifier, path.join(from, 'x'), wanted);
      if (id === undefined || known.has(id)) continue;
      known.add(id);
      opened.push({
        graph: new PackageGraph(graph.files(wanted, visited)),
        roots: [{ kind: 'module', file: id }],
        isTyped: isTypes(wanted) && /\.[cm]?tsx?$/.test(fileOf(id)),
        placeOf: fileOf,
        mentions: (word) => this.#facts.mention(visited, word),
      });
    }
    return opened;
  }
}
