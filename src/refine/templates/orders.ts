/** What something is sorted by: another member, one more for those that are alike, the other one first, the wrong way round for one of several. */

import { isFunction } from '../../syntax/grammar.ts';
import { binary, call, member, unwrapped } from '../../syntax/shapes.ts';
import { bare, declarationsOf } from '../../syntax/exactType.ts';
import { typeByName } from '../../syntax/roughType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, field, parts } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { replaced, swapped } from './write.ts';

const mostMembers = 3;

export function* orders(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (site.python) yield* pythonKey(node, site);
    else if (site.tree.language === 'java') yield* javaComparator(node, site);
    else if (site.tree.language === 'rust') yield* rustOrder(node, site);
    else if (site.tree.language !== 'go') yield* scriptComparator(node, site);
  }
}

/** Members that things have which are known to have some: of this name, or of names with which it shares one. */
function membersLike(receiver: string, used: readonly string[], site: Site): string[] {
  const found = new Map<string, number>();
  for (const other of [receiver, ...site.scopes.receivers]) {
    const uses = site.scopes.members(other);
    if (other !== receiver && !uses.some((use) => used.includes(use.name))) continue;
    for (const use of uses) {
      if (used.includes(use.name) || use.name === 'length' || use.called) continue;
      found.set(use.name, (found.get(use.name) ?? 0) + (other === receiver ? 2 : 1));
    }
  }
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostMembers)
    .map(([name]) => name);
}

const sorters = /^(sorted|sort|min|max|nlargest|nsmallest|groupby)$/;

function* pythonKey(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'lambda' || node.parent?.type !== 'keyword_argument') return;
  const list = node.parent.parent;
  const sorter = list?.parent ? call(list.parent) : undefined;
  const parameter = field(node, 'parameters')?.text;
  const value = field(node, 'body');
  if (!sorter || !sorters.test(sorter.name) || parameter === undefined || !value) return;
  const items = value.type === 'tuple' ? parts(value) : [value];
  const used = items.map((item) => member(unwrapped(item))?.property.text ?? '');
  const texts = items.map((item) => item.text);
  for (const [at, name] of membersLike(parameter, used, site).entries()) {
    const more = `${parameter}.${name}`;
    if (texts.some((text) => text.includes(more))) continue;
    yield replaced('sort key', value, `(${[...texts, more].join(', ')})`, 1 - at * 0.25);
    yield replaced('sort key', value, `(${[more, ...texts].join(', ')})`, 0.4 - at * 0.1);
    if (items.length === 1) yield replaced('sort key', value, more, 0.8 - at * 0.25);
  }
  if (items.length > 1) {
    for (const [at, text] of texts.entries()) {
      const rest = texts.filter((_, index) => index !== at);
      yield replaced('sort key', value, rest.length === 1 ? (rest[0] ?? '') : `(${rest.join(', ')})`, 0.4);
      const turned = text.startsWith('-') ? text.slice(1) : `-${text}`;
      yield replaced(
        'sort key',
        value,
        `(${texts.map((each, index) => (index === at ? turned : each)).join(', ')})`,
        0.7,
      );
    }
  } else if (!/[-\s(]/.test(value.text)) yield replaced('sort direction', value, `-${value.text}`, 0.5);
}

/** The function that says which of two comes first. */
function comparatorOf(
  node: SyntaxNode,
): { readonly value: SyntaxNode; readonly a: string; readonly b: string } | undefined {
  if (!isFunction(node)) return undefined;
  const sorter = node.parent?.parent ? call(node.parent.parent) : undefined;
  if (!sorter || !/^(sort|toSorted|sort_by|sort_unstable_by|max_by|min_by)$/.test(sorter.name)) return undefined;
  const list = field(node, 'parameters');
  const [a, b] = list ? parts(list).map((each) => (field(each, 'pattern') ?? each).text) : [];
  const value = field(node, 'body');
  return value && value.type !== 'statement_block' && a !== undefined && b !== undefined ? { value, a, b } : undefined;
}

