/** A definition for the one that has its name. Which there are, the caller's syntax tree says. */

import { isBlank, indentOf, movedBlock } from './indentation.ts';
import type { PlacedLines, RefusedLines } from './placeEdit.ts';

export interface SymbolPlace {
  /** With what it stands in: `Range.contains`. */
  readonly name: string;
  /** UTF-16 units into the text, the end exclusive, modifiers and decorators included. */
  readonly start: number;
  readonly end: number;
  /** Where the comment above begins, or `start`. */
  readonly docStart: number;
}

/** Definitions of an outline as places that an edit can name. */
export const symbolPlaces = (
  definitions: readonly (SymbolPlace & { readonly scope: readonly string[] })[],
): SymbolPlace[] =>
  definitions.map(({ scope, name, start, end, docStart }) => ({
    name: [...scope, name].join('.'),
    ...{ start, end, docStart },
  }));

export function placeSymbol(
  text: string,
  lines: readonly string[],
  symbols: readonly SymbolPlace[],
  symbol: string,
  replace: readonly string[],
): PlacedLines | RefusedLines {
  const wanted = partsOf(symbol);
  const ending = symbols.filter(({ name }) => endsIn(partsOf(name), wanted));
  const whole = ending.filter(({ name }) => partsOf(name).length === wanted.length);
  const [found, ...others] = whole.length > 0 ? whole : ending;
  if (!found) return refused(`There is no ${symbol} in the file. ${nearNames(symbol, symbols)}`);
  const rows = rowsOf(text);
  if (others.length > 0) {
    const at = [found, ...others].map(({ name, start }) => `${name} at line ${rows(start) + 1}`).join(', ');
    return refused(
      `There are ${others.length + 1} definitions of that name (${at}). Name one with what it stands in, or quote its lines.`,
      true,
    );
  }
  const name = wanted.at(-1)!;
  const first = replace.findIndex((line) => !isBlank(line));
  if (first < 0) return refused(`Nothing stands in place of ${symbol}. Write the whole definition.`);
  if (!replace.slice(first, first + mostBefore).some((line) => partsOf(line).includes(name)))
    return refused(
      `What it writes for ${symbol} does not define “${name}”. Write the whole definition, with its first line.`,
    );

  const firstRow = rows(startsWithComment(replace[first]!) ? found.docStart : found.start);
  const lastRow = rows(Math.max(found.start, found.end - 1));
  const [head, tail] = around(text, found);
  if (!isBlank(head) || /[^\s,;)]/.test(tail))
    return refused(`${symbol} shares its line with other code. Quote the lines to replace instead.`);
  const code = movedBlock(trimmed(replace), indentOf(lines[rows(found.start)]!), lines);
  // What closed the definition without being part of it stays: `};`, `},`.
  const closing = tail.trim();
  const last = code.pop() ?? '';
  code.push(last.endsWith(closing) ? last : last + closing);
  const there = lines.slice(firstRow, lastRow + 1);
  const now = code.map((line, at) => (line === there[at] ? firstRow + at : line));
  return { kind: 'placed', start: firstRow, end: lastRow + 1, now, how: 'exact' };
}

/** Comments, decorators and a signature may stand before the name. */
const mostBefore = 60;

const refused = (why: string, several = false): RefusedLines => ({ kind: 'refused', why, several });

/** Names, whatever joins them: `Range.contains`, `Range::contains`, `Range#contains(x)`. */
const partsOf = (name: string): string[] => name.normalize('NFC').match(/[\p{L}\p{N}\p{M}_$]+/gu) ?? [];

const endsIn = (name: readonly string[], end: readonly string[]): boolean =>
  end.length > 0 && end.length <= name.length && end.every((part, at) => name[name.length - end.length + at] === part);

export const startsWithComment = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*|--|#(?![[!]))/.test(line);

const trimmed = (lines: readonly string[]): readonly string[] =>
  lines.slice(
    lines.findIndex((line) => !isBlank(line)),
    lines.findLastIndex((line) => !isBlank(line)) + 1,
  );

/** What stands on its first line before it and on its last line after it. */
function around(text: string, { start, end }: SymbolPlace): [string, string] {
  const lineEnd = text.indexOf('\n', Math.max(start, end - 1));
  return [
    text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace('\uFEFF', ''),
    text.slice(end, lineEnd < 0 ? undefined : lineEnd),
  ];
}

function rowsOf(text: string): (offset: number) => number {
  return (offset) => {
    let row = 0;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) row++;
    return row;
  };
}

const mostNamed = 12;

function nearNames(symbol: string, symbols: readonly SymbolPlace[]): string {
  if (symbols.length === 0) return 'Nothing that can be named was found in it. Quote the lines to replace instead.';
  const wanted = symbol.toLowerCase();
  const shared = ({ name }: SymbolPlace): number => {
    const other = name.toLowerCase();
    let front = 0;
    while (front < other.length && other[front] === wanted[front]) front++;
    let end = 0;
    while (end < other.length && other.at(-1 - end) === wanted.at(-1 - end)) end++;
    return Math.max(front, end);
  };
  const near = [...symbols].sort((a, b) => shared(b) - shared(a)).slice(0, mostNamed);
  return `It has: ${near.map(({ name }) => name).join(', ')}.`;
}
