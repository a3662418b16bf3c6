/** Indentation and line breaks of code that moves, in the way of the file that it is in. */

import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { descend } from '../../../syntax/walk.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from './variables.ts';

export const breakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const lineStartOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The indentation of the line on which a place is. */
export const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStartOf(text, offset), offset))![0];

/** One step of the file's indentation. */
export function stepOf({ text, language }: SyntaxTree): string {
  if (/^\t+\S/m.test(text)) return '\t';
  const found = new Map<number, number>();
  let before = 0;
  for (const line of text.split('\n', 2000)) {
    if (line.trim() === '' || /^\s*\*/.test(line)) continue;
    const depth = /^ */.exec(line)![0].length;
    if (depth > before) found.set(depth - before, (found.get(depth - before) ?? 0) + 1);
    before = depth;
  }
  const [commonest] = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [
    /python|java$|rust/.test(language) ? 4 : 2,
  ];
  return ' '.repeat(commonest);
}

/** Whether most simple statements end with one. */
export function usesSemicolons({ root }: SyntaxTree): boolean {
  let [seen, ended] = [0, 0];
  for (const node of descend(root)) {
    if (!/^(?:expression|return|import)_statement$|^(?:lexical|variable)_declaration$/.test(node.type)) continue;
    seen++;
    if (node.text.endsWith(';')) ended++;
    if (seen > 200) break;
  }
  return seen === 0 || ended * 2 > seen;
}

/** The lines of a stretch at another depth. What stands in strings of several lines stays as it is. */
export function moved(
  { text, root }: SyntaxTree,
  { start, end }: Span,
  indent: string,
  insertions: readonly TextEdit[] = [],
): string[] {
  const touches = (node: SyntaxNode): boolean => node.startIndex < end && node.endIndex > start;
  const literals: Span[] = [];
  for (const node of descend(root, touches)) {
    if (touches(node) && /string|template|heredoc|text_block/.test(node.type) && node.text.includes('\n'))
      literals.push({ start: node.startIndex, end: node.endIndex });
  }
  const base = indentAt(text, start);
  const lines: string[] = [];
  for (let at = start; at <= end;) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 || next >= end ? end : next;
    let line = '';
    let from = at;
    for (const edit of insertions) {
      if (edit.start < at || edit.end > stop) continue;
      line += text.slice(from, edit.start) + edit.text;
      from = edit.end;
    }
    line += text.slice(from, stop);
    line = line.replace(/\r$/, '');
    const isFixed = at !== start && literals.some((literal) => literal.start < at && at < literal.end);
    if (isFixed) lines.push(line);
    else if (line.trim() === '') lines.push('');
    else if (at === start) lines.push(indent + line);
    else lines.push(line.startsWith(base) ? indent + line.slice(base.length) : line);
    at = stop + 1;
  }
  return lines;
}
