/** Work that is begun many times and that nobody waits for: promises in a list, a loop by callbacks. */

import { enclosingFunction, isBlock, isFunction } from '../../syntax/grammar.ts';
import { call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* waiting(site: Site): Generator<Draft> {
  if (site.python || site.compiled) return;
  for (const node of site.expressions) {
    const step = call(node);
    const work = step?.values[0];
    if (!step?.receiver || !work || !isFunction(work)) continue;
    const fn = enclosingFunction(node);
    if (!fn || !/^(static\s+|export\s+)*async\b/.test(fn.text)) continue;
    const isAsync = /^async\b/.test(work.text);
    if (step.name === 'map' && !/\bPromise\./.test(node.parent?.parent?.text.slice(0, 40) ?? '')) {
      const inner = field(work, 'body');
      const begins = isAsync || (inner && call(inner) !== undefined);
      if (begins) yield replaced('missing await', node, `await Promise.all(${node.text})`, isAsync ? 1.4 : 0.4);
    }
    if (step.name === 'forEach' && isAsync && node.parent?.type === 'expression_statement')
      yield* inOrder(node.parent, step.receiver, work, site);
  }
}

/** `list.forEach(async (item) => …)` becomes a loop that waits for each. */
function* inOrder(statement: SyntaxNode, over: SyntaxNode, work: SyntaxNode, site: Site): Generator<Draft> {
  const list = field(work, 'parameters');
  const name = (list ? parts(list) : [])[0] ?? field(work, 'parameter');
  const block = field(work, 'body');
  if (!name || !block || (list && parts(list).length > 1) || /\breturn\b/.test(block.text)) return;
  const body = isBlock(block) ? block.text : `{ ${block.text}; }`;
  const head = `for (const ${(field(name, 'pattern') ?? name).text} of ${over.text}) `;
  const text = head + (isBlock(block) ? body : body.replace(/;; /, '; '));
  if (site.layout.standsAlone(statement))
    yield {
      template: 'missing await',
      edits: [replacement(statement, text)],
      description: `each of ${quoted(over.text)} is waited for`,
      fit: 1.4,
    };
}
