/** Inputs for a function of basic types: near to the literals of its code and of its tests, and at the ends of its types. */
import { basicValues, combinations, type BasicType } from '../../testing/basicValues.ts';
import type { NearLiterals } from '../../testing/variations.ts';
import type { Callable, Parameter } from './callable.ts';
import { rustString } from './rustText.ts';

/** A call's arguments, as the language writes them. */
export type MadeInput = readonly string[];

/** So many calls take no longer than one test. */
const mostInputs = 120;

/** No two alike: first one argument changed at a time, then several. */
export function madeInputs({ language, parameters }: Callable, near: NearLiterals): MadeInput[] {
  const values = parameters.map((parameter) => valuesFor(parameter, near, language));
  return combinations(values, mostInputs);
}

function valuesFor({ type, list, written }: Parameter, near: NearLiterals, language: Callable['language']): string[] {
  const single = written.replace(/^\[\]|^(?:List|Vec|Option)<|>$/g, '');
  const items = basicValues(type, near).map((value) => literalOf(value, single, type, language));
  if (list === 'none') return items;
  if (list === 'Option') return ['None', ...items.map((item) => `Some(${item})`)];
  const [a = '', b = a, c = b] = items;
  const lists = [[a, b, c], [], [a], [b, a], [a, a, b], [c, b, a, b], items.slice(0, 10)];
  return lists.map((each) => listOf(each, single, list, language));
}

function literalOf(
  value: number | string | boolean,
  written: string,
  type: BasicType,
  language: Callable['language'],
): string {
  if (type.kind === 'letter') return `'${String(value)}'`;
  if (type.kind === 'choice') return String(value);
  if (language === 'rust') return rustLiteral(value, written, type);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean' || language === 'go') return String(value);
  // Java takes a plain number for an int or a double alone.
  if (/^(?:long|Long)$/.test(written)) return `${value}L`;
  if (/^(?:float|Float)$/.test(written)) return `${value}f`;
  if (/^(?:double|Double)$/.test(written)) return `${value}d`;
  return /^(?:byte|short|Byte|Short)$/.test(written) ? `(${written.toLowerCase()}) ${value}` : String(value);
}

function rustLiteral(value: number | string | boolean, written: string, { kind }: BasicType): string {
  if (typeof value === 'string') return written === 'String' ? `String::from(${rustString(value)})` : rustString(value);
  const text = String(value);
  return kind === 'fraction' && !/[.e]/.test(text) ? `${text}.0` : text;
}

function listOf(
  items: readonly string[],
  written: string,
  list: Parameter['list'],
  language: Callable['language'],
): string {
  if (language === 'rust') return `vec![${items.join(', ')}]`;
  if (language === 'go') return `[]${written}{${items.join(', ')}}`;
  if (list === 'List')
    return `new java.util.ArrayList<${written}>(java.util.Arrays.<${written}>asList(${items.join(', ')}))`;
  return `new ${written}[] {${items.join(', ')}}`;
}
