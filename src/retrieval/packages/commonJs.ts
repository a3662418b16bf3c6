/**
 * What a file exports by assigning: `module.exports`, `exports.name`, the helpers of compilers and bundlers. Only the
 * places that say “exports” are looked at, so a bundle of megabytes costs no walk through its tree.
 */

import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, closest, field, parts } from '../../syntax/walk.ts';
import { signatureOf, type Declared, type Exported, type Imported, type NamePath } from './declaration.ts';
import { bodyOfValue, isFunctionValue, shapeOfValue } from './members.ts';
import { moduleCalled, pathOf, textBefore, unquoted } from './nodes.ts';

export interface CommonJs {
  readonly declared: Declared[];
  readonly exports: Exported[];
  readonly imports: Imported[];
  readonly open: string[];
}

/** More of them than people write: a bundle of many modules. */
const mostPlaces = 20_000;
const mentions = /\b(?:exports|__export|__exportStar|__reExport)\b/g;

export function commonJsExports(root: SyntaxNode): CommonJs {
  // The node begins where its first token does.
  const { text, startIndex: offset } = root;
  const found = new Finder();
  let places = 0;
  for (const { 0: word, index } of text.matchAll(mentions)) {
    if (++places > mostPlaces) {
      found.opened('it says “exports” too often to be read');
      break;
    }
    const node = root.descendantForIndex(offset + index, offset + index + word.length);
    if (!node?.type.endsWith('identifier')) continue;
    if (word === 'exports') found.readMention(node);
    else found.readHelper(node);
  }
  for (const name of found.holders) {
    if (new RegExp(`\\b${escaped(name)}\\[(?!["'])[^\\]\\n]*\\]\\s*=(?!=)`).test(text))
      found.opened('it computes the names that it exports');
    for (const { 1: member, index } of text.matchAll(new RegExp(`\\b${escaped(name)}\\.([\\w$]+)\\s*=(?!=)`, 'g'))) {
      const assignment = closest(
        root.descendantForIndex(offset + index)!,
        ({ type }) => type === 'assignment_expression',
      );
      if (assignment && field(assignment, 'left')?.startIndex === offset + index)
        found.offer(member!, field(assignment, 'right'));
    }
  }
  return found;
}

const escaped = (name: string): string => name.replace(/[$]/g, '\\$&');

class Finder implements CommonJs {
  readonly declared: Declared[] = [];
  readonly exports: Exported[] = [];
  readonly imports: Imported[] = [];
  readonly open: string[] = [];
  /** Names of the file that stand for what it exports. */
  readonly holders = new Set<string>();

  opened(reason: string): void {
    if (!this.open.includes(reason)) this.open.push(reason);
  }

  /** A compiler's helper: `__exportStar(require('./a'), exports)`, `__export(all, { a: () => a })`. */
  readHelper(node: SyntaxNode): void {
    const call = closest(node, ({ type }) => type === 'call_expression');
    const called = call && field(call, 'function');
    if (!call || !called || called.endIndex !== node.endIndex) return;
    for (const argument of parts(field(call, 'arguments') ?? call)) this.#spread(argument);
  }

  readMention(node: SyntaxNode): void {
    const isProperty = node.type === 'property_identifier';
    const whole = isProperty ? node.parent : node;
    if (!whole || (isProperty && !isExportsOfModule(whole)) || isBound(node)) {
      if (!isProperty && whole && isInBundle(node)) this.opened('it is a bundle of modules');
      return;
    }
    const parent = whole.parent;
    if (!parent) return;
    switch (parent.type) {
      case 'member_expression':
      case 'subscript_expression':
        if (field(parent, 'object')?.id === whole.id) this.#member(parent);
        break;
      case 'assignment_expression':
        if (field(parent, 'left')?.id === whole.id) this.#assigned(parent);
        else this.#hold(field(parent, 'left'));
        break;
      case 'variable_declarator':
        this.#hold(field(parent, 'name'));
        break;
      case 'arguments':
        this.#handed(whole, parent);
        break;
      default:
    }
  }

