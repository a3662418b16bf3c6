/** Values for a parameter, as code, by what its type, its default, its use and its name say of it. */
import { unwrapped } from '../../syntax/shapes.ts';
import { literalType, typeByName, typeByUse, type RoughType } from '../../syntax/roughType.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { basicValues } from '../../testing/basicValues.ts';
import type { NearLiterals } from '../../testing/variations.ts';

export interface ParameterHint {
  readonly name: string;
  /** As it is written: `number[]`, `Optional[str]`; undefined where none is. */
  readonly type: string | undefined;
  readonly default: SyntaxNode | undefined;
}

/** The usual one first; empty where nobody knows what to give. */
export type ValuesFor = (parameter: ParameterHint) => readonly string[];

const deepest = 3;

export function valuesIn(tree: SyntaxTree, near: NearLiterals): ValuesFor {
  const python = tree.language === 'python';
  const used = typeByUse(tree);
  const integers = basicValues({ kind: 'integer', least: -1_000, most: Math.max(1_000, ...near.numbers) + 1 }, near);
  const fractions = [2.5, 0.1, -0.5, 1.005];
  const numbers = [...integers, ...fractions].map(String);
  // What takes texts apart shows on those that have parts.
  const made = ['one two three four', 'a=1&b=2,c;d', 'x-y_z.1/2', '3:45', 'first line\n\nsecond'];
  const [usual = '', ...others] = basicValues({ kind: 'text' }, near);
  const texts = [usual, ...made, ...others].map((value) => JSON.stringify(value));
  const truths = python ? ['True', 'False'] : ['true', 'false'];
  const nothing = python ? ['None'] : ['undefined', 'null'];

  return ({ name, type, default: given }) => {
    const written = type === undefined ? undefined : ofType(type, 0);
    const values = written ?? ofRough((given && literalType(unwrapped(given))) ?? used.get(name) ?? typeByName(name));
    const simple = given && !/[()]|=>/.test(given.text) ? [given.text] : [];
    return [...new Set([...simple, ...values])];
  };

  function ofType(said: string, depth: number): string[] | undefined {
    if (depth > deepest) return undefined;
    const text = said
      .replace(/^\s*:\s*/, '')
      .replace(/^readonly\s+/, '')
      .trim();
    const inner = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
    if (/^(?:int|number|float|complex|Number)$/.test(text)) return text === 'int' ? integers.map(String) : numbers;
    if (/^(?:str|string|String)$/.test(text)) return texts;
    if (/^(?:bool|boolean|Boolean)$/.test(text)) return truths;
    if (/^(?:undefined|null|None|void)$/.test(text)) return [text === 'void' ? 'undefined' : text];
    if (/^(?:["'].*["']|-?\d+(?:\.\d+)?|true|false|True|False)$/.test(text)) return [text.replaceAll("'", '"')];
    const union = splitTop(text, '|');
    if (union.length > 1) {
      const each = union.map((member) => ofType(member, depth + 1));
      return each.some((values) => values === undefined) ? undefined : each.flatMap((values) => values ?? []);
    }
    const optional = inner(/^Optional\[(.*)\]$/s);
    if (optional !== undefined) return [...(ofType(optional, depth + 1) ?? []), 'None'];
    const literals = inner(/^Literal\[(.*)\]$/s);
    if (literals !== undefined) return splitTop(literals, ',').map((each) => each.trim());
    const item =
      inner(/^(.*)\[\]$/s)?.replace(/^\((.*)\)$/s, '$1') ??
      inner(/^(?:Array|ReadonlyArray|Iterable|list|List|Sequence|Iterable|Collection)[<[](.*)[>\]]$/s);
    if (item !== undefined) return listsOf(ofType(item, depth + 1));
    const many = inner(/^(?:tuple|Tuple)\[(.*),\s*\.\.\.\]$/s);
    if (many !== undefined)
      return listsOf(ofType(many, depth + 1))?.map((each) =>
        each.replace(/^\[(.*)\]$/s, (_all, list: string) => (list === '' ? '()' : `(${list},)`)),
      );
    const fixed = inner(/^(?:(?:tuple|Tuple)\[(.*)\])$/s) ?? (python ? undefined : inner(/^\[(.*)\]$/s));
    if (fixed !== undefined)
      return recordsOf(
        splitTop(fixed, ',').map((each) => ofType(each, depth + 1)),
        python ? ['(', ')'] : ['[', ']'],
      );
    const map = inner(/^(?:Record|dict|Dict|Mapping)[<[](.*)[>\]]$/s);
    if (map !== undefined) {
      const [key, value] = splitTop(map, ',').map((each) => ofType(each, depth + 1));
      return key && value ? mapsOf(key, value) : undefined;
    }
    if (text.startsWith('{')) return objectsOf(text.slice(1, -1), depth);
    return declared(text, depth);
  }

  /** An interface or an alias of the same file. */
  function declared(name: string, depth: number): string[] | undefined {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return undefined;
    for (const node of descend(tree.root)) {
      if (!/^(?:interface_declaration|type_alias_declaration)$/.test(node.type) || field(node, 'name')?.text !== name)
        continue;
      const body = field(node, 'body') ?? field(node, 'value');
      if (!body || /\bextends\b/.test(node.text.slice(0, body.startIndex - node.startIndex))) return undefined;
      return ofType(body.text, depth + 1);
    }
    return undefined;
  }

  function objectsOf(members: string, depth: number): string[] | undefined {
    const lines = splitTop(members.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, ''), ';', ',', '\n')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    const names: string[] = [];
    const values: (string[] | undefined)[] = [];
    for (const line of lines) {
      const [, name, , type] = /^(?:readonly\s+)?([\w$]+)(\?)?\s*:\s*(.*)$/s.exec(line) ?? [];
      if (name === undefined || type === undefined) return undefined;
      names.push(name);
      values.push(ofType(type, depth + 1));
    }
    return recordsOf(values, ['{ ', ' }'], names);
  }

  /** One part changed at a time. */
  function recordsOf(
    values: readonly (readonly string[] | undefined)[],
    [open, close]: readonly [string, string],
    names?: readonly string[],
  ): string[] | undefined {
    if (values.some((each) => each === undefined || each.length === 0)) return undefined;
    const usual = values.map((each) => each?.[0] ?? '');
    const write = (all: readonly string[]): string =>
      `${open}${all.map((value, at) => (names ? `${names[at]}: ${value}` : value)).join(', ')}${close}`;
    const others = values.flatMap((own, at) =>
      (own ?? []).slice(1, 7).map((value) => write(usual.map((each, other) => (other === at ? value : each)))),
    );
    return [write(usual), ...others];
  }

  function listsOf(items: readonly string[] | undefined): string[] | undefined {
    if (!items || items.length === 0) return undefined;
    const [a = '', b = a, c = b] = items;
    const lists = [[a, b, c], [], [a], [b, a], [a, a, b], [c, b, a, b], items.slice(0, 8), items.slice(3, 7)];
    return lists.map((each) => `[${each.join(', ')}]`);
  }

  function mapsOf(keys: readonly string[], values: readonly string[]): string[] {
    const quoted = [...new Set(keys)].slice(0, 3);
    const pair = (at: number): string => {
      const key = quoted[at % quoted.length] ?? '""';
      return `${python || key.startsWith('"') ? key : `[${key}]`}: ${values[at % values.length] ?? ''}`;
    };
    const all = quoted.map((_, at) => pair(at));
    return [`{ ${all.join(', ')} }`, '{}', `{ ${pair(0)} }`];
  }

  function ofRough(rough: RoughType | undefined): string[] {
    switch (rough) {
      case 'number':
        return numbers;
      case 'string':
        return texts;
      case 'boolean':
        return truths;
      case 'array':
        return [...(listsOf(integers.slice(0, 8).map(String)) ?? []), ...(listsOf(texts.slice(0, 8)) ?? [])];
      case 'map':
      case 'object':
        return python || rough === 'object' ? mapsOf(texts, numbers) : [];
      case 'set':
        return python ? ['{1, 2, 3}', 'set()'] : ['new Set([1, 2, 3])', 'new Set()'];
      case 'function':
        return [];
      case 'null':
      case undefined:
        return [
          ...numbers.slice(0, 5),
          ...texts.slice(0, 6),
          ...(listsOf(['3', '1', '2']) ?? []).slice(0, 3),
          ...nothing,
          ...truths,
        ];
    }
  }
}

/** At these characters, where no bracket is open. */
function splitTop(text: string, ...at: readonly string[]): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  let quote = '';
  for (const [index, char] of [...text].map((each, place) => [place, each] as const)) {
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{<'.includes(char)) depth++;
    else if (')]}'.includes(char) || (char === '>' && text[index - 1] !== '=')) depth--;
    else if (depth === 0 && at.includes(char)) {
      found.push(text.slice(from, index));
      from = index + 1;
    }
  }
  found.push(text.slice(from));
  return found.map((each) => each.trim()).filter((each) => each !== '');
}

/** What a parameter says of itself; undefined for one that cannot be given by its place. */
export function hintOf(parameter: SyntaxNode): ParameterHint | undefined {
  switch (parameter.type) {
    case 'identifier':
      return { name: parameter.text, type: undefined, default: undefined };
    case 'assignment_pattern': {
      const left = field(parameter, 'left');
      return left?.type === 'identifier'
        ? { name: left.text, type: undefined, default: field(parameter, 'right') }
        : undefined;
    }
    case 'required_parameter':
    case 'optional_parameter':
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'typed_parameter': {
      const name = field(parameter, 'pattern') ?? field(parameter, 'name') ?? parts(parameter)[0];
      const type = field(parameter, 'type')?.text;
      if (!name) return undefined;
      // Of a pattern the type alone tells what is wanted.
      if (
        name.type !== 'identifier' &&
        (type === undefined || !/_pattern$/.test(name.type) || name.type === 'rest_pattern')
      )
        return undefined;
      const whole =
        type !== undefined && parameter.type === 'optional_parameter'
          ? `${type.replace(/^\s*:/, '')} | undefined`
          : type;
      return { name: name.text, type: whole, default: field(parameter, 'value') };
    }
    default:
      return undefined;
  }
}
