/** A call, an `await` or a `new` that is missing or too many, or the wrong method of its kind. */

import { asOperand, enclosingFunction, isFunction } from '../../syntax/grammar.ts';
import { assignment, binary, call, member, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { methodGroups, typesWith } from '../../syntax/standardMembers.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { parts } from '../../syntax/walk.ts';
import { converted, copies, normalised } from './conversions.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { sorting } from './sorting.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* calls(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    yield* otherMethod(node, site);
    if (site.compiled) {
      yield* sameTypeWithout(node, site);
      continue;
    }
    yield* missingCall(node, site);
    yield* needless(node, site);
    yield* keywordBefore(node, site);
    yield* copies(node, site);
    yield* normalised(node, site);
    yield* converted(node, site);
    yield* sorting(node, site);
  }
}

function* otherMethod(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  const dotted = called ? member(called.callee) : member(node);
  if (called && !called.isNew) {
    const target = dotted?.property ?? (called.callee.type === 'identifier' ? called.callee : undefined);
    if (!target) return;
    const own = dotted ? dotted.object.type !== 'identifier' || !isCodeName(dotted.object.text) : false;
    const type = dotted ? typeOf(dotted.object, site.scopes) : undefined;
    const seen = new Map<string, number>();
    for (const group of methodGroups(site.tree.language)) {
      if (!group.methods.includes(called.name)) continue;
      if (own && group.on === 'module' && dotted && typesWith(site.tree.language, called.name).length > 1) continue;
      const fits =
        type === undefined || group.on === 'module' || group.on === type || (group.on === 'map' && type === 'object');
      if (!fits && (type === 'array' || type === 'string' || type === 'map' || type === 'set')) continue;
      for (const [at, other] of group.methods.filter((name) => name !== called.name).entries()) {
        const kinds = typesWith(site.tree.language, other);
        const foreign =
          type !== undefined &&
          dotted !== undefined &&
          !kinds.includes('module') &&
          !kinds.some((kind) => kind === type);
        const rare = /left$/.test(other) && !site.tree.text.includes('deque');
        const fit = (foreign || rare ? 0.3 : 1) - at * 0.12;
        if ((seen.get(other) ?? 0) < fit) seen.set(other, fit);
      }
    }
    for (const [name, fit] of seen) {
      if (name === 'zip_longest' && !site.scopes.find(name, node.startIndex)) continue;
      yield replaced('wrong method', target, name, fit);
    }
    if (!site.compiled) yield* reshaped(node, called, site);
  }
}

/** `x.trim()` and `f(x)` where `x` is of the same type. */
function* sameTypeWithout(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  const type = called && !called.isNew && site.exact(node);
  if (!called || !type || node.parent?.type === 'expression_statement') return;
  if (called.receiver && site.exact(called.receiver) === type)
    yield replaced('needless call', node, called.receiver.text, 0.9);
  for (const value of called.values) {
    if (site.exact(value) === type) yield replaced('needless call', node, asOperand(value), 0.6);
  }
}

const isCodeName = (name: string): boolean =>
  /^(Math|math|Object|Number|JSON|Promise|re|os|Array|String|itertools|heapq|bisect|copy)$/.test(name);

/** Calls whose near relatives take their arguments in another way. */
function* reshaped(node: SyntaxNode, called: NonNullable<ReturnType<typeof call>>, site: Site): Generator<Draft> {
  const first = called.values[0]?.text;
  const on = called.receiver?.text;
  if (on === undefined) {
    if (site.python && called.name === 'sorted' && first !== undefined && called.values.length === 1)
      yield replaced('needless call', node, first, 0.4);
    if (site.python && called.name === 'list' && first !== undefined)
      yield replaced('wrong method', node, `sorted(${first})`, 0.4);
    return;
  }
  if (site.python) {
    if (called.name === 'append' && first !== undefined) {
      yield replaced('wrong method', node, `${on}.insert(0, ${first})`, 0.9);
      if (called.values[0] && ['tuple', 'list'].includes(called.values[0].type))
        yield replaced('wrong method', node, `${on}.extend(${first})`, 0.6);
    } else if (called.name === 'insert' && called.values[1])
      yield replaced('wrong method', node, `${on}.append(${called.values[1].text})`, 0.9);
    else if (called.name === 'extend' && first !== undefined)
      yield replaced('wrong method', node, `${on}.append(${first})`, 1);
    else if (called.name === 'pop' && called.values.length === 1 && first === '0')
      yield replaced('wrong method', node, `${on}.pop()`, 1);
    else if (called.name === 'sort' && !assignedOrReturned(node))
      yield replaced('wrong method', node, `${on}.reverse()`, 0.2);
    if (assignedOrReturned(node)) {
      // Both work in place and give nothing back.
      if (called.name === 'sort')
        yield replaced(
          'wrong method',
          node,
          `sorted(${[on, ...called.values.map((value) => value.text)].join(', ')})`,
          1.5,
        );
      if (called.name === 'reverse') yield replaced('wrong method', node, `${on}[::-1]`, 1.5);
    }
  } else {
    if (called.name === 'push' && first !== undefined && called.values.length === 1)
      yield replaced(
        'wrong method',
        called.list,
        first.startsWith('...') ? `(${first.slice(3)})` : `(...${first})`,
        0.6,
      );
    if (called.name === 'includes' && first !== undefined)
      yield replaced('wrong method', node, `${on} === ${first}`, 0.2);
    if (called.name === 'indexOf' && first !== undefined && !binary(node.parent ?? node))
      yield replaced('wrong method', node, `${on}.includes(${first})`, 0.5);
    if (called.name === 'charCodeAt' && first !== undefined)
      yield replaced('wrong method', node, `${on}[${first}]`, 0.3);
  }
}

