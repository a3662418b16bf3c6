/**
 * Right as far as it goes, but only a part was looked at: the walk ended before the list did, the text begins
 * like the other one and then goes on as something else.
 */

import { isNumber } from '../../syntax/grammar.ts';
import { call, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { parts } from '../../syntax/walk.ts';
import { guardLines, lengthOf } from './dialect.ts';
import { exitsOf } from './exits.ts';
import { reachable } from './names.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

export function* wholeOfPart(site: Site): Generator<Draft> {
  for (const statement of site.statements) if (statement.type === 'return_statement') yield* toTheEnd(statement, site);
  for (const node of site.expressions) yield* atBorder(node, site);
}

/** `return found` only when the index that was moved on has reached the end of its list. */
function* toTheEnd(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { fn } = site;
  const value = parts(statement)[0];
  if (!fn || !value) return;
  const reach = new Set(reachable(statement, site).map((binding) => binding.name));
  const walked = new Map<string, string>();
  for (const node of ownNodes(fn)) {
    const entry = subscript(node);
    if (entry?.index.type !== 'identifier' || isNumber(entry.index) || entry.object.type !== 'identifier') continue;
    if (typeOf(entry.index, site.scopes) === 'string' || !reach.has(entry.object.text)) continue;
    if (reach.has(entry.index.text)) walked.set(entry.index.text, entry.object.text);
  }
  const exits = exitsOf(fn, site, false).slice(0, 3);
  for (const [index, list] of [...walked].slice(0, 3)) {
    const end = lengthOf(site.tree.language, list, site.scopes.find(list, statement.startIndex)?.exact);
    if (new RegExp(`${index} (<|>|=|!)=* ${end.replace(/[.()]/g, '\\$&')}$`).test(statement.text)) continue;
    const test = `${index} < ${end}`;
    for (const exit of exits) {
      const lines = guardLines(site, test, exit.text);
      const edit = site.layout.before(statement, lines);
      if (edit && exit.text !== `return ${value.text}`)
        yield {
          template: 'whole of a part',
          edits: [edit],
          description: `${exit.text} when something of ${quoted(list)} is left`,
          fit: exit.fit,
        };
    }
  }
}

/** `path.startsWith(prefix)` becomes `path === prefix || path.startsWith(prefix + '/')`. */
function* atBorder(node: SyntaxNode, site: Site): Generator<Draft> {
  if (site.compiled) return;
  const asked = call(node);
  const [part] = asked?.values ?? [];
  if (!asked?.receiver || !part || asked.values.length !== 1 || part.type === 'string') return;
  const ends = /^ends_?with$/i.test(asked.name);
  if (!ends && !/^starts_?with$/i.test(asked.name)) return;
  const text = asked.receiver.text;
  const [or, equals] = site.python ? ['or', '=='] : ['||', '==='];
  for (const separator of separatorsOf(site).slice(0, 3)) {
    const joined = ends ? `${separator} + ${part.text}` : `${part.text} + ${separator}`;
    const call = `${asked.callee.text}(${joined})`;
    yield replaced('whole of a part', node, `(${text} ${equals} ${part.text} ${or} ${call})`, 1);
    yield replaced('whole of a part', node, call, 0.6);
  }
}

/** One-character texts of the file that separate, the most used first, quotes and all. */
function separatorsOf(site: Site): string[] {
  return [...site.scopes.literals]
    .filter(([text, { type }]) => type === 'string' && /^(['"])[^\p{L}\p{N}\\]\1$/u.test(text))
    .sort((a, b) => b[1].places.length - a[1].places.length)
    .map(([text]) => text);
}
