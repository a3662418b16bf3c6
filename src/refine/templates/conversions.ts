/** What a value must be made into first: a copy, a text that can be compared, a number, a size. */

import { isLiteral } from '../../syntax/grammar.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { assignment, binary, call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

/** Where two names must not share one list or object. */
export function* copies(node: SyntaxNode, site: Site): Generator<Draft> {
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
export function* normalised(node: SyntaxNode, site: Site): Generator<Draft> {
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
export function* converted(node: SyntaxNode, site: Site): Generator<Draft> {
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
