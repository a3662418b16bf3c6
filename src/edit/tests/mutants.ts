/**
 * Small faults, seeded one at a time into code that is right, to see whether any test notices: a border moved, a sign
 * turned, a statement gone. First-order mutation (DeMillo, Lipton, Sayward 1978), with the operators that say most
 * for their number (Offutt et al. 1996).
 */
import { isLiteral, isNumber, isLoop } from '../../syntax/grammar.ts';
import { isCompiled } from '../../syntax/language.ts';
import { literalType } from '../../syntax/roughType.ts';
import { binary, call, comparisons, condition, negated } from '../../syntax/shapes.ts';
import { isTestLine } from '../../syntax/testCode.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, descend, field, parts } from '../../syntax/walk.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';

export interface Mutant {
  readonly edit: TextEdit;
  /** "line 12: `<` becomes `<=`" */
  readonly what: string;
  /** Of the statement that it is in, counted from 1: who runs none of these lines cannot notice. */
  readonly lines: { readonly first: number; readonly last: number };
  /** It is in a function; what stands outside runs when the file is loaded, and no test has that to itself. */
  readonly isInFunction: boolean;
}

interface Seed {
  readonly edit: TextEdit;
  readonly says: string;
  /** What is most likely to be a real slip comes first. */
  readonly rank: number;
  readonly node: SyntaxNode;
}

/** Spread over the lines of a place, no two alike. @param lines from 1, inclusive; left out: the whole file. */
export function mutantsOf(
  tree: SyntaxTree,
  lines: { readonly first: number; readonly last: number } | undefined,
  most: number,
): Mutant[] {
  const rows = new Map<number, Seed[]>();
  const seen = new Set<string>();
  for (const node of descend(tree.root, (inner) => !isApart(inner))) {
    const line = node.startPosition.row + 1;
    if (isApart(node) || (lines && (line < lines.first || line > lines.last)) || isTestLine(tree, line)) continue;
    for (const seed of seedsAt(node, tree)) {
      const { start, end, text } = seed.edit;
      const key = `${start} ${end} ${text}`;
      if (seen.has(key) || tree.text.slice(start, end) === text) continue;
      seen.add(key);
      rows.set(line, [...(rows.get(line) ?? []), seed]);
    }
  }
  for (const seeds of rows.values()) seeds.sort((a, b) => a.rank - b.rank);
  const lists = [...rows].sort(([a], [b]) => a - b).map(([, seeds]) => seeds);
  const chosen: Seed[] = [];
  for (let round = 0; chosen.length < most; round++) {
    const left = lists.flatMap((seeds) => seeds[round] ?? []);
    if (left.length === 0) break;
    const take = Math.min(most - chosen.length, left.length);
    for (let at = 0; at < take; at++) chosen.push(left[Math.floor((at * left.length) / take)]!);
  }
  return chosen.sort((a, b) => a.edit.start - b.edit.start).map(mutantFrom);
}

/** The text with the fault in it; `text` may hold more behind the place, as a file does that has tests at its end. */
export const seeded = (text: string, { edit }: Mutant): string => applyEdits(text, [edit]);

function mutantFrom({ edit, says, node }: Seed): Mutant {
  let statement = node;
  let isInFunction = false;
  for (const above of ancestors(node)) {
    if (/function|method|lambda|constructor/.test(above.type)) isInFunction = true;
    if (statement === node && /statement$|declaration$|^return|^assignment$/.test(above.type) && !isWide(above))
      statement = above;
  }
  const first = statement.startPosition.row + 1;
  return {
    edit,
    what: `line ${node.startPosition.row + 1}: ${says}`,
    lines: { first, last: statement.endPosition.row + 1 },
    isInFunction,
  };
}

/** It holds statements of its own, which others may run. */
const isWide = (node: SyntaxNode): boolean =>
  isLoop(node) || /^(?:if|try|with|switch|match|export|labeled)_|function|class|method|interface/.test(node.type);

/** Types, imports, decorations, documentation, and what is thrown: no value that a test would look at. */
function isApart(node: SyntaxNode): boolean {
  if (
    /import|^(?:type_annotation|type_arguments|type_parameters|type|decorator|interface_declaration)$/.test(node.type)
  )
    return true;
  if (/^(?:type_alias_declaration|enum_declaration|use_declaration|package_\w+|annotation|modifiers)$/.test(node.type))
    return true;
  return node.type === 'expression_statement' && parts(node).length === 1 && /^string/.test(parts(node)[0]!.type);
}

