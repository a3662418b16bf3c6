/**
 * Where a file says one name, and which of those places mean the same thing: a resolver for JavaScript, TypeScript and
 * Python that knows the rules of their scopes. It reads the tree alone.
 */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { contains, descend, field } from '../../syntax/walk.ts';

export interface Named {
  readonly node: SyntaxNode;
  readonly role:
    /** Of what is named, and of what an import brings in under this name. */
    | 'declaration'
    | 'use'
    /** Behind a dot. */
    | 'member'
    /** Of a property, a method, a field, a keyword argument. */
    | 'key'
    /** A string with nothing else in it, or with nothing behind its last dot. */
    | 'string'
    /** The name that another module has for it, a label and the like. */
    | 'other';
  /** Which scope's name it is, `rootScope` for the file's own; undefined where the file declares none, or it is not of a scope. */
  readonly scope: string | undefined;
  /** `{ name }`: the key must stay what it is. */
  readonly isShorthand: boolean;
}

export const rootScope = 'root';

export function namedIn(tree: SyntaxTree, name: string): readonly Named[] {
  const places = placesOf(tree.text, name);
  if (places.length === 0) return [];
  const holds = (node: SyntaxNode): boolean => hasPlace(places, node.startIndex, node.endIndex);
  const rules = tree.language === 'python' ? python : script;
  const found: { node: SyntaxNode; role: Named['role'] }[] = [];
  const declared = new Map<string, SyntaxNode>();
  for (const node of descend(tree.root, holds)) {
    if (!holds(node)) continue;
    if (node.type === 'string_fragment' || node.type === 'string_content') {
      if (node.text === name || node.text.endsWith(`.${name}`)) found.push({ node, role: 'string' });
      continue;
    }
    if (node.childCount > 0 || node.text !== name) continue;
    const role = rules.roleOf(node);
    if (role === undefined) continue;
    if (typeof role === 'string') found.push({ node, role });
    else {
      declared.set(keyOf(role.scope), role.scope);
      found.push({ node, role: 'declaration' });
    }
  }
  const outward = rules.outward(tree, name);
  return found.map(({ node, role }) => {
    const isShorthand = node.type.startsWith('shorthand_property_identifier');
    if (role !== 'declaration' && role !== 'use') return { node, role, scope: undefined, isShorthand };
    const own = role === 'declaration' ? rules.roleOf(node) : undefined;
    const scope = own !== undefined && typeof own !== 'string' ? own.scope : rules.scopeOf(node, declared);
    return { node, role, scope: scope && outward(scope, node), isShorthand };
  });
}

/** A declaration has the scope that it is made in. */
type Role = Exclude<Named['role'], 'declaration' | 'string'> | { readonly scope: SyntaxNode };

interface Rules {
  readonly roleOf: (node: SyntaxNode) => Role | undefined;
  /** The scope whose name a use means. */
  readonly scopeOf: (use: SyntaxNode, declared: ReadonlyMap<string, SyntaxNode>) => SyntaxNode | undefined;
  /** As a key, once what sends a name to an outer scope is taken into account. */
  readonly outward: (tree: SyntaxTree, name: string) => (scope: SyntaxNode, at: SyntaxNode) => string;
}

const isRoot = (node: SyntaxNode): boolean => node.parent === null;
const keyOf = (scope: SyntaxNode): string =>
  isRoot(scope) ? rootScope : `${scope.type}:${scope.startIndex}:${scope.endIndex}`;

const isField = (parent: SyntaxNode, name: string, node: SyntaxNode): boolean => field(parent, name)?.id === node.id;

function nearest(node: SyntaxNode, holds: (above: SyntaxNode) => boolean): SyntaxNode {
  let at = node;
  while (at.parent) {
    at = at.parent;
    if (holds(at)) return at;
  }
  return at;
}

/* JavaScript and TypeScript */

const declaredInBlock = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_signature',
  'class_declaration',
  'abstract_class_declaration',
  'enum_declaration',
  'interface_declaration',
  'type_alias_declaration',
  'internal_module',
  'module',
]);
const namesItself = new Set(['function_expression', 'generator_function', 'class']);
const blocks = new Set([
  'statement_block',
  'program',
  'switch_body',
  'class_static_block',
  'for_statement',
  'for_in_statement',
]);
const functions = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
  'function_signature',
  'method_signature',
  'abstract_method_signature',
  'function_type',
  'constructor_type',
  'call_signature',
  'construct_signature',
  'class_static_block',
]);
const patterns = new Set([
  'object_pattern',
  'array_pattern',
  'rest_pattern',
  'pair_pattern',
  'object_assignment_pattern',
  'assignment_pattern',
]);

const blockOf = (node: SyntaxNode): SyntaxNode => nearest(node, ({ type }) => blocks.has(type));
const functionOf = (node: SyntaxNode): SyntaxNode => nearest(node, ({ type }) => functions.has(type));

