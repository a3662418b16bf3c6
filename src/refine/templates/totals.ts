/**
 * What is added up: an entry that a loop sets anew where it should grow, and a total that one method takes from and
 * no other adds to.
 */

import { enclosingClass, enclosingLoop, isFunction, isSimpleStatement } from '../../syntax/grammar.ts';
import { typeOf } from '../../syntax/roughType.ts';
import { assignment, assignmentOf, call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, parts } from '../../syntax/walk.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { lineBeside, replaced } from './write.ts';

export function* totals(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (enclosingLoop(statement)) {
      yield* grownEntry(statement, site);
      yield* grownMapEntry(statement, site);
    }
    yield* oneSided(statement, site);
  }
}

/** `sums[key] = value` within a loop becomes `sums[key] = sums.get(key, 0) + value`. */
function* grownEntry(statement: SyntaxNode, site: Site): Generator<Draft> {
  const set = assignmentOf(statement);
  const entry = set?.operator === '=' && !set.declares ? subscript(set.left) : undefined;
  if (!set || !entry || entry.index.type === 'slice' || set.right.text.includes(set.left.text)) return;
  const type = typeOf(set.right, site.scopes);
  if (type !== undefined && type !== 'number') return;
  const [object, key, value] = [entry.object.text, entry.index.text, set.right.text];
  if (site.tree.language === 'go') {
    yield replaced('assignment operator', statement, `${object}[${key}] += ${value}`, 0.7);
  } else if (site.python) {
    yield replaced('assignment operator', set.right, `${object}.get(${key}, 0) + ${value}`, 0.9);
    // What is no number cannot be added to 0.
    const old = `${object}[${key}]`;
    yield replaced('assignment operator', set.right, `${old} + ${value} if ${key} in ${object} else ${value}`, 0.7);
  } else if (!site.compiled) {
    yield replaced('assignment operator', set.right, `(${object}[${key}] ?? 0) + ${value}`, 0.8);
  }
}

/** The same for `sums.set(key, value)` of JavaScript. */
function* grownMapEntry(statement: SyntaxNode, site: Site): Generator<Draft> {
  const only = statement.type === 'expression_statement' ? parts(statement)[0] : undefined;
  const done = only && call(only);
  const [key, value] = done?.values ?? [];
  if (site.python || site.compiled || done?.name !== 'set' || !done.receiver || !key || !value) return;
  const type = typeOf(value, site.scopes);
  if ((type !== undefined && type !== 'number') || value.text.includes(`${done.receiver.text}.get(`)) return;
  yield replaced('assignment operator', value, `(${done.receiver.text}.get(${key.text}) ?? 0) + ${value.text}`, 0.8);
}

/** `this.total -= item.weight` is all that is ever done to it: `this.total += weight` is missing. */
function* oneSided(statement: SyntaxNode, site: Site): Generator<Draft> {
  const owner = enclosingClass(statement);
  const { fn } = site;
  if (!owner || !fn || isFunction(statement) || !isSimpleStatement(statement)) return;
  if (statement.startPosition.row !== site.row || !site.layout.standsAlone(statement)) return;
  const counts = countsOf(owner, site.tree);
  const inReach = new Set(counts.length > 0 ? reachable(statement, site).map(({ name }) => name) : []);
  for (const { left, operator, right } of counts) {
    if (fn.startIndex <= left.startIndex && left.startIndex < fn.endIndex) continue;
    const turned = operator === '+=' ? '-=' : '+=';
    const name = /[\p{L}\p{N}_$]+$/u.exec(right.text)?.[0];
    if (name === undefined || !(/^\d/.test(name) || inReach.has(name))) continue;
    yield* lineBeside('missing statement', statement, `${left.text} ${turned} ${name}`, site, 1.2);
  }
}

interface Count {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

const known = new WeakMap<SyntaxTree, Map<number, readonly Count[]>>();

/** What a class's code adds to a member of its own, or takes from it, and never the other way round. */
function countsOf(owner: SyntaxNode, tree: SyntaxTree): readonly Count[] {
  const ofTree = known.get(tree) ?? new Map<number, readonly Count[]>();
  known.set(tree, ofTree);
  const before = ofTree.get(owner.id);
  if (before) return before;
  const found = new Map<string, Count[]>();
  for (const node of descend(owner)) {
    const set = assignment(node);
    if (!set || !/^[-+]=$/.test(set.operator) || !member(set.left)) continue;
    found.set(set.left.text, [...(found.get(set.left.text) ?? []), set]);
  }
  const counts = [...found.values()].flatMap((each) =>
    each.every(({ operator }) => operator === each[0]?.operator) ? each.slice(0, 1) : [],
  );
  ofTree.set(owner.id, counts);
  return counts;
}
