/** Values of a basic type that tell most: near to what the code compares with, and at the ends of the type. */
import type { NearLiterals } from './variations.ts';

export type BasicType =
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'fraction' | 'text' | 'truth' | 'letter' }
  /** One of few, as the language writes them. */
  | { readonly kind: 'choice'; readonly of: readonly string[] };

/** Of so many bits, as far as all of its values are exact here. */
export const integerOf = (bits: number, signed: boolean): BasicType => ({
  kind: 'integer',
  least: signed ? -(2 ** Math.min(bits - 1, 53)) : 0,
  most: 2 ** Math.min(signed ? bits - 1 : bits, 53) - 1,
});

/** The usual one first. */
export function basicValues(type: BasicType, near: NearLiterals): (number | string | boolean)[] {
  switch (type.kind) {
    case 'integer': {
      const { least, most } = type;
      const around = near.numbers.filter(Number.isInteger).flatMap((value) => [value, value + 1, value - 1]);
      const all = [3, ...around, 0, 1, -1, 2, 10, -7, 100, 1_000_003, most, least];
      return [...new Set(all)].filter((value) => value >= least && value <= most);
    }
    case 'fraction': {
      const around = near.numbers.flatMap((value) => [value, value + 0.5, value - 0.25, value + 1, value - 1]);
      return [...new Set([2.5, ...around, 0, 1, -1, 0.1, -0.5, 1.005, 1e9, -1e-7])];
    }
    case 'text': {
      const around = near.strings.flatMap((value) => [value, value.toUpperCase(), `${value} `, value.slice(1)]);
      return [...new Set(['ab', ...around, '', 'a', ' ', 'Ab Ba', 'aba', '12', '-1', 'é', '😀b', 'ß,x', 'a\tb\n'])];
    }
    case 'truth':
      return [true, false];
    case 'letter':
      return [...new Set(['a', ...near.strings.filter(({ length }) => length === 1), 'Z', '0', ' ', 'é'])];
    case 'choice':
      return [...type.of];
  }
}

/**
 * Lists of one value for each place, no two alike: first one place changed at a time, then several.
 * @param values for each place, the usual one first
 */
export function combinations(values: readonly (readonly string[])[], most: number): (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  const add = (each: readonly string[]): void => {
    if (found.size < most) found.set(each.join('\0'), each);
  };
  for (const base of [0, 1, 2]) {
    const usual = values.map((own) => own[base % own.length] ?? '');
    values.forEach((own, at) => {
      for (const value of own.slice(0, 24)) add(usual.map((each, other) => (other === at ? value : each)));
    });
  }
  // The strides have no factor in common with most lengths, so that values meet in ever new ways.
  for (let round = 0; round < 2 * most && values.length > 1; round++)
    add(values.map((own, at) => own[(round * [1, 7, 11, 13][at % 4]!) % own.length] ?? ''));
  return [...found.values()];
}
