/** A condition that lacks a part: one that stands elsewhere in the function, or one that its own names call for. */

import { asOperand, isLoop } from '../../syntax/grammar.ts';
import { binary, call, comparisons, member, negated, subscript, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { contains, descend, field, parts } from '../../syntax/walk.ts';
import { conditionsOf } from './logic.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import { isUnsigned, lengthOf } from './dialect.ts';
import { isReference, reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, words } from './write.ts';

export function* strengthen(site: Site): Generator<Draft> {
  const { and, or } = words(site);
  yield* ofFilters(site);
  for (const { holder, condition } of conditionsOf(site)) {
    yield* oneOfSeveral(condition, holder, site);
    const own = grouped(condition, and);
    const ownOr = grouped(condition, or);
    for (const { text, fit, first } of [...needed(condition, holder, site), ...borrowed(condition, site)].slice(
      0,
      12,
    )) {
      const strong = first ? `${text} ${and} ${own}` : `${own} ${and} ${text}`;
      yield { ...replaced('stronger condition', condition, strong, fit), description: `also asks for ${quoted(text)}` };
      if (!first && !isLoop(holder)) {
        yield {
          ...replaced('weaker condition', condition, `${ownOr} ${or} ${text}`, fit * 0.6),
          description: `${quoted(text)} is enough as well`,
        };
      } else if (first && leaves(holder)) {
        // `if (!x || x.y …) return`: what cannot be asked is treated like what fails.
        const lacking = opposite(text, site);
        yield {
          ...replaced('weaker condition', condition, `${lacking} ${or} ${ownOr}`, fit),
          description: `${quoted(lacking)} is enough as well`,
        };
      }
    }
  }
}

/** What a filter asks elsewhere in the file of things of the same name, and does not ask here. */
function* ofFilters(site: Site): Generator<Draft> {
  const { and } = words(site);
  for (const node of site.expressions) {
    const here = testOf(node);
    if (!here) continue;
    const found = new Map<string, number>();
    for (const test of testsIn(site.tree)) {
      if (test.name !== here.name || test.value.id === here.value.id) continue;
      for (const part of conjuncts(test.value, and)) {
        const text = part.text;
        const known = [...descend(part)].every(
          (inner) =>
            inner.type !== 'identifier' ||
            inner.text === here.name ||
            site.scopes.find(inner.text, node.startIndex) !== undefined,
        );
        if (known && text.length <= 50 && !here.value.text.includes(text)) found.set(text, (found.get(text) ?? 0) + 1);
      }
    }
    for (const [text, count] of [...found].sort((a, b) => b[1] - a[1]).slice(0, 3)) {
      const own = grouped(here.value, and);
      yield {
        ...replaced('stronger condition', here.value, `${text} ${and} ${own}`, 0.5 + 0.2 * count),
        description: `also asks for ${quoted(text)}`,
      };
    }
  }
}

interface FilterTest {
  readonly name: string;
  readonly value: SyntaxNode;
}

/** `x => test` where a method keeps, finds or counts what passes it; the `if` of a comprehension. */
function testOf(node: SyntaxNode): FilterTest | undefined {
  if (node.parent?.type === 'if_clause') {
    const holder = node.parent.parent;
    const over = holder ? parts(holder).find(({ type }) => type === 'for_in_clause') : undefined;
    const name = over && field(over, 'left')?.text;
    return name === undefined ? undefined : { name, value: node };
  }
  const asker = node.type === 'arrow_function' && node.parent?.parent ? call(node.parent.parent) : undefined;
  if (
    !asker ||
    !/^(filter|find|findLast|findIndex|some|every|any|all|anyMatch|allMatch|noneMatch|removeIf|retain|position)$/.test(
      asker.name,
    )
  )
    return undefined;
  const list = field(node, 'parameters');
  const name = ((list ? parts(list) : [])[0] ?? field(node, 'parameter'))?.text.replace(/^&+/, '');
  const value = field(node, 'body');
  return name === undefined || !value || value.type === 'statement_block' ? undefined : { name, value };
}

const filterTests = new WeakMap<SyntaxTree, readonly FilterTest[]>();

function testsIn(tree: SyntaxTree): readonly FilterTest[] {
  let found = filterTests.get(tree);
  if (!found) filterTests.set(tree, (found = [...descend(tree.root)].flatMap((node) => testOf(node) ?? [])));
  return found;
}

function conjuncts(test: SyntaxNode, and: string): SyntaxNode[] {
  const pair = binary(unwrapped(test));
  return pair?.operator === and ? [...conjuncts(pair.left, and), ...conjuncts(pair.right, and)] : [test];
}

/** `a || b` becomes `a || (b && c)`: one way of several asks for too little. */
function* oneOfSeveral(condition: SyntaxNode, holder: SyntaxNode, site: Site): Generator<Draft> {
  const { and, or } = words(site);
  const pair = binary(unwrapped(condition));
  if (pair?.operator !== or) return;
  for (const side of [pair.left, pair.right]) {
    const own = grouped(side, and);
    for (const { text, fit, first } of [
      ...needed(side, holder, site).slice(0, 3),
      ...borrowed(side, site).slice(0, 3),
    ]) {
      if (condition.text.includes(text)) continue;
      const strong = first ? `(${text} ${and} ${own})` : `(${own} ${and} ${text})`;
      yield {
        ...replaced('stronger condition', side, strong, fit * 0.6),
        description: `also asks for ${quoted(text)}`,
      };
    }
  }
}

function grouped(condition: SyntaxNode, beside: string): string {
  const pair = binary(condition);
  if (pair?.kind === 'logical') return pair.operator === beside ? condition.text : `(${condition.text})`;
  return pair || negated(condition) || comparisons(condition).length > 0 ? condition.text : asOperand(condition);
}

const leaves = (holder: SyntaxNode): boolean =>
  /\b(return|continue|break|throw|raise)\b/.test(field(holder, 'consequence')?.text ?? '');

function opposite(text: string, site: Site): string {
  const turned = [
    [' not in ', ' in '],
    [' in ', ' not in '],
    [' is not ', ' is '],
    [' !== ', ' === '],
    [' < ', ' >= '],
    [' >= ', ' < '],
    [' > 0', site.python || site.compiled ? ' == 0' : ' === 0'],
  ] as const;
  for (const [from, to] of turned)
    if (text.includes(from) && (site.python || !from.includes('in '))) return text.replace(from, to);
  return words(site).not(text.includes(' ') ? `(${text})` : text);
}

/** What must hold for something to be there, where the language lets it be absent. */
function presentIn(
  name: string,
  type: RoughType | undefined,
  site: Site,
  exact: string | undefined,
): string | undefined {
  const { language } = site.tree;
  if (type === 'array' || type === 'string')
    return language === 'go' || exact?.endsWith('[]')
      ? `${lengthOf(language, name, exact)} > 0`
      : `!${name}.${language === 'rust' ? 'is_empty' : 'isEmpty'}()`;
  if (language === 'java' && !/^(int|long|double|boolean|char)$/.test(exact ?? '') && /^[a-z]/.test(name))
    return `${name} != null`;
  return language === 'go' && exact?.startsWith('*') ? `${name} != nil` : undefined;
}

interface Part {
  readonly text: string;
  readonly fit: number;
  /** It has to be asked before the rest can be. */
  readonly first: boolean;
}

/** What must hold before the condition can be asked at all: not nothing, in bounds, not empty. */
function needed(condition: SyntaxNode, holder: SyntaxNode, site: Site): Part[] {
  const found = new Map<string, Part>();
  const add = (text: string, fit: number, first = true): void => {
    if (!condition.text.includes(text) && (found.get(text)?.fit ?? 0) < fit) found.set(text, { text, fit, first });
  };
  const ahead = site.tree.text.slice(condition.startIndex, Math.min(holder.endIndex, condition.endIndex + 400));
  for (const node of descend(condition)) {
    const indexed = subscript(node);
    if (indexed && indexed.index.type !== 'slice' && indexed.index.type !== 'string') {
      const [object, index] = [indexed.object.text, indexed.index.text];
      const keyed = typeOf(indexed.object, site.scopes) === 'map' || typeOf(indexed.index, site.scopes) === 'string';
      if (keyed && site.compiled) continue;
      if (keyed) add(`${index} in ${object}`, 0.8);
      else {
        add(`${index} < ${lengthOf(site.tree.language, object, site.exact(indexed.object))}`, 1.1);
        if (!isUnsigned(site.exact(indexed.index)) && site.tree.language !== 'rust') add(`${index} >= 0`, 0.9);
        const sum = binary(indexed.index);
        if (sum && /[-+]/.test(sum.operator)) add(`${sum.left.text} > 0`, 0.6);
      }
    }
    const used = member(node)?.object ?? indexed?.object;
    if (
      used &&
      ['identifier', 'attribute', 'member_expression'].includes(used.type) &&
      !/^(self|this|Math|math|Object|Array|Number)$/.test(used.text)
    ) {
      const type = typeOf(used, site.scopes);
      if (site.compiled) {
        const present = presentIn(used.text, type, site, site.exact(used));
        if (present) add(present, 0.7);
      } else if (site.python) add(type === 'array' || type === 'string' ? used.text : `${used.text} is not None`, 0.7);
      else add(type === 'array' || type === 'string' ? `${used.text}.length > 0` : used.text, 0.7);
    }
    if (node.type === 'identifier' && isReference(node) && !used) {
      const type = typeOf(node, site.scopes);
      if (type === 'number') add(`${node.text} > 0`, 0.35, false);
      else if (type === undefined && !site.compiled)
        add(site.python ? `${node.text} is not None` : `${node.text} !== null`, 0.3);
    }
  }
  for (const match of condition.text.matchAll(/([\w.]+)\.(pop|shift|popleft)\(/g)) {
    add(site.python ? (match[1] ?? '') : `${match[1] ?? ''}.length > 0`, 1.1);
  }
  if (isLoop(holder)) {
    // What the loop's body takes from, or looks at.
    for (const match of ahead.matchAll(/([\w.]+)\.(pop|shift|popleft)\(/g)) {
      const name = match[1] ?? '';
      add(site.python ? name : `${name}.length > 0`, 0.9, false);
    }
    for (const match of ahead.matchAll(/([A-Za-z_]\w*)\[([A-Za-z_]\w*)(?: [-+] 1)?\]/g)) {
      const [, object = '', index = ''] = match;
      add(site.python ? `${index} < len(${object})` : `${index} < ${object}.length`, 0.8);
      add(`${index} >= 0`, 0.6);
    }
  }
  return [...found.values()].sort((a, b) => b.fit - a.fit).slice(0, 6);
}

/** Comparisons and truth values of the same function that have something to do with the condition. */
function borrowed(condition: SyntaxNode, site: Site): Part[] {
  const fn = functionOrFile(condition);
  const names = new Set([...descend(condition)].filter((node) => node.type === 'identifier').map((node) => node.text));
  const inReach = new Set(reachable(condition, site).map((binding) => binding.name));
  const found = new Map<string, Part>();
  for (const node of ownNodes(fn)) {
    const isTest = comparisons(node).length === 1 || (negated(node) !== undefined && !contains(node, condition));
    if (!isTest || node.text.length > 50 || contains(condition, node) || condition.text.includes(node.text)) continue;
    const used = [...descend(node)].filter((inner) => inner.type === 'identifier').map((inner) => inner.text);
    if (
      used.some(
        (name) => site.scopes.declared.has(name) && !inReach.has(name) && !site.scopes.find(name, condition.startIndex),
      )
    )
      continue;
    const shared = used.some((name) => names.has(name));
    const near = Math.abs(node.startIndex - condition.startIndex) < 300 ? 1.2 : 1;
    found.set(node.text, { text: node.text, fit: (shared ? 0.5 : 0.25) * near, first: false });
  }
  for (const binding of reachable(condition, site)) {
    if (names.has(binding.name) || binding.type !== 'boolean' || binding.kind === 'function') continue;
    const { not } = words(site);
    found.set(binding.name, { text: binding.name, fit: 0.5, first: false });
    found.set(not(binding.name), { text: not(binding.name), fit: 0.5, first: false });
  }
  // A twin of the comparison that is there: `x < width` also asks for `y < height`.
  for (const pair of comparisons(condition)) {
    for (const binding of reachable(condition, site)) {
      if (binding.type !== 'number' || names.has(binding.name) || pair.left.type !== 'identifier') continue;
      if (nameSimilarity(binding.name, pair.left.text) > 0.9) {
        found.set(`${binding.name} ${pair.operator} ${pair.right.text}`, {
          text: `${binding.name} ${pair.operator} ${pair.right.text}`,
          fit: 0.5,
          first: false,
        });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.fit - a.fit).slice(0, 7);
}
