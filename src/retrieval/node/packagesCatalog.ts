/** Answers questions about the packages that a file may use. Runs in a thread of its own. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledPackage, LookUp, LookUpRequest } from '../packages.ts';
import { lookUpName, listNames, type PackageView } from '../packagesLookUp.ts';
import { PackageGraph } from '../packagesGraph.ts';
import { packageOf } from '../packagesEntry.ts';
import { PackagesBudget, PackagesFacts, usualPackagesLimits, type PackagesLimits } from './packagesFacts.ts';
import { NpmPackages, placeOf } from './packagesNpm.ts';
import { createPackagesParser } from './packagesParser.ts';
import { PackagesReach, upward } from './packagesReach.ts';

export class PackagesCatalog {
  readonly #reach = new PackagesReach();
  readonly facts: PackagesFacts;
  readonly #npm: NpmPackages;
  readonly root: string;
  readonly limits: PackagesLimits;
  constructor(root: string, grammars: string, limits: PackagesLimits = usualPackagesLimits) {
    this.root = root;
    this.limits = limits;
    this.facts = new PackagesFacts(this.#reach, createPackagesParser(grammars), limits);
    this.#npm = new NpmPackages(this.#reach);
  }
  async open(): Promise<void> {
    await this.#reach.allow(this.root);
    for (const f of upward(this.root)) await this.#reach.allow(path.join(f, 'node_modules'));
  }
  async lookUp(request: LookUpRequest, signal: AbortSignal): Promise<LookUp> {
    const budget = new PackagesBudget(this.limits, signal);
    const from = path.dirname(request.from);
    const named = packageOf(request.package.replace(/^node:/, ''))!;
    const found = await this.#npm.find(named.name, from);
    const info = await this.#npm.describe(named.name, from, found);
    const views: PackageView[] = [];
    const file = path.join(from, 'x.ts');
    for (const wanted of ['types', 'import', 'require'] as const) {
      const id = await this.#npm.resolve(request.package, file, wanted, this.facts, budget);
      if (!id || views.some((v) => v.roots[0]!.kind === 'module' && v.roots[0]!.file === id)) continue;
      const visited = new Set<string>();
      views.push({
        mentions: (word) => this.facts.mention(visited, word),
        graph: new PackageGraph(this.#npm.files(this.facts, budget, wanted, visited)),
        roots: [{ kind: 'module', file: id }],
        isTyped: /\.[cm]?ts$|\.d\./.test(id),
        placeOf,
      });
    }
    if (request.name === undefined)
      return {
        package: info,
        kind: 'names',
        declarations: await listNames(views[0]!, false, () => false),
        isCut: false,
      };
    return { package: info, ...(await lookUpName(views, request.name, () => budget.cut)) };
  }
}
