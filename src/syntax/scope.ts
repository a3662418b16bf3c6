/**
 * What can be named where. One pass over a file finds every declaration, the scope that it belongs to
 * and the rough type that its value or its use gives away; questions about a position are then cheap.
 */

import { runSteps, type Steps } from '../base/steps.ts';
import { declaredNames, importedNames, namedResults, namesBroughtBy, parameterName } from './declaredNames.ts';
import { parameterNames, parametersOf, receiverOf } from './declaredNames.ts';
import type { Word } from './declaredNames.ts';
import { declarationsOf, normal } from './exactType.ts';
import { isClass, isFunction } from './grammar.ts';
import { isCompiled } from './language.ts';
import { literalType, typeByUse, typeFromAnnotation } from './roughType.ts';
import type { RoughType } from './roughType.ts';
import { SeenNames } from './seenNames.ts';
import type { MemberUse } from './seenNames.ts';
import { assignment, call } from './shapes.ts';
import { shownType } from './shownType.ts';
import type { SyntaxNode, SyntaxTree } from './tree.ts';
import { descend, field, parts } from './walk.ts';

export type BindingKind = 'parameter' | 'variable' | 'loop' | 'constant' | 'function' | 'class' | 'import' | 'caught';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** Where the name is first declared. */
  readonly start: number;
  readonly scope: Scope;
  readonly type: RoughType | undefined;
  /** In a compiled language the type as it is written or as the value shows it. */
  readonly exact?: string | undefined;
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
  visible(offset: number): readonly Binding[];
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

const known = new WeakMap<SyntaxTree, Scopes>();

/** The scopes of a file; found once for each tree. */
export function scopesOf(tree: SyntaxTree): Scopes {
  return runSteps(scopesInSteps(tree));
}

/** The same in steps: a long file takes a while. */
export function* scopesInSteps(tree: SyntaxTree): Steps<Scopes> {
  const scopes = known.get(tree) ?? (yield* analyse(tree));
  known.set(tree, scopes);
  return scopes;
}

/** Nodes that are looked at in a step: some milliseconds. */
const nodesAtATime = 500;

interface OpenScope {
  kind: Scope['kind'];
  start: number;
  end: number;
  parent: OpenScope | undefined;
  bindings: Map<string, Binding>;
  outward: Set<string>;
  inner: OpenScope[];
}

