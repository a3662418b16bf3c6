/**
 * Something is given, computed, imported or kept, and nobody reads it: a parameter, a variable, an import, a field.
 * In working code that is rare, so where code fails it is likely what the faulty line lacks.
 */

import {
  asOperand,
  enclosingClass,
  enclosingLoop,
  isFunction,
  isNumber,
  isSimpleStatement,
} from '../../syntax/grammar.ts';
import { assignment, assignmentOf, call, member } from '../../syntax/shapes.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import { guardLines } from './dialect.ts';
import { exitsOf } from './exits.ts';
import { conditionsOf } from './logic.ts';
import { isReference, reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { lineBeside, quoted, replaced, replacement, words } from './write.ts';

/** More unread names than this say that the file is of a kind where they mean nothing. */
const mostUnread = 4;

export function* unread(site: Site): Generator<Draft> {
  const names = unreadNames(site);
  if (names.length === 0 || names.length > mostUnread) return;
  const { and } = words(site);
  for (const unused of names) {
    for (const statement of site.statements) {
      yield* limits(statement, unused, site);
      yield* neverCalled(statement, unused, site);
    }
    for (const node of site.expressions) {
      if (isValue(node)) {
        yield* operands(node, unused, site);
        yield* instead(node, unused, site);
      }
      if (!site.compiled) yield* asArgument(node, unused);
    }
    if (unused.type === 'boolean' || unused.type === undefined) {
      for (const { condition } of conditionsOf(site)) {
        const own = asOperand(condition);
        yield replaced('unread name', condition, `${own} ${and} ${unused.text}`, 0.5 * unused.weight);
        yield replaced('unread name', condition, `${own} ${and} ${words(site).not(unused.text)}`, 0.3 * unused.weight);
      }
    }
  }
}

interface Unread {
  /** As it is written here: `base`, `self.minimum`. */
  readonly text: string;
  readonly type: RoughType | undefined;
  /** How telling it is that nobody reads it. */
  readonly weight: number;
}

/** `if total < unused: return 0` in front of a statement: a limit that was never applied. */
function* limits(statement: SyntaxNode, unused: Unread, site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn || isFunction(statement) || statement.startPosition.row !== site.row) return;
  if ((unused.type ?? 'number') !== 'number') return;
  const inLoop = enclosingLoop(statement) !== undefined;
  const exits = exitsOf(fn, site, inLoop).slice(0, 2);
  // What the statement has just set is compared behind it, what was there before in front of it.
  const set = assignmentOf(statement)?.left.text;
  const visible = [...reachable(statement, site), ...site.scopes.visible(statement.endIndex)];
  const compared = [...new Map(visible.map((binding) => [binding.name, binding])).values()].filter(
    (binding) =>
      ['parameter', 'variable', 'loop'].includes(binding.kind) &&
      binding.scope.kind !== 'module' &&
      binding.start < statement.endIndex &&
      binding.name !== unused.text &&
      !/^(self|cls|_)$/.test(binding.name) &&
      (binding.type ?? typeByName(binding.name) ?? 'number') === 'number',
  );
  const least = /min|least|low|from|threshold|start/i.test(unused.text);
  const most = /max|most|limit|cap|up|until|end|high/i.test(unused.text);
  for (const { name, type } of compared.slice(0, 4)) {
    const known = (type === 'number' ? 1 : 0.6) * unused.weight;
    for (const [operator, fit] of [
      ['<', most ? 0.4 : 1],
      ['>', least ? 0.4 : 0.9],
    ] as const) {
      for (const exit of exits) {
        const test = `${name} ${operator} ${unused.text}`;
        const lines = guardLines(site, test, exit.text);
        const edit = name === set ? site.layout.after(statement, lines) : site.layout.before(statement, lines);
        if (edit)
          yield {
            template: 'unread name',
            edits: [edit],
            description: `${exit.text} when ${quoted(test)}`,
            fit: 0.8 * fit * known * exit.fit,
          };
      }
    }
  }
}

