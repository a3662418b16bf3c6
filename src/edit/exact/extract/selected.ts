/** What is selected: some statements that follow each other, or one expression. */

import { isExpression } from '../../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { field, parts } from '../../../syntax/walk.ts';
import type { EditPlace } from '../../editRequest.ts';
import type { Span } from './variables.ts';

export type Selected =
  | {
      readonly kind: 'statements';
      readonly nodes: readonly SyntaxNode[];
      readonly block: SyntaxNode;
      readonly span: Span;
    }
  | { readonly kind: 'expression'; readonly node: SyntaxNode; readonly span: Span }
  | { readonly kind: 'unclear'; readonly why: string; readonly next: string };

const unclear = (why: string, next: string): Selected => ({ kind: 'unclear', why, next });
const selectWhole = 'Select whole statements, or one whole expression.';

/** @param code the expression as the instruction quotes it */
export function selected(tree: SyntaxTree, place: EditPlace, code: string | undefined): Selected {
  const range = rangeOf(tree.text, place, code);
  if ('why' in range) return range;
  const { start, end } = range;
  const innermost = tree.root.descendantForIndex(start, end) ?? tree.root;
  if (innermost.hasError) return unclear('The code there does not parse.', 'Mend it first.');
  const expression = expressionAt(innermost, range);
  if (expression) return { kind: 'expression', node: expression, span: spanOf(expression) };
  let block: SyntaxNode = innermost;
  while (!isContainer(block) || isLabelled(block, range)) {
    if (!block.parent) break;
    block = block.parent;
  }
  if (!isContainer(block)) return unclear('There are no statements in the selection.', selectWhole);
  const value = field(block, 'value');
  const inside = parts(block).filter(
    (part) => part.id !== value?.id && !/^(?:modifiers|label|switch_label)$/.test(part.type),
  );
  const nodes = inside.filter(({ startIndex, endIndex }) => startIndex < end && endIndex > start);
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!first || !last) return unclear('There is no code in the selection.', selectWhole);
  const cut = nodes.find(
    ({ startIndex, endIndex }) => startIndex < start || lastWord(tree.text, startIndex, endIndex) > end,
  );
  if (cut)
    return unclear(`The selection ends in the middle of a statement (line ${cut.startPosition.row + 1}).`, selectWhole);
  return { kind: 'statements', nodes, block, span: { start, end: Math.max(end, last.endIndex) } };
}

function rangeOf(
  text: string,
  { lines, offsets }: EditPlace,
  code: string | undefined,
): Span | (Selected & { kind: 'unclear' }) {
  const bounds = offsets ?? (lines ? lineSpan(text, lines.first, lines.last) : { start: 0, end: text.length });
  if (code !== undefined) {
    const within = text.slice(bounds.start, bounds.end);
    const at = within.indexOf(code);
    const none = unclear(`“${code}” does not stand there.`, 'Quote it as it is written, and name its line.');
    if (at < 0) return none as Selected & { kind: 'unclear' };
    if (within.includes(code, at + 1))
      return unclear(
        `“${code}” stands there more than once.`,
        'Name the line of the one that is meant.',
      ) as Selected & {
        kind: 'unclear';
      };
    return { start: bounds.start + at, end: bounds.start + at + code.length };
  }
  const inside = text.slice(bounds.start, bounds.end);
  if (inside.trim() === '' || (!offsets && !lines))
    return unclear('It is not said which code is meant.', 'Name the lines.') as Selected & { kind: 'unclear' };
  const start = bounds.start + (inside.length - inside.trimStart().length);
  return { start, end: bounds.start + inside.trimEnd().length };
}

/** @returns from the first character of one line to the end of another, counted from 1 */
function lineSpan(text: string, first: number, last: number): Span {
  let start = 0;
  for (let line = 1; line < first; line++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return { start: text.length, end: text.length };
    start = next + 1;
  }
  let end = start;
  for (let line = first; line <= last; line++) {
    const next = text.indexOf('\n', end);
    if (next < 0) return { start, end: text.length };
    end = next + 1;
  }
  return { start, end: Math.max(start, end - 1) };
}

/** `f(x);` is a statement, and so is an assignment. */
function expressionAt(innermost: SyntaxNode, { start, end }: Span): SyntaxNode | undefined {
  for (let node: SyntaxNode | null = innermost; node; node = node.parent) {
    if (node.startIndex !== start || node.endIndex !== end) return undefined;
    if (isExpression(node)) return node.parent?.type !== 'expression_statement' && isValue(node) ? node : undefined;
  }
  return undefined;
}

/** Not a name that is declared, a key, or what is called. */
function isValue(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent) return false;
  return !['name', 'left', 'key', 'attribute', 'property', 'pattern', 'parameter'].some(
    (each) => field(parent, each)?.id === node.id && !(each === 'left' && /binary|boolean/.test(parent.type)),
  );
}

const containers = new Set([
  'statement_block',
  'program',
  'module',
  'block',
  'source_file',
  'switch_case',
  'switch_default',
]);
const isContainer = ({ type, parent }: SyntaxNode): boolean =>
  containers.has(type) && (type !== 'module' || parent === null);

const isLabelled = (block: SyntaxNode, { start, end }: Span): boolean =>
  block.startIndex === start && block.endIndex === end && block.type !== 'block' && block.parent !== null;

/** Where a statement ends but for its semicolon. */
function lastWord(text: string, start: number, end: number): number {
  const written = text.slice(start, end).replace(/[\s;]+$/, '');
  return start + written.length;
}

const spanOf = ({ startIndex, endIndex }: SyntaxNode): Span => ({ start: startIndex, end: endIndex });
