/** How the languages say the same thing: a length, a test for nothing, an early exit, one more item. */

import { unboxed } from '../../syntax/exactType.ts';
import type { LanguageId, SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { parameterName } from '../../syntax/declaredNames.ts';

/** What a dialect needs to know of a place. */
export interface Place {
  readonly tree: { readonly language: LanguageId };
  readonly layout: { readonly end: string; readonly step: string };
  readonly fn: SyntaxNode | undefined;
}

export interface Words {
  readonly and: string;
  readonly or: string;
  readonly true: string;
  readonly false: string;
  readonly nothing: string;
  /** The object that a method belongs to. */
  readonly self: string;
  readonly not: (text: string) => string;
}

const script: Words = {
  and: '&&',
  or: '||',
  true: 'true',
  false: 'false',
  nothing: 'null',
  self: 'this',
  not: (text) => `!${text}`,
};
const python: Words = {
  and: 'and',
  or: 'or',
  true: 'True',
  false: 'False',
  nothing: 'None',
  self: 'self',
  not: (text) => `not ${text}`,
};

export function wordsOf(place: Place): Words {
  switch (place.tree.language) {
    case 'python':
      return python;
    case 'rust':
      return { ...script, nothing: 'None', self: 'self' };
    case 'go':
      return { ...script, nothing: 'nil', self: receiverName(place.fn) };
    default:
      return script;
  }
}

function receiverName(fn: SyntaxNode | undefined): string {
  const list = fn && field(fn, 'receiver');
  const only = list && parts(list)[0];
  return (only && parameterName(only)?.text) ?? 'this';
}

/** The lines of `if test { exit }`. */
export function guardLines({ tree, layout }: Place, test: string, exit: string): string[] {
  switch (tree.language) {
    case 'python':
      return [`if ${test}:`, `${layout.step}${exit}`];
    case 'go':
    case 'rust':
      return [`if ${test} {`, `${layout.step}${exit}${layout.end}`, '}'];
    default:
      return [`if (${test}) ${exit}${layout.end}`];
  }
}

/** The head of an `if`, its `{` or `:` with it. */
export function ifHead(language: LanguageId, test: string): string {
  if (language === 'python') return `if ${test}:`;
  return language === 'go' || language === 'rust' ? `if ${test} {` : `if (${test}) {`;
}

/** How many things something holds; `exact` is its type where the language writes types. */
export function lengthOf(language: LanguageId, text: string, exact?: string): string {
  switch (language) {
    case 'python':
    case 'go':
      return `len(${text})`;
    case 'rust':
      return `${text}.len()`;
    case 'java':
      return exact?.endsWith('[]')
        ? `${text}.length`
        : exact === 'String' || exact === 'StringBuilder'
          ? `${text}.length()`
          : `${text}.size()`;
    default:
      return `${text}.length`;
  }
}

export const isUnsigned = (exact: string | undefined): boolean => /^(u(size|\d+|int\d*)|byte)$/.test(exact ?? '');
export const isFraction = (exact: string | undefined): boolean =>
  /^(f32|f64|float\d*|double|Float|Double)$/.test(exact ?? '');
export const isInteger = (exact: string | undefined): boolean =>
  /^([iu](size|\d+)|u?int\d*|long|short|byte|rune|Integer|Long)$/.test(exact ?? '');

/** The larger or the smaller of two; `undefined` where the language has no one word for it. */
export function extreme(language: LanguageId, which: 'max' | 'min', a: string, b: string): string | undefined {
  switch (language) {
    case 'python':
      return `${which}(${a}, ${b})`;
    case 'rust':
      return `${a}.${which}(${b})`;
    case 'go':
      return undefined;
    default:
      return `Math.${which}(${a}, ${b})`;
  }
}

/** A number without its sign. */
export function magnitude(language: LanguageId, text: string, exact?: string): string | undefined {
  switch (language) {
    case 'python':
      return `abs(${text})`;
    case 'rust':
      return isUnsigned(exact) ? undefined : `(${text}).abs()`;
    case 'go':
      return isFraction(exact) ? `math.Abs(${text})` : undefined;
    default:
      return `Math.abs(${text})`;
  }
}

/** One more item at the end of a list, or in a set, as a statement without its end. */
export function added(language: LanguageId, collection: string, item: string, kind: 'array' | 'set'): string {
  switch (language) {
    case 'python':
      return `${collection}.${kind === 'set' ? 'add' : 'append'}(${item})`;
    case 'java':
      return `${collection}.add(${item})`;
    case 'rust':
      return `${collection}.${kind === 'set' ? 'insert' : 'push'}(${item})`;
    case 'go':
      return kind === 'set' ? `${collection}[${item}] = true` : `${collection} = append(${collection}, ${item})`;
    default:
      return `${collection}.${kind === 'set' ? 'add' : 'push'}(${item})`;
  }
}

/** A counter one up or down, as a statement without its end. */
export const stepped = (language: LanguageId, name: string, by: '+' | '-'): string =>
  language === 'python' || language === 'rust' ? `${name} ${by}= 1` : `${name}${by}${by}`;

/** What something of a type is before anything is put into it, the likeliest first. */
export function zeroesOf(exact: string, language: LanguageId): string[] {
  const type = exact.trim();
  if (language === 'go') {
    if (/^u?int\d*$|^float\d+$|^byte$|^rune$/.test(type)) return isUnsigned(type) ? ['0', '1'] : ['0', '-1', '1'];
    if (type === 'string') return ['""'];
    if (type === 'bool') return ['false', 'true'];
    if (/^(\*|\[\]|map\[|func|chan|error$|any$|interface)/.test(type)) return ['nil'];
    return /^[A-Z]\w*$/.test(type) ? [`${type}{}`] : [];
  }
  if (language === 'rust') {
    if (isFraction(type)) return ['0.0'];
    if (isInteger(type)) return isUnsigned(type) ? ['0', '1'] : ['0', '-1', '1'];
    if (type === 'bool') return ['false', 'true'];
    if (type === 'String') return ['String::new()'];
    if (type === 'str') return ['""'];
    if (type.startsWith('Vec<')) return ['Vec::new()'];
    if (type.startsWith('Option<')) return ['None'];
    return /^(Hash|BTree)(Map|Set)/.test(type) ? [`${type.replace(/<.*$/s, '')}::new()`] : [];
  }
  const plain = unboxed(type);
  if (plain === 'boolean') return ['false', 'true'];
  if (/^(int|long|short|byte)$/.test(plain)) return ['0', '-1', '1'];
  if (/^(double|float)$/.test(plain)) return ['0', '1'];
  if (type === 'String') return ['""', 'null'];
  if (/^(List|Collection)<?/.test(type)) return ['List.of()', 'null'];
  if (/^Map\b/.test(type)) return ['Map.of()', 'null'];
  if (/^Set\b/.test(type)) return ['Set.of()', 'null'];
  if (/^Optional\b/.test(type)) return ['Optional.empty()'];
  return plain === 'char' ? [] : ['null'];
}
