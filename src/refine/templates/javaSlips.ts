/** Mistakes that Java lets one make: `==` on texts, a result dropped, the wrong kind of collection, a static field. */

import { asOperand } from '../../syntax/grammar.ts';
import { assignment, binary, call } from '../../syntax/shapes.ts';
import { elementOf, unboxed } from '../../syntax/exactType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { lengthOf } from './dialect.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, swapped } from './write.ts';

export function* javaSlips(site: Site): Generator<Draft> {
  if (site.tree.language !== 'java') return;
  for (const node of site.expressions) {
    yield* equality(node, site);
    yield* calls(node, site);
    yield* collections(node);
    yield* copies(node, site);
    yield* normalised(node, site);
    yield* fallThrough(node);
  }
  for (const statement of site.statements) {
    yield* droppedResult(statement, site);
    yield* sharedField(statement);
    yield* rules(statement);
  }
}

const primitive = /^(int|long|short|byte|char|boolean|double|float)$/;

/** `a == b` for `a.equals(b)`, and the other way round. */
function* equality(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (pair && (pair.operator === '==' || pair.operator === '!=')) {
    const not = pair.operator === '!=' ? '!' : '';
    const [left, right] = [site.exact(pair.left), site.exact(pair.right)];
    const values = [left, right].some((type) => type !== undefined && primitive.test(type));
    if (values || [pair.left, pair.right].some((side) => side.type === 'null' || side.type === 'number')) return;
    const text = [left, right].includes('String') || (left !== undefined && unboxed(left) !== left);
    if (pair.left.type !== 'string')
      yield replaced(
        'identity comparison',
        node,
        `${not}${asOperand(pair.left)}.equals(${pair.right.text})`,
        text ? 4 : 1.2,
      );
    yield replaced('identity comparison', node, `${not}Objects.equals(${pair.left.text}, ${pair.right.text})`, 0.3);
    return;
  }
  const asked = call(node);
  if (asked?.name === 'equals' && asked.receiver && asked.values[0]) {
    yield replaced('identity comparison', node, `${asked.receiver.text} == ${asked.values[0].text}`, 0.2);
    // Either may be nothing.
    if (/\bimport java\.util\.(\*|Objects);/.test(site.tree.text) && asked.values[0].type !== 'string')
      yield replaced(
        'identity comparison',
        node,
        `Objects.equals(${asked.receiver.text}, ${asked.values[0].text})`,
        0.5,
      );
    yield replaced(
      'wrong method',
      node,
      `${asked.receiver.text}.equalsIgnoreCase(${asked.values[0].text})`,
      site.exact(asked.receiver) === 'String' ? 0.7 : 0.05,
    );
  }
}

