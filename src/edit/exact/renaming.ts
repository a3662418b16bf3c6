/** The places that a rename changes, found from file to file along what they import and pass on. */

import type { Project } from '../../retrieval/graph/project.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, closest, field } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TextEdit } from '../../text/edit.ts';
import { importedInDocTypes, saidInDocTypes } from './docTypes.ts';
import { exportedBy, isModule, isParameter } from './exportedNames.ts';
import { filesOf } from './linkedFiles.ts';
import { moduleLinks, type ModuleLink } from './moduleLinks.ts';
import { namedIn, rootScope, type Named } from './named.ts';
import type { OpenTrees } from './openTrees.ts';

export class Renaming {
  readonly edits = new Map<WorkspacePath, Map<number, TextEdit>>();
  /** Why it is not sure. */
  readonly doubts: string[] = [];
  readonly #from: string;
  readonly #to: string;
  readonly #trees: OpenTrees;
  readonly #project: Project;
  /** Files that have it under its name for others. */
  readonly #exporters = new Set<WorkspacePath>();
  readonly #groups = new Set<string>();

  constructor(from: string, to: string, trees: OpenTrees, project: Project) {
    this.#from = from;
    this.#to = to;
    this.#trees = trees;
    this.#project = project;
  }

  doubt(why: string): void {
    this.doubts.push(why);
  }

