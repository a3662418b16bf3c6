/** The variables that a stretch of code names, each with every place of the file that means the same one. */

import { isCompiled } from '../../../syntax/language.ts';
import { scopesOf, type Binding } from '../../../syntax/scope.ts';
import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { descend, field } from '../../../syntax/walk.ts';
import { namedIn, rootScope } from '../named.ts';
import { accessOf, type Access } from './access.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Use {
  readonly node: SyntaxNode;
  readonly access: Access;
  readonly isDeclaration: boolean;
}

export interface Variable {
  readonly name: string;
  /** Where it is known. */
  readonly scope: Span & { readonly isRoot: boolean };
  /** In the order of the text. */
  readonly uses: readonly Use[];
  /** A type, which is there at compile time only. */
  readonly isType: boolean;
  /** In a compiled language, as far as the file tells. */
  readonly type?: string;
}

export const isWithin = ({ node }: Pick<Use, 'node'>, { start, end }: Span): boolean =>
  start <= node.startIndex && node.endIndex <= end;

export function variablesOf(tree: SyntaxTree, span: Span): readonly Variable[] {
  const names = new Set<string>();
  const touches = (node: SyntaxNode): boolean => node.startIndex < span.end && node.endIndex > span.start;
  for (const node of descend(tree.root, touches))
    if (touches(node) && node.childCount === 0 && isIdentifier(node)) names.add(node.text);
  const found = [...names].flatMap((name) =>
    isCompiled(tree.language) ? compiledVariables(tree, name) : scriptVariables(tree, name),
  );
  return found.filter(({ uses }) => uses.some((use) => isWithin(use, span)));
}

const identifiers = new Set([
  'identifier',
  'type_identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
]);
const isIdentifier = (node: SyntaxNode): boolean => identifiers.has(node.type);

const typeDeclarations = new Set(['interface_declaration', 'type_alias_declaration', 'type_parameter', 'infer_type']);

function scriptVariables(tree: SyntaxTree, name: string): Variable[] {
  const groups = new Map<string, Use[]>();
  for (const { node, role, scope } of namedIn(tree, name)) {
    if ((role !== 'declaration' && role !== 'use') || scope === undefined) continue;
    const uses = groups.get(scope) ?? [];
    groups.set(scope, uses);
    uses.push({ node, access: accessOf(node), isDeclaration: role === 'declaration' });
  }
  return [...groups].map(([key, uses]) => {
    const [start = 0, end = tree.text.length] = key === rootScope ? [] : key.split(':').slice(-2).map(Number);
    const declarations = uses.filter(({ isDeclaration }) => isDeclaration);
    const isType =
      declarations.length > 0 && declarations.every(({ node }) => typeDeclarations.has(node.parent?.type ?? ''));
    return { name, scope: { start, end, isRoot: key === rootScope }, uses, isType };
  });
}

function compiledVariables(tree: SyntaxTree, name: string): Variable[] {
  const scopes = scopesOf(tree);
  const groups = new Map<string, { binding: Binding; uses: Use[] }>();
  for (const node of descend(tree.root)) {
    if (node.childCount > 0 || node.type !== 'identifier' || node.text !== name || isNoVariable(node)) continue;
    const binding = scopes.find(name, node.startIndex);
    if (!binding) continue;
    const key = `${binding.scope.kind}:${binding.scope.start}:${binding.scope.end}`;
    const group = groups.get(key) ?? { binding, uses: [] };
    groups.set(key, group);
    group.uses.push({ node, access: accessOf(node), isDeclaration: isDeclared(node) });
  }
  return [...groups.values()].map(({ binding, uses }) => ({
    name,
    scope: {
      start: binding.scope.start,
      end: binding.scope.end,
      isRoot: binding.scope.kind === 'module' || binding.scope.kind === 'class',
    },
    uses,
    isType: false,
    ...typeOf(tree, binding, uses),
  }));
}

/** A number that Go gives its usual type, else what the scope knows. */
function typeOf({ language }: SyntaxTree, { exact }: Binding, uses: readonly Use[]): { readonly type?: string } {
  if (exact !== undefined) return { type: exact };
  const parent = uses.find(({ isDeclaration }) => isDeclaration)?.node.parent;
  const value = parent?.type === 'variable_declarator' ? field(parent, 'value') : undefined;
  if (language !== 'go' || !value) return {};
  if (value.type === 'number')
    return { type: /^0x/i.test(value.text) || !/[.e]/i.test(value.text) ? 'int' : 'float64' };
  return value.type === 'character' ? { type: 'rune' } : {};
}

/** The name of a method that is called without an object, or a key of a literal. */
function isNoVariable(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'pair') return field(parent, 'key')?.id === node.id;
  return parent?.type === 'member_expression' && field(parent, 'property')?.id === node.id;
}

function isDeclared(node: SyntaxNode): boolean {
  let leaf = node;
  while (leaf.parent?.type === 'array_pattern') leaf = leaf.parent;
  const { parent } = leaf;
  if (!parent) return false;
  if (parent.type === 'variable_declarator') return field(parent, 'name')?.id === leaf.id;
  if (parent.type === 'for_in_statement')
    return field(parent, 'left')?.id === leaf.id && field(parent, 'kind') !== undefined;
  return (
    (/parameter/.test(parent.type) && accessOf(node) === 'write') ||
    (parent.type === 'resource' && field(parent, 'name')?.id === leaf.id)
  );
}
