/**
 * The wrong name: another variable, another member, another key that fits the place as well. Ranked by
 * how alike the names are, whether the types agree, and how near the other one is.
 */

import { enclosingFunction, isBlock, isFunction } from '../../syntax/grammar.ts';
import { assignment, binary, call, member, subscript } from '../../syntax/shapes.ts';
import { bare, declarationsOf } from '../../syntax/exactType.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import { fits } from '../../syntax/typeFit.ts';
import { typesWith } from '../../syntax/standardMembers.ts';
import type { Binding } from '../../syntax/scope.ts';
import { unquoted } from '../../syntax/seenNames.ts';
import { counterpartsOf, nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, contains, field } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, words } from './write.ts';

const mostForAName = 10;

export function* names(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (node.type === 'identifier' && isReference(node)) {
      yield* otherNames(node, site);
      yield* asMember(node, site);
    }
    yield* otherMembers(node, site);
    yield* otherKeys(node, site);
  }
  for (const statement of site.statements) yield* loopTargets(statement, site);
}

/** A use of a name, not its declaration, not a keyword argument's name. */
export function isReference(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === 'keyword_argument' && field(parent, 'name')?.id === node.id) return false;
  if (parent.type === 'variable_declarator' && field(parent, 'name')?.id === node.id) return false;
  if (isFunction(parent) && field(parent, 'body')?.id !== node.id) return false;
  if (parent.type === 'attribute' && field(parent, 'attribute')?.id === node.id) return false;
  if (['for_statement', 'for_in_statement', 'for_in_clause'].includes(parent.type))
    return field(parent, 'left')?.id !== node.id;
  return !/parameter|pattern|import|class_definition|global_statement|nonlocal_statement|dotted_name|^type$|aliased|decorator/.test(
    parent.type,
  );
}

/** Names that can be used at a node, nearest first; what is declared only further down is left out. */
export function reachable(node: SyntaxNode, site: Site): Binding[] {
  const fn = enclosingFunction(node);
  return site.scopes.visible(node.startIndex).filter((binding) => {
    // A comprehension says what it goes over behind what it does with it.
    if (site.python && binding.kind === 'loop' && binding.scope.kind === 'block') return true;
    if (binding.start <= node.startIndex || !fn) return binding.start <= node.startIndex || binding.kind === 'function';
    const local = fn.startIndex <= binding.start && binding.start < fn.endIndex;
    return !local || binding.kind === 'function';
  });
}

function* otherNames(node: SyntaxNode, site: Site): Generator<Draft> {
  const own = site.scopes.find(node.text, node.startIndex);
  const calling = call(node.parent ?? node)?.callee.id === node.id;
  const ownType = typeOf(node, site.scopes);
  const asked = expectedType(node, site);
  // What is done with the value says more than what the value is called.
  const type = asked ?? ownType;
  const misused = asked !== undefined && ownType !== undefined && !agree(asked, ownType);
  const fn = enclosingFunction(node);
  const assigned = node.parent ? assignment(node.parent) : undefined;
  const isTarget = assigned?.left.id === node.id;
  const beside = companions(node);
  // What the value is must do in its place; a name by itself proves little.
  const exact = site.exact(node);
  const scored: { name: string; fit: number }[] = [];
  for (const binding of reachable(node, site)) {
    if (binding.name === node.text || /^(self|cls|this|_)$/.test(binding.name)) continue;
    const isCode = binding.kind === 'function' || binding.kind === 'class' || binding.kind === 'import';
    const wasCode = own ? own.kind === 'function' || own.kind === 'class' || own.kind === 'import' : calling;
    if (isCode !== wasCode && !(calling && binding.kind === 'parameter')) continue;
    if (isTarget && (binding.kind === 'function' || binding.kind === 'constant')) continue;
    if (
      exact !== undefined &&
      binding.exact !== undefined &&
      !isCode &&
      !fits(binding.exact, exact, site.tree.language)
    )
      continue;
    const local =
      fn !== undefined && contains(fn, { startIndex: binding.start, endIndex: binding.start } as SyntaxNode);
    const otherType = binding.type ?? typeByName(binding.name);
    let fit = 0.25 + 0.75 * nameSimilarity(node.text, binding.name);
    if (type !== undefined && otherType !== undefined) fit *= agree(type, otherType) ? 1.3 : 0.3;
    if (!local && !isCode) fit *= 0.45;
    if (own && own.kind === binding.kind && local) fit *= 1.15;
    if (exact !== undefined && exact === binding.exact && local && !isCode) fit *= 1.4;
    // `a - a`, `swap(x, x)`: the other name is the one that was meant.
    if (beside.has(binding.name)) fit *= 0.5;
    if (beside.has(node.text)) fit *= 2.2;
    if (misused && type !== undefined && otherType !== undefined && agree(type, otherType)) fit *= 1.8;
    // Declared and never used: it must have been meant for somewhere.
    if (local && fn && !isTarget && occurrences(fn.text, binding.name) === 1) fit *= 2;
    if (isTarget) fit *= 0.6;
    if (isCode) fit *= nameSimilarity(node.text, binding.name) > 0.4 ? 0.8 : 0.3;
    scored.push({ name: binding.name, fit });
  }
  scored.sort((a, b) => b.fit - a.fit);
  // The more there is to choose from, the less likely is each one; a name's twin stands out of any crowd.
  const crowd = 4 / (4 + Math.min(scored.length, 12));
  for (const { name, fit } of scored.slice(0, mostForAName)) {
    const alike = nameSimilarity(node.text, name);
    yield replaced('wrong name', node, name, fit * crowd ** (1 - alike));
  }
}

