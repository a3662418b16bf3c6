/** A value that is right but not in the form that its place needs: the other way round, absolute, its length. */

import { isNumber } from '../../syntax/grammar.ts';
import { assignmentOf, binary, call } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, parts } from '../../syntax/walk.ts';
import { lengthOf, magnitude } from './dialect.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* wrapped(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (statement.type === 'return_statement') yield* turnedRound(parts(statement)[0], site);
  }
  for (const statement of site.statements) yield* stepByLength(statement, site);
  for (const node of site.expressions) yield* absolute(node, site);
}

/** A list that was built from its end, or that is promised in order. */
function* turnedRound(value: SyntaxNode | undefined, site: Site): Generator<Draft> {
  if (value?.type !== 'identifier' || site.compiled) return;
  const type = typeOf(value, site.scopes);
  if (type !== 'array' && type !== undefined) return;
  const fit = type === 'array' ? 1 : 0.4;
  const name = value.text;
  const forms = site.python ? [`${name}[::-1]`, `sorted(${name})`] : [`${name}.reverse()`, `${name}.sort()`];
  for (const text of forms) yield replaced('missing order', value, text, fit);
}

/** Within a rounding, a root or a remainder the sign of an operand matters. */
function* absolute(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'identifier' || binary(node.parent ?? node)?.kind !== 'arithmetic') return;
  const signed = [...ancestors(node)].slice(0, 5).some((above) => {
    const name = call(above)?.name ?? '';
    return /^(floor|ceil|round|trunc|sqrt|pow|int)$/.test(name) || binary(above)?.operator === '%';
  });
  const text = magnitude(site.tree.language, node.text, site.exact(node));
  if (signed && text !== undefined) yield replaced('sign', node, text, 0.8);
}

/** `at += 1` where what was passed over may be longer. */
function* stepByLength(statement: SyntaxNode, site: Site): Generator<Draft> {
  const set = assignmentOf(statement);
  if (!set || !/^[-+]=$/.test(set.operator) || !isNumber(set.right)) return;
  for (const { name, scope } of reachable(statement, site).slice(0, 20)) {
    const binding = site.scopes.find(name, statement.startIndex);
    const { type, exact } = binding ?? {};
    if (site.compiled && type !== 'string') continue;
    if (scope.kind === 'module' || (type !== 'string' && type !== undefined)) continue;
    const text = lengthOf(site.tree.language, name, exact);
    yield replaced('step length', set.right, text, type === 'string' ? 1 : 0.4);
  }
}
