/** Answers questions about the packages that a file may use. Everything is read when it is asked for. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../../base/dispose.ts';
import { createFileSyntax } from '../../../syntax/node/fileSyntax.ts';
import type {
  ApiDeclaration,
  ApiSearchReply,
  ApiSearchRequest,
  InstalledPackage,
  LookUp,
  LookUpRequest,
} from '../../packages/installed.ts';
import { listNames, lookUpName } from '../../packages/lookUp.ts';
import { ApiIndex } from '../../packages/search.ts';
import { didYouMean } from '../../packages/suggest.ts';
import { CargoPackages } from './cargo.ts';
import type { OpenedPackage, PackagesOf, PackagesPlaces } from './ecosystem.ts';
import { PackagesBudget, PackagesFacts, usualPackagesLimits, type PackagesLimits } from './facts.ts';
import { GoPackages } from './go.ts';
import { JvmPackages } from './jvm.ts';
import { NpmPackages } from './npm.ts';
import { composerPackages, rubyPackages } from './outlinedFolder.ts';
import { createPackagesParser } from './parser.ts';
import { PythonPackages } from './python.ts';
import { PackagesReach, upward } from './reach.ts';

export interface PackagesOrder extends PackagesPlaces {
  /** Absolute paths of the folders of the grammars and of their queries. */
  readonly grammars: string;
  readonly queries: string;
  readonly limits?: PackagesLimits;
}

/** Names that an answer without a name holds at most. */
const mostNames = 2000;
/** Indexed packages that are kept for the next search. */
const mostIndexed = 40;
/** What one package may add to a search. */
const mostSearched = 6000;

export class PackagesCatalog implements Disposable {
  readonly #order: PackagesOrder;
  readonly #limits: PackagesLimits;
  readonly #reach = new PackagesReach();
  readonly #parser;
  readonly #syntax;
  readonly #facts: PackagesFacts;
  readonly #kinds: readonly PackagesOf[];
  readonly #indexed = new Map<string, readonly ApiDeclaration[]>();
  #index: { readonly key: string; readonly index: ApiIndex } | undefined;

  constructor(order: PackagesOrder) {
    this.#order = order;
    this.#limits = order.limits ?? usualPackagesLimits;
    this.#parser = createPackagesParser(order.grammars);
    this.#syntax = createFileSyntax(order);
    this.#facts = new PackagesFacts(this.#reach, this.#parser, this.#syntax, this.#limits);
    const [reach, facts] = [this.#reach, this.#facts];
    this.#kinds = [
      new NpmPackages(reach, facts),
      new PythonPackages(reach, facts, order),
      new GoPackages(reach, facts, order),
      new CargoPackages(reach, facts, order),
      new JvmPackages(reach, facts, order),
      composerPackages(reach, facts),
      rubyPackages(reach, facts),
    ];
  }

  /** Bytes of source that is known at the moment. */
  get keptBytes(): number {
    return this.#facts.bytes;
  }