  /** `exports.name = value`, `exports['name'] = value`. */
  #member(access: SyntaxNode): void {
    const assignment = access.parent;
    if (assignment?.type !== 'assignment_expression' || field(assignment, 'left')?.id !== access.id) return;
    const property = field(access, 'property') ?? field(access, 'index');
    if (access.type === 'subscript_expression' && property?.type !== 'string') {
      // The helper's own loop; its calls are read by themselves.
      const helper = closest(access, ({ type }) => /function/.test(type));
      if (!/^__(?:export|exportStar|createBinding)$/.test((helper && field(helper, 'name')?.text) ?? ''))
        this.opened('it computes the names that it exports');
    } else if (property) this.offer(unquoted(property), field(assignment, 'right'));
  }

  offer(name: string, right: SyntaxNode | undefined): void {
    let value = right;
    while (value?.type === 'assignment_expression') value = field(value, 'right');
    if (name === '__esModule' || !value) return;
    const path = pathOf(value);
    if (path) this.exports.push({ kind: 'name', name, target: path });
    else this.#declare(name, value, { kind: 'name', name, target: { path: [name] } });
  }

  #declare(name: string, value: SyntaxNode, exported: Exported): void {
    const statement = closest(value, ({ type }) => type === 'expression_statement' || type === 'pair') ?? value;
    const isFunction = isFunctionValue(value);
    const shape = shapeOfValue(value);
    this.declared.push({
      name,
      kind: isFunction ? 'function' : value.type === 'class' ? 'class' : 'constant',
      signature: signatureOf(textBefore(statement, bodyOfValue(value)).slice(0, 400)),
      doc: '',
      line: value.startPosition.row + 1,
      ...shape,
    });
    this.exports.push(exported);
  }

  /** `module.exports = value`. */
  #assigned(assignment: SyntaxNode): void {
    let value = field(assignment, 'right');
    while (value?.type === 'assignment_expression') value = field(value, 'right');
    const outer = assignment.parent;
    if (outer?.type === 'assignment_expression') this.#hold(field(outer, 'left'));
    if (outer?.type === 'variable_declarator') this.#hold(field(outer, 'name'));
    if (!value) return;
    const helper = value.type === 'call_expression' ? (field(value, 'function')?.text ?? '') : '';
    if (/__toCommonJS$/.test(helper)) return;
    if (value.type === 'object') return this.#spread(value);
    const path = pathOf(value);
    if (path) {
      if (path.module === undefined && path.path.length === 1) this.holders.add(path.path[0]!);
      this.exports.push({ kind: 'assign', target: path });
    } else {
      const name = (isFunctionValue(value) && field(value, 'name')?.text) || 'module.exports';
      this.#declare(name, value, { kind: 'assign', target: { path: [name] } });
      if (name !== 'module.exports') this.holders.add(name);
    }
  }

  #hold(name: SyntaxNode | undefined): void {
    if (name?.type === 'identifier' && name.text !== 'exports') this.holders.add(name.text);
  }

  /** `Object.defineProperty(exports, 'name', …)`, `Object.assign(exports, …)`, and functions that nobody knows. */
  #handed(whole: SyntaxNode, list: SyntaxNode): void {
    const called = (list.parent && field(list.parent, 'function')?.text) ?? '';
    const given = parts(list);
    if (/^Object\.define(?:Property|Properties)$/.test(called)) {
      const name = given[1];
      if (name?.type === 'object') this.#spread(name);
      else if (name?.type === 'string') this.#getter(unquoted(name), given[2]);
      else this.opened('it computes the names that it exports');
    } else if (called === 'Object.assign') {
      for (const one of given) if (one.id !== whole.id) this.#spread(one);
    } else if (
      !/(?:^|\.)__(?:exportStar|export|reExport|toCommonJS)$/.test(called) &&
      !/^Object\.|\.call$/.test(called)
    ) {
      this.opened('it hands its exports to a function');
    }
  }

  #getter(name: string, descriptor: SyntaxNode | undefined): void {
    if (name === '__esModule') return;
    const returned = descriptor && /return\s+([\w$.]+)\s*;?\s*\}/.exec(descriptor.text)?.[1];
    this.exports.push({ kind: 'name', name, target: { path: (returned ?? name).split('.') } });
  }

  /** All names of an object, of a module; of anything else it cannot be told. */
  #spread(value: SyntaxNode): void {
    if (value.type === 'object') {
      for (const part of parts(value)) {
        if (part.type === 'spread_element') {
          const inner = parts(part)[0];
          if (inner) this.#spread(inner);
        } else this.#entry(part);
      }
      return;
    }
    const module = value.type === 'call_expression' ? moduleCalled(value) : undefined;
    if (module !== undefined) this.exports.push({ kind: 'all', module });
    else if (value.type !== 'identifier' && value.text !== 'module.exports' && value.type !== 'string')
      this.opened('it takes names from something else when it runs');
    else if (value.type === 'identifier' && value.parent?.type === 'spread_element')
      this.exports.push({ kind: 'assign', target: { path: [value.text] } });
  }

  #entry(part: SyntaxNode): void {
    if (part.type === 'shorthand_property_identifier') {
      this.exports.push({ kind: 'name', name: part.text, target: { path: [part.text] } });
      return;
    }
    const key = field(part, 'key') ?? field(part, 'name');
    const value = field(part, 'value') ?? part;
    if (!key || key.type === 'computed_property_name') return this.opened('it computes the names that it exports');
    const name = unquoted(key);
    // `{ a: () => a }` of a bundler's table of getters.
    const body = value.type === 'arrow_function' ? field(value, 'body') : undefined;
    const target: NamePath | undefined = pathOf(value) ?? (body && pathOf(body));
    if (target) this.exports.push({ kind: 'name', name, target });
    else this.#declare(name, value, { kind: 'name', name, target: { path: [name] } });
  }
}

const isExportsOfModule = (member: SyntaxNode): boolean =>
  member.type === 'member_expression' && field(member, 'object')?.text === 'module';

/** It is a parameter of a function around it, or a key: not this module's own. */
function isBound(node: SyntaxNode): boolean {
  if (node.type === 'shorthand_property_identifier' || node.type === 'shorthand_property_identifier_pattern')
    return true;
  const binding = bindingFunction(node);
  return binding !== undefined && !isFactory(binding);
}

const isInBundle = (node: SyntaxNode): boolean => {
  const binding = bindingFunction(node);
  return binding !== undefined && !isFactory(binding);
};

function bindingFunction(node: SyntaxNode): SyntaxNode | undefined {
  for (const above of ancestors(node)) {
    if (!/function|method_definition/.test(above.type)) continue;
    const parameters = field(above, 'parameters');
    if (parameters && /\bexports\b/.test(parameters.text)) return above;
  }
  return undefined;
}

/** What a wrapper that knows every module system is given: `(function (root, factory) {…})(this, function (exports) {…})`. */
function isFactory(binding: SyntaxNode): boolean {
  const call = binding.parent?.parent;
  if (binding.parent?.type !== 'arguments' || call?.type !== 'call_expression') return false;
  let statement = call.parent;
  while (statement && /unary|sequence|parenthesized/.test(statement.type)) statement = statement.parent;
  return statement?.type === 'expression_statement' && statement.parent?.type === 'program';
}
