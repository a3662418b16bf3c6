/** How quoted lines are indented against how the same lines stand in a file, and what follows for new lines. */

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)![0];

export const isBlank = (line: string): boolean => line.trim() === '';

/** Lines that a model has quoted, and those that they are; pairs without blank ones, in order. */
export interface QuotedLines {
  readonly quoted: readonly string[];
  readonly there: readonly string[];
}

/** What stands for a quoted indentation near the `at`-th pair. */
export type Reindent = (quoted: string, at: number) => string;

/** @param answered all that the model wrote, which shows how deep its levels are */
export function reindentation(pairs: QuotedLines, answered: readonly string[], file: readonly string[]): Reindent {
  const known = pairs.quoted.map((line, at) => [indentOf(line), indentOf(pairs.there[at]!)] as const);
  // Most edits need no more than what the lines show, and a file may be long.
  let unknown: ((quoted: string, nearest: readonly Level[]) => string) | undefined;
  return (quoted, at) => {
    const nearest = known
      .map(([from, to], place) => ({ from, to, away: Math.abs(place - at) }))
      .sort((a, b) => a.away - b.away);
    const same = nearest.find(({ from }) => from === quoted);
    if (same) return same.to;
    unknown ??= otherLevels(known, isFlattened(pairs), stepOf(answered), stepOf(file));
    return unknown(quoted, nearest);
  };
}

/** A level of the quote, and what it is in the file. */
interface Level {
  readonly from: string;
  readonly to: string;
}

/** What stands for an indentation that no quoted line has. */
function otherLevels(
  known: readonly (readonly [string, string])[],
  flattened: boolean,
  quotedStep: string,
  fileStep: string,
): (quoted: string, nearest: readonly Level[]) => string {
  const tabs =
    known.some(([, there]) => there.includes('\t')) || (fileStep === '\t' && known.every(([, there]) => there === ''));
  const telling = known.filter(([quoted, there]) => quoted + there !== '');
  const as = telling.filter(([quoted, there]) => isNearly(quoted, there));
  const butFirst = known.slice(1).filter(([quoted, there]) => quoted + there !== '');
  // Who indents lines as the file does means what is written: all of them, all but a first one that was trimmed, or
  // most when the others make no sense. Where no line shows how the file indents, tabs and spaces at least must fit.
  const asThere =
    telling.length === 0
      ? (fileStep === '\t') === (quotedStep === '\t')
      : as.length === telling.length ||
        (butFirst.length > 0 && butFirst.every(([quoted, there]) => isNearly(quoted, there))) ||
        (as.length * 2 >= telling.length && flattened);
  const step = tabs ? '\t' : fileStep;
  const scale = scaleOf(known) ?? step.length / (quotedStep === '\t' ? 1 : quotedStep.length);
  const deeper = (extra: string): string => {
    // Between tabs, spaces only line something up.
    if (quotedStep === '\t' && /^ +$/.test(extra)) return extra;
    const columns = Math.round(extra.length * scale);
    return (tabs ? '\t' : ' ').repeat(Math.max(extra === '' ? 0 : 1, columns));
  };
  return (quoted, nearest) => {
    if (asThere && quoted.includes('\t') === (fileStep === '\t')) return quoted;
    const outer = nearest
      .filter(({ from }) => quoted.startsWith(from))
      .sort((a, b) => b.from.length - a.from.length)[0];
    if (outer) return outer.to + deeper(quoted.slice(outer.from.length));
    const inner = nearest
      .filter(({ from }) => from.startsWith(quoted))
      .sort((a, b) => a.from.length - b.from.length)[0];
    if (!inner) return quoted;
    const cut = deeper(inner.from.slice(quoted.length)).length;
    return inner.to.slice(0, Math.max(0, inner.to.length - cut));
  };
}

/** The same, or off by a slip of one space. */
const isNearly = (one: string, other: string): boolean => one === other || one === `${other} ` || other === `${one} `;

/** How many columns of the file stand for one of the quote, where two levels of both are known. */
function scaleOf(known: readonly (readonly [string, string])[]): number | undefined {
  const rows = [...known].sort(([a], [b]) => a.length - b.length);
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const quoted = last[0].length - first[0].length;
  const there = last[1].length - first[1].length;
  if (quoted > 0 && there > 0) return there / quoted;
  // One level may be told from its depth alone: four blanks for one tab.
  const [from, to] = last;
  return from !== '' && to !== '' && from.includes('\t') !== to.includes('\t') ? to.length / from.length : undefined;
}

/** The step by which lines are indented: a tab, or the commonest growth in spaces. */
function stepOf(lines: readonly string[]): string {
  const seen = new Map<number, number>();
  let tabs = 0;
  let spaces = 0;
  let before = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) tabs++;
    else if (indent !== '') spaces++;
    const grown = indent.length - before;
    if (grown > 1) seen.set(grown, (seen.get(grown) ?? 0) + 1);
    before = indent.length;
  }
  if (tabs > spaces) return '\t';
  const [commonest] = [...seen].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [4];
  return ' '.repeat(commonest);
}

/** Whether one quoted indentation stands for several, so that nobody can tell what a new line would have. */
export function isFlattened({ quoted, there }: QuotedLines): boolean {
  const known = new Map<string, string>();
  for (const [at, line] of quoted.entries()) {
    const [from, to] = [indentOf(line), indentOf(there[at]!)];
    const before = known.get(from);
    if (before !== undefined && before !== to) return true;
    known.set(from, to);
  }
  return false;
}

/**
 * Whether a line of brackets alone is quoted at another depth than a line beside which it stands in the file: it may
 * well be the bracket of something else.
 */
export function hasStrayBracket({ quoted, there }: QuotedLines): boolean {
  return quoted.some((bracket, at) => {
    if (/[\p{L}\p{N}]/u.test(bracket)) return false;
    // Lines with words in them that are as in the file say that this one is not.
    const from = indentOf(bracket);
    const asThere = quoted.some((line, other) => from !== '' && line === there[other] && indentOf(line) !== '');
    if (asThere && !isNearly(from, indentOf(there[at]!))) return true;
    return quoted.some(
      (line, other) => indentOf(there[at]!) === indentOf(there[other]!) && !isNearly(indentOf(line), indentOf(bracket)),
    );
  });
}

/** Code moved as a block, so that its first line has this indentation; with the file's own steps. */
export function movedBlock(lines: readonly string[], indent: string, file: readonly string[]): string[] {
  const first = lines.find((line) => !isBlank(line));
  if (first === undefined) return [...lines];
  const move = reindentation({ quoted: [first], there: [indent + first.trimStart()] }, lines, file);
  return lines.map((line) => (isBlank(line) ? '' : move(indentOf(line), 0) + line.trimStart()));
}
