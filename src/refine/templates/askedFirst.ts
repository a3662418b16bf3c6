/** A truth that is asked of something that may not be there, in the expression that gives it: `x != null && …`. And what is given instead. */

import { isFunction } from '../../syntax/grammar.ts';
import { assignment, binary, call, comparisons, member, unwrapped } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import { zeroesOf } from './dialect.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

export function* askedFirst(site: Site): Generator<Draft> {
  const { language } = site.tree;
  if (language === 'rust') return;
  for (const node of site.expressions) {
    const parent = node.parent;
    const isBody = parent && isFunction(parent) && field(parent, 'body')?.id === node.id;
    const given = parent && (parent.type === 'return_statement' || isBody || assignment(parent)?.right.id === node.id);
    if (!given) continue;
    const truth = isTruth(node, site);
    const names = receiversIn(node, site).slice(0, 2);
    for (const [at, name] of names.entries()) {
      const [there, gone] = asked(name, site);
      if (node.text.includes(there) || node.text.includes(gone)) continue;
      const scale = 1 - at * 0.3;
      if (truth) {
        const [and, or] = site.python ? ['and', 'or'] : ['&&', '||'];
        const own = binary(unwrapped(node))?.kind === 'logical' ? `(${node.text})` : node.text;
        yield replaced('missing guard', node, `${there} ${and} ${own}`, 1.1 * scale);
        yield replaced('missing guard', node, `${gone} ${or} ${own}`, 0.7 * scale);
      } else if (language === 'java' && !isBody) {
        const type = site.exact(node);
        for (const [order, text] of zeroesOf(type ?? 'Object', 'java')
          .slice(0, 2)
          .entries())
          yield replaced('missing guard', node, `${gone} ? ${text} : ${node.text}`, (0.8 - order * 0.1) * scale);
      }
    }
  }
}

function isTruth(node: SyntaxNode, site: Site): boolean {
  const inner = unwrapped(node);
  if (comparisons(inner).length > 0 || binary(inner)?.kind === 'logical') return true;
  const name = call(inner)?.name;
  return (
    site.exact(node) === 'boolean' ||
    (name !== undefined && /^(is|has|equals|contains|includes|starts|ends|matches|some|every|test)/i.test(name))
  );
}

/** How it is asked whether something is there, and whether it is not. */
function asked(name: string, { python, tree }: Site): readonly [string, string] {
  if (python) return [`${name} is not None`, `${name} is None`];
  if (tree.language === 'java') return [`${name} != null`, `${name} == null`];
  return tree.language === 'go'
    ? [`${name} != nil`, `${name} == nil`]
    : [`${name} !== undefined`, `${name} === undefined`];
}

/** Names whose members are asked for, and that may be nothing. */
function receiversIn(node: SyntaxNode, site: Site): string[] {
  const found = new Set<string>();
  for (const inner of descend(node, (below) => below.id === node.id || !isFunction(below))) {
    const object = member(inner)?.object;
    if (object?.type !== 'identifier' || inner.text.includes('?.') || /^[A-Z]/.test(object.text)) continue;
    if (['self', 'this', 'cls', 'super'].includes(object.text)) continue;
    const binding = site.scopes.find(object.text, object.startIndex);
    if (!binding || !['parameter', 'variable', 'loop'].includes(binding.kind)) continue;
    if (site.tree.language === 'go' && !site.exact(object)?.startsWith('*')) continue;
    if (
      site.tree.language === 'java' &&
      /^(int|long|double|boolean|char|byte|short|float)$/.test(site.exact(object) ?? '')
    )
      continue;
    found.add(object.text);
  }
  return [...found];
}
