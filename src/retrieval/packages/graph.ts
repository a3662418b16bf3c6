/** Follows names through the files of packages: re-exports, imports, aliases, members, what is inherited. */

import { Once } from './once.ts';
import type { Declared, ModuleFacts, NamePath } from './declaration.ts';

export interface GraphFiles {
  /** `undefined` when there is no such file, or a limit is reached. */
  load(file: string): Promise<ModuleFacts | undefined>;
  /** The file of a module as another writes it; `undefined` when it is not there. */
  resolve(module: string, from: string): Promise<string | undefined>;
  /** Where a name is declared that no file imports. */
  globals(name: string, from: string): Promise<readonly string[]>;
  /** A module within another that the other does not mention: a file in a package's folder. */
  inside?(file: string, name: string): Promise<string | undefined>;
}

/** Something that a name stands for. */
export type Found = { readonly kind: 'module'; readonly file: string } | FoundDeclaration;

export interface FoundDeclaration {
  readonly kind: 'declared';
  readonly file: string;
  readonly declared: Declared;
  /** What it stands in, outermost first. */
  readonly around: readonly Declared[];
}

export class PackageGraph {
  readonly #files: GraphFiles;
  readonly #once = new Once<Found>();
  readonly #ids = new WeakMap<Declared, number>();
  #lastId = 0;

  constructor(files: GraphFiles) {
    this.#files = files;
  }

  /** What a dotted name of a module stands for. `reached` counts the names that were found. */
  async find(
    roots: readonly Found[],
    path: readonly string[],
  ): Promise<{ readonly found: readonly Found[]; readonly reached: number; readonly last: readonly Found[] }> {
    let last = roots;
    for (const [reached, name] of path.entries()) {
      const next = await this.members(last, name);
      if (next.length === 0) return { found: [], reached, last };
      last = next;
    }
    return { found: last, reached: path.length, last };
  }

  /** The members of that name of all of these. */
  async members(of: readonly Found[], name: string): Promise<readonly Found[]> {
    this.#once.begin();
    const found: Found[] = [];
    for (const one of of) found.push(...(await this.#member(one, name)));
    return distinct(found);
  }

  /** All names that these have, and why there may be more. */
  async names(
    of: readonly Found[],
  ): Promise<{ readonly names: ReadonlySet<string>; readonly open: readonly string[] }> {
    const names = new Set<string>();
    const open = new Set<string>();
    const seen = new Set<unknown>();
    this.#once.begin();
    for (const one of of) await this.#collect(one, names, open, seen);
    if (this.#once.isEntangled) open.add('its names are too entangled to be followed');
    return { names, open: [...open] };
  }

  /** What an alias stands for in the end; itself when that cannot be followed. */
  async settle(found: Found): Promise<readonly Found[]> {
    this.#once.begin();
    const settled: Found[] = [];
    const waiting = [found];
    const seen = new Set<unknown>();
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const alias = one.kind === 'declared' && !seen.has(one.declared) ? one.declared.alias : undefined;
      const targets =
        one.kind === 'declared' && alias ? await this.#lookUp(alias, one.file, [...one.around, one.declared]) : [];
      if (one.kind === 'declared') seen.add(one.declared);
      if (targets.length === 0) settled.push(one);
      else waiting.push(...targets.toReversed());
    }
    return distinct(settled);
  }

  #idOf(declared: Declared | undefined): number {
    if (!declared) return 0;
    const id = this.#ids.get(declared) ?? ++this.#lastId;
    this.#ids.set(declared, id);
    return id;
  }

  #member(of: Found, name: string): Promise<readonly Found[]> {
    if (of.kind === 'module') return this.#exported(of.file, name, false);
    return this.#once.ask(`member ${this.#idOf(of.declared)} ${name}`, () => this.#memberOf(of, name));
  }