/** A text and a list are asked for the same things. */
const agree = (a: RoughType, b: RoughType): boolean =>
  a === b ||
  (['array', 'string'].includes(a) && ['array', 'string'].includes(b)) ||
  (['map', 'object'].includes(a) && ['map', 'object'].includes(b));

/** How often a name stands in a text, as a whole. Asked for every name in reach of every name of a line. */
function occurrences(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (
      !endsInName.test(text.slice(Math.max(0, at - 2), at)) &&
      !beginsWithName.test(text.slice(at + name.length, at + name.length + 2))
    )
      count++;
  }
  return count;
}

const endsInName = /[\p{L}\p{N}_$]$/u;
const beginsWithName = /^[\p{L}\p{N}_$]/u;

/** The type that the place of a name asks for. */
function expectedType(node: SyntaxNode, site: Site): RoughType | undefined {
  const parent = node.parent;
  if (!parent) return undefined;
  const dotted = member(parent);
  if (dotted?.object.id === node.id) {
    const called = parent.parent ? call(parent.parent) : undefined;
    if (called?.callee.id === parent.id) {
      const [only, ...others] = typesWith(site.tree.language, called.name).filter((type) => type !== 'module');
      return only !== undefined && others.length === 0 ? only : undefined;
    }
    return dotted.property.text === 'length' ? 'array' : 'object';
  }
  const indexed = subscript(parent);
  if (indexed?.object.id === node.id) return typeOf(indexed.index, site.scopes) === 'number' ? 'array' : undefined;
  if (indexed?.index.id === node.id) {
    const held = typeOf(indexed.object, site.scopes);
    return held === 'array' || held === 'string' ? 'number' : undefined;
  }
  const pair = binary(parent);
  if (pair) {
    if (pair.kind === 'arithmetic' && pair.operator !== '+' && pair.operator !== '%')
      return pair.operator === '*' ? undefined : 'number';
    if (pair.kind === 'comparison' || pair.operator === '+')
      return typeOf(pair.left.id === node.id ? pair.right : pair.left, site.scopes);
  }
  const list = parent.parent ? call(parent.parent) : undefined;
  if (list?.name === 'len') return 'array';
  if (list?.name === 'range') return 'number';
  const looped = /^for/.test(parent.type) && field(parent, 'right')?.id === node.id;
  return looped ? 'array' : undefined;
}

/** The names that stand beside a node in the same call, operation or assignment. */
function companions(node: SyntaxNode): Set<string> {
  const found = new Set<string>();
  const parent = node.parent;
  if (!parent) return found;
  const pair = binary(parent);
  for (const side of pair ? [pair.left, pair.right] : []) if (side.id !== node.id) found.add(side.text);
  const list = parent.parent ? call(parent.parent) : undefined;
  for (const value of list?.values ?? []) if (value.id !== node.id) found.add(value.text);
  const assigned = assignment(parent);
  if (assigned && assigned.right.id === node.id) found.add(assigned.left.text);
  return found;
}

/** `count` for `self.count`. */
function* asMember(node: SyntaxNode, site: Site): Generator<Draft> {
  const { self } = words(site);
  if (!closest(node, (above) => above.type === 'class_body' || above.type === 'class_definition')) return;
  const known = site.scopes.members(self).some((use) => use.name === node.text);
  // In Java a bare name is the member itself, unless something nearer has that name.
  const nearest = site.scopes.find(node.text, node.startIndex)?.scope.kind;
  const isMember = site.tree.language === 'java' && nearest !== 'function' && nearest !== 'block';
  if (known && !isMember && (!site.python || site.scopes.find('self', node.startIndex)))
    yield replaced('missing receiver', node, `${self}.${node.text}`, 1.5);
}