/** `off();` beside a statement: a call gave something that can be called, and nobody does. */
function* neverCalled(statement: SyntaxNode, unused: Unread, site: Site): Generator<Draft> {
  if (site.compiled || unused.type !== undefined || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(unused.text)) return;
  if (statement.startPosition.row !== site.row || !isSimpleStatement(statement)) return;
  if (site.scopes.find(unused.text, statement.startIndex)?.kind !== 'variable') return;
  yield* lineBeside('unread name', statement, `${unused.text}()`, site, 0.6 * unused.weight);
}

/** `total` becomes `total - unused`, `path` becomes `unused + path`. */
function* operands(node: SyntaxNode, unused: Unread, site: Site): Generator<Draft> {
  const type = typeOf(node, site.scopes);
  if (type !== undefined && unused.type !== undefined && type !== unused.type) return;
  // Nobody computes with a date or a list in these languages.
  if (site.compiled && type === undefined && site.exact(node) !== undefined) return;
  const kind = type ?? unused.type;
  const own = asOperand(node);
  const whole = site.tree.text.slice(node.startIndex, node.endIndex);
  const joined = (text: string, fit: number): Draft => replaced('unread name', node, text, fit * unused.weight);
  if (kind === 'number' || kind === undefined) {
    yield joined(`${own} - ${unused.text}`, 1);
    yield joined(`${own} + ${unused.text}`, 1);
    yield joined(`${own} * ${unused.text}`, 0.7);
    if (kind === 'number') yield joined(`${own} / ${unused.text}`, 0.5);
  }
  if (kind === 'string' || kind === undefined) {
    yield joined(`${unused.text} + ${whole}`, 0.9);
    if (kind === 'string') yield joined(`${whole} + ${unused.text}`, 0.9);
  }
  if (kind === 'array' && !site.compiled) {
    yield joined(site.python ? `${unused.text} + ${whole}` : `[...${unused.text}, ...${whole}]`, 0.8);
    yield joined(site.python ? `${whole} + ${unused.text}` : `[...${whole}, ...${unused.text}]`, 0.8);
  }
}

/** The unread name stands in the place of another, or of a literal. */
function* instead(node: SyntaxNode, unused: Unread, site: Site): Generator<Draft> {
  const type = typeOf(node, site.scopes);
  if (type !== undefined && unused.type !== undefined && type !== unused.type) return;
  const alike = nameSimilarity(node.text, unused.text);
  const agrees = type !== undefined && type === unused.type ? 1.2 : 0.7;
  yield replaced('unread name', node, unused.text, (agrees + alike) * unused.weight);
}

/** One argument more. */
function* asArgument(node: SyntaxNode, unused: Unread): Generator<Draft> {
  const called = call(node);
  if (!called || called.values.length > 4 || called.name === 'super') return;
  const values = called.values.map((value) => value.text);
  for (const [text, fit] of [
    [[...values, unused.text], 0.8],
    [[unused.text, ...values], values.length > 0 ? 0.5 : 0],
  ] as const) {
    if (fit === 0) continue;
    yield {
      template: 'unread name',
      edits: [replacement(called.list, `(${text.join(', ')})`)],
      description: `gives ${quoted(unused.text)} to ${quoted(called.callee.text)}`,
      fit: fit * unused.weight,
    };
  }
}

/** A value that can be computed with: not what is assigned to, called or declared. */
export function isValue(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  const named = node.type === 'identifier' ? isReference(node) : member(node) !== undefined || isNumber(node);
  if (!named) return false;
  // `sum(x for x in y)` has no list of arguments, and is a call all the same.
  const called = call(parent)?.callee ?? field(parent, 'function');
  if (called?.id === node.id || member(parent)?.object.id === node.id) return false;
  return assignment(parent)?.left.id !== node.id;
}

