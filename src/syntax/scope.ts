/**
 * What can be named where. One pass over a file finds every declaration, the scope that it belongs to
 * and the rough type that its value or its use gives away; questions about a position are then cheap.
 */

import type { SyntaxNode, SyntaxTree } from './tree.ts';
import { assignment, call, isClass, isFunction, isName, member, subscript } from './grammar.ts';
import { literalType, typeByUse, typeFromAnnotation } from './roughType.ts';
import type { RoughType } from './roughType.ts';
import { contains, descend, field, parts } from './walk.ts';

export type BindingKind = 'parameter' | 'variable' | 'loop' | 'constant' | 'function' | 'class' | 'import' | 'caught';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** Where the name is first declared. */
  readonly start: number;
  readonly scope: Scope;
  readonly type: RoughType | undefined;
  /** The names of a function's parameters. */
  readonly parameters?: readonly string[];
}

export interface Scope {
  readonly kind: 'module' | 'function' | 'class' | 'block';
  readonly start: number;
  readonly end: number;
  readonly parent: Scope | undefined;
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Names that `global` or `nonlocal` sends to an outer scope. */
  readonly outward: ReadonlySet<string>;
}

export interface Scopes {
  /** The innermost scope at an offset. */
  at(offset: number): Scope;
  /** Every name that can be used at an offset, nearest scope first; shadowed ones are left out. */
  visible(offset: number): Binding[];
  find(name: string, offset: number): Binding | undefined;
  /** Every name that the file declares anywhere. */
  readonly declared: ReadonlySet<string>;
  /** Members seen on a receiver, written as in the text: `this`, `self`, `item.owner`. Most used first. */
  members(receiver: string): readonly MemberUse[];
  /** The receivers that `members` knows. */
  readonly receivers: readonly string[];
  /** Every member name of the file. */
  readonly memberNames: ReadonlyMap<string, number>;
  /** Keys seen in subscripts of a receiver or in object literals, as written without quotes. */
  readonly keys: ReadonlyMap<string, number>;
  /** Parameters of the functions and methods declared in the file, by name. */
  readonly signatures: ReadonlyMap<string, readonly string[]>;
  /** The nodes of every literal, by its text. */
  readonly literals: ReadonlyMap<string, { readonly type: string; readonly places: readonly number[] }>;
}

export interface MemberUse {
  readonly name: string;
  readonly count: number;
  /** It is called somewhere. */
  readonly called: boolean;
}

const known = new WeakMap<SyntaxTree, Scopes>();

/** The scopes of a file; found once for each tree. */
export function scopesOf(tree: SyntaxTree): Scopes {
  let scopes = known.get(tree);
  if (!scopes) {
    scopes = analyse(tree);
    known.set(tree, scopes);
  }
  return scopes;
}

interface OpenScope {
  kind: Scope['kind'];
  start: number;
  end: number;
  parent: OpenScope | undefined;
  bindings: Map<string, Binding>;
  outward: Set<string>;
  inner: OpenScope[];
}

