/** Scenes with one literal changed: inputs near to those that somebody thought of, and near to where the code decides. */
import type { SyntaxNode, SyntaxTree } from '../syntax/tree.ts';
import { descend, field, parts } from '../syntax/walk.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';

/** Code of a test that does something and looks at what came of it. */
export interface Scene {
  /** What must have been done before, in order. */
  readonly setup: readonly SyntaxNode[];
  /** What is looked at. */
  readonly actual: SyntaxNode;
}

/** A scene as code: statements, and the expression that is looked at. */
export interface Variation {
  readonly setup: readonly string[];
  readonly actual: string;
}

/** Literals of the changed code and of the tests, as they are written there, those of the code first. */
export interface NearLiterals {
  readonly numbers: readonly number[];
  readonly strings: readonly string[];
}

/** `usual`: near to what somebody thought of. `odd`: what nobody thinks of, and what may run for long. */
export type Oddness = 'usual' | 'odd';

/** The scene as it is and with one change each, the most telling changes first, no two alike. */
export function variationsOf(
  scene: Scene,
  tree: SyntaxTree,
  near: NearLiterals,
  oddness: Oddness,
  most: number,
): Variation[] {
  const found = new Map<string, Variation>();
  const add = (edit: TextEdit | undefined): void => {
    const variation = written(scene, tree.text, edit);
    found.set([...variation.setup, variation.actual].join('\n'), variation);
  };
  if (oddness === 'usual') add(undefined);
  const rows = [...scene.setup, scene.actual].flatMap((node) =>
    [...descend(node)].map((inner) => editsAt(inner, tree, near, oddness)),
  );
  // One change of each literal before the second of any.
  for (let at = 0; found.size < most && rows.some((row) => at < row.length); at++) {
    for (const row of rows) {
      const edit = row[at];
      if (edit && found.size < most) add(edit);
    }
  }
  return [...found.values()];
}

function written({ setup, actual }: Scene, text: string, edit: TextEdit | undefined): Variation {
  const code = (node: SyntaxNode): string => {
    const [start, end] = [node.startIndex, node.endIndex];
    if (!edit || edit.start < start || edit.end > end) return text.slice(start, end);
    return applyEdits(text.slice(start, end), [{ start: edit.start - start, end: edit.end - start, text: edit.text }]);
  };
  return { setup: setup.map(code), actual: code(actual) };
}

function editsAt(node: SyntaxNode, tree: SyntaxTree, near: NearLiterals, oddness: Oddness): TextEdit[] {
  const texts = oddness === 'usual' ? otherTexts(node, near) : oddTexts(node, tree);
  return texts
    .filter((text) => text !== node.text)
    .map((text) => ({ start: node.startIndex, end: node.endIndex, text }));
}

function otherTexts(node: SyntaxNode, near: NearLiterals): string[] {
  switch (node.type) {
    case 'number':
    case 'integer':
    case 'float':
      return numbersNear(node, near.numbers);
    case 'string':
      return stringsNear(node, near.strings);
    case 'true':
      return [/^T/.test(node.text) ? 'False' : 'false'];
    case 'false':
      return [/^F/.test(node.text) ? 'True' : 'true'];
    case 'array':
    case 'list':
      return listsNear(node);
    case 'object':
    case 'dictionary':
      return objectsNear(node);
    case 'arguments':
    case 'argument_list':
      return swapped(node);
    default:
      return [];
  }
}

function oddTexts(node: SyntaxNode, { language }: SyntaxTree): string[] {
  const nothing = language === 'python' ? ['None'] : ['null', 'undefined'];
  switch (node.type) {
    case 'number':
    case 'integer':
    case 'float':
      return [...oddNumbers(node), ...nothing];
    case 'string':
      return [...oddStrings(node), ...nothing];
    case 'array':
    case 'list': {
      const items = parts(node).map(({ text }) => text);
      const long =
        items.length > 0
          ? [
              `[${Array.from({ length: 12 }, () => items)
                .flat()
                .join(', ')}]`,
            ]
          : [];
      return [...long, ...nothing];
    }
    default:
      return [];
  }
}

function numbersNear(node: SyntaxNode, near: readonly number[]): string[] {
  const value = valueOf(node);
  if (value === undefined) return [];
  // Code that rounds, and a limit that is met or not, differ between the whole numbers alone.
  const step = Number.isInteger(value) ? 1 : 10 ** -(node.text.split('.')[1]?.length ?? 1);
  const values = [
    ...[value + step, value - step, ...(step === 1 ? [value + 0.25] : [Math.floor(value), Math.ceil(value)]), 0],
    ...near.flatMap((other) => [other, other + 1, other - 1]),
    ...[value + step / 2, value - step / 2, -value],
    ...near.flatMap((other) => [other + 0.5, other - 0.25]),
    ...[value - 0.25, -value - step / 2],
  ];
  return writtenOut(values, node);
}

