/** A value in one unit where another is meant: hours for minutes, cents for whole ones. By the units' names, and by the constants of the file. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { factorsOf } from './unitNames.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { assignment, binary, call, unwrapped } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isFraction } from './dialect.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* units(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (
      !isValue(node) ||
      isNumber(node) ||
      !/^(identifier|attribute|member_expression|call|call_expression|binary_operator|binary_expression|subscript|subscript_expression)$/.test(
        node.type,
      )
    )
      continue;
    const type = typeOf(node, site.scopes);
    if (type !== undefined && type !== 'number') continue;
    const sum = binary(unwrapped(node));
    if (sum && (sum.kind !== 'arithmetic' || sum.operator === '%')) continue;
    const factors = new Map<string, number>();
    for (const binding of reachable(node, site)) {
      if (binding.kind !== 'constant' && !/^[A-Z][A-Z\d_]+$/.test(binding.name)) continue;
      const factor =
        /per|in_|seconds|minutes|hours|days|weeks|cents|hundred|percent|scale|factor|unit|grams|metres|meters/i.test(
          binding.name,
        );
      if (factor && binding.type === 'number' && !node.text.includes(binding.name)) factors.set(binding.name, 1);
    }
    for (const factor of factorsOf(lastWord(node.text)))
      if (!new RegExp(`\\b${factor}\\b`).test(node.text))
        factors.set(factor, type === 'number' || !site.compiled ? 1 : 0.6);
    const whole = asOperand(node);
    for (const [factor, fit] of [...factors].slice(0, 4)) {
      const written =
        isFraction(site.exact(node)) && site.tree.language === 'rust' && /^\d+$/.test(factor) ? `${factor}.0` : factor;
      yield replaced('missing operand', node, `${whole} * ${written}`, fit * 0.8);
      yield replaced('missing operand', node, `${whole} / ${written}`, fit * 0.8);
      if (site.python) yield replaced('missing operand', node, `${whole} // ${written}`, fit * 0.6);
    }
  }
}

/** Given back, assigned, handed on, or a side of a comparison. */
function isValue(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  return (
    parent.type === 'return_statement' ||
    assignment(parent)?.right.id === node.id ||
    (parent.parent !== null && call(parent.parent)?.values.some((value) => value.id === node.id) === true) ||
    (parent.type === 'pair' && field(parent, 'value')?.id === node.id) ||
    binary(parent)?.kind === 'comparison'
  );
}

const lastWord = (text: string): string => /([A-Za-z]+)[^A-Za-z]*$/.exec(text.replace(/\(.*$/s, ''))?.[1] ?? '';
