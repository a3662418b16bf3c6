/**
 * Ingredients that are in the file already: what is done for `left` and not for `right`, a statement that
 * another branch has, an expression of the same kind. Programs repeat themselves, and so do their repairs.
 */

import { isExpression, isFunction, isLiteral, isSimpleStatement } from '../../syntax/grammar.ts';
import { assignmentOf, call, member, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { areTwins, nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { contains, descend } from '../../syntax/walk.ts';
import { isReference, reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

export function* reuse(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    yield* counterpart(statement, site);
    yield* copied(statement, site);
  }
  yield* otherExpressions(site);
  yield* fullerForms(site);
}

/** The statement again with every name replaced by its counterpart, unless that is there already. */
function* counterpart(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!(isSimpleStatement(statement) || statement.type === 'if_statement') || !site.layout.standsAlone(statement))
    return;
  if (/^(return|break|continue|raise|throw)_/.test(statement.type) || statement.text.length > 300) return;
  const used = new Set<string>();
  for (const node of descend(statement)) {
    if (node.type === 'identifier' || node.type === 'property_identifier') used.add(node.text);
  }
  const inReach = new Set([
    ...reachable(statement, site).map((binding) => binding.name),
    ...site.scopes.memberNames.keys(),
  ]);
  const pairs = new Map<string, string>();
  for (const name of used) {
    const other = [...inReach].filter((candidate) => candidate !== name && areTwins(name, candidate));
    // Two names that are both used here change places; one that is not used here steps in.
    const best = other.find((candidate) => used.has(candidate)) ?? other[0];
    if (best !== undefined) pairs.set(name, best);
  }
  if (pairs.size === 0) return;
  const text = statement.text.replace(/[\p{L}_$][\p{L}\p{N}_$]*/gu, (name) => pairs.get(name) ?? name);
  const near = site.tree.text.slice(Math.max(0, statement.startIndex - 1500), statement.endIndex + 1500);
  if (text === statement.text || near.includes(text)) return;
  const after = site.layout.after(statement, [text]);
  if (after)
    yield {
      template: 'counterpart statement',
      edits: [after],
      description: `${quoted(text)} behind ${quoted(statement.text)}`,
      fit: 1,
    };
}

/** A short statement of the same function, put before or behind this one. */
function* copied(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!site.layout.standsAlone(statement) || statement.startPosition.row !== site.row) return;
  const fn = functionOrFile(statement);
  if (!isFunction(fn)) return;
  const inReach = new Set(reachable(statement, site).map((binding) => binding.name));
  const siblings = new Set((statement.parent?.namedChildren ?? []).map((node) => node?.text));
  const found = new Map<string, number>();
  for (const node of ownNodes(fn)) {
    if (node.type !== 'expression_statement' && node.type !== 'continue_statement' && node.type !== 'break_statement')
      continue;
    const text = node.text;
    if (node.id === statement.id || text.length > 60 || text.includes('\n') || siblings.has(text) || found.has(text))
      continue;
    if (namesIn(node).some((name) => !inReach.has(name) && site.scopes.declared.has(name))) continue;
    const near = Math.abs(node.startPosition.row - site.row) <= 6 ? 1.2 : 0.8;
    const assigned = assignmentOf(node);
    const initial = assigned !== undefined && assigned.operator === '=' && isMadeHere(assigned.right);
    found.set(text, near * (initial ? 0.5 : assigned ? 1.2 : 1));
  }
  for (const [text, fit] of [...found].sort((a, b) => b[1] - a[1]).slice(0, 5)) {
    const before = site.layout.before(statement, [text]);
    const after = site.layout.after(statement, [text]);
    if (before)
      yield {
        template: 'copied statement',
        edits: [before],
        description: `${quoted(text)} before ${quoted(statement.text)}`,
        fit,
      };
    if (after && !/^(return|raise|throw|break|continue)_/.test(statement.type))
      yield {
        template: 'copied statement',
        edits: [after],
        description: `${quoted(text)} behind ${quoted(statement.text)}`,
        fit,
      };
  }
}

/** The value that a variable starts with rather than one that it comes to. */
const isMadeHere = (value: SyntaxNode): boolean =>
  isLiteral(value) || ['list', 'array', 'dictionary', 'object', 'set', 'tuple'].includes(value.type);

interface PooledExpression {
  readonly kind: string;
  readonly text: string;
  readonly type: ReturnType<typeof typeOf>;
  readonly names: readonly string[];
  /** From 0 to 1, by lines. */
  readonly near: number;
  /** A member, or what a subscript leads to. */
  readonly isPlace: boolean;
}