  async open(): Promise<void> {
    await this.#reach.allow(this.#order.root);
    // Packages may lie above the folder that is open; a link in their place leads nowhere.
    for (const at of upward(this.#order.root)) {
      const modules = path.join(at, 'node_modules');
      this.#reach.allowIfReal(modules, await realpath(modules).catch(() => undefined));
      for (const name of ['package.json', 'go.mod', 'Cargo.toml', 'Cargo.lock', 'tsconfig.json'])
        this.#reach.allowIfReal(path.join(at, name), await realpath(path.join(at, name)).catch(() => undefined));
    }
  }

  async lookUp(request: LookUpRequest, signal: AbortSignal): Promise<LookUp> {
    const budget = new PackagesBudget(this.#limits, signal);
    const folder = await folderOf(request.from);
    const kinds = await this.#kindsFor(request.from, folder);
    for (const kind of kinds) {
      const opened = await kind.open(request.package, folder, budget);
      if (opened) return this.#answer(opened, request.name, budget);
    }
    const names = new Set((await Promise.all(kinds.map(async (kind) => (await kind.direct(folder)) ?? []))).flat());
    const likely = didYouMean(request.package, names);
    const isSure = kinds.length > 0 && (await Promise.all(kinds.map((kind) => kind.isSure(folder)))).every(Boolean);
    const reason = `No package “${request.package}” is installed here, and no manifest names one.`;
    return isSure && /^[@\w]/.test(request.package)
      ? { kind: 'absent', known: '', didYouMean: likely, reason }
      : { kind: 'unknown', didYouMean: likely, reason };
  }

  async #answer(
    { info, views, doubt }: OpenedPackage,
    name: string | undefined,
    budget: PackagesBudget,
  ): Promise<LookUp> {
    const first = views[0];
    if (!first)
      return {
        package: info,
        kind: 'unknown',
        didYouMean: [],
        reason: `It cannot be told: ${doubt ?? 'nothing of it can be read'}.`,
      };
    if (name !== undefined && name !== '')
      return { package: info, ...(await lookUpName(views, name, () => budget.cut)) };
    const declarations = await listNames(first, false, (count) => count >= mostNames);
    const isCut = declarations.length >= mostNames || budget.cut !== undefined;
    return {
      package: info,
      kind: 'names',
      declarations,
      isCut,
      ...(budget.cut !== undefined && { note: `Not all of it was read: ${budget.cut}.` }),
    };
  }

  /** What the nearest manifest names, each as it is installed. */
  async installed(from: string, signal: AbortSignal): Promise<InstalledPackage[]> {
    const budget = new PackagesBudget(this.#limits, signal);
    const opened = await this.#direct(from, budget);
    return opened.map(({ info }) => info);
  }

  async search({ from, query, limit }: ApiSearchRequest, signal: AbortSignal): Promise<ApiSearchReply> {
    const notes: string[] = [];
    const parts: { readonly info: InstalledPackage; readonly declarations: readonly ApiDeclaration[] }[] = [];
    const budget = new PackagesBudget(this.#limits, signal);
    for (const { info, views, doubt } of await this.#direct(from, budget)) {
      const [first] = views;
      if (first) parts.push({ info, declarations: await this.#declarations({ info, views: [first] }, signal, notes) });
      else notes.push(`${info.name} was not searched: ${doubt ?? 'nothing of it can be read'}.`);
    }
    const key = parts
      .map(({ info, declarations }) => `${info.name}@${info.version ?? ''}:${declarations.length}`)
      .join('\n');
    if (this.#index?.key !== key) this.#index = { key, index: new ApiIndex(parts) };
    return { results: this.#index.index.search(query, limit), notes };
  }

  /** All of a package's declarations with their members, kept by its version and the state of its folder. */
  async #declarations(
    { info, views }: OpenedPackage,
    signal: AbortSignal,
    notes: string[],
  ): Promise<readonly ApiDeclaration[]> {
    const stamp = info.folder === undefined ? '' : await this.#reach.stampOf(info.folder);
    const key = `${info.ecosystem}:${info.name}@${info.version ?? ''}:${stamp ?? ''}`;
    const known = this.#indexed.get(key);
    if (known) return known;
    signal.throwIfAborted();
    const found = await listNames(views[0]!, true, (count) => count >= mostSearched);
    if (found.length >= mostSearched) notes.push(`Of ${info.name} only the first ${mostSearched} names were searched.`);
    const declarations = found.slice(0, mostSearched);
    if (this.#indexed.size >= mostIndexed) this.#indexed.delete(this.#indexed.keys().next().value!);
    this.#indexed.set(key, declarations);
    return declarations;
  }

  async #direct(from: string, budget: PackagesBudget): Promise<OpenedPackage[]> {
    const folder = await folderOf(from);
    const opened: OpenedPackage[] = [];
    for (const kind of await this.#kindsFor(from, folder)) {
      for (const name of (await kind.direct(folder)) ?? []) {
        const one = await kind.open(name, folder, budget);
        if (one) opened.push(one);
      }
    }
    return opened;
  }

  /** By the file's ending; for a folder, or a file that says nothing, those that have a manifest there. */
  async #kindsFor(from: string, folder: string): Promise<PackagesOf[]> {
    const ending = path.extname(from).slice(1);
    const own = this.#kinds.filter((kind) => kind.endings.includes(ending));
    if (own.length > 0) return own;
    const here = await Promise.all(this.#kinds.map((kind) => kind.direct(folder)));
    const found = this.#kinds.filter((_, at) => here[at] !== undefined);
    return found.length > 0 ? found : this.#kinds.slice(0, 2);
  }

  dispose(): void {
    this.#parser.dispose();
    this.#syntax.dispose();
  }
}

/** The real folder of a file, which need not exist yet. */
async function folderOf(from: string): Promise<string> {
  const isFolder = await stat(from).then(
    (stats) => stats.isDirectory(),
    () => path.extname(from) === '',
  );
  const folder = isFolder ? from : path.dirname(from);
  return realpath(folder).catch(() => folder);
}