function analyse(tree: SyntaxTree): Scopes {
  const python = tree.language === 'python';
  const open = (kind: Scope['kind'], node: SyntaxNode, parent?: OpenScope): OpenScope => {
    const scope: OpenScope = {
      kind,
      start: node.startIndex,
      end: node.endIndex,
      parent,
      bindings: new Map(),
      outward: new Set(),
      inner: [],
    };
    parent?.inner.push(scope);
    return scope;
  };
  const root = open('module', tree.root);
  root.start = 0;
  root.end = tree.text.length;
  const uses = typeByUse(tree);
  const declared = new Set<string>();
  const members = new Map<string, Map<string, { name: string; count: number; called: boolean }>>();
  const memberNames = new Map<string, number>();
  const keys = new Map<string, number>();
  const signatures = new Map<string, readonly string[]>();
  const literals = new Map<string, { type: string; places: number[] }>();
  const count = (map: Map<string, number>, name: string): void => void map.set(name, (map.get(name) ?? 0) + 1);

  const declare = (
    scope: OpenScope,
    name: SyntaxNode,
    kind: BindingKind,
    type?: RoughType,
    parameters?: readonly string[],
  ): void => {
    let target: OpenScope = scope;
    declared.add(name.text);
    if (scope.outward.has(name.text)) return;
    // A comprehension or a block keeps what it declares; Python has function scope for the rest.
    while (python && target.kind === 'block' && kind !== 'loop' && target.parent) target = target.parent;
    const before = target.bindings.get(name.text);
    if (before) {
      if (before.type === undefined && type !== undefined) target.bindings.set(name.text, { ...before, type });
      return;
    }
    target.bindings.set(name.text, {
      name: name.text,
      kind,
      start: name.startIndex,
      scope: target,
      type: type ?? uses.get(name.text),
      ...(parameters ? { parameters } : {}),
    });
  };
  const declarePattern = (scope: OpenScope, pattern: SyntaxNode, kind: BindingKind, type?: RoughType): void => {
    for (const name of declaredNames(pattern)) declare(scope, name, kind, name.id === pattern.id ? type : undefined);
  };

  const waiting: [SyntaxNode, OpenScope][] = [[tree.root, root]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node] = next;
    let scope = next[1];
    if (node.id !== tree.root.id) {
      if (isFunction(node)) {
        const name = field(node, 'name');
        const names = parameterNames(node);
        if (name) {
          signatures.set(name.text, names);
          if (node.type !== 'method_definition') declare(scope, name, 'function', 'function', names);
        }
        scope = open('function', node, scope);
        declareParameters(node, scope, declare, declarePattern);
      } else if (isClass(node)) {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'class', 'function');
        scope = open('class', node, scope);
      } else if (opensBlock(node)) scope = open('block', node, scope);
    }
    note(node, scope);
    const children = node.namedChildren;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child && child.type !== 'comment') waiting.push([child, scope]);
    }
  }

  function note(node: SyntaxNode, scope: OpenScope): void {
    const assigned = assignment(node);
    if (assigned) {
      const type = literalType(assigned.right) ?? typeFromAnnotation(field(node, 'type')?.text);
      const parameters = isFunction(assigned.right) ? parameterNames(assigned.right) : undefined;
      if (parameters && assigned.left.type === 'identifier') signatures.set(assigned.left.text, parameters);
      const top = scope.kind === 'module' && /^[A-Z][A-Z0-9_]*$/.test(assigned.left.text);
      if (assigned.declares) {
        const holder = node.parent?.type === 'variable_declaration' ? functionScope(scope) : scope;
        if (assigned.left.type === 'identifier')
          declare(holder, assigned.left, parameters ? 'function' : top ? 'constant' : 'variable', type, parameters);
        else declarePattern(holder, assigned.left, 'variable');
      } else if (python && node.type === 'assignment') {
        for (const name of assigned.left.type === 'attribute' || assigned.left.type === 'subscript'
          ? []
          : declaredNames(assigned.left)) {
          declare(scope, name, top ? 'constant' : 'variable', name.id === assigned.left.id ? type : undefined);
        }
      }
    } else if (node.type === 'variable_declarator') {
      const name = field(node, 'name');
      if (name)
        declarePattern(
          node.parent?.type === 'variable_declaration' ? functionScope(scope) : scope,
          name,
          'variable',
          typeFromAnnotation(field(node, 'type')?.text),
        );
    }
    switch (node.type) {
      case 'for_statement':
      case 'for_in_statement':
      case 'for_in_clause': {
        const left = field(node, 'left');
        if (left && (python || field(node, 'kind'))) {
          const target = python && node.type === 'for_statement' ? functionScope(scope) : scope;
          declarePattern(target, left, 'loop', loopType(node));
        }
        break;
      }
      case 'catch_clause': {
        const parameter = field(node, 'parameter');
        if (parameter) declarePattern(scope, parameter, 'caught');
        break;
      }
      case 'as_pattern_target':
        declarePattern(functionScope(scope), parts(node)[0] ?? node, 'variable');
        break;
      case 'named_expression': {
        const name = field(node, 'name');
        if (name) declare(functionScope(scope), name, 'variable');
        break;
      }
      case 'case_pattern':
        for (const name of descend(node))
          if (name.type === 'identifier') declare(functionScope(scope), name, 'variable');
        break;
      case 'global_statement':
      case 'nonlocal_statement':
        for (const name of parts(node)) functionScope(scope).outward.add(name.text);
        break;
      case 'import_statement':
      case 'import_from_statement':
        for (const name of importedNames(node)) declare(scope, name, 'import');
        break;
      case 'enum_declaration':
      case 'internal_module': {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'class');
        break;
      }
    }
    const dotted = member(node);
    if (dotted) {
      const receiver = dotted.object.text;
      if (receiver.length < 60) {
        const seen = members.get(receiver) ?? new Map<string, { name: string; count: number; called: boolean }>();
        members.set(receiver, seen);
        const use = seen.get(dotted.property.text) ?? { name: dotted.property.text, count: 0, called: false };
        use.count++;
        if (node.parent && call(node.parent)?.callee.id === node.id) use.called = true;
        seen.set(use.name, use);
      }
      count(memberNames, dotted.property.text);
    }
    const indexed = subscript(node);
    if (indexed?.index.type === 'string') count(keys, unquoted(indexed.index.text));
    if (node.type === 'pair') {
      const key = field(node, 'key');
      if (key && (key.type === 'string' || key.type === 'property_identifier')) count(keys, unquoted(key.text));
    }
    if (node.type === 'shorthand_property_identifier') count(keys, node.text);
    if ((node.type === 'method_definition' || (python && scope.kind === 'function')) && isFunction(node)) {
      const name = field(node, 'name');
      const owner = scope.parent?.kind === 'class';
      if (name && owner) addMember(python ? 'self' : 'this', name.text, true);
    }
    if (node.type === 'public_field_definition' || node.type === 'field_definition') {
      const name = field(node, 'name') ?? field(node, 'property');
      if (name) addMember('this', name.text, false);
    }
    if (['number', 'integer', 'float', 'string'].includes(node.type) && node.isNamed && node.text.length <= 60) {
      const seen = literals.get(node.text) ?? { type: node.type, places: [] };
      seen.places.push(node.startIndex);
      literals.set(node.text, seen);
    }
  }

  function addMember(receiver: string, name: string, called: boolean): void {
    const seen = members.get(receiver) ?? new Map<string, { name: string; count: number; called: boolean }>();
    members.set(receiver, seen);
    if (!seen.has(name)) seen.set(name, { name, count: 1, called });
  }

  const at = (offset: number): OpenScope => {
    let scope = root;
    for (;;) {
      const inner = scope.inner.find((candidate) => candidate.start <= offset && offset < candidate.end);
      if (!inner) return scope;
      scope = inner;
    }
  };
  return {
    at,
    visible(offset) {
      const seen = new Map<string, Binding>();
      let crossed = false;
      for (let scope: OpenScope | undefined = at(offset); scope; scope = scope.parent) {
        // A Python class body cannot be named from inside its methods.
        if (!(python && scope.kind === 'class' && crossed)) {
          for (const binding of scope.bindings.values()) if (!seen.has(binding.name)) seen.set(binding.name, binding);
        }
        if (scope.kind === 'function') crossed = true;
      }
      return [...seen.values()];
    },
    find(name, offset) {
      for (let scope: OpenScope | undefined = at(offset); scope; scope = scope.parent) {
        const binding = scope.bindings.get(name);
        if (binding) return binding;
      }
      return undefined;
    },
    declared,
    members: (receiver) => [...(members.get(receiver)?.values() ?? [])].sort((a, b) => b.count - a.count),
    receivers: [...members.keys()],
    memberNames,
    keys,
    signatures,
    literals,
  };
}