function* analyse(tree: SyntaxTree): Steps<Scopes> {
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
  yield;
  const compiled = isCompiled(tree.language);
  const java = tree.language === 'java';
  /** Names without a written type, and the values that show it. */
  const shown: { readonly target: OpenScope; readonly name: string; readonly from: SyntaxNode; readonly at: number }[] =
    [];
  const declared = new Set<string>();
  const seen = new SeenNames(tree.language);
  const signatures = new Map<string, readonly string[]>();

  const declare = (
    scope: OpenScope,
    name: Word,
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
  const written = (node: SyntaxNode): SyntaxNode | undefined =>
    field(node, 'type') ?? (compiled && node.parent ? field(node.parent, 'type') : undefined);
  const knowType = (scope: OpenScope, name: string, exact: string | undefined): void => {
    const binding = scope.bindings.get(name);
    if (!binding || binding.exact !== undefined || exact === undefined || exact.startsWith('#')) return;
    scope.bindings.set(name, { ...binding, exact, type: typeFromAnnotation(exact) ?? binding.type });
  };
  /** Remembers where the type of a name shows, to be looked at once all names are known. */
  const showType = (
    target: OpenScope,
    pattern: SyntaxNode,
    type: { readonly text: string } | undefined,
    from?: SyntaxNode,
  ): void => {
    if (!compiled) return;
    if (type && pattern.type === 'identifier') knowType(target, pattern.text, normal(type.text, tree.language));
    else if (from) {
      const names = pattern.type === 'array_pattern' ? parts(pattern) : [pattern];
      for (const [at, name] of names.entries())
        if (name.type === 'identifier') shown.push({ target, name: name.text, from, at: names.length > 1 ? at : -1 });
    }
  };
  const declarePattern = (scope: OpenScope, pattern: SyntaxNode, kind: BindingKind, type?: RoughType): void => {
    for (const name of declaredNames(pattern)) declare(scope, name, kind, name.id === pattern.id ? type : undefined);
  };

  let looked = 0;
  const waiting: [SyntaxNode, OpenScope][] = [[tree.root, root]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++looked % nodesAtATime === 0) yield;
    const [node] = next;
    let scope = next[1];
    if (node.id !== tree.root.id) {
      if (isFunction(node)) {
        const name = field(node, 'name');
        const names = parameterNames(node);
        if (name) {
          signatures.set(name.text, names);
          if (java || !/^(method|constructor)_definition$/.test(node.type))
            declare(scope, name, 'function', 'function', names);
        }
        scope = open('function', node, scope);
        declareParameters(node, scope, declare, declarePattern);
        for (const parameter of compiled ? [...parametersOf(node), ...receiverOf(node), ...namedResults(node)] : []) {
          const name = parameterName(parameter);
          const type = field(parameter, 'type') ?? parts(parameter).find((part) => /_type$|^type_/.test(part.type));
          if (!name) continue;
          declare(scope, name, 'parameter', typeFromAnnotation(type?.text));
          showType(scope, name, type && parameter.text.includes('...') ? { text: manyOf(type.text, java) } : type);
        }
      } else if (isClass(node)) {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'class', 'function');
        scope = open('class', node, scope);
        const header = java ? field(node, 'parameters') : undefined;
        for (const parameter of header ? parts(header) : []) {
          const part = parameterName(parameter);
          if (part) declare(scope, part, 'variable', typeFromAnnotation(field(parameter, 'type')?.text));
          if (part) showType(scope, part, field(parameter, 'type'));
        }
      } else if (opensBlock(node) || (compiled && headScopes.has(node.type))) scope = open('block', node, scope);
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
      const type = literalType(assigned.right) ?? typeFromAnnotation(written(node)?.text);
      const parameters = isFunction(assigned.right) ? parameterNames(assigned.right) : undefined;
      if (parameters && assigned.left.type === 'identifier') signatures.set(assigned.left.text, parameters);
      const top =
        (scope.kind === 'module' && /^[A-Z][A-Z0-9_]*$/.test(assigned.left.text)) ||
        node.type === 'const_spec' ||
        (compiled && /^const\b/.test(node.parent?.text ?? ''));
      if (assigned.declares) {
        const holder = node.parent?.type === 'variable_declaration' ? functionScope(scope) : scope;
        if (assigned.left.type === 'identifier')
          declare(holder, assigned.left, parameters ? 'function' : top ? 'constant' : 'variable', type, parameters);
        else declarePattern(holder, assigned.left, 'variable');
        showType(holder, assigned.left, written(node), assigned.right);
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
          typeFromAnnotation(written(node)?.text),
        );
      if (name) showType(scope, name, written(node));
    }
    switch (node.type) {
      case 'for_statement':
      case 'for_in_statement':
      case 'for_in_clause': {
        const left = field(node, 'left');
        if (left && (python || field(node, 'kind'))) {
          const target = python && node.type === 'for_statement' ? functionScope(scope) : scope;
          declarePattern(target, left, 'loop', loopType(node));
          const kind = field(node, 'kind');
          const over = field(node, 'right');
          if (java && kind) {
            declare(target, left, 'loop', typeFromAnnotation(kind.text));
            showType(target, left, kind);
          } else if (over) showType(target, left, undefined, over);
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
      case 'let_condition':
      case 'match_arm': {
        const pattern = field(node, 'pattern');
        if (pattern) for (const name of declaredNames(pattern)) if (isLocal(name)) declare(scope, name, 'variable');
        const value = field(node, 'value');
        const inner = pattern?.type === 'tuple_struct_pattern' ? parts(pattern).at(-1) : undefined;
        if (node.type === 'let_condition' && inner && value) showType(scope, inner, undefined, value);
        break;
      }
      case 'enum_constant': {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'constant');
        break;
      }
      case 'field_definition': {
        const name = java ? field(node, 'name') : undefined;
        if (!name) break;
        const fixed = /\bstatic\b.*\bfinal\b|\bfinal\b.*\bstatic\b/.test(parts(node)[0]?.text ?? '');
        const value = field(node, 'value');
        declare(
          scope,
          name,
          fixed ? 'constant' : 'variable',
          typeFromAnnotation(written(node)?.text) ?? (value && literalType(value)),
        );
        showType(scope, name, written(node));
        break;
      }
      case 'resource': {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'variable');
        if (name) showType(scope, name, written(node));
        break;
      }
      case 'import_statement':
      case 'import_from_statement':
        if (compiled) {
          for (const name of namesBroughtBy(node, tree.language)) declare(scope, name, 'import');
          break;
        }
        for (const name of importedNames(node)) declare(scope, name, 'import');
        break;
      case 'enum_declaration':
      case 'internal_module': {
        const name = field(node, 'name');
        if (name) declare(scope, name, 'class');
        break;
      }
    }
    seen.see(node, scope.kind === 'function', scope.parent?.kind === 'class');
  }

  const at = (offset: number): OpenScope => {
    let scope = root;
    for (;;) {
      const inner = scope.inner.find((candidate) => candidate.start <= offset && offset < candidate.end);
      if (!inner) return scope;
      scope = inner;
    }
  };
  const find = (name: string, offset: number): Binding | undefined => {
    for (let scope: OpenScope | undefined = at(offset); scope; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding) return binding;
    }
    return undefined;
  };
  const declarations = compiled ? declarationsOf(tree) : undefined;
  // In the order of the text, so that what a value is made of is known by then.
  for (const { target, name, from, at: item } of declarations
    ? shown.sort((a, b) => a.from.startIndex - b.from.startIndex)
    : []) {
    if (!declarations) break;
    if (++looked % nodesAtATime === 0) yield;
    knowType(target, name, shownType(from, item, { find }, declarations, tree.language));
  }
  const inReach = new Map<OpenScope, readonly Binding[]>();
  return {
    at,
    visible(offset) {
      const scope = at(offset);
      let reached = inReach.get(scope);
      if (!reached) inReach.set(scope, (reached = reachedFrom(scope, python)));
      return reached;
    },
    find,
    declared,
    members: (receiver) => seen.membersOf(receiver),
    receivers: seen.receivers(),
    memberNames: seen.memberNames,
    keys: seen.keys,
    signatures,
    literals: seen.literals,
  };
}

/** Every name of a scope and of those around it; shadowed ones are left out. */
function reachedFrom(inner: OpenScope, python: boolean): Binding[] {
  const seen = new Map<string, Binding>();
  let crossed = false;
  for (let scope: OpenScope | undefined = inner; scope; scope = scope.parent) {
    // A Python class body cannot be named from inside its methods.
    if (!(python && scope.kind === 'class' && crossed)) {
      for (const binding of scope.bindings.values()) if (!seen.has(binding.name)) seen.set(binding.name, binding);
    }
    if (scope.kind === 'function') crossed = true;
  }
  return [...seen.values()];
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
/** What is declared in the head of these is known within them only, where blocks have scopes of their own. */
const headScopes = new Set([
  'if_statement',
  'if_expression',
  'while_statement',
  'match_arm',
  'switch_case',
  'switch_default',
  'switch_statement',
  'try_statement',
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

/** The type of a parameter that takes any number. */
const manyOf = (type: string, java: boolean): string => (java ? `${type}[]` : `[]${type}`);

/** A name of a pattern that is no constant and no variant. */
const isLocal = (name: SyntaxNode): boolean => /^[a-z_]/.test(name.text);
