/** A loop that is wrong at both ends at once: from 0 and below where it is from 1 and up to, and the other way round. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { assignment, binary, call, condition } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, shifted } from './write.ts';

const fit = 0.45;

export function* bothEnds(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (statement.type === 'for_statement' && !site.python) yield* counted(statement);
  }
  for (const node of site.expressions) {
    if (node.type === 'range_expression') yield* range(node);
    const called = call(node);
    if (site.python && called?.name === 'range' && called.values[0]?.text === '1' && called.values.length === 2) {
      const end = called.values[1];
      if (end) yield replaced('range off by one', called.list, `(${shifted(end, -1)})`, fit);
    }
    yield* factor(node);
  }
}

/** `for (i = 0; i < n; i++)` and `for (i = 1; i <= n; i++)`, downwards as well. */
function* counted(loop: SyntaxNode): Generator<Draft> {
  const head = field(loop, 'initializer');
  const set = head && [...descend(head)].map(assignment).find((found) => found !== undefined);
  const test = condition(loop);
  const pair = test && binary(test);
  const step = field(loop, 'increment')?.text ?? '';
  if (!set || !pair || pair.left.text !== set.left.text) return;
  const up = /\+\+|\+= ?1$/.test(step);
  const down = /--|-= ?1$/.test(step);
  const wider = pair.operator === '<' || pair.operator === '>';
  const operator = wider ? `${pair.operator}=` : pair.operator.slice(0, 1);
  if ((up && !/^<=?$/.test(pair.operator)) || (down && !/^>=?$/.test(pair.operator)) || !(up || down)) return;
  // Upwards the loop begins one later and ends one later; downwards one earlier.
  const start = shifted(set.right, up === wider ? 1 : -1);
  yield {
    template: 'range off by one',
    edits: [replacement(set.right, start), { start: pair.operatorStart, end: pair.operatorEnd, text: operator }],
    description: `from ${quoted(start)} while ${quoted(`${pair.left.text} ${operator} ${pair.right.text}`)}`,
    fit,
  };
}

/** `0..n` and `1..=n`. */
function* range(node: SyntaxNode): Generator<Draft> {
  const [start, end, operator] = [field(node, 'start'), field(node, 'end'), field(node, 'operator')?.text];
  if (!start || !end || !isNumber(start)) return;
  if (operator === '..') yield replaced('range off by one', node, `${shifted(start, 1)}..=${end.text}`, fit);
  else if (Number(start.text) > 0) yield replaced('range off by one', node, `${shifted(start, -1)}..${end.text}`, fit);
}

const counts =
  /^(page|row|col|column|line|week|month|day|level|step|round|index|idx|i|n|k|nr|no|num|number|pos|position|slot|bucket|turn)$/i;

/** `page * size` where pages are counted from 1, and the other way round. */
function* factor(node: SyntaxNode): Generator<Draft> {
  const product = binary(node);
  if (product?.operator !== '*') return;
  for (const side of [product.left, product.right]) {
    const last = /(\w+)(\(\))?$/.exec(side.text)?.[1] ?? '';
    if (isNumber(side) || /[\s([]/.test(side.text.replace(/\(\)$/, ''))) continue;
    for (const by of ['-', '+'])
      yield replaced(
        'value off by one',
        side,
        `(${asOperand(side)} ${by} 1)`,
        counts.test(last) || /(page|index|row|no)$/i.test(last) ? 0.7 : 0.2,
      );
  }
}