  async #memberOf({ declared, file, around }: FoundDeclaration, name: string): Promise<readonly Found[]> {
    const within = [...around, declared];
    const own = declared.members.filter((member) => member.name === name);
    if (own.length > 0) return own.map((member) => ({ kind: 'declared', file, declared: member, around: within }));
    for (const target of targetsOf(declared)) {
      for (const other of await this.#lookUp(target, file, within)) {
        const inherited = await this.#member(other, name);
        if (inherited.length > 0) return inherited;
      }
    }
    return [];
  }

  #exported(file: string, name: string, isHandedOn: boolean): Promise<readonly Found[]> {
    return this.#once.ask(`exported ${isHandedOn} ${file} ${name}`, () => this.#exportedOf(file, name, isHandedOn));
  }

  /** @param isHandedOn everything of the file is handed on, which leaves out what it keeps. */
  async #exportedOf(file: string, name: string, isHandedOn: boolean): Promise<readonly Found[]> {
    const facts = await this.#files.load(file);
    if (!facts) return [];
    const found: Found[] = [];
    for (const one of facts.exports) {
      if (one.kind === 'name' && one.name === name && !(isHandedOn && one.isKept)) {
        const targets = await this.#lookUp(one.target, file, []);
        const inner = targets.length === 0 ? await this.#files.inside?.(file, name) : undefined;
        if (inner !== undefined) found.push({ kind: 'module', file: inner });
        // What it is cannot be followed, but it is there.
        else found.push(...(targets.length > 0 ? targets : [unfollowed(file, name, one.target)]));
      }
    }
    if (found.length > 0) return found;
    for (const one of facts.exports) {
      if (one.kind === 'name') continue;
      if (one.kind === 'all') {
        if (name === 'default') continue;
        const module = await this.#files.resolve(one.module, file);
        if (module !== undefined) found.push(...(await this.#exported(module, name, true)));
      } else {
        for (const target of await this.#lookUp(one.target, file, [])) {
          const members = await this.#member(target, name);
          found.push(...(members.length === 0 && name === 'default' ? [target] : members));
        }
      }
      if (found.length > 0) return found;
    }
    const inner = await this.#files.inside?.(file, name);
    return inner === undefined ? found : [{ kind: 'module', file: inner }];
  }

  #lookUp(target: NamePath, file: string, around: readonly Declared[]): Promise<readonly Found[]> {
    const key = `name ${this.#idOf(around.at(-1))} ${file} ${target.module ?? ''} ${target.path.join('.')}`;
    return this.#once.ask(key, () => this.#lookUpIn(target, file, around));
  }

  /** A name as it is written in a file, at a place within these declarations. */
  async #lookUpIn({ path, module }: NamePath, file: string, around: readonly Declared[]): Promise<readonly Found[]> {
    if (module !== undefined) {
      const other = await this.#files.resolve(module, file);
      if (other === undefined) return [];
      return this.#walk([{ kind: 'module', file: other }], path);
    }
    const [first, ...rest] = path;
    if (first === undefined) return [];
    const own = around.at(-2);
    if (first === 'this') {
      const self: Found[] = own ? [{ kind: 'declared', file, declared: own, around: around.slice(0, -2) }] : [];
      return this.#walk(self, rest);
    }
    for (let level = around.length; level > 0; level--) {
      const scope = around[level - 1]!;
      // Members of a class are no names of a scope; those of a namespace are.
      if (scope.kind !== 'module') continue;
      // Where a namespace hands on what stands around it, the name is not its own.
      const here = scope.members.filter((member) => member.name === first && member !== around.at(-1));
      const found = here.map((declared): Found => ({
        kind: 'declared',
        file,
        declared,
        around: around.slice(0, level),
      }));
      if (found.length > 0) return this.#walk(found, rest);
    }
    const facts = await this.#files.load(file);
    if (!facts) return [];
    const here = facts.declared.filter(({ name }) => name === first);
    const found = here.map((declared): Found => ({ kind: 'declared', file, declared, around: [] }));
    if (here.length > 0 && !facts.isGlobal) return this.#walk(found, rest);
    for (const { local, module: from, name } of facts.imports) {
      if (local !== first) continue;
      const other = await this.#files.resolve(from, file);
      if (other === undefined) continue;
      const start: Found = { kind: 'module', file: other };
      return this.#walk([start], name === '*' ? rest : [name, ...rest]);
    }
    for (const place of await this.#files.globals(first, file)) {
      const declared = (await this.#files.load(place))?.declared ?? [];
      for (const one of declared)
        if (one.name === first) found.push({ kind: 'declared', file: place, declared: one, around: [] });
    }
    return this.#walk(found, rest);
  }

  async #walk(start: readonly Found[], path: readonly string[]): Promise<readonly Found[]> {
    let at = start;
    for (const name of path) {
      const next: Found[] = [];
      for (const one of at) next.push(...(await this.#member(one, name)));
      at = distinct(next);
    }
    return at;
  }

  /** What is in a file that is not there may be anything; what is computed is computed in the files that are. */
  async #whyNot(target: NamePath, file: string): Promise<string> {
    const imported = (await this.#files.load(file))?.imports.find(({ local }) => local === target.path[0]);
    const module = target.module ?? imported?.module;
    const isThere = module !== undefined && (await this.#files.resolve(module, file)) !== undefined;
    if (isThere || (module === undefined && !/\.d\.[cm]?ts/.test(file))) return `${written(target)} is computed`;
    return `“${written(target)}” could not be followed`;
  }

  async #collect(of: Found, names: Set<string>, open: Set<string>, seen: Set<unknown>): Promise<void> {
    if (of.kind === 'declared') {
      const { declared, file, around } = of;
      if (seen.has(declared)) return;
      seen.add(declared);
      for (const member of declared.members) names.add(member.name);
      if (declared.open !== undefined) open.add(declared.open);
      for (const target of targetsOf(declared)) {
        const others = await this.#lookUp(target, file, [...around, declared]);
        if (others.length === 0) open.add(await this.#whyNot(target, file));
        for (const other of others) await this.#collect(other, names, open, seen);
      }
      return;
    }
    if (seen.has(of.file)) return;
    seen.add(of.file);
    const facts = await this.#files.load(of.file);
    if (!facts) return void open.add(unread);
    for (const reason of facts.open) open.add(reason);
    for (const one of facts.exports) {
      if (one.kind === 'name') {
        if (!one.isHidden) names.add(one.name);
      } else if (one.kind === 'all') {
        const module = await this.#files.resolve(one.module, of.file);
        if (module === undefined) open.add(`“${one.module}” is not there`);
        else await this.#collect({ kind: 'module', file: module }, names, open, seen);
      } else {
        const targets = await this.#lookUp(one.target, of.file, []);
        if (targets.length === 0) open.add(await this.#whyNot(one.target, of.file));
        for (const target of targets) await this.#collect(target, names, open, seen);
        names.add('default');
      }
    }
  }
}

const unread = 'a file of it could not be read';

/** The reason is a place that is not there, and not a way of writing. */
export const isUnfollowed = (reason: string): boolean => reason.startsWith('“') || reason === unread;

const targetsOf = ({ alias, like }: Declared): readonly NamePath[] => (alias ? [alias, ...like] : like);

const written = ({ path, module }: NamePath): string => [...(module === undefined ? [] : [module]), ...path].join('.');

const unfollowed = (file: string, name: string, target: NamePath): Found => ({
  kind: 'declared',
  file,
  around: [],
  declared: {
    name,
    kind: 'constant',
    signature: `${name} = ${written(target)}`,
    doc: '',
    line: 1,
    members: [],
    like: [],
    open: `“${written(target)}” could not be followed`,
  },
});

function distinct(found: readonly Found[]): Found[] {
  const seen = new Set<unknown>();
  return found.filter((one) => {
    const key = one.kind === 'module' ? one.file : one.declared;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