  /** @param others files that may have to do with it */
  async run(path: WorkspacePath, scope: string, others: readonly WorkspacePath[], signal: AbortSignal): Promise<void> {
    const tree = await this.#trees.get(path);
    if (!tree) return;
    this.#group(path, tree, scope);
    const waiting = [...this.#exporters];
    for (let exporter = waiting.pop(); exporter !== undefined; exporter = waiting.pop()) {
      const known = new Set(this.#exporters);
      for (const other of others) {
        signal.throwIfAborted();
        if (other !== exporter) await this.#importer(other, exporter);
      }
      if (exporter !== path) await this.#importer(path, exporter);
      waiting.push(...[...this.#exporters].filter((each) => !known.has(each)));
    }
    if (scope === rootScope && this.#exporters.size === 0 && !isModule(tree)) await this.#globalUses(others);
    for (const each of this.#exporters) {
      const exports = await this.#trees.get(each);
      if (exports?.language === 'python') this.#listed(each, exports);
    }
    if (scope === rootScope) await this.#docTypes(others, path);
    if (isParameter(tree, this.#from, scope)) await this.#keywordUses([path, ...others]);
  }

  /** Every place of a file that means the same thing. */
  #group(path: WorkspacePath, tree: SyntaxTree, scope: string): void {
    const key = `${path}\0${scope}`;
    if (this.#groups.has(key)) return;
    this.#groups.add(key);
    const taken = namedIn(tree, this.#to).find(({ role }) => role === 'declaration' || role === 'use');
    if (taken) this.doubt(`“${this.#to}” is used already in ${at(path, taken.node)}.`);
    const places = namedIn(tree, this.#from).filter((each) => each.scope === scope);
    const links = tree.language === 'python' ? [] : moduleLinks(tree);
    let isExported = scope === rootScope && tree.language === 'python';
    for (const place of places) {
      if (/^[a-z]/.test(this.#to) && /^jsx_/.test(place.node.parent?.type ?? ''))
        this.doubt(`It is the name of an element in ${at(path, place.node)}, which must begin with a capital letter.`);
      const given = scope === rootScope ? exportedBy(place) : undefined;
      if (given) isExported = true;
      const isImported = links.some((link) => link.kind === 'name' && link.node.id === place.node.id);
      const keepsKey = place.isShorthand && given !== 'object' && !isImported;
      this.#edit(path, place.node, keepsKey ? `${this.#from}: ${this.#to}` : this.#to);
      if (given === 'object' || given === 'property') this.#exportKeys(path, place.node);
    }
    if (scope === rootScope && tree.language !== 'python')
      for (const start of saidInDocTypes(tree, this.#from)) this.#editAt(path, start, this.#from.length, this.#to);
    if (isExported) this.#exporters.add(path);
    if (isExported && tree.language !== 'python') this.#ownMembers(path, tree);
  }

  /** `{ name: name }` of `module.exports`, `exports.name = name`: what others call it goes along. */
  #exportKeys(path: WorkspacePath, node: SyntaxNode): void {
    const { parent } = node;
    if (!parent) return;
    const key =
      parent.type === 'pair'
        ? field(parent, 'key')
        : parent.type === 'assignment_expression'
          ? field(field(parent, 'left') ?? parent, 'property')
          : undefined;
    if (key?.text === this.#from) this.#edit(path, key, this.#to);
  }

  /** `exports.name` and `module.exports.name` in the file itself. */
  #ownMembers(path: WorkspacePath, tree: SyntaxTree): void {
    for (const { node, role } of namedIn(tree, this.#from)) {
      const object = role === 'member' && node.parent ? field(node.parent, 'object')?.text : undefined;
      if (object === 'exports' || object === 'module.exports') this.#edit(path, node, this.#to);
    }
  }

  async #importer(path: WorkspacePath, exporter: WorkspacePath): Promise<void> {
    const tree = await this.#trees.get(path);
    if (!tree) return;
    const named = namedIn(tree, this.#from);
    for (const link of moduleLinks(tree)) {
      const { files, isWhole } = filesOf(
        this.#project,
        path,
        tree.language,
        link.module,
        link.kind === 'name' ? link.name : '*',
      );
      if (!files.includes(exporter)) continue;
      if (link.kind === 'name' && isWhole) this.#members(path, tree, named, link.local ?? '');
      else if (link.kind === 'name' && link.name === this.#from) this.#importedName(path, tree, named, link);
      else if (link.kind === 'object') this.#object(path, tree, named, link);
      else if (link.kind === 'all') this.#everything(path, tree, named);
      else if (link.kind === 'passedOnAs' && (await this.#isMemberSomewhere()))
        this.doubt(`${path} passes all of ${exporter} on as one object.`);
    }
    this.#strings(path, tree, named, exporter);
  }

  /** Types of JSDoc name what a file declares whether or not it exports it. */
  async #docTypes(paths: readonly WorkspacePath[], declaring: WorkspacePath): Promise<void> {
    for (const path of paths) {
      const tree = await this.#trees.get(path);
      if (!tree || tree.language === 'python') continue;
      for (const { module, start } of importedInDocTypes(tree, this.#from)) {
        const { files } = filesOf(this.#project, path, tree.language, module, '*');
        if (files.some((file) => file === declaring || this.#exporters.has(file)))
          this.#editAt(path, start, this.#from.length, this.#to);
      }
    }
  }

  #importedName(
    path: WorkspacePath,
    tree: SyntaxTree,
    named: readonly Named[],
    { node, local, exported }: ModuleLink & { readonly kind: 'name' },
  ): void {
    this.#edit(path, node, this.#to);
    if (exported === this.#from) this.#exporters.add(path);
    if (local !== this.#from) return;
    const scope = named.find(
      (each) => each.role === 'declaration' && each.node.id === (firstName(node) ?? node).id,
    )?.scope;
    if (scope !== undefined) this.#group(path, tree, scope);
  }

  #object(
    path: WorkspacePath,
    tree: SyntaxTree,
    named: readonly Named[],
    { local, node }: ModuleLink & { readonly kind: 'object' },
  ): void {
    if (local === '') {
      if (named.some(({ role }) => role === 'member' || role === 'key' || role === 'string'))
        this.doubt(`What ${at(path, node)} loads cannot be followed.`);
      return;
    }
    this.#members(path, tree, named, local);
  }

  /** `local.name`, where `local` is the module. */
  #members(path: WorkspacePath, tree: SyntaxTree, named: readonly Named[], local: string): void {
    const head = local.split('.')[0] ?? local;
    const meant = namedIn(tree, head);
    for (const { node, role } of named) {
      const { parent } = node;
      if (!parent) continue;
      if (role === 'member') {
        const object = field(parent, 'object') ?? field(parent, 'module');
        if (object?.text !== local) continue;
        const first = meant.find((each) => each.node.startIndex === object.startIndex);
        if (first && first.scope === undefined && meant.some((each) => each.role === 'declaration')) continue;
        if (first?.scope !== undefined && first.scope !== rootScope && !declaresByLink(meant, first.scope)) continue;
        this.#edit(path, node, this.#to);
      } else if (role === 'key' || role === 'declaration') {
        const declarator = closest(node, ({ type }) => type === 'variable_declarator');
        if (
          declarator &&
          field(declarator, 'value')?.text === local &&
          field(declarator, 'name')?.type === 'object_pattern'
        )
          this.doubt(`${at(path, node)} takes it out of an object.`);
      } else if (role === 'string') {
        const around = closest(node, ({ type }) =>
          /^(?:call|call_expression|subscript|subscript_expression)$/.test(type),
        );
        if (around && new RegExp(`(?<![\\p{L}\\p{N}_$.])${escaped(local)}(?![\\p{L}\\p{N}_$])`, 'u').test(around.text))
          this.doubt(`${at(path, node)} names it in a string.`);
      }
    }
  }

  /** `from module import *`, `export * from`. */
  #everything(path: WorkspacePath, tree: SyntaxTree, named: readonly Named[]): void {
    if (named.some(({ role, scope }) => role === 'declaration' && scope === rootScope)) return;
    this.#exporters.add(path);
    if (tree.language !== 'python') return;
    const uses = named.filter(({ role, scope }) => role === 'use' && scope === undefined);
    const taken =
      uses.length > 0 && namedIn(tree, this.#to).find(({ role }) => role === 'declaration' || role === 'use');
    if (taken) this.doubt(`“${this.#to}” is used already in ${at(path, taken.node)}.`);
    for (const { node } of uses) this.#edit(path, node, this.#to);
  }

  /** A module's path with the name behind it, as `mock.patch` has it; a mock that has the name as a key. */
  #strings(path: WorkspacePath, tree: SyntaxTree, named: readonly Named[], exporter: WorkspacePath): void {
    const means = (module: string): boolean =>
      filesOf(this.#project, path, tree.language, module, '*').files.includes(exporter);
    for (const { node, role } of named) {
      if (role === 'string' && node.text !== this.#from && tree.language === 'python') {
        if (means(node.text.slice(0, -this.#from.length - 1)))
          this.#edit(path, node, node.text.slice(0, -this.#from.length) + this.#to);
      } else if (role === 'key' && tree.language !== 'python') {
        for (const above of ancestors(node)) {
          const first = above.type === 'call_expression' ? field(above, 'arguments')?.namedChildren[0] : undefined;
          if (first?.type === 'string' && means(first.text.slice(1, -1)))
            this.doubt(`${at(path, node)} stands in for it in a mock.`);
        }
      }
    }
  }

  /** `__all__ = ['name']` */
  #listed(path: WorkspacePath, tree: SyntaxTree): void {
    for (const { node, role } of namedIn(tree, this.#from)) {
      if (role !== 'string' || node.text !== this.#from) continue;
      const listing = closest(node, ({ type }) => type === 'assignment' || type === 'augmented_assignment');
      if (listing && field(listing, 'left')?.text === '__all__') this.#edit(path, node, this.#to);
      else if (
        /\b(?:globals|vars|locals)\(\)/.test(closest(node, ({ type }) => /subscript|call/.test(type))?.text ?? '')
      )
        this.doubt(`${at(path, node)} names it in a string.`);
    }
  }

  /** Scripts that are no modules share their names. */
  async #globalUses(others: readonly WorkspacePath[]): Promise<void> {
    for (const path of others) {
      const tree = await this.#trees.get(path);
      const use = tree && namedIn(tree, this.#from).find(({ role, scope }) => role === 'use' && scope === undefined);
      if (use) this.doubt(`${at(path, use.node)} may use it as a global name.`);
    }
  }

  /** Callers name a parameter of Python. */
  async #keywordUses(paths: readonly WorkspacePath[]): Promise<void> {
    for (const path of paths) {
      const tree = await this.#trees.get(path);
      if (tree?.language !== 'python') continue;
      const use = namedIn(tree, this.#from).find(({ role }) => role === 'key');
      if (use) this.doubt(`${at(path, use.node)} may name this parameter in a call.`);
    }
  }

  async #isMemberSomewhere(): Promise<boolean> {
    for (const path of this.edits.keys()) {
      const tree = await this.#trees.get(path);
      if (tree && namedIn(tree, this.#from).some(({ role }) => role === 'member')) return true;
    }
    return false;
  }

  #edit(path: WorkspacePath, node: SyntaxNode, text: string): void {
    this.#editAt(path, node.startIndex, node.endIndex - node.startIndex, text);
  }

  #editAt(path: WorkspacePath, start: number, length: number, text: string): void {
    const edits = this.edits.get(path) ?? new Map<number, TextEdit>();
    this.edits.set(path, edits);
    if (!edits.has(start)) edits.set(start, { start, end: start + length, text });
  }
}

const at = (path: WorkspacePath, node: SyntaxNode): string => `${path}:${node.startPosition.row + 1}`;
const escaped = (text: string): string => text.replace(/[.$]/g, String.raw`\$&`);

/** A dotted name of one part is the identifier in it. */
const firstName = (node: SyntaxNode): SyntaxNode | undefined =>
  node.type === 'dotted_name' ? (node.namedChildren[0] ?? undefined) : undefined;

const declaresByLink = (meant: readonly Named[], scope: string): boolean =>
  meant.some(
    (each) =>
      each.role === 'declaration' && each.scope === scope && /require|import/.test(each.node.parent?.text ?? ''),
  );
