/** "Is there something?" asked too widely or too narrowly: 0, '' and [] are something, and are not there all the same. */

import { asOperand } from '../../syntax/grammar.ts';
import { binary, negated, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { conditionsOf } from './logic.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* presence(site: Site): Generator<Draft> {
  if (site.compiled) return;
  for (const { condition } of conditionsOf(site)) {
    for (const part of operandsOf(unwrapped(condition))) {
      const absent = negated(part);
      const asked = unwrapped(absent ?? part);
      if (
        !/^(identifier|member_expression|attribute|subscript|subscript_expression|call|call_expression)$/.test(
          asked.type,
        )
      )
        continue;
      if (typeOf(asked, site.scopes) === 'boolean') continue;
      for (const [text, fit] of tests(asked, absent !== undefined, site))
        yield replaced('presence test', part, text, fit);
    }
  }
}

function tests(asked: SyntaxNode, absent: boolean, site: Site): (readonly [string, number])[] {
  const it = asOperand(asked);
  const call = /^call/.test(asked.type) ? 0.4 : 1;
  if (site.python) {
    return absent
      ? [
          [`${it} is None`, call],
          [`${it} is not None and not ${it}`, 0.15 * call],
          [`len(${it}) == 0`, 0.15 * call],
        ]
      : [
          [`${it} is not None`, call],
          [`len(${it}) > 0`, 0.15 * call],
        ];
  }
  return absent
    ? [
        [`${it} === undefined`, call],
        [`${it} == null`, 0.8 * call],
        [`${it} === null`, 0.7 * call],
        [`${it} === undefined || ${it} === ''`, 0.5 * call],
        [`${it}.length === 0`, 0.2 * call],
      ]
    : [
        [`${it} !== undefined`, call],
        [`${it} != null`, 0.8 * call],
        [`${it} !== null`, 0.7 * call],
        [`${it} !== undefined && ${it} !== ''`, 0.4 * call],
        [`${it}.length > 0`, 0.2 * call],
      ];
}

/** The operands of a condition's `and`s and `or`s; the condition itself when it has none. */
function operandsOf(condition: SyntaxNode): SyntaxNode[] {
  const pair = binary(condition);
  if (pair?.kind !== 'logical') return [condition];
  return [...operandsOf(unwrapped(pair.left)), ...operandsOf(unwrapped(pair.right))];
}
