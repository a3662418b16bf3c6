/** Divisions that lose their fraction or round the wrong way, sums that overflow, remainders of what is negative. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { assignment, binary, call, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, parts } from '../../syntax/walk.ts';
import { isFraction, isInteger, isUnsigned, lengthOf } from './dialect.ts';
import type { Draft, Site } from './site.ts';
import { replaced, shifted } from './write.ts';

export function* numbers(site: Site): Generator<Draft> {
  if (!site.compiled) return;
  for (const node of site.expressions) {
    const pair = binary(node);
    if (pair?.kind !== 'arithmetic') continue;
    if (pair.operator === '/') yield* division(node, site);
    if (pair.operator === '%') yield* remainder(node, site);
    if (/^[-+*]$/.test(pair.operator)) yield* wide(node, site);
  }
  for (const node of site.expressions) {
    yield* uncast(node, site);
    yield* bounded(node, site);
    yield* otherEnd(node, site);
    yield* dividend(node);
  }
}

function* division(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (!pair) return;
  const { language } = site.tree;
  const exact = site.exact(node);
  if (isFraction(exact)) {
    if (language === 'java') {
      yield replaced('rounding', node, `Math.round(${node.text})`, 0.6);
      yield replaced('rounding', node, `Math.floor(${node.text})`, 0.5);
    } else if (language === 'go') {
      yield replaced('rounding', node, `math.Round(${node.text})`, 0.6);
      yield replaced('rounding', node, `math.Floor(${node.text})`, 0.5);
    } else {
      yield replaced('rounding', node, `(${node.text}).round()`, 0.6);
      yield replaced('rounding', node, `(${node.text}).floor()`, 0.5);
    }
    return;
  }
  const [a, b] = [asOperand(pair.left), asOperand(pair.right)];
  // Rounded up, and to the nearest.
  yield replaced('rounding', node, `(${pair.left.text} + ${b} - 1) / ${b}`, 1);
  yield replaced('rounding', node, `(${pair.left.text} + ${b} / 2) / ${b}`, 0.6);
  const wanted = placeOf(node, site);
  if (wanted !== undefined && !isFraction(wanted)) return;
  if (language === 'java') yield replaced('rounding', node, `(double) ${a} / ${b}`, 1.2);
  if (language === 'go') {
    const right = isNumber(pair.right) ? pair.right.text : `float64(${pair.right.text})`;
    yield replaced('rounding', node, `float64(${pair.left.text}) / ${right}`, wanted ? 1.2 : 0.3);
  }
  if (language === 'rust') {
    const right = isNumber(pair.right) ? `${pair.right.text}.0` : `${b} as f64`;
    yield replaced('rounding', node, `${a} as f64 / ${right}`, wanted ? 1.2 : 0.3);
  }
}

/** The type of what a value is put into. */
function placeOf(node: SyntaxNode, site: Site): string | undefined {
  const holder = closest(node, (above) => assignment(above) !== undefined || /statement$/.test(above.type));
  const set = holder && assignment(holder);
  return set ? site.exact(set.left) : undefined;
}

function* remainder(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (!pair || isUnsigned(site.exact(pair.left)) || isFraction(site.exact(pair.left))) return;
  const right = asOperand(pair.right);
  switch (site.tree.language) {
    case 'java':
      yield replaced('modulo', node, `Math.floorMod(${pair.left.text}, ${pair.right.text})`, 2);
      break;
    case 'rust':
      yield replaced('modulo', node, `${asOperand(pair.left)}.rem_euclid(${pair.right.text})`, 2);
      break;
    default:
      yield replaced('modulo', node, `(${node.text} + ${right}) % ${right}`, 2);
  }
}

/** Numbers that outgrow their type, or fall below 0 where there is nothing below. */
function* wide(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (!pair || isNumber(pair.left)) return;
  const exact = site.exact(node);
  const { language } = site.tree;
  if (language === 'rust') {
    if (!isInteger(exact) && exact !== undefined) return;
    const word = pair.operator === '-' ? 'sub' : pair.operator === '+' ? 'add' : 'mul';
    const on = asOperand(pair.left);
    const fit = pair.operator === '-' && (exact === undefined || isUnsigned(exact)) ? 1.4 : 0.4;
    yield replaced('overflow', node, `${on}.saturating_${word}(${pair.right.text})`, fit);
    yield replaced('overflow', node, `${on}.wrapping_${word}(${pair.right.text})`, fit * 0.4);
    if (isUnsigned(exact) && pair.operator === '-')
      yield replaced('overflow', node, `${on}.abs_diff(${pair.right.text})`, 0.5);
    return;
  }
  if (exact !== 'int' && exact !== 'Integer') return;
  if (language === 'java' && binary(node.parent ?? node)?.kind !== 'arithmetic')
    yield replaced(
      'overflow',
      node,
      `(long) ${asOperand(pair.left)} ${pair.operator} ${pair.right.text}`,
      pair.operator === '*' ? 1 : 0.4,
    );
  if (language === 'java' && pair.operator === '-' && !isNumber(pair.right) && node.parent?.type === 'arrow_function')
    yield replaced('overflow', node, `Integer.compare(${pair.left.text}, ${pair.right.text})`, 0.8);
}

