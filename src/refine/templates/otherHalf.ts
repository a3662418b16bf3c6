/** Half of a test: one bound of two, one side of an overlap. The other half is the same with the counterparts of its names. */

import { comparisons, member, subscript } from '../../syntax/shapes.ts';
import { areCounterparts } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { replaced, words } from './write.ts';

const opposite: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
]);
const twins = /^(lo|low|lower|min|minimum|least|start|begin|from|first|left|open|opens|since|after|earliest|bottom)$/i;
const otherTwins =
  /^(hi|high|upper|max|maximum|most|end|stop|to|until|till|last|right|close|closes|before|latest|top)$/i;

export function* otherHalf(site: Site): Generator<Draft> {
  const { and } = words(site);
  for (const node of site.expressions) {
    const [pair, ...more] = comparisons(node);
    const turned = pair && opposite.get(pair.operator);
    if (!pair || turned === undefined || more.length > 0) continue;
    const around = node.parent?.text ?? '';
    for (const half of halves(pair.left, pair.operator, pair.right, turned, site)) {
      if (around.includes(half)) continue;
      yield replaced('stronger condition', node, `${node.text} ${and} ${half}`, 1.1);
    }
  }
}

function* halves(left: SyntaxNode, operator: string, right: SyntaxNode, turned: string, site: Site): Generator<string> {
  for (const name of others(right, site)) yield `${left.text} ${turned} ${name}`;
  for (const name of others(left, site)) yield `${name} ${turned} ${right.text}`;
  // `a.start < b.end` of two things that overlap also asks for `b.start < a.end`.
  const [mine, theirs] = [member(left), member(right)];
  if (!mine || !theirs || mine.object.text === theirs.object.text) return;
  const [a, b] = [mine.object.text, theirs.object.text];
  const called = /\(\)$/.test(left.text) ? '()' : '';
  yield `${b}.${mine.property.text}${called} ${operator} ${a}.${theirs.property.text}${called}`;
}

/** The other end: another name in reach, another member of the same thing. */
function* others(end: SyntaxNode, site: Site): Generator<string> {
  if (end.type === 'identifier') {
    for (const binding of reachable(end, site))
      if (binding.kind !== 'function' && areEnds(end.text, binding.name)) yield binding.name;
    return;
  }
  const dotted = member(end);
  if (!dotted || subscript(end)) return;
  for (const use of site.scopes.members(dotted.object.text))
    if (!use.called && areEnds(dotted.property.text, use.name)) yield `${dotted.object.text}.${use.name}`;
}

function areEnds(a: string, b: string): boolean {
  if (a === b) return false;
  if (areCounterparts(a, b)) return true;
  const [first, second] = [wordsOf(a), wordsOf(b)];
  if (first.length !== second.length) return false;
  const differing = first.flatMap((word, at) => (word === second[at] ? [] : [[word, second[at] ?? ''] as const]));
  const [only, ...more] = differing;
  return (
    only !== undefined &&
    more.length === 0 &&
    ((twins.test(only[0]) && otherTwins.test(only[1])) || (otherTwins.test(only[0]) && twins.test(only[1])))
  );
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_');
