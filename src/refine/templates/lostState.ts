/** A new list or object that takes the place of one that held more: what was there before belongs into it. */

import { isNumber } from '../../syntax/grammar.ts';
import { assignment, call, member, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { unquoted } from '../../syntax/seenNames.ts';
import { reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

const mostForALiteral = 6;

export function* lostState(site: Site): Generator<Draft> {
  if (site.compiled) return;
  for (const node of site.expressions) {
    if (node.type === 'array' || node.type === 'list') yield* lists(node, site);
    if (node.type === 'object' || node.type === 'dictionary') yield* objects(node, site);
  }
}

/** `[x]` becomes `[...old, x]`, the old one being what stood, or may have stood, under the same name. */
function* lists(node: SyntaxNode, site: Site): Generator<Draft> {
  const items = parts(node);
  if (items.length === 0 || items.length > 2 || items.some((item) => /^(spread_element|list_splat)$/.test(item.type)))
    return;
  const inside = site.tree.text.slice(node.startIndex + 1, node.endIndex - 1);
  const spread = (text: string): string => (site.python ? `[*${text}, ${inside}]` : `[...${text}, ${inside}]`);
  const olds = [...oldLists(node, site)].sort((a, b) => b.fit - a.fit).slice(0, mostForALiteral);
  for (const { text, fit } of olds) yield replaced('lost state', node, spread(text), fit);
}

function* oldLists(node: SyntaxNode, site: Site): Generator<{ text: string; fit: number }> {
  const parent = node.parent;
  if (!parent) return;
  const orNone = (text: string): string => (site.python ? `(${text} or [])` : `(${text} ?? [])`);
  const set = assignment(parent);
  const key = pairKey(parent);
  const entry = set?.right.id === node.id ? subscript(set.left) : undefined;
  if (entry && entry.index.type !== 'slice' && !isNumber(entry.index)) {
    const { object, index } = entry;
    if (site.python) yield { text: `${object.text}.get(${index.text}, [])`, fit: 2 };
    else yield { text: `(${object.text}[${index.text}] ?? [])`, fit: 2 };
  } else if (set && member(set.left)) yield { text: orNone(set.left.text), fit: 1.5 };
  if (key !== undefined) {
    const plain = unquoted(key);
    for (const old of spreadsOf(parent.parent)) {
      const entryOf = /^\w+$/.test(plain) ? `.${plain}` : `[${key}]`;
      yield { text: site.python ? `${old}.get(${key}, [])` : `(${old}${entryOf} ?? [])`, fit: 2 };
    }
  }
  const named = set?.right.id === node.id && set.left.type === 'identifier' ? set.left.text : undefined;
  if (named !== undefined) {
    for (const object of ownNodes(functionOrFile(node))) {
      const uses = object.type === 'object' && parts(object).some((part) => isShorthand(part, named));
      for (const old of uses ? spreadsOf(object) : []) yield { text: orNone(`${old}.${named}`), fit: 2 };
    }
  }
  const called = key !== undefined ? unquoted(key) : named;
  if (called === undefined) return;
  for (const receiver of site.scopes.receivers) {
    if (!site.scopes.members(receiver).some((use) => use.name === called)) continue;
    const root = /^[\w$]+/.exec(receiver)?.[0] ?? '';
    const inReach = /^(self|this)$/.test(root) || reachable(node, site).some((binding) => binding.name === root);
    if (inReach) yield { text: orNone(`${receiver}.${called}`), fit: 1.2 };
  }
  // A name that is known to have such a member elsewhere, and is in reach here.
  if (site.scopes.memberNames.has(called)) {
    for (const binding of reachable(node, site).slice(0, 12)) {
      const local = binding.scope.kind === 'function' || binding.scope.kind === 'block';
      if (!local || binding.kind === 'function' || !(binding.type === undefined || binding.type === 'object')) continue;
      if (binding.name !== called) yield { text: orNone(`${binding.name}.${called}`), fit: 0.7 };
    }
  }
}

/** The key of `key: value`, as written. */
function pairKey(pair: SyntaxNode): string | undefined {
  return pair.type === 'pair' ? field(pair, 'key')?.text : undefined;
}

const isShorthand = (part: SyntaxNode, name: string): boolean =>
  part.type === 'shorthand_property_identifier' && part.text === name;

/** What an object's literal takes over from others. */
function spreadsOf(object: SyntaxNode | null): string[] {
  return (object ? parts(object) : [])
    .filter((part) => part.type === 'spread_element' || part.type === 'dictionary_splat')
    .map((part) => parts(part)[0]?.text)
    .filter((text) => text !== undefined);
}

/** `{ a: 1 }` becomes `{ ...old, a: 1 }` where it is set, given back or handed on. */
function* objects(node: SyntaxNode, site: Site): Generator<Draft> {
  const items = parts(node);
  const parent = node.parent;
  if (!parent || items.length === 0 || items.length > 4) return;
  if (items.some((item) => /^(spread_element|dictionary_splat)$/.test(item.type))) return;
  const set = assignment(parent);
  const handed = parent.type === 'return_statement' || call(parent.parent ?? parent)?.list.id === parent.id;
  if (set?.right.id !== node.id && !handed) return;
  const inner = site.tree.text.slice(node.startIndex + 1, node.endIndex - 1).trim();
  const olds = new Map<string, number>();
  if (set && member(set.left)) olds.set(set.left.text, 1.2);
  const keys = items.map((item) => unquoted(pairKey(item) ?? item.text));
  for (const binding of reachable(node, site)) {
    if (binding.kind !== 'parameter' && binding.kind !== 'variable' && binding.kind !== 'loop') continue;
    if (binding.scope.kind === 'module' || keys.includes(binding.name)) continue;
    const type = binding.type ?? typeOf(node, site.scopes);
    if (type !== 'object' && type !== 'map') continue;
    olds.set(binding.name, (binding.type === undefined ? 0.3 : 0.8) * (binding.kind === 'parameter' ? 1 : 0.7));
  }
  for (const [old, fit] of [...olds].sort((a, b) => b[1] - a[1]).slice(0, 3))
    yield replaced('lost state', node, site.python ? `{**${old}, ${inner}}` : `{ ...${old}, ${inner} }`, fit);
}