/** `(double) (a / b)` becomes `(double) a / b`: what is computed before it is widened is lost already. */
function* uncast(node: SyntaxNode, site: Site): Generator<Draft> {
  if (site.tree.language === 'java' && node.type === 'cast_expression') {
    const value = node.childForFieldName('value') ?? undefined;
    const inner = value?.type === 'parenthesized_expression' ? parts(value)[0] : undefined;
    const pair = inner && binary(inner);
    if (value && inner && pair) yield replaced('grouping', value, inner.text, 1.2);
    if (value) yield replaced('conversion', node, value.text, 0.4);
  }
  const widened = call(node);
  if (site.tree.language === 'go' && widened && /^(float64|int64|int)$/.test(widened.name)) {
    const only = widened.values[0];
    const pair = only && binary(only);
    if (pair && /^[*/]$/.test(pair.operator))
      yield replaced(
        'grouping',
        node,
        `${widened.name}(${pair.left.text}) ${pair.operator} ${widened.name}(${pair.right.text})`,
        1.2,
      );
  }
  if (site.tree.language === 'rust' && node.type === 'as_expression') {
    const value = node.childForFieldName('value');
    const type = node.childForFieldName('type');
    const inner = value?.type === 'parenthesized_expression' ? parts(value)[0] : undefined;
    const pair = inner && binary(inner);
    if (value && type && pair && pair.kind === 'arithmetic')
      yield replaced(
        'grouping',
        node,
        `${asOperand(pair.left)} as ${type.text} ${pair.operator} ${asOperand(pair.right)} as ${type.text}`,
        1.2,
      );
  }
}

/** A value that must not pass what a parameter or a constant of its type says. */
function* bounded(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  const set = parent ? assignment(parent) : undefined;
  const valued = set?.right.id === node.id || parent?.type === 'return_statement';
  const { language } = site.tree;
  if (!valued || isNumber(node) || !isInteger(site.exact(node))) return;
  if (language === 'java') {
    yield replaced('clamp', node, `Math.max(0, ${node.text})`, 0.8);
  } else if (language === 'rust' && binary(node)?.operator === '/') {
    yield replaced('clamp', node, `${asOperand(node)}.max(1)`, 0.8);
  } else if (language === 'rust' && !isUnsigned(site.exact(node)))
    yield replaced('clamp', node, `${asOperand(node)}.max(0)`, 0.8);
  for (const binding of site.scopes.visible(node.startIndex)) {
    if (binding.exact !== site.exact(node) || node.text.includes(binding.name) || binding.start > node.startIndex)
      continue;
    if (binding.kind !== 'parameter' && binding.kind !== 'constant') continue;
    const bound = /max|most|limit|cap|upper|size|len/i.test(binding.name)
      ? 'min'
      : /min|least|floor|lower/i.test(binding.name)
        ? 'max'
        : undefined;
    if (!bound) continue;
    const text =
      language === 'java'
        ? `Math.${bound}(${node.text}, ${binding.name})`
        : language === 'rust'
          ? `${asOperand(node)}.${bound}(${binding.name})`
          : undefined;
    if (text !== undefined) yield replaced('clamp', node, text, 1);
  }
}

/** The first item where the last is meant, and the other way round. */
function* otherEnd(node: SyntaxNode, site: Site): Generator<Draft> {
  const entry = subscript(node);
  const got = call(node);
  const [object, index] =
    entry && entry.index.type !== 'slice'
      ? [entry.object, entry.index]
      : got?.name === 'get' && got.receiver && got.values.length === 1
        ? [got.receiver, got.values[0]]
        : [];
  if (!object || !index) return;
  const held = site.exact(object);
  if (/^map\[|\w*Map</.test(held ?? '')) return;
  const last = `${lengthOf(site.tree.language, object.text, held)} - 1`;
  if (index.text === '0') yield replaced('index off by one', index, last, 0.7);
  else if (index.text === last) yield replaced('index off by one', index, '0', 0.7);
}

/** `(n - 1) / 2` for `n / 2`. */
function* dividend(node: SyntaxNode): Generator<Draft> {
  const pair = binary(node);
  if (!pair || (pair.operator !== '/' && pair.operator !== '%') || isNumber(pair.left)) return;
  const { left } = pair;
  for (const by of [-1, 1] as const) {
    const text = shifted(left, by);
    yield replaced(
      'value off by one',
      left,
      left.type === 'parenthesized_expression' || /^[\w.]+$/.test(text) ? text : `(${text})`,
      0.7,
    );
  }
}
