/**
 * What the templates see of one suspicious line: its statements, its expressions, the names in reach.
 * Found once for a line and shared by every family.
 */

import { enclosingFunction, isBlock, isClass, isExpression, isFunction, isStatement } from '../../syntax/grammar.ts';
import { declarationsOf, exactType } from '../../syntax/exactType.ts';
import { isCompiled } from '../../syntax/language.ts';
import { scopesOf } from '../../syntax/scope.ts';
import type { Scopes } from '../../syntax/scope.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, descend, field } from '../../syntax/walk.ts';
import type { Ingredients } from './ingredients.ts';
import { layoutOf } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Template } from './prior.ts';
import type { TextEdit } from '../../text/edit.ts';

export interface Site {
  readonly tree: SyntaxTree;
  readonly python: boolean;
  /** Java, Go or Rust: what is of the wrong type does not run at all. */
  readonly compiled: boolean;
  /** The type of an expression where the language writes types and the text says it plainly. */
  readonly exact: (node: SyntaxNode) => string | undefined;
  readonly scopes: Scopes;
  readonly layout: Layout;
  readonly ingredients: Ingredients | undefined;
  /** Counted from 0, as the tree does. */
  readonly row: number;
  /** Expressions that start on the line, and those of a statement of several lines that cover it; outer before inner. */
  readonly expressions: readonly SyntaxNode[];
  /** Statements that start on the line, or the innermost one that covers it. */
  readonly statements: readonly SyntaxNode[];
  /** The innermost function around the line; on a function's first line, that function. */
  readonly fn: SyntaxNode | undefined;
}

/** What a family says: an idea, how to write it, and how well it fits here (1 is an ordinary fit). */
export interface Draft {
  readonly template: Template;
  readonly edits: readonly TextEdit[];
  readonly description: string;
  readonly fit?: number;
  /** `Candidate.about` */
  readonly about?: string;
}

export type Family = (site: Site) => Iterable<Draft>;

/** `undefined` for a line with no code on it. */
export function siteAt(tree: SyntaxTree, line: number, ingredients: Ingredients | undefined): Site | undefined {
  const row = line - 1;
  const { covering, starting } = statementsAt(tree, row);
  const innermost = covering.at(-1);
  const statements = starting.length > 0 ? starting : innermost ? [innermost] : [];
  const expressions = expressionsAt(row, statements);
  const anchor = statements[0] ?? expressions[0];
  if (!anchor) return undefined;
  const opened = statements.find((statement) => isFunction(statement)) ?? expressions.find((node) => isFunction(node));
  const compiled = isCompiled(tree.language);
  const scopes = scopesOf(tree);
  return {
    tree,
    python: tree.language === 'python',
    compiled,
    exact: (node) => (compiled ? exactType(node, scopes, declarationsOf(tree), tree.language) : undefined),
    scopes,
    layout: layoutOf(tree),
    ingredients,
    row,
    expressions,
    statements,
    fn: enclosingFunction(anchor) ?? opened,
  };
}

function statementsAt(tree: SyntaxTree, row: number): { covering: SyntaxNode[]; starting: SyntaxNode[] } {
  const covering: SyntaxNode[] = [];
  const starting: SyntaxNode[] = [];
  const inRow = (node: SyntaxNode): boolean => node.startPosition.row <= row && row <= node.endPosition.row;
  for (const node of descend(tree.root, inRow)) {
    if (!inRow(node) || !isStatement(node)) continue;
    if (node.startPosition.row === row) starting.push(node);
    // A loop's or a function's body is statements of its own; only the last one that reaches the row counts.
    covering.push(node);
  }
  return { covering, starting };
}

function expressionsAt(row: number, statements: readonly SyntaxNode[]): SyntaxNode[] {
  const found = new Map<number, SyntaxNode>();
  for (const statement of statements) {
    const whole = statement.startPosition.row === row;
    for (const node of descend(statement, (inner) => inner.id === statement.id || !startsAnotherPart(inner, row))) {
      if (node.id === statement.id || !isExpression(node) || isLabel(node)) continue;
      const here = node.startPosition.row <= row && row <= node.endPosition.row;
      // Tools report a statement of several lines at its first line, so the rest of it is looked at from there.
      if (here || (whole && node.startPosition.row - row <= 8)) found.set(node.id, node);
    }
  }
  return [...found.values()].sort((a, b) => a.startIndex - b.startIndex || b.endIndex - a.endIndex);
}

/** Identifiers that stand for no value: an attribute's, a keyword argument's, a declared parameter's name. */
function isLabel(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (node.type !== 'identifier' || !parent) return false;
  if (parent.type === 'attribute') return field(parent, 'attribute')?.id === node.id;
  if (
    [
      'keyword_argument',
      'function_definition',
      'class_definition',
      'variable_declarator',
      'default_parameter',
      'typed_default_parameter',
      'required_parameter',
      'optional_parameter',
      'function_declaration',
      'method_definition',
      'constructor_definition',
      'class_declaration',
      'const_spec',
      'enum_constant',
      'enum_variant',
      'macro_invocation',
      'field_definition',
    ].includes(parent.type)
  ) {
    return (field(parent, 'name') ?? field(parent, 'pattern') ?? field(parent, 'macro'))?.id === node.id;
  }
  return /^(parameters|lambda_parameters|formal_parameters|type|decorator|dotted_name)$/.test(parent.type);
}

/** Blocks, and the statements in them, are other lines' business. */
function startsAnotherPart(node: SyntaxNode, row: number): boolean {
  if (isBlock(node) || isClass(node)) return node.startPosition.row !== row || node.endPosition.row !== row;
  return isStatement(node) && node.startPosition.row !== row;
}

/** The nearest thing that a `return` leaves and that has a body of its own, or the file. */
export function functionOrFile(node: SyntaxNode): SyntaxNode {
  let outermost = node;
  for (const above of ancestors(node)) {
    if (isFunction(above)) return above;
    outermost = above;
  }
  return outermost;
}

/** Nodes of the function's own code, or of the file outside functions. */
export function* ownNodes(fn: SyntaxNode): Generator<SyntaxNode> {
  for (const node of descend(fn, (inner) => inner.id === fn.id || !(isFunction(inner) || isClass(inner)))) yield node;
}