function functionScope(scope: OpenScope): OpenScope {
  let target = scope;
  while (target.kind === 'block' && target.parent) target = target.parent;
  return target;
}

const blockScopes = new Set([
  'statement_block',
  'for_statement',
  'for_in_statement',
  'catch_clause',
  'switch_body',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const opensBlock = (node: SyntaxNode): boolean => blockScopes.has(node.type);

/** What a loop variable holds, as far as the loop's header says. */
function loopType(loop: SyntaxNode): RoughType | undefined {
  const over = field(loop, 'right');
  if (!over) return undefined;
  if (call(over)?.name === 'range') return 'number';
  if (field(loop, 'operator')?.type === 'in') return 'string';
  return undefined;
}

export const unquoted = (text: string): string => text.replace(/^[a-zA-Z]*(['"`])(.*)\1$/s, '$2');

/** The identifiers that a pattern declares, defaults and keys left out. */
function declaredNames(pattern: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const waiting = [pattern];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier_pattern') found.push(node);
    else if (node.type === 'member_expression' || node.type === 'attribute') continue;
    else if (node.type === 'subscript' || node.type === 'subscript_expression') continue;
    else if (node.type === 'pair_pattern') waiting.push(...[field(node, 'value')].filter((part) => part !== undefined));
    else if (node.type === 'assignment_pattern' || node.type === 'object_assignment_pattern') {
      const left = field(node, 'left');
      if (left) waiting.push(left);
    } else if (node.type === 'type_annotation' || node.type === 'type') continue;
    else waiting.push(...parts(node).reverse());
  }
  return found;
}

/** The nodes of a function's parameters, one each. */
export function parametersOf(fn: SyntaxNode): SyntaxNode[] {
  const single = field(fn, 'parameter');
  if (single) return [single];
  const list = field(fn, 'parameters');
  return list ? parts(list) : [];
}

function parameterNames(fn: SyntaxNode): string[] {
  const names: string[] = [];
  for (const parameter of parametersOf(fn)) {
    const name = parameterName(parameter);
    if (name) names.push(name.text);
  }
  return names[0] === 'self' || names[0] === 'cls' ? names.slice(1) : names;
}

/** The identifier of a parameter that has one of its own. */
export function parameterName(parameter: SyntaxNode): SyntaxNode | undefined {
  if (parameter.type === 'identifier') return parameter;
  const inner =
    field(parameter, 'pattern') ?? field(parameter, 'name') ?? field(parameter, 'left') ?? parts(parameter)[0];
  return inner?.type === 'identifier' ? inner : undefined;
}

function declareParameters(
  fn: SyntaxNode,
  scope: OpenScope,
  declare: (scope: OpenScope, name: SyntaxNode, kind: BindingKind, type?: RoughType) => void,
  declarePattern: (scope: OpenScope, pattern: SyntaxNode, kind: BindingKind) => void,
): void {
  for (const parameter of parametersOf(fn)) {
    const value = field(parameter, 'value') ?? field(parameter, 'right');
    const type = typeFromAnnotation(field(parameter, 'type')?.text) ?? (value ? literalType(value) : undefined);
    const name = parameterName(parameter);
    if (name) declare(scope, name, 'parameter', type);
    else declarePattern(scope, field(parameter, 'pattern') ?? field(parameter, 'left') ?? parameter, 'parameter');
  }
}

function importedNames(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const moduleName = field(node, 'module_name');
  for (const inner of descend(node)) {
    if (moduleName && contains(moduleName, inner)) continue;
    if (inner.type === 'import_specifier' || inner.type === 'aliased_import') {
      const name = field(inner, 'alias') ?? field(inner, 'name');
      if (name) found.push(name.type === 'dotted_name' ? (parts(name)[0] ?? name) : name);
    } else if (inner.type === 'dotted_name' && inner.parent?.type !== 'aliased_import') {
      const first = parts(inner)[0];
      if (first) found.push(first);
    } else if (isName(inner) && (inner.parent?.type === 'import_clause' || inner.parent?.type === 'namespace_import')) {
      found.push(inner);
    }
  }
  return found;
}