function unreadNames(site: Site): Unread[] {
  const reads = readsOf(site.tree);
  const offset = site.expressions[0]?.startIndex ?? site.statements[0]?.startIndex ?? 0;
  const found: Unread[] = [];
  for (const binding of site.scopes.visible(offset)) {
    if (binding.start > offset || binding.name.startsWith('_') || ['self', 'cls', 'this'].includes(binding.name))
      continue;
    if (binding.kind === 'function' || binding.kind === 'class' || binding.kind === 'caught') continue;
    if ((reads.names.get(binding.name) ?? []).some((at) => binding.scope.start <= at && at <= binding.scope.end))
      continue;
    // What a file declares at its top may be for others to read.
    const local = binding.kind === 'import' ? 0.6 : binding.scope.kind === 'module' ? 0 : 1;
    if (local === 0 || binding.scope.kind === 'class') continue;
    found.push({ text: binding.name, type: binding.type ?? typeByName(binding.name), weight: local });
  }
  for (const [name, owner] of reads.fields) {
    const here = owner.startIndex <= offset && offset < owner.endIndex;
    // In other files too: `members` counts what is set as well, once for each of our own.
    const elsewhere = (site.ingredients?.members.get(name) ?? 0) - (reads.sets.get(name) ?? 0);
    // Java reads its own fields by their bare names.
    const isReadBare = site.tree.language === 'java' && reads.names.has(name);
    if (here && !isReadBare && !name.startsWith('_') && (reads.members.get(name) ?? 0) === 0 && elsewhere <= 0) {
      found.push({ text: `${words(site).self}.${name}`, type: typeByName(name), weight: 0.7 });
    }
  }
  return found;
}

interface Reads {
  /** Where each name is read. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** How often each member is read, on whatever receiver. */
  readonly members: ReadonlyMap<string, number>;
  /** How often each member of the object itself is set. */
  readonly sets: ReadonlyMap<string, number>;
  /** Members that a class's own code sets on itself, or declares, with that class. */
  readonly fields: ReadonlyMap<string, SyntaxNode>;
}

const known = new WeakMap<SyntaxTree, Reads>();

function readsOf(tree: SyntaxTree): Reads {
  let reads = known.get(tree);
  if (!reads) known.set(tree, (reads = findReads(tree)));
  return reads;
}

function findReads(tree: SyntaxTree): Reads {
  const names = new Map<string, number[]>();
  const members = new Map<string, number>();
  const sets = new Map<string, number>();
  const fields = new Map<string, SyntaxNode>();
  const declare = (name: string | undefined, node: SyntaxNode): void => {
    const owner = enclosingClass(node);
    if (name !== undefined && owner && !fields.has(name)) fields.set(name, owner);
  };
  for (const node of descend(tree.root)) {
    const reached = member(node);
    const parent = node.parent;
    if (reached) {
      const set = parent ? assignment(parent) : undefined;
      const isSet = set?.left.id === node.id && set.operator === '=';
      if (isSet && /^(self|this)$/.test(reached.object.text)) {
        sets.set(reached.property.text, (sets.get(reached.property.text) ?? 0) + 1);
        declare(reached.property.text, node);
      }
      if (!isSet) members.set(reached.property.text, (members.get(reached.property.text) ?? 0) + 1);
    }
    if (isFieldDeclaration(node)) declare(field(node, 'left')?.text ?? field(node, 'name')?.text, node);
    const reads =
      /^shorthand_property_identifier$|^type_identifier$/.test(node.type) ||
      (node.type === 'identifier' && (inType(node) || (isReference(node) && !isTarget(node))));
    if (reads) names.set(node.text, [...(names.get(node.text) ?? []), node.startIndex]);
  }
  return { names, members, sets, fields };
}

/** `minimum: int = 0` in the body of a class, `minimum = 0;` in JavaScript. */
function isFieldDeclaration(node: SyntaxNode): boolean {
  if (/^(public_)?field_definition$/.test(node.type)) return true;
  const holder = node.parent?.parent?.parent;
  return (
    node.type === 'assignment' && field(node, 'left')?.type === 'identifier' && holder?.type === 'class_definition'
  );
}

/** What only an annotation names is read by whoever reads the annotation. */
const inType = (node: SyntaxNode): boolean => closest(node, (above) => above.type === 'type') !== undefined;

/** Only written: the left side of a plain assignment, a pattern's name. */
function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (/pattern/.test(parent.type) && parts(parent).some((part) => part.id === node.id)) return true;
  const set = assignment(parent);
  return set?.left.id === node.id && set.operator === '=';
}