const assignedOrReturned = (node: SyntaxNode): boolean =>
  node.parent?.type === 'return_statement' || (node.parent ? assignment(node.parent)?.right.id === node.id : false);

function* missingCall(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  if (!parent || call(parent)?.callee.id === node.id) return;
  if (assignment(parent)?.left.id === node.id) return;
  const dotted = member(node);
  if (dotted) {
    const known = site.scopes.members(dotted.object.text).find((use) => use.name === dotted.property.text);
    const isMethod =
      known?.called === true ||
      typesWith(site.tree.language, dotted.property.text).length > 0 ||
      site.scopes.signatures.has(dotted.property.text) ||
      site.ingredients?.signatures.has(dotted.property.text) === true;
    if (isMethod && !(call(parent) && parent.type === 'new_expression'))
      yield {
        template: 'missing call',
        edits: [{ start: node.endIndex, end: node.endIndex, text: '()' }],
        description: `call ${quoted(node.text)}`,
        fit: 1.5,
      };
    return;
  }
  if (node.type !== 'identifier' || !isReference(node)) return;
  const binding = site.scopes.find(node.text, node.startIndex);
  if (binding?.kind === 'function' || (binding?.kind === 'parameter' && binding.type === 'function')) {
    yield {
      template: 'missing call',
      edits: [{ start: node.endIndex, end: node.endIndex, text: '()' }],
      description: `call ${quoted(node.text)}`,
      fit: 1,
    };
  }
}

/** `f(x)` for `x`, `x.trim()` for `x`. */
function* needless(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  if (!called || called.isNew) return;
  const first = called.values[0];
  const inStatement = node.parent?.type === 'expression_statement';
  if (called.receiver && !inStatement && !isCodeName(called.receiver.text)) {
    yield replaced(
      'needless call',
      node,
      called.receiver.text,
      ['self', 'this', 'super'].includes(called.receiver.text) ? 0.1 : 0.9,
    );
  }
  if (
    first &&
    called.values.length === 1 &&
    !inStatement &&
    first.type !== 'keyword_argument' &&
    first.type !== 'spread_element' &&
    !isFunction(first)
  ) {
    yield replaced(
      'needless call',
      node,
      asOperand(first),
      called.receiver && !isCodeName(called.receiver.text) ? 0.3 : 0.8,
    );
  }
  if (called.values.length === 0 && !inStatement) {
    yield {
      template: 'needless call',
      edits: [replacement(called.list, '')],
      description: `${quoted(node.text)} without the call`,
      fit: 0.5,
    };
  }
  if (site.python && called.name === 'enumerate' && first) yield replaced('needless call', node, first.text, 0.2);
}

/** `await` and `new`. */
function* keywordBefore(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  const waited = node.parent?.type === 'await' || node.parent?.type === 'await_expression';
  if (called && !waited && !called.isNew) {
    const fn = enclosingFunction(node);
    const isAsync = fn !== undefined && /^(static\s+|export\s+)*async\b/.test(fn.text);
    if (isAsync) {
      const chained =
        node.parent && (member(node.parent)?.object.id === node.id || subscript(node.parent)?.object.id === node.id);
      yield {
        template: 'missing await',
        edits: chained
          ? [replacement(node, `(await ${node.text})`)]
          : [{ start: node.startIndex, end: node.startIndex, text: 'await ' }],
        description: `wait for ${quoted(node.text)}`,
      };
    }
    if (
      !site.python &&
      /^[A-Z]/.test(called.callee.text) &&
      called.callee.type === 'identifier' &&
      !/^(String|Number|Boolean|Symbol|BigInt)$/.test(called.callee.text)
    ) {
      yield {
        template: 'missing new',
        edits: [{ start: node.startIndex, end: node.startIndex, text: 'new ' }],
        description: `${quoted(node.text)} is made with \`new\``,
      };
    }
  }
  if (node.type === 'await' || node.type === 'await_expression') {
    const inner = parts(node)[0];
    if (inner) yield replaced('missing await', node, inner.text, 0.2);
  }
}