function* calls(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  const on = called?.receiver;
  if (!called || !on) return;
  const first = called.values[0];
  const held = site.exact(on);
  if (called.name === 'remove' && first && elementOf(held, 'java') === 'Integer') {
    yield replaced('wrong method', first, `Integer.valueOf(${first.text})`, 2);
  }
  if (called.name === 'get' && first && /Map\b/.test(held ?? '') && called.values.length === 1) {
    const zero = zeroOf(elementOf(held, 'java'));
    for (const [at, text] of zero.entries())
      yield replaced('default value', node, `${on.text}.getOrDefault(${first.text}, ${text})`, 1.2 - at * 0.3);
  }
  if (called.name === 'put' && first && called.values[1] && /Map\b/.test(held ?? '')) {
    const [key, value] = [first.text, called.values[1].text];
    if (/^(int|long|double)$/.test(unboxed(elementOf(held, 'java') ?? '')))
      yield replaced(
        'wrong method',
        node,
        `${on.text}.merge(${key}, ${value}, ${unboxed(elementOf(held, 'java') ?? '') === 'int' ? 'Integer' : 'Long'}::sum)`,
        0.8,
      );
    yield replaced('wrong method', node, `${on.text}.putIfAbsent(${key}, ${value})`, 0.6);
  }
  if (called.name === 'compareTo' && first)
    yield replaced('sort direction', node, `${first.text}.compareTo(${on.text})`, 1.5);
  if (called.name === 'add' && first && called.values.length === 1 && /List\b/.test(held ?? ''))
    yield replaced('wrong method', called.list, `(0, ${first.text})`, 0.7);
  if (called.name === 'reversed') yield replaced('sort direction', node, on.text, 1.5);
  if (/^(comparing\w*|thenComparing\w*|naturalOrder)$/.test(called.name)) {
    yield replaced('sort direction', node, `${node.text}.reversed()`, 0.8);
  }
  if (called.name.startsWith('thenComparing')) yield replaced('sort direction', node, on.text, 0.3);
  if (called.name === 'compare' && called.values.length === 2 && first && called.values[1])
    yield swapped('sort direction', first, called.values[1], 1.5);
  if (called.name === 'substring' || called.name === 'subList') {
    const length = lengthOf('java', on.text, held);
    if (called.values.length === 2 && called.values[1])
      yield replaced('slice bound', called.list, `(${first?.text ?? '0'}, ${length})`, 0.4);
    if (called.values.length === 1 && called.name === 'substring' && first)
      yield replaced('slice bound', called.list, `(0, ${first.text})`, 0.8);
    if (called.values.length === 2 && called.name === 'substring')
      yield replaced('slice bound', called.list, `(${first?.text ?? '0'})`, 0.6);
    for (const bound of called.values) {
      for (const by of ['+', '-']) yield replaced('index off by one', bound, `${asOperand(bound)} ${by} 1`, 0.7);
    }
  }
  if (called.name === 'sort' && called.values.length === 1 && first?.text === 'null')
    yield replaced('sort direction', first, 'Comparator.reverseOrder()', 0.6);
  if (/^(filter|map|sorted|distinct|limit|skip|peek)$/.test(called.name))
    yield replaced('chain step', node, on.text, called.name === 'map' ? 0.2 : 0.7);
  if (called.name === 'stream') {
    yield replaced('chain step', node, `${node.text}.distinct()`, 0.6);
    yield replaced('chain step', node, `${node.text}.sorted()`, 0.6);
  }
}

const zeroOf = (type: string | undefined): string[] => {
  switch (unboxed(type ?? '')) {
    case 'int':
      return ['0', '1'];
    case 'long':
      return ['0L'];
    case 'double':
      return ['0.0'];
    case 'boolean':
      return ['false', 'true'];
    case 'String':
      return ['""'];
    default:
      return /^List</.test(type ?? '') ? ['List.of()'] : [];
  }
};

const relatives: Readonly<Record<string, readonly string[]>> = {
  HashMap: ['LinkedHashMap', 'TreeMap'],
  LinkedHashMap: ['TreeMap', 'HashMap'],
  TreeMap: ['LinkedHashMap', 'HashMap'],
  HashSet: ['LinkedHashSet', 'TreeSet'],
  LinkedHashSet: ['TreeSet', 'HashSet'],
  TreeSet: ['LinkedHashSet', 'HashSet'],
};

/** An order that is asked for and that the collection does not keep. */
function* collections(node: SyntaxNode): Generator<Draft> {
  const made = call(node);
  if (!made?.isNew) return;
  const name = /^\w+/.exec(made.callee.text)?.[0] ?? '';
  for (const [at, other] of (relatives[name] ?? []).entries()) {
    yield {
      template: 'wrong collection',
      edits: [{ start: made.callee.startIndex, end: made.callee.startIndex + name.length, text: other }],
      description: `${quoted(name)} becomes ${quoted(other)}`,
      fit: 1 - at * 0.3,
    };
  }
  if (name === 'PriorityQueue' && made.values.length === 0)
    yield replaced('sort direction', made.list, '(Comparator.reverseOrder())', 1);
}