function oddNumbers(node: SyntaxNode): string[] {
  const value = valueOf(node);
  if (value === undefined) return [];
  // Beyond 32 bits, and what a loop still gets to the end of.
  return writtenOut([1e-7, value + 1e-9, 1_000_003, -1_000_003, 3_000_000_000, 2 ** 53], node);
}

function valueOf({ text }: SyntaxNode): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

/** Without what sums of fractions leave behind; a literal with a sign in front takes none of its own. */
function writtenOut(values: readonly number[], { parent }: SyntaxNode): string[] {
  const signed = parent?.type.startsWith('unary') === true;
  return [...new Set(values.map((value) => Number(value.toFixed(9)) + 0))]
    .filter((value) => !signed || value >= 0)
    .map((value) => (value < 0 ? `(${value})` : `${value}`));
}

function stringsNear(node: SyntaxNode, near: readonly string[]): string[] {
  return quotedLike(node, (value) => [
    ...['', ...near, value.toUpperCase(), value.toLowerCase(), `${value} `, ` ${value}`],
    ...[value.slice(0, -1), value.slice(1), `${value}${value}`],
    ...near.flatMap((other) => [`${other}x`, other.toUpperCase()]),
  ]);
}

/** Letters of two and of four bytes, one that has no capital of its own length, one that is written in two ways. */
function oddStrings(node: SyntaxNode): string[] {
  return quotedLike(node, (value) => [
    ...[`${value}é`, `${value}e\u0301`, '😀', `😀${value}`, 'ß', 'İ', '日本', ' ', '0', '-1'],
    (value || 'x').repeat(200).slice(0, 400),
  ]);
}

/** Prefixes of Python, strings of several lines and escapes are left as they are. */
function quotedLike(node: SyntaxNode, others: (value: string) => readonly string[]): string[] {
  const quoted = /^(["'])(.*)\1$/s.exec(node.text);
  if (!quoted || node.text.includes('\\') || node.text.includes('\n')) return [];
  const [, quote = '"', value = ''] = quoted;
  return [...new Set(others(value))].filter((text) => !text.includes(quote)).map((text) => `${quote}${text}${quote}`);
}

function listsNear(node: SyntaxNode): string[] {
  const items = parts(node).map(({ text }) => text);
  if (items.length === 0) return [];
  const lists = [[], items.slice(0, 1), items.slice(1), [...items].reverse(), [...items, items[0] ?? '']];
  return lists.map((list) => `[${list.join(', ')}]`);
}

/** Without the first and without the last of what it holds, and empty. */
function objectsNear(node: SyntaxNode): string[] {
  const pairs = parts(node).map(({ text }) => text);
  if (pairs.length === 0) return [];
  return [pairs.slice(1), pairs.slice(0, -1), []].map((left) => `{${left.join(', ')}}`);
}

/** Two neighbouring arguments the other way round, where both are of one kind. */
function swapped(list: SyntaxNode): string[] {
  const values = parts(list);
  const name = field(list.parent ?? list, 'function')?.text ?? '';
  if (/^(?:expect|assert)/.test(name) || values.some(({ type }) => type === 'keyword_argument')) return [];
  return values.flatMap((left, at) => {
    const right = values[at + 1];
    if (!right || left.type !== right.type) return [];
    const texts = values.map(({ text }) => text);
    [texts[at], texts[at + 1]] = [right.text, left.text];
    return [`(${texts.join(', ')})`];
  });
}

/** What pieces of code compare with and compute with. */
export function literalsNear(texts: readonly string[]): NearLiterals {
  const numbers = new Set<number>();
  const strings = new Set<string>();
  for (const text of texts) {
    // Rust writes a type behind a number.
    for (const [, value = ''] of text.matchAll(/(?<![\w.])(\d[\d_]*(?:\.\d+)?)(?:[iu](?:\d+|size)|f\d\d)?(?!\w)/g))
      numbers.add(Number(value.replaceAll('_', '')));
    for (const [, , value] of text.matchAll(/(["'])([^"'\\\n]{1,30})\1/g)) if (value !== undefined) strings.add(value);
  }
  return { numbers: [...numbers].slice(0, 8), strings: [...strings].slice(0, 4) };
}
