/** A call, a copy, a conversion, an `await` or a `new` that is missing or too many, or the wrong method of its kind. */

import {
  asOperand,
  assignment,
  binary,
  call,
  enclosingFunction,
  isFunction,
  isLiteral,
  member,
  subscript,
} from '../../syntax/grammar.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { methodGroups, typesWith } from '../../syntax/standardMembers.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* calls(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    yield* otherMethod(node, site);
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
    yield* reshaped(node, called, site);
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

/** Where two names must not share one list or object. */
function* copies(node: SyntaxNode, site: Site): Generator<Draft> {
  if (!['identifier', 'attribute', 'member_expression', 'subscript', 'subscript_expression'].includes(node.type))
    return;
  if (node.type === 'identifier' && !isReference(node)) return;
  const parent = node.parent;
  if (!parent) return;
  const list = parent.parent ? call(parent.parent) : undefined;
  const stored =
    list !== undefined &&
    list.values.some((value) => value.id === node.id) &&
    /^(append|push|add|insert|unshift|set|appendleft|concat)$/.test(list.name);
  const recursive = list !== undefined && list.values.some((value) => value.id === node.id) && !stored;
  const assigned = assignment(parent)?.right.id === node.id;
  const returned = parent.type === 'return_statement';
  const yielded = parent.type === 'yield' || parent.type === 'yield_expression';
  const looped = field(parent, 'right')?.id === node.id && /^for/.test(parent.type);
  if (!stored && !assigned && !returned && !yielded && !looped && !recursive) return;
  // A name alone is no reason to take the value for a number or a text here.
  const type =
    node.type === 'identifier' ? site.scopes.find(node.text, node.startIndex)?.type : typeOf(node, site.scopes);
  if (type === 'number' || type === 'string' || type === 'boolean' || type === 'function') return;
  const known = type !== undefined ? 1.4 : node.type.startsWith('subscript') ? 0.3 : 1;
  const scale = known * (stored ? 1.2 : yielded ? 1.1 : recursive ? 0.3 : looped ? 0.5 : returned ? 0.4 : 0.8);
  if (site.python) {
    if (type !== 'map' && type !== 'set') yield replaced('missing copy', node, `${node.text}[:]`, scale);
    yield replaced(
      'missing copy',
      node,
      type === 'map' ? `dict(${node.text})` : type === 'set' ? `set(${node.text})` : `list(${node.text})`,
      scale * 0.8,
    );
    if (type === undefined || type === 'map') yield replaced('missing copy', node, `${node.text}.copy()`, scale * 0.6);
  } else {
    if (type !== 'object' && type !== 'map') yield replaced('missing copy', node, `[...${node.text}]`, scale);
    if (type !== 'array') yield replaced('missing copy', node, `{ ...${node.text} }`, scale * 0.8);
  }
}

/** Text that must be cut, lowered or otherwise made comparable first. */
function* normalised(node: SyntaxNode, site: Site): Generator<Draft> {
  if (
    ![
      'identifier',
      'attribute',
      'member_expression',
      'call',
      'call_expression',
      'subscript',
      'subscript_expression',
    ].includes(node.type)
  )
    return;
  if (node.type === 'identifier' && !isReference(node)) return;
  const type = typeOf(node, site.scopes);
  const parent = node.parent;
  if (!parent || (member(parent)?.object.id === node.id && !call(node))) return;
  const assigned = assignment(parent);
  if (assigned?.left.id === node.id || call(parent)?.callee.id === node.id) return;
  const compared = binary(parent)?.kind === 'comparison';
  const looped = field(parent, 'right')?.id === node.id && /^for/.test(parent.type);
  const indexed = subscript(node);
  const character = indexed !== undefined && typeOf(indexed.object, site.scopes) === 'string';
  const passed = call(parent.parent ?? parent)?.list.id === parent.id;
  if (
    type === 'string' ||
    character ||
    (type === undefined && (typeByName(node.text) === 'string' || passed || compared))
  ) {
    const methods = site.python
      ? ['lower()', 'strip()', 'upper()', 'split()']
      : ['toLowerCase()', 'trim()', 'toUpperCase()'];
    for (const [at, method] of methods.entries()) {
      if (node.text.includes(method.slice(0, -2))) continue;
      yield replaced(
        'missing normalisation',
        node,
        `${node.text}.${method}`,
        ((compared ? 1.2 : 0.7) - at * 0.15) * (type === 'string' || character ? 1 : 0.6),
      );
    }
  }
  const valued = parent.type === 'pair' && field(parent, 'value')?.id === node.id;
  if (looped || assigned || valued || passed || parent.type === 'return_statement') {
    if (type === 'array' || type === undefined) {
      if (site.python && !/^(sorted|reversed|range|enumerate)\b/.test(node.text)) {
        yield replaced('missing normalisation', node, `sorted(${node.text})`, looped ? 0.8 : passed ? 0.2 : 0.5);
        if (looped) yield replaced('missing normalisation', node, `reversed(${node.text})`, 0.7);
        if (looped) yield replaced('missing normalisation', node, `list(${node.text})`, 0.4);
        if (looped) yield replaced('missing normalisation', node, `${node.text}.items()`, 0.4);
        if (looped) yield replaced('missing normalisation', node, `enumerate(${node.text})`, 0.3);
      } else if (looped) yield replaced('missing normalisation', node, `[...${node.text}].reverse()`, 0.4);
    }
    if (type === 'set' && site.python) yield replaced('missing normalisation', node, `list(${node.text})`, 0.8);
  }
}

/** A text where a number is meant, a collection where its size is, and the other way round. */
function* converted(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  if (
    !parent ||
    ![
      'identifier',
      'attribute',
      'member_expression',
      'subscript',
      'subscript_expression',
      'call',
      'call_expression',
    ].includes(node.type)
  )
    return;
  if (node.type === 'identifier' && !isReference(node)) return;
  if (call(parent)?.callee.id === node.id || member(parent)?.object.id === node.id) return;
  const assigned = assignment(parent);
  if (assigned?.left.id === node.id) return;
  const type = typeOf(node, site.scopes);
  const pair = binary(parent);
  const key = subscript(parent)?.index.id === node.id;
  const valued =
    ['tuple', 'list', 'array', 'pair', 'expression_list'].includes(parent.type) ||
    pair !== undefined ||
    assigned !== undefined ||
    parent.type === 'return_statement' ||
    key ||
    call(parent.parent ?? parent) !== undefined;
  if (!valued || isLiteral(node)) return;
  const named = call(node)?.name ?? '';
  if (type === 'array' || type === 'map' || type === 'set') {
    if (pair && pair.kind !== 'logical')
      yield replaced(
        'conversion',
        node,
        site.python ? `len(${node.text})` : `${node.text}.${type === 'array' ? 'length' : 'size'}`,
        1.2,
      );
    return;
  }
  const arithmetic = pair?.kind === 'arithmetic' || pair?.kind === 'comparison';
  const scale = arithmetic ? 1 : key || assigned ? 0.6 : 0.4;
  if (type !== 'number' || node.type === 'identifier') {
    if (!/^(int|float|Number|parseInt|parseFloat)$/.test(named) && type !== 'boolean')
      yield replaced(
        'conversion',
        node,
        site.python ? `int(${node.text})` : `Number(${node.text})`,
        type === 'string' ? scale * 1.2 : scale * 0.8,
      );
    if (site.python && type !== 'boolean') yield replaced('conversion', node, `float(${node.text})`, scale * 0.4);
  }
  if (type !== 'string' && !/^(str|String|toString)$/.test(named))
    yield replaced(
      'conversion',
      node,
      site.python ? `str(${node.text})` : `String(${node.text})`,
      pair?.operator === '+' || key ? 0.9 : scale * 0.6,
    );
  if (pair?.kind === 'comparison' && type === undefined && site.python)
    yield replaced('conversion', node, `len(${node.text})`, 0.4);
  if (pair?.kind === 'comparison' && type === undefined && !site.python)
    yield replaced('conversion', node, `${node.text}.length`, 0.4);
}

function* sorting(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  if (!called) return;
  const comparator = called.values.find(isFunction);
  if (/^(sort|toSorted)$/.test(called.name) && comparator && !site.python) {
    const body = field(comparator, 'body');
    const names = (field(comparator, 'parameters') ? parts(field(comparator, 'parameters') ?? comparator) : []).map(
      (name) => name.text,
    );
    const [a, b] = names;
    const direct = body ? binary(body) : undefined;
    if (body && direct?.operator === '-')
      yield replaced('sort direction', body, `${direct.right.text} - ${direct.left.text}`, 1.6);
    if (body && direct && ['<', '>'].includes(direct.operator) && a && b) {
      // A comparator that answers true or false does not order anything.
      yield replaced('sort direction', body, `${direct.left.text} - ${direct.right.text}`, 1.5);
      yield replaced('sort direction', body, `${direct.right.text} - ${direct.left.text}`, 1.3);
    }
    if (body && call(body)?.name === 'localeCompare') {
      const compared = call(body);
      if (compared?.receiver && compared.values[0])
        yield replaced(
          'sort direction',
          body,
          `${compared.values[0].text}.localeCompare(${compared.receiver.text})`,
          1.4,
        );
    }
  }
  if (/^(sort|toSorted|reverse)$/.test(called.name) && called.receiver && !site.python) {
    if (called.name !== 'reverse') yield replaced('sort direction', node, `${node.text}.reverse()`, 0.6);
    if (!/\.\.\.|slice\(\)/.test(called.receiver.text)) {
      yield replaced('missing copy', called.receiver, `[...${called.receiver.text}]`, 1);
    }
  }
  if (site.python && called.name === 'sorted') yield replaced('sort direction', node, `${node.text}[::-1]`, 0.3);
  const fill = called.receiver && call(called.receiver);
  if (
    !site.python &&
    called.name === 'fill' &&
    fill?.name === 'Array' &&
    called.values[0] &&
    ['array', 'object', 'new_expression', 'call_expression'].includes(called.values[0].type)
  ) {
    const value = called.values[0].type === 'object' ? `(${called.values[0].text})` : called.values[0].text;
    yield replaced('shared rows', node, `Array.from({ length: ${fill.values[0]?.text ?? '0'} }, () => ${value})`, 1.5);
  }
}
