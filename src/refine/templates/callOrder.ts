/** Two steps in a row, each right, in the wrong order: cut before it was turned round, rounded before it was added. */

import { isFunction } from '../../syntax/grammar.ts';
import { call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* callOrder(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    const second = stepOf(node);
    const first = second && stepOf(second);
    // `a.b(1).b(2)` says the same either way too often.
    if (first && second && wayOf(node) !== wayOf(second)) {
      const { text } = site.tree;
      const turned =
        text.slice(first.startIndex, first.endIndex) +
        text.slice(second.endIndex, node.endIndex) +
        text.slice(first.endIndex, second.endIndex);
      yield replaced('call order', node, turned, 1);
    }
    const outer = call(node);
    const inner = outer?.values.length === 1 && outer.values[0] ? call(outer.values[0]) : undefined;
    const value = inner?.values[0];
    if (!outer || !inner || !value || outer.isNew || inner.isNew || isFunction(value)) continue;
    if (outer.callee.text === inner.callee.text || inner.values.length !== 1) continue;
    yield replaced('call order', node, `${inner.callee.text}(${outer.callee.text}(${value.text}))`, 0.5);
  }
}

/** What a step of a chain is taken on: `a` of `a.b()` and of `a[0]`. */
function stepOf(node: SyntaxNode): SyntaxNode | undefined {
  const receiver = call(node)?.receiver;
  if (receiver) return /^[A-Z]\w*$|^(math|os|re|json|self|this|super)$/.test(receiver.text) ? undefined : receiver;
  const entry = subscript(node);
  return entry?.index.type === 'slice' ? entry.object : undefined;
}

/** What a step does: a method's name, a slice as written. */
const wayOf = (node: SyntaxNode): string | undefined => {
  const callee = call(node)?.callee;
  return callee ? member(callee)?.property.text : subscript(node)?.index.text;
};
