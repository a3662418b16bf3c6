/** `and` or `or`, a negation too many or missing, a condition to leave out, arms in the wrong order. */

import { asOperand, isLoop } from '../../syntax/grammar.ts';
import { assignment, binary, comparisons, condition, conditional, negated, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts, tokens } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, swapped, words } from './write.ts';

export function* logic(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    yield* operator(node, site);
    const inner = negated(node);
    if (inner) {
      yield replaced('dropped negation', node, unwrapped(inner).text);
      yield* deMorgan(node, inner, site);
    }
    const choice = conditional(node);
    if (choice) yield swapped('swapped branches', choice.whenTrue, choice.whenFalse);
    if (isBooleanResult(node, site)) yield replaced('boolean result', node, words(site).not(inverse(node, site)), 0.8);
  }
  for (const place of conditionsOf(site)) yield* wholeCondition(place, site);
  for (const statement of site.statements) yield* branches(statement, site);
}

/** The nodes with a condition whose condition is on the line. */
export function conditionsOf(site: Site): { readonly holder: SyntaxNode; readonly condition: SyntaxNode }[] {
  const found: { holder: SyntaxNode; condition: SyntaxNode }[] = [];
  const holders = new Map<number, SyntaxNode>();
  for (const statement of site.statements) holders.set(statement.id, statement);
  for (const node of site.expressions) {
    if (conditional(node)) holders.set(node.id, node);
    if (node.parent?.type === 'if_clause') holders.set(node.parent.id, node.parent);
    if (node.parent && condition(node.parent)?.id === node.id) holders.set(node.parent.id, node.parent);
  }
  for (const holder of holders.values()) {
    const found1 = condition(holder);
    if (found1) found.push({ holder, condition: found1 });
  }
  return found;
}

function* operator(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (pair?.kind !== 'logical') return;
  const { and, or } = words(site);
  const becomes = (text: string, fit: number, template: 'logical operator' | 'nullish operator'): Draft => ({
    template,
    edits: [{ start: pair.operatorStart, end: pair.operatorEnd, text }],
    description: `${quoted(pair.operator)} becomes ${quoted(text)}`,
    fit,
  });
  if (pair.operator === and) yield becomes(or, 1, 'logical operator');
  else if (pair.operator === or) {
    yield becomes(and, 1, 'logical operator');
    // `??` may not stand beside `||` or `&&` without parentheses.
    const mixed = [node.parent, pair.left, pair.right].some((near) => near && binary(near)?.kind === 'logical');
    if (!site.python && !site.compiled && !mixed) yield becomes('??', isTest(node) ? 0.1 : 1, 'nullish operator');
  } else yield becomes('||', 1, 'nullish operator');
  yield replaced('dropped condition', node, pair.left.text, 1);
  yield replaced('dropped condition', node, pair.right.text, 0.9);
  for (const side of [pair.left, pair.right]) {
    if (comparisons(side).length === 0 && !negated(side) && binary(unwrapped(side))?.kind !== 'logical') {
      yield replaced('negated operand', side, words(site).not(asOperand(side)));
    }
  }
  if (isTest(node)) yield swapped('operand evaluation order', pair.left, pair.right);
  const inRight = binary(pair.right);
  const inLeft = binary(pair.left);
  if (pair.operator === or && inRight?.operator === and) {
    yield replaced('grouping', node, `(${pair.left.text} ${or} ${inRight.left.text}) ${and} ${inRight.right.text}`);
  }
  if (pair.operator === or && inLeft?.operator === and) {
    yield replaced('grouping', node, `${inLeft.left.text} ${and} (${inLeft.right.text} ${or} ${pair.right.text})`);
  }
  for (const side of [pair.left, pair.right]) {
    if (side.type === 'parenthesized_expression' && binary(unwrapped(side))?.kind === 'logical') {
      yield replaced('grouping', side, unwrapped(side).text);
    }
  }
}

/** Whether the value is only asked for being true. */
function isTest(node: SyntaxNode): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const held = condition(at.parent);
    if (held && held.startIndex <= node.startIndex && node.endIndex <= held.endIndex) return true;
    if (!binary(at.parent) && !negated(at.parent) && at.parent.type !== 'parenthesized_expression')
      return at.parent.type === 'return_statement';
  }
  return false;
}

function* deMorgan(node: SyntaxNode, inner: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(unwrapped(inner));
  const { and, or, not } = words(site);
  if (pair?.kind === 'logical') {
    const other = pair.operator === and ? or : and;
    yield replaced(
      'negated condition',
      node,
      `${not(asOperand(pair.left))} ${pair.operator} ${not(asOperand(pair.right))}`,
      0.6,
    );
    yield replaced(
      'negated condition',
      node,
      `${not(asOperand(pair.left))} ${other} ${not(asOperand(pair.right))}`,
      0.3,
    );
  }
  const around = node.parent && binary(node.parent);
  if (around?.kind === 'logical' && around.left.id === node.id && node.parent) {
    // `!a && b` for `!(a && b)`.
    const text = not(`(${asOperand(inner)} ${around.operator} ${around.right.text})`);
    yield replaced('negated condition', node.parent, text, 0.5);
  }
}

