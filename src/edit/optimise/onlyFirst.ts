/** All of it worked out, and only the first used. */

import { call, subscript } from '../../syntax/shapes.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import type { Code } from './loops.ts';
import type { Rewrite } from './rewrite.ts';

export function firstRewrites({ tree, fn }: Code): Rewrite[] {
  const found: Rewrite[] = [];
  for (const node of descend(fn)) {
    const item = subscript(node);
    if (!item || isWritten(node)) continue;
    const rewrite = tree.language === 'python' ? pythonFirst(node, item) : scriptFirst(node, item);
    if (rewrite) found.push(rewrite);
  }
  return found;
}

interface Item {
  readonly object: SyntaxNode;
  readonly index: SyntaxNode;
}

const isWritten = (node: SyntaxNode): boolean =>
  node.parent !== null &&
  (field(node.parent, 'left')?.id === node.id || /^(?:update_expression|delete_statement)$/.test(node.parent.type));

function scriptFirst(node: SyntaxNode, { object, index }: Item): Rewrite | undefined {
  const called = call(object);
  if (called?.name !== 'filter' || !called.receiver || called.values.length !== 1 || index.text !== '0')
    return undefined;
  return {
    name: 'find instead of filter and the first',
    edits: [
      { start: node.startIndex, end: node.endIndex, text: `${called.receiver.text}.find(${called.values[0]!.text})` },
    ],
    conditions: [],
  };
}

function pythonFirst(node: SyntaxNode, { object, index }: Item): Rewrite | undefined {
  if (object.type === 'list_comprehension' && index.text === '0') {
    return {
      name: 'next instead of a list and its first',
      edits: [{ start: node.startIndex, end: node.endIndex, text: `next(${object.text.slice(1, -1).trim()})` }],
      conditions: ['Where nothing is found it raises StopIteration instead of IndexError.'],
    };
  }
  const called = call(object);
  if (called?.name !== 'sorted' || called.receiver) return undefined;
  const [list, ...options] = parts(called.list);
  if (!list || list.type === 'keyword_argument') return undefined;
  const named = new Map(options.map((option) => [field(option, 'name')?.text, field(option, 'value')?.text]));
  if (options.some(({ type }) => type !== 'keyword_argument')) return undefined;
  const turned = named.get('reverse');
  if (turned !== undefined && turned !== 'True' && turned !== 'False') return undefined;
  const isFirst = index.text === '0';
  if (!isFirst && index.text !== '-1') return undefined;
  const takes = (turned === 'True') === isFirst ? 'max' : 'min';
  const key = named.get('key');
  return {
    name: `${takes} instead of sorting`,
    edits: [
      {
        start: node.startIndex,
        end: node.endIndex,
        text: `${takes}(${list.text}${key === undefined ? '' : `, key=${key}`})`,
      },
    ],
    conditions: [
      'For an empty list it raises ValueError instead of IndexError.',
      ...(isFirst ? [] : ['Of several that are equal it takes the first instead of the last.']),
    ],
  };
}