const script: Rules = {
  roleOf(node) {
    const { parent } = node;
    if (!parent) return undefined;
    switch (node.type) {
      case 'property_identifier':
        return parent.type === 'member_expression' ? 'member' : 'key';
      case 'statement_identifier':
        return 'other';
      case 'identifier':
      case 'type_identifier':
      case 'shorthand_property_identifier':
      case 'shorthand_property_identifier_pattern':
        break;
      default:
        return undefined;
    }
    if (isField(parent, 'name', node)) {
      if (declaredInBlock.has(parent.type)) return { scope: blockOf(parent) };
      if (namesItself.has(parent.type)) return { scope: parent };
      if (parent.type === 'type_parameter') return { scope: parent.parent?.parent ?? parent };
      if (parent.type === 'mapped_type_clause') return { scope: parent.parent ?? parent };
      if (parent.type === 'nested_type_identifier') return 'member';
    }
    if (parent.type === 'infer_type') return { scope: nearest(parent, ({ type }) => type === 'conditional_type') };
    if (parent.type === 'index_signature') return 'other';
    if (parent.type === 'import_specifier') {
      const alias = field(parent, 'alias');
      return alias && alias.id !== node.id ? 'other' : { scope: rootOf(node) };
    }
    if (['import_clause', 'namespace_import', 'import_require_clause'].includes(parent.type))
      return { scope: rootOf(node) };
    if (parent.type === 'export_specifier') {
      const isFrom = parent.parent?.parent && field(parent.parent.parent, 'source') !== undefined;
      return isFrom || isField(parent, 'alias', node) ? 'other' : 'use';
    }
    if (parent.type === 'namespace_export') return 'other';
    return declaredByPattern(node) ?? 'use';
  },
  scopeOf(use, declared) {
    for (let at = use.parent; at; at = at.parent) if (declared.has(keyOf(at))) return at;
    return undefined;
  },
  outward: () => (scope) => keyOf(scope),
};

function rootOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

function declaredByPattern(node: SyntaxNode): Role | undefined {
  let leaf = node;
  for (let { parent } = leaf; parent && patterns.has(parent.type); { parent } = leaf) {
    // A default, or the key of what is taken apart, is no name that is declared.
    if (parent.type === 'pair_pattern' && !isField(parent, 'value', leaf)) return undefined;
    if (parent.type.endsWith('assignment_pattern') && !isField(parent, 'left', leaf)) return undefined;
    leaf = parent;
  }
  const { parent } = leaf;
  if (!parent) return undefined;
  switch (parent.type) {
    case 'variable_declarator':
      if (!isField(parent, 'name', leaf)) return undefined;
      return { scope: parent.parent?.type === 'variable_declaration' ? functionOf(parent) : blockOf(parent) };
    case 'required_parameter':
    case 'optional_parameter':
      return isField(parent, 'pattern', leaf) || isField(parent, 'name', leaf)
        ? { scope: functionOf(parent) }
        : undefined;
    case 'formal_parameters':
      return { scope: functionOf(parent) };
    case 'arrow_function':
      return isField(parent, 'parameter', leaf) ? { scope: parent } : undefined;
    case 'catch_clause':
      return isField(parent, 'parameter', leaf) ? { scope: parent } : undefined;
    case 'for_in_statement': {
      const kind = field(parent, 'kind');
      if (!kind || !isField(parent, 'left', leaf)) return undefined;
      return { scope: kind.text === 'var' ? functionOf(parent) : parent };
    }
    default:
      return undefined;
  }
}

/* Python */

const pythonPatterns = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'tuple',
  'list',
  'expression_list',
]);
const pythonScopes = new Set(['function_definition', 'lambda', 'class_definition', 'module']);
const comprehensions = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

const pythonScope = (node: SyntaxNode): SyntaxNode => nearest(node, ({ type }) => pythonScopes.has(type));