function* otherMembers(node: SyntaxNode, site: Site): Generator<Draft> {
  const dotted = member(node);
  if (!dotted || !dotted.property.isNamed) return;
  const { object, property } = dotted;
  const calling = call(node.parent ?? node)?.callee.id === node.id;
  const scored = new Map<string, number>();
  const uses = site.scopes.members(object.text);
  for (const use of uses) {
    if (use.name === property.text || (use.called !== calling && uses.length > 1 && (use.called || calling))) continue;
    scored.set(use.name, 0.3 + 0.7 * nameSimilarity(property.text, use.name));
  }
  for (const [name] of [...site.scopes.memberNames, ...(site.ingredients?.members ?? [])]) {
    if (name === property.text || scored.has(name)) continue;
    const alike = nameSimilarity(property.text, name);
    if (alike > 0.45) scored.set(name, 0.6 * alike);
  }
  for (const [name, fit] of sameShape(object.text, property.text, site))
    if ((scored.get(name) ?? 0) < fit) scored.set(name, fit);
  // What its type is declared to have, whether anybody uses it or not.
  const declared =
    calling || !site.compiled ? undefined : declarationsOf(site.tree).fields.get(bare(site.exact(object) ?? ''));
  const ownType = declared?.get(property.text);
  for (const [name, itsType] of declared ?? []) {
    if (name === property.text || scored.has(name)) continue;
    scored.set(name, (ownType === itsType ? 0.35 : 0.05) + 0.6 * nameSimilarity(property.text, name));
  }
  const type = typeOf(object, site.scopes);
  if (!calling) {
    if (!site.compiled) for (const name of counterpartsOf(property.text)) if (!scored.has(name)) scored.set(name, 0.5);
    if (!site.python && !site.compiled && property.text !== 'length' && (type === 'array' || type === 'string'))
      scored.set('length', 1);
  }
  const beside = node.parent && binary(node.parent);
  const twin = beside && (beside.left.id === node.id ? beside.right : beside.left);
  const repeated = twin ? member(twin)?.property.text === property.text && twin.text === node.text : false;
  const ranked = [...scored].sort((a, b) => b[1] - a[1]).slice(0, 12);
  const crowd = 5 / (5 + ranked.length);
  for (const [name, fit] of ranked)
    yield replaced('wrong member', property, name, fit * crowd * 1.2 * (repeated ? 2 : 1));
  if (object.text === words(site).self && site.scopes.find(property.text, node.startIndex) && !calling) {
    yield replaced('missing receiver', node, property.text, 0.8);
  }
}

/** Members that receivers of the same kind have: two names that share members are taken to be alike. */
function sameShape(receiver: string, property: string, site: Site): Map<string, number> {
  const found = new Map<string, number>();
  const own = new Set(site.scopes.members(receiver).map((use) => use.name));
  for (const other of site.scopes.receivers) {
    if (other === receiver) continue;
    const uses = site.scopes.members(other);
    const shared = uses.filter((use) => own.has(use.name)).length;
    if (shared === 0) continue;
    for (const use of uses) {
      if (use.name === property || use.called) continue;
      const fit = (0.3 + 0.5 * nameSimilarity(property, use.name)) * Math.min(1, 0.6 + shared * 0.2);
      if ((found.get(use.name) ?? 0) < fit) found.set(use.name, fit);
    }
  }
  return found;
}

/** A string that is used as a key: another key of the file. */
function* otherKeys(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'string' || !node.parent) return;
  const parent = node.parent;
  const called = parent.parent ? call(parent.parent) : undefined;
  const asKey =
    subscript(parent)?.index.id === node.id ||
    (called !== undefined &&
      ['get', 'pop', 'setdefault', 'has', 'set', 'delete'].includes(called.name) &&
      called.values[0]?.id === node.id) ||
    binary(parent)?.operator === 'in';
  if (!asKey) return;
  const key = unquoted(node.text);
  const quote = node.text.slice(node.text.length - 1);
  const known = new Map([...(site.ingredients?.keys ?? []), ...site.scopes.keys]);
  const ranked = [...known.keys()]
    .filter((other) => other !== key)
    .map((other) => ({ other, fit: (site.scopes.keys.has(other) ? 0.35 : 0.1) + 0.8 * nameSimilarity(key, other) }))
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 7);
  for (const { other, fit } of ranked) yield replaced('wrong key', node, quote + other + quote, fit);
}

/** `for v, k in …` for `for k, v in …`. */
function* loopTargets(statement: SyntaxNode, site: Site): Generator<Draft> {
  const left =
    statement.type === 'for_statement' || statement.type === 'for_in_statement' ? field(statement, 'left') : undefined;
  const targets =
    left?.type === 'pattern_list' || left?.type === 'tuple_pattern' || left?.type === 'array_pattern'
      ? left.namedChildren
      : [];
  const [first, second] = targets;
  if (left && first && second && !isBlock(left)) {
    yield {
      template: 'swapped pair',
      edits: [
        { start: first.startIndex, end: first.endIndex, text: second.text },
        { start: second.startIndex, end: second.endIndex, text: first.text },
      ],
      description: `${quoted(first.text)} and ${quoted(second.text)} change places`,
      fit: 0.8,
    };
  }
  const over = field(statement, 'right');
  if (left && over && site.python) {
    // `for i in len(x)` for `for i in range(len(x))`.
    if (call(over)?.name === 'len') yield replaced('conversion', over, `range(${over.text})`, 3);
  }
}
