/** Short ways to say and to make the usual edits. */

import { asOperand, isNumber } from '../../syntax/grammar.ts';
import { binary, unwrapped } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { wordsOf } from './dialect.ts';
import type { Words } from './dialect.ts';
import type { Template } from './prior.ts';
import type { Draft, Site } from './site.ts';

export const replacement = (node: SyntaxNode, text: string): TextEdit => ({
  start: node.startIndex,
  end: node.endIndex,
  text,
});

/** One node's text becomes another. */
export function replaced(template: Template, node: SyntaxNode, text: string, fit?: number): Draft {
  return {
    template,
    edits: [replacement(node, text)],
    description: `${quoted(node.text)} becomes ${quoted(text)}`,
    ...(fit === undefined ? {} : { fit }),
  };
}

/** Two nodes change places. */
export function swapped(template: Template, a: SyntaxNode, b: SyntaxNode, fit?: number): Draft {
  return {
    template,
    edits: [replacement(a, b.text), replacement(b, a.text)],
    description: `${quoted(a.text)} and ${quoted(b.text)} change places`,
    ...(fit === undefined ? {} : { fit }),
  };
}

/** A line in front of a statement, and one behind it where the statement does not leave. */
export function* lineBeside(
  template: Template,
  statement: SyntaxNode,
  line: string,
  site: Site,
  fit: number,
): Generator<Draft> {
  const jump = /^(return|raise|throw|break|continue)_/.test(statement.type);
  const before = site.layout.before(statement, [line + site.layout.end]);
  const behind = jump ? undefined : site.layout.after(statement, [line + site.layout.end]);
  for (const [edit, where] of [
    [before, 'before'],
    [behind, 'behind'],
  ] as const) {
    if (edit) yield { template, edits: [edit], description: `${quoted(line)} ${where} ${quoted(statement.text)}`, fit };
  }
}

/** A piece of text as a person reads it in a sentence: on one line, not too long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 50 ? `${line.slice(0, 47)}...` : line}\``;
}

/** The expression one more or one less, written as a person would. */
export function shifted(node: SyntaxNode, by: 1 | -1): string {
  const expression = unwrapped(node);
  if (isNumber(expression) && /^\d+$/.test(expression.text)) return String(Number(expression.text) + by);
  const sum = binary(expression);
  if (sum && (sum.operator === '+' || sum.operator === '-') && /^\d+$/.test(sum.right.text)) {
    const offset = (sum.operator === '+' ? 1 : -1) * Number(sum.right.text) + by;
    if (offset === 0) return sum.left.text;
    return `${sum.left.text} ${offset > 0 ? '+' : '-'} ${Math.abs(offset)}`;
  }
  const sameLevel =
    sum &&
    (sum.operator === '+' ||
      sum.operator === '-' ||
      sum.operator === '*' ||
      sum.operator === '/' ||
      sum.operator === '//');
  return `${sameLevel ? expression.text : asOperand(expression)} ${by > 0 ? '+' : '-'} 1`;
}

/** The words that a language has for the same thing. */
export const words = (site: Site): Words => wordsOf(site);