/** Where what is inside must not be changed from outside. */
function* copies(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type !== 'identifier' && node.type !== 'member_expression') return;
  const type = site.exact(node);
  const parent = node.parent;
  if (!parent || type === undefined) return;
  const set = assignment(parent);
  const stored =
    parent.type === 'arguments' &&
    /^(add|put|addLast|push|offer|putIfAbsent)$/.test(call(parent.parent ?? parent)?.name ?? '');
  const making = parent.type === 'arguments' && call(parent.parent ?? parent)?.isNew === true;
  if (set?.right.id !== node.id && parent.type !== 'return_statement' && !stored && !making) return;
  // What copies by itself is made of a list, too.
  if (making && /^new \w*(List|Set|Map|Deque|Queue)\b/.test(parent.parent?.text ?? '')) return;
  const fit = stored ? 1.2 : making ? 0.8 : 1;
  if (/^(List|ArrayList|Collection)</.test(type)) {
    yield replaced('missing copy', node, `new ArrayList<>(${node.text})`, fit);
    yield replaced('missing copy', node, `List.copyOf(${node.text})`, fit * 0.8);
  } else if (/^\w*(Map|Set)</.test(type)) {
    const kind = /^\w*Map</.test(type) ? 'Map' : 'Set';
    // The one that the file makes elsewhere; else the plain one.
    const made = ['Hash', 'LinkedHash', 'Tree'].filter((each) => site.tree.text.includes(`new ${each}${kind}<`));
    for (const each of made.length > 0 ? made : ['Hash'])
      yield replaced('missing copy', node, `new ${each}${kind}<>(${node.text})`, fit);
  } else if (type.endsWith('[]')) yield replaced('missing copy', node, `${node.text}.clone()`, fit);
}

function* normalised(node: SyntaxNode, site: Site): Generator<Draft> {
  if (node.type === 'string' || site.exact(node) !== 'String') return;
  const parent = node.parent;
  if (!parent || assignment(parent)?.left.id === node.id || parent.type === 'member_expression') return;
  for (const [at, method] of ['toLowerCase()', 'trim()', 'toUpperCase()', 'strip()'].entries()) {
    if (!node.text.endsWith(`.${method}`))
      yield replaced('missing normalisation', node, `${asOperand(node)}.${method}`, 0.8 - at * 0.15);
  }
}

/** `i++` where the new value is meant. */
function* fallThrough(node: SyntaxNode): Generator<Draft> {
  if (
    node.type !== 'update_expression' ||
    node.parent?.type === 'expression_statement' ||
    node.parent?.type === 'for_statement'
  )
    return;
  const name = field(node, 'argument')?.text ?? '';
  const operator = node.text.includes('++') ? '++' : '--';
  yield replaced('value off by one', node, node.text.startsWith(operator) ? name + operator : operator + name, 1.2);
}

/** `text.trim();` leaves `text` as it was. */
function* droppedResult(statement: SyntaxNode, site: Site): Generator<Draft> {
  const only = statement.type === 'expression_statement' ? parts(statement)[0] : undefined;
  const done = only && call(only);
  if (!only || !done?.receiver || done.isNew) return;
  const type = site.exact(done.receiver);
  const fixed =
    /^(trim|strip|toLowerCase|toUpperCase|replace|replaceAll|substring|concat|repeat)$/.test(done.name) ||
    /^(plus|minus|with|add|subtract|multiply|divide|negate)[A-Z]?\w*$/.test(done.name);
  if (!fixed || (type !== undefined && /^(List|Set|Map|Deque|Queue|ArrayList|ArrayDeque|LinkedList)\b/.test(type)))
    return;
  yield {
    template: 'lost result',
    edits: [{ start: statement.startIndex, end: statement.startIndex, text: `${done.receiver.text} = ` }],
    description: `${quoted(done.receiver.text)} takes what ${quoted(done.name)} gives back`,
    fit: type === 'String' ? 3 : 1.2,
  };
}

/** One field for all objects. */
function* sharedField(statement: SyntaxNode): Generator<Draft> {
  if (statement.type !== 'field_definition') return;
  const modifiers = parts(statement)[0];
  if (modifiers?.type !== 'modifiers' || !/\bstatic\b/.test(modifiers.text) || /\bfinal\b/.test(modifiers.text)) return;
  yield replaced('shared rows', modifiers, modifiers.text.replace(/\s*\bstatic\b/, ''), 1.5);
}

/** The values of two neighbouring `case`s in each other's place. */
function* rules(statement: SyntaxNode): Generator<Draft> {
  if (statement.type !== 'switch_rule') return;
  const value = parts(statement).at(-1);
  for (const other of [statement.previousNamedSibling, statement.nextNamedSibling]) {
    const its = other?.type === 'switch_rule' ? parts(other).at(-1) : undefined;
    if (value && its && value.text !== its.text)
      yield {
        template: 'swapped branches',
        edits: [replacement(value, its.text), replacement(its, value.text)],
        description: `${quoted(value.text)} and ${quoted(its.text)} change places`,
        fit: 0.8,
      };
  }
}
