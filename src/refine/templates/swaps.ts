/** Two things in each other's place: sides of an assignment, key and value, members of a pair, arguments. */

import { assignment, call, subscript, unwrapped, type Call } from '../../syntax/shapes.ts';
import { areCounterparts } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { swapped } from './write.ts';

export function* swaps(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    const called = call(node);
    if (called) {
      yield* argumentPairs(called.values, site, called.name);
      yield* receiverAndArgument(called, site);
    }
    if (['expression_list', 'tuple', 'array', 'list'].includes(node.type)) yield* pairs(node);
    const indexed = subscript(node);
    if (indexed && subscript(indexed.object)) {
      const outer = subscript(indexed.object);
      if (outer && indexed.index.type !== 'slice' && outer.index.type !== 'slice') {
        yield swapped('swapped pair', outer.index, indexed.index, 1.2);
      }
    }
    const key = node.type === 'pair' ? field(node, 'key') : undefined;
    if (key) yield* keyAndValue(node);
  }
  for (const statement of site.statements) {
    for (const part of statement.type.endsWith('statement') || statement.type.endsWith('declaration')
      ? parts(statement)
      : []) {
      const assigned = assignment(part);
      if (!assigned || assigned.declares || assigned.operator !== '=') continue;
      const right = unwrapped(assigned.right);
      if (['identifier', 'attribute', 'member_expression', 'subscript', 'subscript_expression'].includes(right.type)) {
        yield swapped('swapped pair', assigned.left, assigned.right, 0.6);
      }
      const target = subscript(assigned.left);
      if (target && target.index.type !== 'slice') yield swapped('swapped pair', target.index, assigned.right, 0.6);
      if (assigned.left.type === 'pattern_list' || assigned.left.type === 'array_pattern') yield* pairs(assigned.left);
    }
  }
  for (const node of site.expressions) {
    if (node.type === 'dictionary' || node.type === 'dictionary_comprehension' || node.type === 'object') {
      for (const part of parts(node)) if (part.type === 'pair') yield* keyAndValue(part);
    }
  }
}

function* keyAndValue(pair: SyntaxNode): Generator<Draft> {
  const key = field(pair, 'key');
  const value = field(pair, 'value');
  if (!key || !value) return;
  const inner = key.type === 'computed_property_name' ? parts(key)[0] : key;
  if (inner?.type === 'identifier' && value.type === 'identifier') yield swapped('swapped pair', inner, value, 0.8);
}

function* argumentPairs(values: readonly SyntaxNode[], site: Site, name: string): Generator<Draft> {
  const movable = values.filter(
    (value) => value.type !== 'keyword_argument' && value.type !== 'spread_element' && value.type !== 'list_splat',
  );
  if (movable.length < 2 || movable.length > 6) return;
  const signature = site.scopes.signatures.get(name) ?? site.ingredients?.signatures.get(name);
  for (let first = 0; first < movable.length; first++) {
    for (let second = first + 1; second < movable.length; second++) {
      const [a, b] = [movable[first], movable[second]];
      if (!a || !b) continue;
      const isCode = [a, b].some((value) => ['arrow_function', 'function_expression', 'lambda'].includes(value.type));
      let fit = second === first + 1 ? 1 : 0.5;
      if (isCode) fit *= 0.3;
      if (a.type === b.type) fit *= 1.2;
      // The names say which parameter they are for.
      if (signature && signature[first] === b.text) fit *= 1.8;
      if (signature && signature[second] === a.text) fit *= 1.8;
      if (signature && (signature[first] === a.text || signature[second] === b.text)) fit *= 0.4;
      if (areCounterparts(a.text, b.text)) fit *= 1.2;
      yield swapped('argument order', a, b, fit);
    }
  }
}

/** Methods that take a thing of the receiver's own kind, and that are not the same either way. */
const oneWay =
  /^(starts_?with|ends_?with|starts?|ends?|has_?prefix|has_?suffix|includes|contains(_?all)?|compare(_?to)?|cmp|partial_cmp|locale_?compare|less(_?than)?|greater(_?than)?|is_?(before|after|subset|superset|sub|super|within|inside)\w*|before|after|minus|sub(tract)?|difference|until|between|plus|concat|add_?all|extend|append|equals|min|max|covers|precedes|follows)$/i;

/** `whole.startsWith(part)` for `part.startsWith(whole)`. */
function* receiverAndArgument({ receiver, values, name, isNew }: Call, site: Site): Generator<Draft> {
  const [value] = values;
  if (!receiver || !value || values.length !== 1 || isNew || receiver.text === value.text) return;
  if (/^(self|this|super|[A-Z]\w*)$/.test(receiver.text) || !isThing(receiver) || !isThing(value)) return;
  const [mine, given] = [site.exact(receiver), site.exact(value)];
  if (mine !== undefined && given !== undefined && mine !== given) return;
  if (!oneWay.test(name)) return;
  // These say the same either way for nearly everything.
  const isSymmetric = /^(equals|min|max|plus)$/.test(name);
  yield swapped(
    'argument order',
    receiver,
    value,
    isSymmetric ? 0.15 : mine !== undefined && mine === given ? 1.2 : 0.8,
  );
}

const isThing = (node: SyntaxNode): boolean =>
  ['identifier', 'member_expression', 'attribute', 'call', 'call_expression'].includes(node.type) ||
  subscript(node) !== undefined;

function* pairs(node: SyntaxNode): Generator<Draft> {
  const items = parts(node);
  if (items.length < 2 || items.length > 4) return;
  for (let at = 0; at + 1 < items.length; at++) {
    const [a, b] = [items[at], items[at + 1]];
    if (a && b && a.text !== b.text) yield swapped('swapped pair', a, b, items.length === 2 ? 1 : 0.6);
  }
}
