/** The order of a collection: the wrong way round, in place where it must not be, rows that are one and the same. */

import { isFunction } from '../../syntax/grammar.ts';
import { binary, call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* sorting(node: SyntaxNode, site: Site): Generator<Draft> {
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