function* seedsAt(node: SyntaxNode, tree: SyntaxTree): Generator<Seed> {
  const python = tree.language === 'python';
  const replace = (target: SyntaxNode, text: string, rank: number, says?: string): Seed => ({
    edit: { start: target.startIndex, end: target.endIndex, text },
    says: says ?? `${quoted(target.text)} becomes ${quoted(text)}`,
    rank,
    node,
  });
  for (const { operator, operatorStart: start, operatorEnd: end } of comparisons(node)) {
    if (operator === 'in' && !python) continue;
    for (const [at, text] of (otherComparisons[operator] ?? []).entries())
      yield { edit: { start, end, text }, says: `${quoted(operator)} becomes ${quoted(text)}`, rank: at * 4, node };
  }
  const pair = binary(node);
  if (pair && pair.kind !== 'comparison') {
    const text = otherOperators[pair.operator];
    const joins = pair.operator === '+' && [pair.left, pair.right].some((side) => literalType(side) === 'string');
    if (text !== undefined && !joins)
      yield {
        edit: { start: pair.operatorStart, end: pair.operatorEnd, text },
        says: `${quoted(pair.operator)} becomes ${quoted(text)}`,
        rank: pair.kind === 'logical' ? 2 : 3,
        node,
      };
  }
  if (/^augmented_assignment/.test(node.type)) {
    const operator = field(node, 'operator');
    const text = operator && otherOperators[operator.text];
    if (operator && text !== undefined && literalType(field(node, 'right') ?? node) !== 'string')
      yield replace(operator, text, 3);
  }
  const inner = negated(node);
  if (inner) yield replace(node, inner.text, 4);
  const tested = condition(node);
  if (tested && !isLiteral(tested) && comparisons(tested).length === 0 && !negated(tested))
    yield replace(tested, python ? `not (${tested.text})` : `!(${tested.text})`, 5);
  yield* constants(node, tree, replace);
  if (node.type === 'return_statement' && !isCompiled(tree.language)) {
    const value = parts(node)[0];
    const nothing = python ? 'None' : 'undefined';
    if (value && value.text !== nothing && value.type !== 'null') yield replace(value, nothing, 6);
  }
  const gone = removable(node);
  if (gone)
    yield replace(node, python ? 'pass' : /;\s*$/.test(node.text) ? ';' : '', 7, `${quoted(node.text)} is gone`);
  const called = call(node);
  const [a, b] = called?.values ?? [];
  if (a && b && isPlain(a) && isPlain(b) && a.text !== b.text)
    yield {
      edit: {
        start: a.startIndex,
        end: b.endIndex,
        text: `${b.text}${tree.text.slice(a.endIndex, b.startIndex)}${a.text}`,
      },
      says: `in ${quoted(node.text)} the first two arguments change places`,
      rank: 8,
      node,
    };
}

function* constants(
  node: SyntaxNode,
  tree: SyntaxTree,
  replace: (target: SyntaxNode, text: string, rank: number) => Seed,
): Generator<Seed> {
  if (isNumber(node) && /^[\d_]+(?:\.\d+)?$/.test(node.text)) {
    const [whole = '0', fraction] = node.text.replaceAll('_', '').split('.');
    const next = String(BigInt(whole) + 1n);
    yield replace(node, fraction === undefined ? next : `${next}.${fraction}`, 1);
  }
  if (node.isNamed && (node.type === 'true' || node.type === 'false')) {
    const flipped = node.type === 'true' ? 'false' : 'true';
    yield replace(node, tree.language === 'python' ? flipped.charAt(0).toUpperCase() + flipped.slice(1) : flipped, 2);
  }
  if (node.type !== 'string' || !/^(["']).+\1$/s.test(node.text)) return;
  const isKey =
    /^(?:pair|property_signature|literal_type)$/.test(node.parent?.type ?? '') &&
    field(node.parent!, 'key')?.id === node.id;
  if (!isKey && ![...ancestors(node)].some(({ type }) => /^(?:throw|raise)/.test(type)))
    yield replace(node, node.text.slice(0, 1) + node.text.slice(-1), 9);
}

/** What is done for its effect, and early ways out. */
function removable(node: SyntaxNode): boolean {
  if (/^(?:throw|raise|continue)_statement$/.test(node.type)) return true;
  if (node.type !== 'expression_statement') return false;
  const only = parts(node);
  return (
    only.length === 1 &&
    /^(?:call|call_expression|assignment|assignment_expression|augmented_assignment(?:_expression)?|update_expression|await|await_expression)$/.test(
      only[0]!.type,
    ) &&
    !/^super\b|^super\(/.test(only[0]!.text)
  );
}

const isPlain = (node: SyntaxNode): boolean => node.type === 'identifier' || isNumber(node);

/** The border first, then the opposite. */
const otherComparisons: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '===': ['!=='],
  '!==': ['==='],
  is: ['is not'],
  'is not': ['is'],
  in: ['not in'],
  'not in': ['in'],
};

const otherOperators: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '//': '*',
  '%': '*',
  '**': '*',
  '&&': '||',
  '||': '&&',
  and: 'or',
  or: 'and',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
};

function quoted(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`;
}