const namesIn = (node: SyntaxNode): string[] =>
  [...descend(node)].filter((inner) => inner.type === 'identifier').map((inner) => inner.text);

/** An expression of the same function and the same kind in the place of another. */
function* otherExpressions(site: Site): Generator<Draft> {
  const anchor = site.expressions[0] ?? site.statements[0];
  if (!anchor) return;
  const fn = functionOrFile(anchor);
  // What is known of each is asked for again by every expression of the line.
  const pool: PooledExpression[] = [];
  for (const node of ownNodes(fn)) {
    if (!isExpression(node) || isLiteral(node) || node.type === 'identifier') continue;
    const { text } = node;
    if (text.length > 40 || text.includes('\n') || call(node.parent ?? node)?.callee.id === node.id) continue;
    const near = 1 / (1 + Math.abs(node.startPosition.row - site.row) / 20);
    const isPlace = member(node) !== undefined || ['subscript', 'subscript_expression'].includes(node.type);
    pool.push({ kind: node.type, text, type: typeOf(node, site.scopes), names: namesIn(node), near, isPlace });
    if (pool.length > 400) break;
  }
  for (const node of site.expressions) {
    if (isLiteral(node) || node.text.length > 60 || node.type === 'parenthesized_expression' || isFunction(node))
      continue;
    if (call(node.parent ?? node)?.callee.id === node.id || node.parent?.type === 'expression_statement') continue;
    const inReach = new Set(reachable(node, site).map((binding) => binding.name));
    const type = typeOf(node, site.scopes);
    const seen = new Map<string, number>();
    const { text: own, type: kind } = node;
    for (const other of pool) {
      if (other.text === own || seen.has(other.text)) continue;
      if (other.kind !== kind && !(kind === 'identifier' && other.isPlace)) continue;
      if (type !== undefined && other.type !== undefined && type !== other.type) continue;
      if (other.names.some((name) => !inReach.has(name) && site.scopes.declared.has(name))) continue;
      const alike = kind === 'identifier' ? 0.3 : nameSimilarity(own, other.text);
      seen.set(other.text, (0.4 + alike) * other.near);
    }
    for (const [text, fit] of [...seen].sort((a, b) => b[1] - a[1]).slice(0, 4))
      yield replaced('copied expression', node, text, fit);
  }
}

const mostFullerForms = 4;

/** `list` where the file elsewhere takes `list.slice(0, end)`: the expression, with what is done to it in other places. */
function* fullerForms(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (node.type !== 'identifier' && !member(node)) continue;
    const parent = node.parent;
    if (!parent || call(parent)?.callee.id === node.id || assignmentOf(parent.parent ?? parent)?.left.id === node.id)
      continue;
    // Something is done to it already.
    if (member(parent)?.object.id === node.id || subscript(parent)?.object.id === node.id) continue;
    if (node.type === 'identifier' && !isReference(node)) continue;
    const inReach = new Set(reachable(node, site).map((binding) => binding.name));
    const seen = new Map<string, number>();
    for (const other of formsOf(site.tree).get(node.text) ?? []) {
      if (contains(other, node) || seen.has(other.text)) continue;
      const names = [...descend(other)].filter((inner) => inner.type === 'identifier').map((inner) => inner.text);
      if (names.some((name) => !inReach.has(name) && site.scopes.declared.has(name))) continue;
      seen.set(other.text, 1 / (1 + Math.abs(other.startPosition.row - site.row) / 40));
    }
    for (const [text, fit] of [...seen].sort((a, b) => b[1] - a[1]).slice(0, mostFullerForms))
      yield replaced('fuller form', node, text, fit);
  }
}

const knownForms = new WeakMap<SyntaxTree, ReadonlyMap<string, readonly SyntaxNode[]>>();

/** Calls on, slices of and conversions of each name and member of a file, by what they are taken on. */
function formsOf(tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> {
  const known = knownForms.get(tree);
  if (known) return known;
  const forms = new Map<string, SyntaxNode[]>();
  for (const node of descend(tree.root)) {
    const called = call(node);
    const sliced = subscript(node);
    const on =
      called?.receiver ??
      (called?.values.length === 1 && !called.isNew ? called.values[0] : undefined) ??
      (sliced?.index.type === 'slice' ? sliced.object : undefined);
    if (!on || node.text.length > 60 || (on.type !== 'identifier' && !member(on))) continue;
    // What stands alone is done for its effect, not for its value.
    if (node.parent?.type === 'expression_statement') continue;
    forms.set(on.text, [...(forms.get(on.text) ?? []), node]);
  }
  knownForms.set(tree, forms);
  return forms;
}
