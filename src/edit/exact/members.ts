/**
 * Who has a member of a class: the class, those above and below it that have it too, and every place that says its name
 * behind a dot. Whose it is there is told by annotations, by `new`, by `this` and `self`; else the place is unsure.
 */

import type { Project } from '../../retrieval/graph/project.ts';
import { isClass, isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { filesOf } from './linkedFiles.ts';
import { moduleLinks } from './moduleLinks.ts';
import {
  basesOf,
  classOfThis,
  declares,
  declaringClass,
  isClassLike,
  isFixed,
  isInLiteral,
  isReflective,
  isTakenApart,
  methodWithSelf,
} from './memberNodes.ts';
import { namedIn } from './named.ts';
import type { OpenTrees } from './openTrees.ts';

export interface ClassPlace {
  readonly path: WorkspacePath;
  readonly name: string;
  readonly node: SyntaxNode;
}

export interface MemberPlace {
  readonly path: WorkspacePath;
  readonly node: SyntaxNode;
}

export interface MemberUses {
  /** Where classes declare it. */
  readonly declarations: readonly MemberPlace[];
  readonly uses: readonly MemberPlace[];
  /** It may be meant there. */
  readonly unsure: readonly MemberPlace[];
  /** Why something outside of the workspace may decide, as a whole sentence. */
  readonly doubt: string | undefined;
}

type Meant = 'ours' | 'other' | 'unknown';

const mostSteps = 10;
const builtIn = new Set(
  `string number boolean bigint symbol Array Map Set WeakMap Promise Date RegExp Error Record ReadonlyArray ReadonlyMap
  ReadonlySet str int float bool bytes list dict set tuple List Dict Set Tuple Path`.split(/\s+/),
);

export class MemberSearch {
  readonly #trees: OpenTrees;
  readonly #project: Project;
  readonly #paths: readonly WorkspacePath[];
  readonly #family = new Map<string, ClassPlace>();

  /** @param paths files that may have to do with it */
  constructor(trees: OpenTrees, project: Project, paths: readonly WorkspacePath[]) {
    this.#trees = trees;
    this.#project = project;
    this.#paths = paths;
  }

  async run(start: ClassPlace, member: string, signal: AbortSignal): Promise<MemberUses> {
    const doubt = await this.#gather(start, member, signal);
    const declarations: MemberPlace[] = [];
    const uses: MemberPlace[] = [];
    const unsure: MemberPlace[] = [];
    for (const path of this.#paths) {
      signal.throwIfAborted();
      const tree = await this.#trees.get(path);
      if (!tree) continue;
      for (const { node, role } of namedIn(tree, member)) {
        const declaring = declaringClass(node);
        const isOurs =
          declaring && [...this.#family.values()].some((each) => each.path === path && each.node.id === declaring.id);
        if (declaring && (isOurs || role === 'key' || role === 'declaration')) {
          if (isOurs) declarations.push({ path, node });
          continue;
        }
        if (role === 'use' && tree.language === 'python' && this.#isClassScope(path, node, member, tree))
          uses.push({ path, node });
        else if (role === 'member') {
          const meant = await this.#receiver(path, node, tree);
          if (meant === 'ours') uses.push({ path, node });
          else if (meant === 'unknown') unsure.push({ path, node });
        } else if ((role === 'string' && isReflective(node)) || (role === 'key' && isTakenApart(node)))
          unsure.push({ path, node });
        else if (tree.language !== 'python' && tree.language !== 'javascript' && isInLiteral(node))
          unsure.push({ path, node });
        else if ((role === 'declaration' || role === 'use') && isTakenApart(node)) unsure.push({ path, node });
        else if (
          role === 'key' &&
          node.parent?.type === 'keyword_argument' &&
          (await this.#makesOurs(path, node, tree))
        )
          unsure.push({ path, node });
      }
    }
    return { declarations, uses, unsure, doubt };
  }

  /** The classes above that have it, and all below those. */
  async #gather(start: ClassPlace, member: string, signal: AbortSignal): Promise<string | undefined> {
    let doubt: string | undefined;
    const tops = new Map<string, ClassPlace>();
    const waiting = [start];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (tops.has(keyOf(next))) continue;
      tops.set(keyOf(next), next);
      for (const base of basesOf(next.node)) {
        const found = await this.#classNamed(next.path, base, 0);
        if (found) waiting.push(found);
        else if (!/^(?:object|Object|ABC|Error|Exception|Protocol|Generic|Enum|NamedTuple|TypedDict)$/.test(base))
          doubt ??= `“${next.name}” in ${next.path} is made from “${base}”, which is not in the workspace and may have it too.`;
      }
    }
    const has = [...tops.values()].filter(({ node }) => declares(node, member));
    for (const each of [start, ...has]) this.#family.set(keyOf(each), each);
    for (let grew = true; grew;) {
      grew = false;
      for (const path of this.#paths) {
        signal.throwIfAborted();
        const tree = await this.#trees.get(path);
        if (!tree) continue;
        for (const node of descend(tree.root)) {
          const name = isClassLike(node) ? field(node, 'name')?.text : undefined;
          if (name === undefined || this.#family.has(keyOf({ path, name, node }))) continue;
          for (const base of basesOf(node)) {
            const above = await this.#classNamed(path, base, 0);
            if (!above || !this.#family.has(keyOf(above))) continue;
            this.#family.set(keyOf({ path, name, node }), { path, name, node });
            grew = true;
            break;
          }
        }
      }
    }
    return doubt;
  }

  /** The class of the workspace that a name means in a file. */
  async #classNamed(path: WorkspacePath, written: string, step: number): Promise<ClassPlace | undefined> {
    if (step > mostSteps) return undefined;
    const tree = await this.#trees.get(path);
    if (!tree) return undefined;
    const [name = written, ...rest] = written.split('.');
    if (rest.length === 0) {
      const own = [...descend(tree.root, (node) => !isFunction(node))].find(
        (node) => isClassLike(node) && field(node, 'name')?.text === name,
      );
      if (own) return { path, name, node: own };
    }
    for (const link of moduleLinks(tree)) {
      if (link.kind === 'name' && (link.local === name || link.exported === name) && rest.length === 0) {
        const { files } = filesOf(this.#project, path, tree.language, link.module, link.name);
        for (const file of files) {
          const found = await this.#classNamed(file, link.name, step + 1);
          if (found) return found;
        }
      } else if (
        link.kind === 'all' ||
        (link.kind === 'object' && rest.length > 0 && link.local === written.slice(0, -rest.at(-1)!.length - 1))
      ) {
        const { files } = filesOf(this.#project, path, tree.language, link.module, '*');
        for (const file of files) {
          const found = await this.#classNamed(file, rest.at(-1) ?? name, step + 1);
          if (found) return found;
        }
      }
    }
    return undefined;
  }

  #isClassScope(path: WorkspacePath, node: SyntaxNode, member: string, tree: SyntaxTree): boolean {
    const scope = namedIn(tree, member).find((each) => each.node.id === node.id)?.scope;
    if (scope === undefined || !scope.startsWith('class_definition')) return false;
    return [...this.#family.values()].some(
      (each) => each.path === path && scope.endsWith(`:${each.node.startIndex}:${each.node.endIndex}`),
    );
  }

  async #receiver(path: WorkspacePath, node: SyntaxNode, tree: SyntaxTree): Promise<Meant> {
    const object = node.parent && field(node.parent, 'object');
    return object ? this.#classOf(path, object, tree, 0) : 'unknown';
  }

  async #classOf(path: WorkspacePath, written: SyntaxNode, tree: SyntaxTree, step: number): Promise<Meant> {
    let object = written;
    while (/^(?:parenthesized_expression|non_null_expression|await|await_expression)$/.test(object.type))
      object = parts(object)[0] ?? object;
    if (step > mostSteps) return 'unknown';
    switch (object.type) {
      case 'this':
      case 'super':
        return this.#isFamily(path, classOfThis(object));
      case 'new_expression':
        return this.#named(path, field(object, 'constructor')?.text);
      case 'call': {
        const callee = field(object, 'function');
        if (callee?.text === 'super') return this.#isFamily(path, closest(object, isClass));
        return callee && /^[\w.]*\b[A-Z]\w*$/.test(callee.text) ? this.#named(path, callee.text) : 'unknown';
      }
      case 'as_expression':
      case 'satisfies_expression':
        return this.#typed(path, parts(object).at(-1));
      case 'string':
      case 'template_string':
      case 'number':
      case 'integer':
      case 'float':
      case 'array':
      case 'list':
      case 'dictionary':
      case 'object':
      case 'set':
      case 'tuple':
      case 'regex':
        return 'other';
      case 'identifier':
        return this.#variable(path, object, tree, step);
      case 'member_expression':
      case 'attribute':
        return this.#ownField(path, object, tree, step);
      default:
        return 'unknown';
    }
  }

  async #variable(path: WorkspacePath, object: SyntaxNode, tree: SyntaxTree, step: number): Promise<Meant> {
    const name = object.text;
    const all = namedIn(tree, name);
    const own = all.find(({ node }) => node.startIndex === object.startIndex);
    if (!own) return 'unknown';
    if (own.scope === undefined)
      return builtIn.has(name) ||
        /^(?:console|Math|JSON|Object|process|document|window|globalThis|Reflect|Number|String)$/.test(name)
        ? 'other'
        : 'unknown';
    const declared = all.filter((each) => each.scope === own.scope && each.role === 'declaration');
    const method = tree.language === 'python' ? methodWithSelf(object, name) : undefined;
    if (method && declared.length === 1 && declared[0]!.node.parent?.id === field(method, 'parameters')?.id)
      return this.#isFamily(path, closest(method, isClass));
    if (moduleLinks(tree).some((link) => link.kind === 'object' && link.local.split('.')[0] === name)) return 'other';
    const direct = await this.#classNamed(path, name, 0);
    if (
      direct &&
      declared.every(
        ({ node }) =>
          isClassLike(node.parent ?? node) ||
          /import/.test(node.parent?.type ?? '') ||
          node.parent?.type === 'dotted_name',
      )
    )
      return this.#isFamily(direct.path, direct.node);
    const meant = new Set<Meant>();
    for (const { node } of declared) {
      const { parent } = node;
      const holder = parent?.type === 'typed_parameter' || parent?.type === 'typed_default_parameter' ? parent : parent;
      const type = holder && field(holder, 'type');
      const value =
        holder &&
        /^(?:variable_declarator|assignment)$/.test(holder.type) &&
        (field(holder, 'name') ?? field(holder, 'left'))?.id === node.id
          ? (field(holder, 'value') ?? field(holder, 'right'))
          : undefined;
      if (type) meant.add(await this.#typed(path, type));
      else if (value && isFixed(all, own.scope, tree)) meant.add(await this.#classOf(path, value, tree, step + 1));
      else meant.add('unknown');
    }
    return meant.size === 1 ? [...meant][0]! : 'unknown';
  }

  /** `this.store`, where the class says what it is. */
  async #ownField(path: WorkspacePath, object: SyntaxNode, tree: SyntaxTree, step: number): Promise<Meant> {
    const holder = field(object, 'object');
    const name = (field(object, 'property') ?? field(object, 'attribute'))?.text;
    const isOwn =
      holder?.type === 'this' ||
      (tree.language === 'python' && holder?.type === 'identifier' && methodWithSelf(object, holder.text));
    const around = isOwn ? (holder.type === 'this' ? classOfThis(object) : closest(object, isClass)) : undefined;
    if (!around || name === undefined) return 'unknown';
    const meant = new Set<Meant>();
    for (const node of descend(around)) {
      const isField =
        /^(?:public_)?field_definition$/.test(node.type) &&
        (field(node, 'name') ?? field(node, 'property'))?.text === name;
      const isParameter =
        /parameter$/.test(node.type) &&
        node.children.some((child) => child?.type === 'accessibility_modifier' || child?.type === 'readonly') &&
        field(node, 'pattern')?.text === name;
      const left = /^assignment/.test(node.type) ? field(node, 'left') : undefined;
      const isSet =
        left &&
        (field(left, 'property') ?? field(left, 'attribute'))?.text === name &&
        /^(?:this|self)$/.test(field(left, 'object')?.text ?? '');
      if (!isField && !isParameter && !isSet) continue;
      const type = field(node, 'type');
      const value = field(node, 'value') ?? field(node, 'right');
      if (type) meant.add(await this.#typed(path, type));
      else if (value) meant.add(await this.#classOf(path, value, tree, step + 1));
    }
    return meant.size === 1 ? [...meant][0]! : 'unknown';
  }

  async #typed(path: WorkspacePath, type: SyntaxNode | undefined): Promise<Meant> {
    const text = type?.text.replace(/^:\s*/, '').replace(/^["']|["']$/g, '') ?? '';
    const bare =
      /^(?:Optional\[)?([\p{L}_$][\p{L}\p{N}_$.]*)(?:<[^|&]*>|\[[^|&]*\])?\]?(?:\s*\|\s*(?:undefined|null|None))?$/u.exec(
        text,
      )?.[1];
    return this.#named(path, bare);
  }

  async #named(path: WorkspacePath, name: string | undefined): Promise<Meant> {
    if (name === undefined) return 'unknown';
    const found = await this.#classNamed(path, name, 0);
    if (!found) return builtIn.has(name) ? 'other' : 'unknown';
    return this.#isFamily(found.path, found.node);
  }

  async #makesOurs(path: WorkspacePath, node: SyntaxNode, tree: SyntaxTree): Promise<boolean> {
    const call = closest(node, ({ type }) => type === 'call');
    return call !== undefined && (await this.#classOf(path, call, tree, 0)) === 'ours';
  }

  #isFamily(path: WorkspacePath, node: SyntaxNode | undefined): Meant {
    if (!node) return 'unknown';
    const isOurs = [...this.#family.values()].some(
      (each) => each.path === path && each.node.startIndex === node.startIndex,
    );
    return isOurs ? 'ours' : 'other';
  }
}

const keyOf = ({ path, node }: ClassPlace): string => `${path}\0${node.startIndex}`;
