/** One too many, one too few: bounds, indices, ranges, slice ends, counts. */

import { isNumber } from '../../syntax/grammar.ts';
import { assignment, binary, call, comparisons, conditional, subscript, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts, tokens } from '../../syntax/walk.ts';
import { isFraction, isInteger } from './dialect.ts';
import type { Template } from './prior.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, shifted } from './write.ts';

export function* offByOne(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    for (const pair of comparisons(node)) {
      if (!/^[<>=!]/.test(pair.operator)) continue;
      const orders = /^[<>]/.test(pair.operator);
      if (isCount(pair.right, site)) yield* both('bound off by one', pair.right, orders ? 0.8 : 0.45);
      if (isCount(pair.left, site)) yield* both('bound off by one', pair.left, orders ? 0.5 : 0.35);
    }
    const indexed = subscript(node);
    if (indexed) {
      if (indexed.index.type === 'slice') yield* slice(indexed.index, site);
      else if (isCount(indexed.index, site))
        yield* both('index off by one', indexed.index, isNumber(indexed.index) ? 0.7 : 1);
    }
    yield* one(node, site);
    if (['array', 'list', 'tuple', 'expression_list'].includes(node.type) && parts(node).length <= 4) {
      for (const item of parts(node)) {
        if (isCount(item, site) && !isNumber(unwrapped(item))) yield* both('argument off by one', item, 0.9);
      }
    }
    yield* callBounds(node, site);
  }
  for (const node of valuesOf(site)) {
    const known = isCount(node, site);
    if (known && !isNumber(unwrapped(node))) yield* both('value off by one', node);
    else if (couldBeCount(node) && !isNoNumber(node, site)) yield* both('value off by one', node, 0.4);
  }
}

/** A compiled language says what it is, and it is something else. */
const isNoNumber = (node: SyntaxNode, site: Site): boolean => {
  const exact = site.compiled ? site.exact(node) : undefined;
  return exact !== undefined && !isInteger(exact) && !isFraction(exact);
};

/** `x - 1` that should be `x`, or `x + 1`. */
function* one(node: SyntaxNode, site: Site): Generator<Draft> {
  const sum = binary(node);
  if (!sum || (sum.operator !== '+' && sum.operator !== '-')) return;
  if (isNumber(sum.right) && sum.right.text === '1') {
    yield replaced('needless one', node, sum.left.text, 0.9);
    yield replaced('needless one', sum.right, '2', 0.3);
  } else if (isNumber(sum.left) && sum.left.text === '1') yield replaced('needless one', node, sum.right.text, 0.8);
  else if (isCount(sum.left, site) && isCount(sum.right, site) && binary(node.parent ?? node)?.kind !== 'arithmetic') {
    yield* both('value off by one', node, 0.9);
  }
}

const sliceCalls = new Set([
  'slice',
  'substring',
  'substr',
  'splice',
  'at',
  'charAt',
  'charCodeAt',
  'insert',
  'pop',
  'fill',
  'islice',
  'randrange',
  'randint',
]);

function* callBounds(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  if (!called) return;
  if (site.python && called.name === 'range') yield* range(called.list, called.values, site);
  else if (sliceCalls.has(called.name)) {
    for (const value of called.values) if (couldBeCount(value)) yield* both('index off by one', value, 0.9);
    if (!site.python && /^(slice|substring|subList)$/.test(called.name))
      yield* halves(called.list, called.values, site);
  } else {
    for (const value of called.values) {
      if (isCount(value, site) && !isNumber(unwrapped(value))) yield* both('argument off by one', value);
    }
  }
}

/** `list.slice(n)` for `list.slice(0, n)`: the other part, the last ones. */
function* halves(list: SyntaxNode, values: readonly SyntaxNode[], site: Site): Generator<Draft> {
  const [first, second] = values;
  if (!first) return;
  if (!second) {
    yield replaced('slice bound', list, `(0, ${first.text})`, isNumber(first) ? 0.5 : 0.8);
    if (!site.compiled && first.text.startsWith('-'))
      yield replaced('slice bound', list, `(0, ${first.text.slice(1)})`, 0.6);
    else if (!site.compiled)
      yield replaced('slice bound', list, `(-${first.text})`, /^[\w.]+$/.test(first.text) ? 0.4 : 0.1);
  } else if (first.text === '0' && !site.compiled) {
    yield replaced('slice bound', list, `(${second.text})`, 0.8);
    if (/^[\w.]+$/.test(second.text)) yield replaced('slice bound', list, `(-${second.text})`, 0.5);
  } else if (!site.compiled) yield replaced('slice bound', list, `(${first.text})`, 0.4);
}

