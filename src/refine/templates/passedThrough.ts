/** A value that is used as it comes, where a function of the project makes it fit first: one that takes its type and gives it back. */

import { assignment, binary, call, subscript } from '../../syntax/shapes.ts';
import { declarationsOf, ownerOf } from '../../syntax/exactType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

const most = 4;

export function* passedThrough(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (!isTaken(node)) continue;
    const found = site.compiled ? declaredFor(node, site) : knownFor(node, site);
    for (const { callee, fit } of found.sort((a, b) => b.fit - a.fit).slice(0, most))
      yield replaced('own method', node, `${callee}(${node.text})`, fit);
  }
}

/** A value in a place where it could be made into another one. */
function isTaken(node: SyntaxNode): boolean {
  if (
    !/^(identifier|member_expression|attribute)$/.test(node.type) ||
    (node.type === 'identifier' && !isReference(node))
  )
    return false;
  const parent = node.parent;
  if (!parent) return false;
  const list = parent.parent && call(parent.parent);
  return (
    parent.type === 'return_statement' ||
    assignment(parent)?.right.id === node.id ||
    subscript(parent)?.index.id === node.id ||
    binary(parent)?.kind === 'comparison' ||
    (list?.values.some((value) => value.id === node.id) === true && list.name.length > 0)
  );
}

interface Maker {
  readonly callee: string;
  readonly fit: number;
}

/** Functions that take one of the type and give one of the type, by their declarations. */
function declaredFor(node: SyntaxNode, site: Site): Maker[] {
  const type = site.exact(node);
  if (type === undefined || type.startsWith('#')) return [];
  const { functions } = declarationsOf(site.tree);
  const owner = site.fn ? ownerOf(site.fn) : '';
  const enclosing = site.fn && field(site.fn, 'name')?.text;
  const found: Maker[] = [];
  const plain =
    type === 'int' || type === 'usize' || type === 'i32' || type === 'u32' || type === 'boolean' || type === 'bool';
  for (const of of new Set(['', owner])) {
    for (const [name, { parameters, result, variadic }] of functions.get(of) ?? []) {
      if (variadic || parameters.length !== 1 || parameters[0] !== type || result !== type || name === enclosing)
        continue;
      const callee = of === '' || site.tree.language === 'java' ? name : `Self::${name}`;
      // A method of Go has a receiver.
      if (of !== '' && site.tree.language === 'go') continue;
      if (alreadyIn(node, name)) continue;
      found.push({ callee, fit: (plain ? 0.6 : 1.2) + timesOn(node, name, site) });
    }
  }
  return found;
}

/** Functions that the file calls with a thing of this name elsewhere. */
function knownFor(node: SyntaxNode, site: Site): Maker[] {
  const last = lastName(node.text);
  const found: Maker[] = [];
  for (const [name, parameters] of site.scopes.signatures) {
    const own = parameters.filter((each) => each !== 'self');
    if (
      own.length !== 1 ||
      alreadyIn(node, name) ||
      name === (site.fn && field(site.fn, 'name')?.text) ||
      /^[A-Z_]/.test(name)
    )
      continue;
    const binding = site.scopes.find(name, node.startIndex);
    if (binding?.kind !== 'function') continue;
    const used = timesOn(node, name, site);
    const alike = nameSimilarity(own[0] ?? '', last);
    if (used > 0 || alike > 0.6) found.push({ callee: name, fit: 0.5 + used + 0.4 * alike });
  }
  return found;
}

const alreadyIn = (node: SyntaxNode, name: string): boolean =>
  node.parent?.parent !== null && call(node.parent?.parent ?? node)?.name === name;

const passed = new WeakMap<SyntaxTree, ReadonlySet<string>>();

/** What is given to which function of one parameter, by the last name of either. */
function passedIn(tree: SyntaxTree): ReadonlySet<string> {
  let found = passed.get(tree);
  if (!found) {
    const pairs = [...descend(tree.root)].flatMap((node) => {
      const made = call(node);
      const only = made?.values.length === 1 ? made.values[0] : undefined;
      return made && only ? [`${made.name} ${lastName(only.text)}`] : [];
    });
    passed.set(tree, (found = new Set(pairs)));
  }
  return found;
}

const lastName = (text: string): string => text.replace(/^.*[.&]/s, '');

/** More where the same thing goes through it elsewhere. */
const timesOn = (node: SyntaxNode, name: string, site: Site): number =>
  passedIn(site.tree).has(`${name} ${lastName(node.text)}`) ? 1 : 0;
