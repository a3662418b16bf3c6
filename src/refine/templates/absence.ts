/** What may not be there, or be 0, met in the expression itself: `?.`, `??`, `.get`, a conditional. */

import { asOperand, isLoop, isNumber } from '../../syntax/grammar.ts';
import { assignment, binary, call, member, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

export function* absence(site: Site): Generator<Draft> {
  if (site.compiled) return;
  for (const node of site.expressions) yield* inPlace(node, site);
}

function* inPlace(node: SyntaxNode, site: Site): Generator<Draft> {
  const target = node.parent ? assignment(node.parent)?.left.id === node.id : false;
  const dotted = member(node);
  if (
    dotted &&
    !site.python &&
    !target &&
    !node.text.includes('?.') &&
    !/^(this|super|Math|Object|JSON|Array|Number|String|console|module|exports|process)$/.test(dotted.object.text)
  ) {
    const at = dotted.object.endIndex;
    const dot = site.tree.text.indexOf('.', at);
    if (dot >= at && dot < dotted.property.startIndex) {
      yield {
        template: 'optional access',
        edits: [{ start: dot, end: dot + 1, text: '?.' }],
        description: `${quoted(node.text)} only when ${quoted(dotted.object.text)} is there`,
        fit: 0.8,
      };
    }
  }
  const indexed = subscript(node);
  if (indexed && !target && indexed.index.type !== 'slice') {
    const { object, index } = indexed;
    const keyed =
      index.type === 'string' || typeOf(object, site.scopes) === 'map' || typeOf(index, site.scopes) === 'string';
    const numeric = typeOf(index, site.scopes) === 'number' || isNumber(index);
    if (site.python && !numeric) {
      const augmented = node.parent?.type === 'augmented_assignment';
      if (!augmented) {
        yield replaced('missing key', node, `${object.text}.get(${index.text})`, keyed ? 1 : 0.4);
        for (const [at, text] of ['0', "''", '[]', index.text, 'False'].entries())
          yield replaced(
            'missing key',
            node,
            `${object.text}.get(${index.text}, ${text})`,
            (keyed ? 0.9 : 0.4) - at * 0.12,
          );
      }
      if (node.parent && member(node.parent) && call(node.parent.parent ?? node)) {
        yield replaced('missing key', node, `${object.text}.setdefault(${index.text}, [])`, keyed ? 0.8 : 0.6);
      }
    } else if (!site.python && !keyed && subscript(object)) {
      const at = object.endIndex;
      yield {
        template: 'optional access',
        edits: [{ start: at, end: at, text: '?.' }],
        description: `${quoted(node.text)} only when ${quoted(object.text)} is there`,
        fit: 0.8,
      };
    }
    if (!site.python && keyed) {
      for (const [at, text] of ['0', "''", '[]'].entries())
        yield replaced('default value', node, `(${node.text} ?? ${text})`, 0.6 - at * 0.12);
    }
  }
  const called = call(node);
  if (called && !called.isNew && called.name === 'get' && called.values.length === 1 && called.values[0]) {
    for (const [at, text] of ['0', '[]', "''", 'False'].entries()) {
      if (site.python)
        yield replaced('default value', called.list, `(${called.values[0].text}, ${text})`, 1 - at * 0.2);
      else if (at < 3) yield replaced('default value', node, `(${node.text} ?? ${text})`, 0.9 - at * 0.2);
    }
  }
  const divisor = divisorOf(node);
  if (divisor) {
    const right = asOperand(divisor);
    const grouped = node.parent && (binary(node.parent) || member(node.parent));
    const text = site.python ? `${node.text} if ${divisor.text} else 0` : `${right} === 0 ? 0 : ${node.text}`;
    yield replaced('zero divisor', node, grouped ? `(${text})` : text, 0.9);
  }
  if (node.type === 'identifier' && isReference(node) && !target) {
    const list = node.parent?.parent ? call(node.parent.parent) : undefined;
    const value =
      assignment(node.parent ?? node)?.right.id === node.id ||
      node.parent?.type === 'return_statement' ||
      list?.values.some((item) => item.id === node.id);
    const type = typeOf(node, site.scopes);
    const binding = site.scopes.find(node.text, node.startIndex);
    const looped = node.parent && field(node.parent, 'right')?.id === node.id && isLoop(node.parent);
    if (looped) yield replaced('default value', node, site.python ? `${node.text} or []` : `${node.text} ?? []`, 0.6);
    else if (value && binding !== undefined && ['parameter', 'variable'].includes(binding.kind)) {
      const text = type === 'number' ? '0' : type === 'string' ? "''" : type === 'array' ? '[]' : '{}';
      yield replaced(
        'default value',
        node,
        site.python ? `${node.text} or ${text}` : `${node.text} ?? ${text}`,
        binding.kind === 'parameter' ? 0.4 : 0.25,
      );
    }
  }
}

/** What a number is divided by, where that may be 0: no literal, and no text that a `%` formats. */
export function divisorOf(node: SyntaxNode): SyntaxNode | undefined {
  const pair = binary(node);
  if (!pair || !['/', '//', '%'].includes(pair.operator) || isNumber(pair.right)) return undefined;
  return pair.left.type === 'string' || pair.right.type === 'string' ? undefined : pair.right;
}
