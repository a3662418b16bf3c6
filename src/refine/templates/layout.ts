/** How a file is laid out, so that what is written into it looks as if it had always been there. */

import { isBlock } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { TextEdit } from '../../text/edit.ts';

export interface Layout {
  readonly eol: string;
  /** One step of indentation. */
  readonly step: string;
  /** How a statement ends: `;` or nothing. */
  readonly end: string;
  /** The white space before a node's line. */
  indentOf(node: SyntaxNode): string;
  /** Where the statement can be given neighbours: nothing else is on its lines. */
  standsAlone(node: SyntaxNode): boolean;
  /** Writes lines in front of a statement; `undefined` where no statement can stand. */
  before(statement: SyntaxNode, lines: readonly string[]): TextEdit | undefined;
  /** Writes lines behind a statement. */
  after(statement: SyntaxNode, lines: readonly string[]): TextEdit | undefined;
  /** Writes lines at the start of a function's or loop's body. */
  first(body: SyntaxNode, lines: readonly string[]): TextEdit | undefined;
  /** Takes a statement away, with its lines where it has them to itself. */
  without(statement: SyntaxNode): TextEdit;
  /** Takes a statement out of the loop or branch around it and puts it behind that. */
  behind(statement: SyntaxNode, holder: SyntaxNode): TextEdit[] | undefined;
  /** A statement's text with another indentation. */
  reindented(statement: SyntaxNode, indent: string): string;
}

const known = new WeakMap<SyntaxTree, Layout>();

export function layoutOf(tree: SyntaxTree): Layout {
  let layout = known.get(tree);
  if (!layout) {
    layout = measure(tree);
    known.set(tree, layout);
  }
  return layout;
}

/** How a statement ends: as the language demands, or as the file has it. */
function endOf({ language, text }: SyntaxTree): string {
  if (language === 'java' || language === 'rust') return ';';
  return language === 'python' || language === 'go' || !/;[ \t]*\r?$/m.test(text) ? '' : ';';
}

function measure(tree: SyntaxTree): Layout {
  const { text } = tree;
  const python = tree.language === 'python';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const step = indentStep(text, python);
  const end = endOf(tree);

  const lineStart = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = (offset: number): number => {
    const at = text.indexOf('\n', offset);
    if (at === -1) return text.length;
    return text[at - 1] === '\r' ? at - 1 : at;
  };
  const indentAt = (offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(offset), offset + 200))?.[0] ?? '';
  const startsLine = (node: SyntaxNode): boolean =>
    text.slice(lineStart(node.startIndex), node.startIndex).trim() === '';
  const endsLine = (node: SyntaxNode): boolean =>
    /^[ \t]*;?[ \t]*(\/\/.*|#.*)?$/.test(text.slice(node.endIndex, lineEnd(node.endIndex)));
  const inBlock = (node: SyntaxNode): boolean =>
    node.parent !== null &&
    (isBlock(node.parent) || node.parent.type === 'switch_case' || node.parent.type === 'switch_default');
  const standsAlone = (node: SyntaxNode): boolean => inBlock(node) && startsLine(node) && endsLine(node);
  const braced = (node: SyntaxNode, before: readonly string[], after: readonly string[]): TextEdit | undefined => {
    if (python || !node.parent || isBlock(node.parent)) return undefined;
    const outer = indentAt(node.parent.startIndex);
    const inner = outer + step;
    const body = [...before, reindent(node, inner), ...after].map((line) => inner + line);
    return { start: node.startIndex, end: node.endIndex, text: ['{', ...body, `${outer}}`].join(eol) };
  };
  const reindent = (node: SyntaxNode, indent: string): string => {
    const from = indentAt(node.startIndex);
    return node.text
      .split(/\r?\n/)
      .map((line, at) => (at === 0 ? line : line.startsWith(from) ? indent + line.slice(from.length) : line))
      .join(eol);
  };

  return {
    eol,
    step,
    end,
    indentOf: (node) => indentAt(node.startIndex),
    standsAlone,
    before(statement, lines) {
      if (!inBlock(statement)) return braced(statement, lines, []);
      const indent = indentAt(statement.startIndex);
      if (!startsLine(statement)) {
        if (python) return undefined;
        return { start: statement.startIndex, end: statement.startIndex, text: `${lines.join(' ')} ` };
      }
      const at = statement.startIndex;
      return { start: at, end: at, text: lines.map((line) => line + eol + indent).join('') };
    },
    after(statement, lines) {
      if (!inBlock(statement)) return braced(statement, [], lines);
      const indent = indentAt(statement.startIndex);
      if (!endsLine(statement)) {
        if (python) return undefined;
        return { start: statement.endIndex, end: statement.endIndex, text: ` ${lines.join(' ')}` };
      }
      const at = lineEnd(statement.endIndex);
      return { start: at, end: at, text: lines.map((line) => eol + indent + line).join('') };
    },
    first(body, lines) {
      const statement = parts(body)[0];
      if (!isBlock(body)) return undefined;
      if (statement && python && isDocstring(statement)) return this.after(statement, lines);
      if (statement) return this.before(statement, lines);
      if (python) return undefined;
      const outer = indentAt(body.startIndex);
      const inner = lines.map((line) => outer + step + line).join(eol);
      return { start: body.startIndex, end: body.endIndex, text: `{${eol}${inner}${eol}${outer}}` };
    },
    without(statement) {
      const alone = python && statement.parent?.type === 'block' && parts(statement.parent).length === 1;
      if (alone) return { start: statement.startIndex, end: statement.endIndex, text: 'pass' };
      if (!inBlock(statement))
        return { start: statement.startIndex, end: statement.endIndex, text: python ? 'pass' : '{}' };
      if (startsLine(statement) && endsLine(statement)) {
        const start = lineStart(statement.startIndex);
        const next = text.indexOf('\n', statement.endIndex);
        return { start, end: next === -1 ? text.length : next + 1, text: '' };
      }
      let stop = statement.endIndex;
      if (python && /^[ \t]*;[ \t]*/.test(text.slice(stop)))
        stop += /^[ \t]*;[ \t]*/.exec(text.slice(stop))?.[0].length ?? 0;
      return { start: statement.startIndex, end: stop, text: '' };
    },
    behind(statement, holder) {
      const gone = this.without(statement);
      const indent = indentAt(holder.startIndex);
      const moved = reindent(statement, indent);
      if (python && statement.endIndex === holder.endIndex) {
        return [{ start: lineStart(statement.startIndex), end: statement.endIndex, text: indent + moved }];
      }
      const after = this.after(holder, [moved]);
      return after && after.start >= gone.end ? [gone, after] : undefined;
    },
    reindented: reindent,
  };
}

export function isDocstring(statement: SyntaxNode): boolean {
  const only = statement.type === 'expression_statement' ? parts(statement)[0] : undefined;
  return only?.type === 'string' && field(statement, 'left') === undefined;
}

/** The smallest indentation in use: one step of it. */
function indentStep(text: string, python: boolean): string {
  let smallest: string | undefined;
  for (const match of text.matchAll(/^([ \t]+)\S/gm)) {
    const indent = match[1] ?? '';
    if (indent.startsWith('\t')) return '\t';
    // One space is the margin of a block comment, not a step.
    if (indent.length > 1 && (smallest === undefined || indent.length < smallest.length)) smallest = indent;
  }
  return smallest ?? (python ? '    ' : '  ');
}
