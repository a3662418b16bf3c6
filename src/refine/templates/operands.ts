/** A value that lacks an operand which its like has elsewhere in the function, and indices that are all off by one. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { binary, subscript, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { contains } from '../../syntax/walk.ts';
import { reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, shifted } from './write.ts';
import { isValue } from './unread.ts';

const mostForAValue = 6;

export function* operands(site: Site): Generator<Draft> {
  yield* shiftedTogether(site);
  for (const node of site.expressions) {
    if (!isValue(node) || isNumber(node)) continue;
    const drafts = [...alike(node, site), ...combined(node, site)];
    yield* drafts.sort((a, b) => (b.fit ?? 1) - (a.fit ?? 1)).slice(0, mostForAValue);
  }
}

/** `base + inner` stands nearby, so `pattern` may want to be `base + pattern`. */
function* alike(node: SyntaxNode, site: Site): Generator<Draft> {
  const type = typeOf(node, site.scopes);
  for (const other of ownNodes(functionOrFile(node))) {
    const pair = binary(other);
    if (pair?.kind !== 'arithmetic' || contains(other, node) || other.text.length > 60) continue;
    for (const [operand, text] of [
      [pair.right, `${pair.left.text} ${pair.operator} ${asOperand(node)}`],
      [pair.left, `${asOperand(node)} ${pair.operator} ${pair.right.text}`],
    ] as const) {
      if (isNumber(operand) || node.text === operand.text) continue;
      const itsType = typeOf(operand, site.scopes);
      if (type !== undefined && itsType !== undefined && type !== itsType) continue;
      const names = nameSimilarity(node.text, operand.text);
      yield replaced('missing operand', node, text, 0.5 + names + (type !== undefined && type === itsType ? 0.3 : 0));
    }
  }
}

/** `goods` becomes `goods - discount`: two numbers in reach. */
function* combined(node: SyntaxNode, site: Site): Generator<Draft> {
  if (typeOf(node, site.scopes) !== 'number' || binary(node.parent ?? node)?.kind === 'arithmetic') return;
  for (const { name, kind, scope } of reachable(node, site)) {
    const local = scope.kind === 'function' || scope.kind === 'block';
    if (!local || kind === 'function' || name === node.text) continue;
    if (site.scopes.find(name, node.startIndex)?.type !== 'number') continue;
    yield replaced('missing operand', node, `${asOperand(node)} - ${name}`, 0.4);
    yield replaced('missing operand', node, `${asOperand(node)} + ${name}`, 0.35);
  }
}

/** `(a[m] + a[m + 1]) / 2` becomes `(a[m - 1] + a[m]) / 2`. */
function* shiftedTogether(site: Site): Generator<Draft> {
  const indices = site.expressions
    .map((node) => subscript(node)?.index)
    .filter((index) => index !== undefined)
    .filter((index) => index.type !== 'slice' && index.type !== 'string' && !isNumber(unwrapped(index)));
  const apart = indices.filter((index) => !indices.some((outer) => outer.id !== index.id && contains(outer, index)));
  if (apart.length < 2 || apart.length > 4) return;
  for (const by of [-1, 1] as const) {
    yield {
      template: 'index off by one',
      edits: apart.map((index) => replacement(index, shifted(index, by))),
      description: `every index of ${quoted(apart[0]?.parent?.text ?? '')} and its neighbours is one ${by < 0 ? 'less' : 'more'}`,
      fit: 0.5,
    };
  }
}