function* wholeCondition(
  place: { readonly holder: SyntaxNode; readonly condition: SyntaxNode },
  site: Site,
): Generator<Draft> {
  const { holder, condition: test } = place;
  const { not, true: yes, false: no } = words(site);
  const single = comparisons(test).length === 1;
  // A lone comparison is negated by its operator, which is the smaller change.
  if (!negated(test) && !single)
    yield replaced('negated condition', test, not(inverse(test, site)), binary(test) ? 0.5 : 1);
  if (!isLoop(holder)) {
    yield replaced('constant condition', test, no, 0.8);
    yield replaced('constant condition', test, yes, 0.8);
  } else if (holder.type === 'while_statement') yield replaced('constant condition', test, yes, 0.5);
}

const inverse = (node: SyntaxNode, site: Site): string =>
  site.python && comparisons(node).length > 0 ? node.text : asOperand(node);

function isBooleanResult(node: SyntaxNode, site: Site): boolean {
  const parent = node.parent;
  if (!parent || negated(node) || comparisons(node).length === 1 || node.type === 'true' || node.type === 'false')
    return false;
  const result =
    parent.type === 'return_statement' ||
    (parent.type === 'arrow_function' && field(parent, 'body')?.id === node.id) ||
    parent.type === 'lambda' ||
    assignment(parent)?.right.id === node.id;
  return result && typeOf(node, site.scopes) === 'boolean';
}

function* branches(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (statement.type === 'if_statement') {
    const consequence = field(statement, 'consequence');
    const alternative = field(statement, 'alternative');
    const otherwise =
      alternative?.type === 'else_clause' ? (field(alternative, 'body') ?? parts(alternative)[0]) : undefined;
    if (consequence && otherwise && otherwise.type !== 'if_statement') {
      yield {
        template: 'swapped branches',
        edits: [replacement(consequence, otherwise.text), replacement(otherwise, consequence.text)],
        description: 'the two branches of the `if` change places',
        fit: 0.7,
      };
    }
    const next = clausesOf(statement);
    for (const [at, clause] of next.entries()) {
      const other = next[at + 1];
      if (other) yield* exchanged(clause, other);
    }
    // A missing `else` before an `if` that follows another `if`.
    const before = statement.previousNamedSibling;
    if (before?.type === 'if_statement' && site.layout.standsAlone(statement)) {
      const last = lastClause(before);
      if (last !== undefined) yield* joined(before, statement, site);
    }
  }
  if (statement.type === 'elif_clause') {
    const keyword = tokens(statement)[0];
    if (keyword)
      yield {
        template: 'branch kind',
        edits: [replacement(keyword, 'if')],
        description: '`elif` becomes `if`',
        fit: isLastClause(statement) ? 1 : 0.2,
      };
  }
  if (statement.type === 'else_clause' && !site.python) {
    const inner = parts(statement)[0];
    const keyword = tokens(statement)[0];
    if (inner?.type === 'if_statement' && keyword) {
      const indent = site.layout.indentOf(statement);
      yield {
        template: 'branch kind',
        edits: [{ start: keyword.startIndex, end: inner.startIndex, text: `${site.layout.eol}${indent}` }],
        description: '`else if` becomes `if`',
      };
    }
  }
}

/** An `if` with every `else if` that follows it. */
function clausesOf(statement: SyntaxNode): SyntaxNode[] {
  const found = [statement, ...parts(statement).filter(({ type }) => type === 'elif_clause')];
  for (let at = field(statement, 'alternative'); at?.type === 'else_clause';) {
    const inner: SyntaxNode | undefined = field(at, 'body') ?? parts(at)[0];
    if (inner?.type !== 'if_statement') break;
    found.push(inner);
    at = field(inner, 'alternative');
  }
  return found;
}

/** Two tests one after another, of which the first takes what is meant for the second. */
function* exchanged(first: SyntaxNode, second: SyntaxNode): Generator<Draft> {
  const [test, other] = [condition(first), condition(second)];
  const [block, otherBlock] = [field(first, 'consequence'), field(second, 'consequence')];
  if (!test || !other || !block || !otherBlock) return;
  const alike = comparisons(test).length > 0 && comparisons(other).length > 0;
  yield {
    template: 'swapped branches',
    edits: [
      replacement(test, other.text),
      replacement(block, otherBlock.text),
      replacement(other, test.text),
      replacement(otherBlock, block.text),
    ],
    description: `${quoted(other.text)} is asked before ${quoted(test.text)}`,
    fit: alike ? 0.8 : 0.4,
  };
}

/** The end of the last clause of an `if` without `else`; `undefined` when there is an `else`. */
function lastClause(statement: SyntaxNode): number | undefined {
  const hasElse = parts(statement).some((part) => part.type === 'else_clause');
  return hasElse ? undefined : statement.endIndex;
}

const isLastClause = (clause: SyntaxNode): boolean =>
  clause.nextNamedSibling === null || clause.nextNamedSibling.type !== 'elif_clause';

function* joined(before: SyntaxNode, statement: SyntaxNode, site: Site): Generator<Draft> {
  const keyword = tokens(statement)[0];
  if (!keyword) return;
  yield site.python
    ? { template: 'branch kind', edits: [replacement(keyword, 'elif')], description: '`if` becomes `elif`' }
    : {
        template: 'branch kind',
        edits: [{ start: before.endIndex, end: statement.startIndex, text: ' else ' }],
        description: '`if` becomes `else if`',
      };
}