const python: Rules = {
  roleOf(node) {
    const { parent } = node;
    if (!parent || node.type !== 'identifier') return undefined;
    switch (parent.type) {
      case 'attribute':
        return isField(parent, 'attribute', node) ? 'member' : 'use';
      case 'keyword_argument':
        return isField(parent, 'name', node) ? 'key' : 'use';
      case 'keyword_pattern':
        return parent.children[0]?.id === node.id ? 'key' : 'use';
      case 'function_definition':
      case 'class_definition':
        return isField(parent, 'name', node) ? { scope: pythonScope(parent) } : 'use';
      case 'aliased_import':
        return { scope: pythonScope(parent) };
      case 'global_statement':
      case 'nonlocal_statement':
        return 'use';
      case 'named_expression':
        return isField(parent, 'name', node) ? { scope: pythonScope(parent) } : 'use';
      case 'parameters':
      case 'lambda_parameters':
        return { scope: parent.parent ?? parent };
      case 'default_parameter':
      case 'typed_default_parameter':
        return isField(parent, 'name', node) ? { scope: pythonScope(parent) } : 'use';
      case 'typed_parameter':
        return { scope: pythonScope(parent) };
      case 'splat_pattern':
        return { scope: pythonScope(parent) };
      case 'dotted_name':
        return dotted(node, parent);
      default:
        return pythonTarget(node) ?? 'use';
    }
  },
  scopeOf(use, declared) {
    let below = use;
    let isInner = false;
    for (let at = use.parent; at; below = at, at = at.parent) {
      if (at.type === 'class_definition' && below.type === 'argument_list') continue;
      if (at.type === 'function_definition' || at.type === 'lambda') {
        // Defaults and types of parameters are worked out where the function stands.
        if (!isField(at, 'body', below)) continue;
        if (declared.has(keyOf(at))) return at;
        isInner = true;
        continue;
      }
      // What a comprehension goes through first is worked out outside of it.
      if (comprehensions.has(at.type) && isFirstSource(at, below, use)) continue;
      // The names of a class are not seen from within its methods.
      if (at.type === 'class_definition' && isInner) continue;
      if (declared.has(keyOf(at))) return at;
    }
    return undefined;
  },
  outward(tree, name) {
    const global: SyntaxNode[] = [];
    const nonlocal: SyntaxNode[] = [];
    for (const node of descend(tree.root)) {
      if (node.type !== 'global_statement' && node.type !== 'nonlocal_statement') continue;
      if (!node.namedChildren.some((child) => child?.text === name)) continue;
      (node.type === 'global_statement' ? global : nonlocal).push(pythonScope(node));
    }
    return (scope) => {
      if (global.some((one) => keyOf(one) === keyOf(scope))) return rootScope;
      let at = scope;
      while (nonlocal.some((one) => keyOf(one) === keyOf(at)))
        at = nearest(at, ({ type }) => type !== 'class_definition' && pythonScopes.has(type));
      return keyOf(at);
    };
  },
};

function isFirstSource(comprehension: SyntaxNode, below: SyntaxNode, use: SyntaxNode): boolean {
  const first = comprehension.namedChildren.find((child) => child?.type === 'for_in_clause');
  const source = first ? field(first, 'right') : undefined;
  return first?.id === below.id && source !== undefined && contains(source, use);
}

/** In an import, a capture of `match`, or a name with dots. */
function dotted(node: SyntaxNode, name: SyntaxNode): Role {
  const { parent } = name;
  if (!parent) return 'use';
  const isFirst = name.namedChildren[0]?.id === node.id;
  if (parent.type === 'import_statement') return isFirst ? { scope: pythonScope(parent) } : 'other';
  if (parent.type === 'import_from_statement')
    return isField(parent, 'module_name', name) ? 'other' : { scope: pythonScope(parent) };
  if (['aliased_import', 'relative_import', 'future_import_statement'].includes(parent.type)) return 'other';
  if (name.namedChildCount === 1 && /^(?:case_pattern|keyword_pattern)$/.test(parent.type))
    return { scope: pythonScope(parent) };
  return isFirst ? 'use' : 'member';
}

function pythonTarget(node: SyntaxNode): Role | undefined {
  let leaf = node;
  while (leaf.parent && pythonPatterns.has(leaf.parent.type)) leaf = leaf.parent;
  const { parent } = leaf;
  if (!parent) return undefined;
  switch (parent.type) {
    case 'assignment':
    case 'augmented_assignment':
      return isField(parent, 'left', leaf) ? { scope: pythonScope(parent) } : undefined;
    case 'for_statement':
      return isField(parent, 'left', leaf) ? { scope: pythonScope(parent) } : undefined;
    case 'for_in_clause':
      return isField(parent, 'left', leaf)
        ? { scope: nearest(parent, ({ type }) => comprehensions.has(type)) }
        : undefined;
    case 'as_pattern_target':
      return { scope: pythonScope(parent) };
    case 'parameters':
    case 'lambda_parameters':
    case 'typed_parameter':
      return { scope: pythonScope(parent) };
    default:
      return undefined;
  }
}

/** Offsets at which the name stands as a word of its own. */
function placesOf(text: string, name: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    if (!isPart(text, at - 1) && !isPart(text, at + name.length)) places.push(at);
  return places;
}

const isPart = (text: string, at: number): boolean => at >= 0 && /[\p{L}\p{N}_$]/u.test(text[at] ?? '');

function hasPlace(places: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low < places.length && places[low]! < end;
}

/** Whether a text says the name anywhere, as a word of its own. */
export const says = (text: string, name: string): boolean => placesOf(text, name).length > 0;
