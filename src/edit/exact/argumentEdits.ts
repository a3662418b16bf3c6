/** Where a parameter goes in a list, and an argument in a call. */

import { isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { TextEdit } from '../../text/edit.ts';

export interface ArgumentWish {
  readonly name: string;
  readonly type: string | undefined;
  readonly preset: string | undefined;
  readonly value: string | undefined;
}

type Placed = TextEdit | { readonly why: string; readonly next: string };

const otherName = { next: 'Choose another name.' };

export function parameterAt(fn: SyntaxNode, wish: ArgumentWish, tree: SyntaxTree): Placed {
  const list = field(fn, 'parameters');
  const single = field(fn, 'parameter');
  const parameters = list ? parts(list) : single ? [single] : [];
  if (
    new RegExp(`(?<![\\p{L}\\p{N}_$])${wish.name.replace(/\$/g, String.raw`\$`)}(?![\\p{L}\\p{N}_$])`, 'u').test(
      fn.text,
    )
  )
    return { why: `“${wish.name}” is used already in it.`, ...otherName };
  if (tree.language === 'python') return pythonParameter(list, parameters, wish);
  const rest = parameters.find((each) => each.type === 'rest_pattern' || /^\.\.\./.test(each.text));
  if (rest)
    return {
      why: 'It takes any number of arguments.',
      next: 'Put the parameter before the rest by hand, or choose a model.',
    };
  const isTyped = tree.language !== 'javascript';
  const last = parameters.at(-1);
  const isSignature = !isFunction(fn) || field(fn, 'body') === undefined;
  const isOptional = wish.preset !== undefined;
  if (isTyped && !isOptional && last?.type === 'optional_parameter')
    return {
      why: 'A parameter that must be given cannot follow one that need not.',
      next: 'Give it a value to fall back to, as in “limit = 10”.',
    };
  const type = isTyped ? (wish.type ?? (isOptional ? undefined : literalType(wish.value ?? ''))) : undefined;
  if (
    isTyped &&
    type === undefined &&
    (!isOptional || isSignature) &&
    (wish.preset === undefined || literalType(wish.preset) === undefined)
  )
    return { why: 'Its type is not said.', next: `Say it, as in “${wish.name}: number”.` };
  const shown = type ?? (isSignature && isTyped ? literalType(wish.preset ?? '') : undefined);
  const annotation = shown === undefined ? '' : `: ${shown}`;
  const written =
    isSignature && isOptional
      ? `${wish.name}?${annotation}`
      : `${wish.name}${annotation}${isOptional ? ` = ${wish.preset}` : ''}`;
  if (single) return { start: single.startIndex, end: single.endIndex, text: `(${single.text}, ${written})` };
  return appended(list, written);
}

/** Behind the last of a list in parentheses; a comma that ends it stays the last. */
function appended(list: SyntaxNode | undefined, written: string): Placed {
  if (!list) return { why: 'It has no list of parameters.', next: 'Choose a model.' };
  const last = parts(list).at(-1);
  if (!last) {
    // Comments between the parentheses stay.
    const at = list.startIndex + 1;
    return { start: at, end: at, text: written };
  }
  const line = breakBefore(list, last);
  return { start: last.endIndex, end: last.endIndex, text: `,${line}${written}` };
}

/** One to a line stays one to a line. */
function breakBefore(list: SyntaxNode, last: SyntaxNode): string {
  const before = list.text.slice(0, last.startIndex - list.startIndex);
  return /(\r?\n[ \t]*)$/.exec(before)?.[1] ?? ' ';
}

function literalType(value: string): string | undefined {
  if (/^-?[\d.][\w.]*$/.test(value)) return value.endsWith('n') ? 'bigint' : 'number';
  if (/^(?:"[^]*"|'[^]*'|`[^]*`)$/.test(value)) return 'string';
  return /^(?:true|false)$/.test(value) ? 'boolean' : undefined;
}

function pythonParameter(list: SyntaxNode | undefined, parameters: readonly SyntaxNode[], wish: ArgumentWish): Placed {
  const { name, type, preset } = wish;
  const written =
    type === undefined
      ? preset === undefined
        ? name
        : `${name}=${preset}`
      : preset === undefined
        ? `${name}: ${type}`
        : `${name}: ${type} = ${preset}`;
  const keywords = parameters.find((each) => each.type === 'dictionary_splat_pattern' || /^\*\*/.test(each.text));
  const hasStar = parameters.some((each) => /^\*(?!\*)/.test(each.text));
  const hasDefault = parameters.some((each) => /default_parameter$/.test(each.type));
  const needsStar = !hasStar && preset === undefined && hasDefault;
  const text = needsStar ? `*, ${written}` : written;
  if (!keywords) return appended(list, text);
  return { start: keywords.startIndex, end: keywords.startIndex, text: `${text}, ` };
}

/** @returns undefined where the call stays as it is */
export function argumentAt(
  call: SyntaxNode,
  fn: SyntaxNode,
  { name, value, preset }: ArgumentWish,
  tree: SyntaxTree,
): Placed | undefined {
  if (value === undefined) return undefined;
  const list = field(call, 'arguments');
  const next = 'Change that call by hand.';
  if (!list && call.type !== 'new_expression') return { why: 'It is no usual call.', next };
  if (list && !/^arguments$|^argument_list$/.test(list.type)) return { why: 'Its arguments cannot be added to.', next };
  const given = list ? parts(list) : [];
  if (list && tree.language === 'python') {
    if (given.some((each) => each.type === 'keyword_argument' && field(each, 'name')?.text === name))
      return { why: `It gives “${name}” already.`, next };
    if (
      given.some(({ type }) => type === 'dictionary_splat') &&
      preset === undefined &&
      /\*\*/.test(field(fn, 'parameters')?.text ?? '')
    )
      return { why: `It may give “${name}” already.`, next };
    const last = given.at(-1);
    const written = `${name}=${value}`;
    if (!last) return { start: list.startIndex + 1, end: list.startIndex + 1, text: written };
    // The only argument may be a generator without parentheses of its own.
    if (last.type === 'dictionary_splat') return { start: last.startIndex, end: last.startIndex, text: `${written}, ` };
    return { start: last.endIndex, end: last.endIndex, text: `,${breakBefore(list, last)}${written}` };
  }
  const count = countOf(fn);
  if (given.some(({ type }) => type === 'spread_element')) return { why: 'It spreads a list of arguments.', next };
  if (given.length > count) return { why: 'It gives more arguments than there are parameters.', next };
  const missing = Array<string>(count - given.length).fill('undefined');
  if (!list) return { start: call.endIndex, end: call.endIndex, text: `(${[...missing, value].join(', ')})` };
  const last = given.at(-1);
  const line = last ? breakBefore(list, last) : ' ';
  const filled = [...missing, value].join(`,${line}`);
  if (!last) return { start: list.startIndex + 1, end: list.startIndex + 1, text: filled };
  return { start: last.endIndex, end: last.endIndex, text: `,${line}${filled}` };
}

/** How many arguments a function of JavaScript takes today. */
export function countOf(fn: SyntaxNode): number {
  const list = field(fn, 'parameters');
  return list ? parts(list).filter((each) => !/^this\b/.test(each.text)).length : 1;
}