function* range(list: SyntaxNode, values: readonly SyntaxNode[], site: Site): Generator<Draft> {
  const [first, second, third] = values;
  if (!first) return;
  const becomes = (text: string, fit: number): Draft => ({
    template: 'range off by one',
    edits: [replacement(list, `(${text})`)],
    description: `${quoted(`range${list.text}`)} becomes ${quoted(`range(${text})`)}`,
    fit,
  });
  if (!second) {
    yield becomes(shifted(first, 1), 1);
    yield becomes(shifted(first, -1), 0.9);
    yield becomes(`1, ${first.text}`, 0.8);
    yield becomes(`1, ${shifted(first, 1)}`, 0.7);
    yield becomes(`${shifted(first, -1)}, -1, -1`, 0.15);
    for (const binding of site.scopes.visible(list.startIndex)) {
      if (
        binding.type === 'number' &&
        (binding.kind === 'loop' || /^(start|lo|low|left|i|begin)$/.test(binding.name))
      ) {
        yield becomes(`${binding.name}, ${first.text}`, 0.4);
        yield becomes(`${binding.name} + 1, ${first.text}`, 0.5);
      }
    }
    return;
  }
  yield* both('range off by one', second, 1);
  yield* both('range off by one', first, 0.85);
  const rest = third ? `, ${third.text}` : '';
  yield becomes(`${shifted(first, 1)}, ${shifted(second, 1)}${rest}`, 0.35);
  yield becomes(`${shifted(first, -1)}, ${shifted(second, -1)}${rest}`, 0.3);
  if (!third) yield becomes(second.text, 0.35);
  else if (third.text === '-1') yield becomes(`${shifted(first, -1)}, ${second.text}${rest}`, 0.5);
}

/** `a[b:c:d]`: each bound one up or down, left out, or put in. */
function* slice(node: SyntaxNode, site: Site): Generator<Draft> {
  for (const bound of parts(node)) {
    if (couldBeCount(bound)) {
      yield* both('index off by one', bound, 0.9);
      yield { ...replaced('slice bound', bound, ''), description: `the bound ${quoted(bound.text)} of the slice goes` };
    }
  }
  const colons = tokens(node).filter((token) => token.type === ':');
  const colon = colons[0];
  if (!colon) return;
  const text = site.tree.text.slice(node.startIndex, node.endIndex);
  if (site.compiled) {
    // From there on, or up to there.
    const half = colons.length === 1 && site.tree.language === 'go';
    if (half && text.endsWith(':')) yield replaced('slice bound', node, `:${text.slice(0, -1)}`, 0.8);
    else if (half && text.startsWith(':') && text.length > 1)
      yield replaced('slice bound', node, `${text.slice(1)}:`, 0.8);
    return;
  }
  if (text === ':') {
    for (const with1 of ['1:', ':-1']) yield replaced('slice bound', node, with1, 0.8);
    yield replaced('slice bound', node, '::-1', 0.5);
  } else if (text === '::-1') yield replaced('slice bound', node, ':', 0.5);
  else if (colons.length === 1 && text.endsWith(':')) {
    yield replaced('slice bound', node, `${text}-1`, 0.5);
    yield replaced('slice bound', node, `:${text.slice(0, -1)}`, 0.8);
  } else if (colons.length === 1 && text.startsWith(':')) {
    yield replaced('slice bound', node, `${text.slice(1)}:`, 0.8);
    yield replaced('slice bound', node, `1${text}`, 0.4);
    if (/^:\w+$/.test(text)) yield replaced('slice bound', node, `-${text.slice(1)}:`, 0.4);
  }
}

/** What a line assigns, adds, returns. */
function* valuesOf(site: Site): Generator<SyntaxNode> {
  for (const statement of site.statements) {
    if (statement.type === 'return_statement') {
      const value = parts(statement)[0];
      if (value) yield* value.type === 'expression_list' ? parts(value) : [value];
      continue;
    }
    for (const part of statement.type.endsWith('statement') || statement.type.endsWith('declaration')
      ? parts(statement)
      : []) {
      const assigned = assignment(part);
      if (assigned) yield assigned.right;
    }
  }
  for (const node of site.expressions) {
    const parent = node.parent;
    const declared = parent && parent.type === 'variable_declarator' ? assignment(parent) : undefined;
    if (declared?.right.id === node.id) yield node;
    const chosen = parent ? conditional(parent) : undefined;
    if (chosen?.whenTrue.id === node.id || chosen?.whenFalse.id === node.id) yield node;
    const arrow = parent?.type === 'arrow_function' || parent?.type === 'lambda' ? field(parent, 'body') : undefined;
    if (arrow?.id === node.id) yield node;
  }
}

function* both(template: Template, node: SyntaxNode, fit = 1): Generator<Draft> {
  yield replaced(template, node, shifted(node, -1), fit);
  yield replaced(template, node, shifted(node, 1), fit * 0.95);
}

function isCount(node: SyntaxNode, site: Site): boolean {
  return typeOf(node, site.scopes) === 'number';
}

/** Not known to be a number, but nothing says that it is none. */
function couldBeCount(node: SyntaxNode): boolean {
  const inner = unwrapped(node);
  if (subscript(inner)?.index.type === 'slice') return false;
  return (
    [
      'identifier',
      'number',
      'integer',
      'member_expression',
      'attribute',
      'binary_expression',
      'binary_operator',
      'unary_operator',
      'unary_expression',
      'call',
      'call_expression',
      'subscript',
      'subscript_expression',
    ].includes(inner.type) && !/['"`]/.test(inner.text)
  );
}
