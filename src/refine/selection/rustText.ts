/** Pieces of Rust as they are written. */
import type { MadeStruct } from './callable.ts';

export const rustString = (text: string): string =>
  `"${text
    .replace(/["\\]/g, '\\$&')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(/\p{C}/gu, (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`)}"`;

/** @param values of its fields, in their order */
export function rustStruct({ name, fields, rest }: MadeStruct, values: readonly string[]): string {
  if (fields.length === 0) return rest ?? `${name} {}`;
  if (rest === undefined && fields[0] === '0') return `${name}(${values.join(', ')})`;
  const pairs = fields.map((field, at) => `${field}: ${values[at] ?? ''}`);
  return `${name} { ${[...pairs, ...(rest === undefined ? [] : [`..${rest}`])].join(', ')} }`;
}
