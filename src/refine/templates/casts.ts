/** Numbers that lose their fraction by the way: cut where they should be rounded, divided before they are multiplied; and those that must not go below 0. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { assignment, binary, call, unwrapped } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isFraction } from './dialect.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* casts(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    yield* cut(node, site);
    yield* dividedFirst(node, site);
    yield* below(node, site);
    yield* hundredths(node, site);
  }
}

/** `int(x)`, `(int) x`, `x as u32`: the nearest, the next one up. */
function* cut(node: SyntaxNode, site: Site): Generator<Draft> {
  switch (site.tree.language) {
    case 'python': {
      const made = call(node);
      const value = made?.values.length === 1 && !made.receiver && made.name === 'int' ? made.values[0] : undefined;
      if (!value || typeOf(value, site.scopes) === 'string') return;
      const sum = binary(unwrapped(value)) !== undefined;
      yield replaced('rounding', node, `round(${value.text})`, sum ? 1.2 : 0.4);
      if (site.scopes.find('math', node.startIndex)) {
        yield replaced('rounding', node, `math.ceil(${value.text})`, sum ? 1 : 0.4);
        yield replaced('rounding', node, `math.floor(${value.text})`, 0.4);
      }
      return;
    }
    case 'java': {
      const value = node.type === 'cast_expression' ? field(node, 'value') : undefined;
      const to = field(node, 'type')?.text;
      if (!value || (to !== 'int' && to !== 'long') || !isFraction(site.exact(unwrapped(value)))) return;
      const inner = unwrapped(value).text;
      const head = to === 'int' ? '(int) ' : '';
      yield replaced('rounding', node, `${head}Math.round(${inner})`, 1.2);
      yield replaced('rounding', node, `(${to}) Math.ceil(${inner})`, 1);
      yield replaced('rounding', node, `(${to}) Math.floor(${inner})`, 0.5);
      return;
    }
    case 'go': {
      const made = call(node);
      const value = made?.values.length === 1 && /^u?int\d*$/.test(made.name) ? made.values[0] : undefined;
      if (!made || !value || !isFraction(site.exact(value)) || !site.scopes.find('math', 0)) return;
      for (const [at, way] of ['Round', 'Ceil', 'Floor'].entries())
        yield replaced('rounding', node, `${made.name}(math.${way}(${value.text}))`, 1.2 - at * 0.25);
      return;
    }
    case 'rust': {
      const value = node.type === 'as_expression' ? field(node, 'value') : undefined;
      const to = field(node, 'type')?.text;
      if (!value || to === undefined || !/^[iu]/.test(to) || !isFraction(site.exact(unwrapped(value)))) return;
      for (const [at, way] of ['round', 'ceil', 'floor'].entries())
        yield replaced('rounding', node, `${asOperand(value)}.${way}() as ${to}`, 1.2 - at * 0.25);
      return;
    }
    default:
      return;
  }
}

/** `a / b * c` where whole numbers are divided: what is lost by then does not come back. */
function* dividedFirst(node: SyntaxNode, site: Site): Generator<Draft> {
  const product = binary(node);
  if (product?.operator !== '*') return;
  for (const [side, other] of [
    [product.left, product.right],
    [product.right, product.left],
  ] as const) {
    const share = binary(unwrapped(side));
    const whole = site.python
      ? share?.operator === '//'
      : share?.operator === '/' && site.compiled && !isFraction(site.exact(side));
    if (share && whole)
      yield replaced(
        'grouping',
        node,
        `${share.left.text} * ${asOperand(other)} ${share.operator} ${share.right.text}`,
        1.2,
      );
  }
}

/** A difference that stands for what is left. */
function* below(node: SyntaxNode, site: Site): Generator<Draft> {
  const difference = binary(node);
  const parent = node.parent;
  if (difference?.operator !== '-' || !parent || site.tree.language === 'rust' || site.tree.language === 'java') return;
  const valued =
    assignment(parent)?.right.id === node.id ||
    parent.type === 'return_statement' ||
    parent.type === 'pair' ||
    (parent.type === 'arrow_function' && !/sort/i.test(parent.parent?.parent?.text.slice(0, 200) ?? ''));
  if (
    !valued ||
    isNumber(difference.right) ||
    ['array', 'set', 'string', 'map'].includes(typeOf(difference.left, site.scopes) ?? '')
  )
    return;
  if (site.python) yield replaced('clamp', node, `max(0, ${node.text})`, 0.9);
  else if (!site.compiled) yield replaced('clamp', node, `Math.max(0, ${node.text})`, 0.9);
  // Only newer versions of Go have the word.
  else if (/\bmax\(/.test(site.tree.text)) yield replaced('clamp', node, `max(0, ${node.text})`, 0.9);
}

/** A share in hundredths that is taken for a share of one. */
function* hundredths(node: SyntaxNode, site: Site): Generator<Draft> {
  const product = binary(node);
  if (product?.operator !== '*') return;
  const said = [product.left, product.right].find(
    (side) => /(percent|pct|rate|discount|share|tax|fee|vat)\w*$/i.test(side.text) && !isNumber(side),
  );
  if (
    !said ||
    /100/.test(site.tree.text.slice(node.startIndex - 20 < 0 ? 0 : node.startIndex - 20, node.endIndex + 20))
  )
    return;
  const sure = /percent|pct/i.test(said.text) ? 1.4 : 0.7;
  const around = node.parent && binary(node.parent)?.kind === 'arithmetic';
  yield replaced('missing operand', node, around ? `(${node.text} / 100)` : `${node.text} / 100`, sure);
  const other = said.id === product.left.id ? product.right : product.left;
  if (site.compiled) return;
  for (const operator of ['+', '-'])
    yield replaced('missing operand', node, `${asOperand(other)} * (1 ${operator} ${said.text})`, 0.6);
}