function* scriptComparator(node: SyntaxNode, site: Site): Generator<Draft> {
  const comparator = comparatorOf(node);
  if (!comparator) return;
  const { value, a, b } = comparator;
  const whole = binary(value);
  const used = [...value.text.matchAll(/\.(\w+)/g)].map(([, name]) => name ?? '');
  if (whole && ['<', '>', '<=', '>='].includes(whole.operator)) {
    const [left, right] = [whole.left.text, whole.right.text];
    const up = whole.operator.startsWith('>') ? [left, right] : [right, left];
    yield replaced('sort direction', value, `${up[0]} > ${up[1]} ? 1 : -1`, 1);
    yield replaced('sort direction', value, `${up[0]} < ${up[1]} ? 1 : -1`, 0.8);
  }
  if (whole?.operator === '||') {
    yield { ...swapped('sort key', whole.left, whole.right, 1) };
    for (const side of [whole.left, whole.right]) yield* turned(side);
  }
  for (const [at, name] of membersLike(a, used, site).entries()) {
    const textual = typeByName(name) === 'string' || /name|title|label|code|id$|text|key/i.test(name);
    const byText = `${a}.${name}.localeCompare(${b}.${name})`;
    const byNumber = `${a}.${name} - ${b}.${name}`;
    const [first, second] = textual ? [byText, byNumber] : [byNumber, byText];
    yield replaced('sort key', value, `${value.text} || ${first}`, 1 - at * 0.25);
    yield replaced('sort key', value, `${value.text} || ${second}`, 0.5 - at * 0.15);
  }
}

/** The same, the other way round. */
function* turned(side: SyntaxNode): Generator<Draft> {
  const inner = unwrapped(side);
  const difference = binary(inner);
  if (difference?.operator === '-')
    yield replaced('sort direction', inner, `${difference.right.text} - ${difference.left.text}`, 1);
  const asked = call(inner);
  if (asked?.name === 'localeCompare' && asked.receiver && asked.values[0])
    yield replaced('sort direction', inner, `${asked.values[0].text}.localeCompare(${asked.receiver.text})`, 1);
}

/** `Comparator.comparing(Dish::price)`: by what, and then by what. */
function* javaComparator(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'method_reference') return;
  const [owner, method] = parts(node);
  const step = node.parent?.parent ? call(node.parent.parent) : undefined;
  const holder = node.parent?.parent;
  if (!owner || !method || !step || !holder || !/^(then)?[cC]omparing/.test(step.name)) return;
  const chain =
    closest(node, (above) => above.type === 'expression_statement' || /_statement$/.test(above.type)) ?? holder;
  const declared = [...(declarationsOf(site.tree).functions.get(bare(owner.text)) ?? [])];
  const own = declared.find(([name]) => name === method.text)?.[1];
  const others = declared
    .filter(([name, { parameters, result }]) => name !== method.text && parameters.length === 0 && result !== 'void')
    .map(([name, { result }]) => ({
      name,
      fit: (result === own?.result ? 0.3 : 0.1) + 0.7 * nameSimilarity(name, method.text) + 0.4,
    }))
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 4);
  for (const { name, fit } of others) {
    yield replaced('sort key', method, name, fit);
    // Behind what stands already: of several that are alike the next decides.
    if (!chain.text.includes(`${owner.text}::${name}`))
      yield replaced('sort key', holder, `${holder.text}.thenComparing(${owner.text}::${name})`, fit * 0.8);
  }
}

/** `sort_by_key(|x| …)`, `sort_by(|a, b| …)`. */
function* rustOrder(node: SyntaxNode, site: Site): Generator<Draft> {
  if (!isFunction(node)) return;
  const sorter = node.parent?.parent ? call(node.parent.parent) : undefined;
  const value = field(node, 'body');
  if (
    sorter &&
    value &&
    /^(sort_by_key|sort_unstable_by_key|sort_by_cached_key|max_by_key|min_by_key)$/.test(sorter.name)
  ) {
    const reversed = /^(?:std::cmp::)?Reverse\((.*)\)$/s.exec(value.text);
    if (reversed?.[1] !== undefined) yield replaced('sort direction', value, reversed[1], 1.2);
    else yield replaced('sort direction', value, `std::cmp::Reverse(${value.text})`, 1);
    const list = field(node, 'parameters');
    const name = list && parts(list)[0]?.text;
    const dotted = member(unwrapped(value))?.property.text;
    for (const [at, more] of (name === undefined || dotted === undefined
      ? []
      : membersLike(name, [dotted], site)
    ).entries())
      yield replaced('sort key', value, `${name}.${more}`, 0.7 - at * 0.2);
    return;
  }
  const comparator = comparatorOf(node);
  if (!comparator) return;
  const { value: test, a, b } = comparator;
  const used = [...test.text.matchAll(/\.(\w+)/g)].map(([, name]) => name ?? '');
  const fields = [...declarationsOf(site.tree).fields.values()].find((each) => used.some((name) => each.has(name)));
  for (const [at, name] of [...(fields?.keys() ?? [])]
    .filter((each) => !used.includes(each))
    .slice(0, mostMembers)
    .entries())
    yield replaced('sort key', test, `${test.text}.then_with(|| ${a}.${name}.cmp(&${b}.${name}))`, 1 - at * 0.25);
}
