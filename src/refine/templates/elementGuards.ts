/**
 * An element of a loop that should have been passed over: `if (batch.end < day) continue`, where the file compares
 * that member with such a value elsewhere, or where nobody looks at the value in this function.
 */

import { enclosingLoop, isFunction } from '../../syntax/grammar.ts';
import { binary, member } from '../../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import { guardLines } from './dialect.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted } from './write.ts';

const mostForAStatement = 8;

export function* elementGuards(site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn) return;
  for (const statement of site.statements) {
    if (statement.startPosition.row !== site.row || isFunction(statement)) continue;
    const loop = enclosingLoop(statement);
    if (!loop || !site.layout.standsAlone(statement)) continue;
    const compared = comparedMembers(site.tree);
    if (compared.length === 0) return;
    const names = reachable(statement, site);
    const inReach = new Set(names.map(({ name }) => name));
    const here = compared.filter(({ other }) => inReach.has(other));
    const elements = names.filter(
      ({ kind, start }) => kind === 'loop' && loop.startIndex <= start && start < statement.startIndex,
    );
    let found = 0;
    for (const element of elements) {
      for (const draft of before(statement, element.name, here, fn, site)) {
        if (found++ >= mostForAStatement) return;
        yield draft;
      }
    }
  }
}

function* before(
  statement: SyntaxNode,
  element: string,
  compared: readonly ComparedMember[],
  fn: SyntaxNode,
  site: Site,
): Generator<Draft> {
  for (const { name, operator, other } of compared) {
    if (other === element) continue;
    const test = `${element}.${name} ${operator} ${other}`;
    if (fn.text.includes(test)) continue;
    const edit = site.layout.before(statement, guardLines(site, test, 'continue'));
    // A parameter that this function does nothing else with was given to it for something.
    const isIdle = (fn.text.match(new RegExp(`\\b${other}\\b`, 'gu')) ?? []).length === 1;
    if (edit)
      yield {
        template: 'missing guard',
        edits: [edit],
        description: `passes over what has ${quoted(test)}`,
        fit: isIdle ? 2.5 : 0.9,
      };
  }
}

interface ComparedMember {
  readonly name: string;
  readonly operator: string;
  readonly other: string;
}

const known = new WeakMap<SyntaxTree, readonly ComparedMember[]>();

const opposites: Readonly<Record<string, string>> = { '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** Members that the file compares with a name, each way round, what it asks for first. */
function comparedMembers(tree: SyntaxTree): readonly ComparedMember[] {
  const before = known.get(tree);
  if (before) return before;
  const found = new Map<string, ComparedMember>();
  for (const node of descend(tree.root)) {
    const pair = binary(node) ?? (node.type === 'comparison_operator' ? pythonPair(node) : undefined);
    if (!pair || !(pair.operator in opposites)) continue;
    const [left, right] = [member(pair.left), member(pair.right)];
    const [name, other, operator] = left
      ? [left.property.text, pair.right, pair.operator]
      : [right?.property.text, pair.left, mirrored[pair.operator] ?? ''];
    if (name === undefined || other.type !== 'identifier') continue;
    for (const each of [operator, opposites[operator] ?? ''])
      found.set(`${name} ${each} ${other.text}`, { name, operator: each, other: other.text });
  }
  const compared = [...found.values()];
  known.set(tree, compared);
  return compared;
}

function pythonPair(node: SyntaxNode): { left: SyntaxNode; operator: string; right: SyntaxNode } | undefined {
  const [left, right] = node.namedChildren;
  const operator = field(node, 'operators')?.text;
  return left && right && operator !== undefined && node.namedChildren.length === 2
    ? { left, operator, right }
    : undefined;
}
