/**
 * Types as Java, Go and Rust write them, where the text says them plainly: of declared names, fields, literals, calls
 * of what is declared. `undefined` for everything that takes more than that to know.
 */

import { isClass, isFunction } from './grammar.ts';
import { binary, call, comparisons, conditional, member, negated, subscript } from './shapes.ts';
import { resultOf, splitArguments } from './standardResults.ts';
import type { LanguageId, SyntaxNode, SyntaxTree } from './tree.ts';
import { closest, descend, field, parts } from './walk.ts';

/** What types are declared to have. Functions that stand in no type are under the owner `''`. */
export interface Declarations {
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly functions: ReadonlyMap<string, ReadonlyMap<string, Signature>>;
}

export interface Signature {
  /** As written; `undefined` where nothing is. */
  readonly parameters: readonly (string | undefined)[];
  readonly variadic: boolean;
  readonly result: string;
}

/** What a name is declared as. */
export interface ExactNames {
  find(name: string, offset: number): { readonly exact?: string | undefined } | undefined;
}

/** An integer or a fraction that becomes what its place asks for. */
export const untypedInteger = '#integer';
export const untypedFraction = '#fraction';

const shared = new WeakMap<SyntaxTree, Declarations>();
const own = new WeakMap<SyntaxTree, Declarations>();

/**
 * Lets files know of each other's declarations, language by language. Must come before anything is asked about them.
 */
export function shareDeclarations(trees: Iterable<SyntaxTree>): void {
  const byLanguage = new Map<LanguageId, SyntaxTree[]>();
  for (const tree of trees) byLanguage.set(tree.language, [...(byLanguage.get(tree.language) ?? []), tree]);
  for (const group of byLanguage.values()) {
    if (group.length < 2) continue;
    const all = merged(group.map(ownDeclarations));
    for (const tree of group) shared.set(tree, all);
  }
}

export const declarationsOf = (tree: SyntaxTree): Declarations => shared.get(tree) ?? ownDeclarations(tree);

function merged(all: readonly Declarations[]): Declarations {
  const fields = new Map<string, Map<string, string>>();
  const functions = new Map<string, Map<string, Signature>>();
  for (const one of all) {
    for (const [owner, names] of one.fields) fields.set(owner, new Map([...(fields.get(owner) ?? []), ...names]));
    for (const [owner, names] of one.functions)
      functions.set(owner, new Map([...(functions.get(owner) ?? []), ...names]));
  }
  return { fields, functions };
}

function ownDeclarations(tree: SyntaxTree): Declarations {
  let found = own.get(tree);
  if (!found) own.set(tree, (found = readDeclarations(tree)));
  return found;
}

function readDeclarations(tree: SyntaxTree): Declarations {
  const fields = new Map<string, Map<string, string>>();
  const functions = new Map<string, Map<string, Signature>>();
  const into = <T>(map: Map<string, Map<string, T>>, owner: string): Map<string, T> => {
    const known = map.get(owner) ?? new Map<string, T>();
    map.set(owner, known);
    return known;
  };
  const overloaded = new Set<string>();
  for (const node of descend(tree.root, (inner) => inner.type !== 'test_module')) {
    if (isFunction(node)) {
      const name = field(node, 'name')?.text;
      if (name === undefined) continue;
      const owner = ownerOf(node);
      const of = into(functions, owner);
      if (of.has(name)) overloaded.add(`${owner}\0${name}`);
      of.set(name, signatureOf(node));
    } else if (node.type === 'field_declaration' || node.type === 'field_definition') {
      const owner = closest(node, (above) => isClass(above) || /^(struct_item|type_spec)$/.test(above.type));
      const type = field(node, 'type')?.text;
      const name = owner && field(owner, 'name')?.text;
      if (name === undefined || type === undefined) continue;
      const single = field(node, 'name');
      const named = parts(node)
        .filter((part) => /^(property_identifier|variable_declarator)$/.test(part.type))
        .map((part) => field(part, 'name') ?? part);
      for (const part of named.length > 0 ? named : single ? [single] : []) into(fields, name).set(part.text, type);
    } else if (node.type === 'class_declaration' && tree.language === 'java') {
      const name = field(node, 'name')?.text;
      const header = field(node, 'parameters');
      for (const parameter of header && name !== undefined ? parts(header) : []) {
        const part = field(parameter, 'pattern')?.text;
        const type = field(parameter, 'type')?.text;
        if (name === undefined || part === undefined || type === undefined) continue;
        into(fields, name).set(part, type);
        into(functions, name).set(part, { parameters: [], variadic: false, result: type });
      }
    }
  }
  for (const key of overloaded) {
    const [owner = '', name = ''] = key.split('\0');
    functions.get(owner)?.delete(name);
  }
  return { fields, functions };
}

/** The name of the type that a function belongs to. */
export function ownerOf(fn: SyntaxNode): string {
  const receiver = field(fn, 'receiver');
  if (receiver) return bare(field(parts(receiver)[0] ?? receiver, 'type')?.text ?? '');
  const holder = fn.type === 'function_declaration' ? undefined : closest(fn, isClass);
  return bare((holder && field(holder, 'name')?.text) ?? '');
}

/** A type's own name: no pointer, no reference, no parameters. */
export const bare = (type: string): string =>
  type
    .replace(/^[&*\s]+('\w+\s+)?(mut\s+)?/, '')
    .replace(/[<[].*$/s, '')
    .replace(/^\w+\./, '')
    .trim();

function signatureOf(fn: SyntaxNode): Signature {
  const list = field(fn, 'parameters');
  const own = list ? parts(list).filter(({ type }) => type !== 'self_parameter') : [];
  return {
    parameters: own.map((parameter) => field(parameter, 'type')?.text),
    variadic: list?.text.includes('...') ?? false,
    result: field(fn, 'return_type')?.text ?? '',
  };
}

/** Written types are compared in this form: without references, lifetimes and spaces. */
export function normal(type: string, language: LanguageId): string {
  const text = type.replace(/\s+/g, language === 'rust' ? ' ' : '').trim();
  if (language === 'rust') {
    const plain = text.replace(/&\s*('\w+\s*)?(mut\s+)?/g, '').replace(/ /g, '');
    return /^(Box|Rc|Arc)<(.*)>$/.exec(plain)?.[2] ?? plain;
  }
  return language === 'java' ? text.replace(/^final/, '') : text;
}

/** What a function gives back: several in Go, none where it says so. */
export function resultsOf(result: string, language: LanguageId): string[] {
  const text = result.trim();
  if (text === '' || text === 'void') return [];
  if (language !== 'go' || !text.startsWith('(')) return [normal(text.replace(/^->\s*/, ''), language)];
  const items = splitArguments(text.slice(1, -1));
  const named = items.some((item) => /^\w+ +\S/.test(item));
  let last = '';
  return items
    .reverse()
    .map((item) => {
      const type = named ? (/^\w+ +(.+)$/.exec(item)?.[1] ?? last) : item;
      last = type;
      return normal(type, language);
    })
    .reverse();
}

/** What is in a list, in an array, what a map has for a key. */
export function elementOf(type: string | undefined, language: LanguageId): string | undefined {
  if (type === undefined) return undefined;
  if (language === 'go') {
    if (type === 'string') return 'byte';
    return /^\*?\[\d*\](.+)$/.exec(type)?.[1] ?? /^map\[[^\]]*\](.+)$/.exec(type)?.[1];
  }
  const array = /^(.+)\[\]$/.exec(type)?.[1] ?? /^\[([^;]+)(;.*)?\]$/.exec(type)?.[1];
  if (array !== undefined) return array;
  const inner = /^(\w+)<(.*)>$/s.exec(type);
  const values = splitArguments(inner?.[2] ?? '');
  if (/^(\w*Map)$/.test(inner?.[1] ?? '')) return values[1];
  return /^(\w*(List|Set|Queue|Deque)|Vec|VecDeque|Option|Optional|Collection|Iterable|Stream|Stack|Iterator)$/.test(
    inner?.[1] ?? '',
  )
    ? values[0]
    : undefined;
}

export function exactType(
  node: SyntaxNode,
  names: ExactNames,
  known: Declarations,
  language: LanguageId,
): string | undefined {
  const of = (inner: SyntaxNode | undefined): string | undefined => inner && exactType(inner, names, known, language);
  const truth = language === 'java' ? 'boolean' : 'bool';
  const written = (name: string): SyntaxNode | undefined => field(node, name);
  switch (node.type) {
    case 'parenthesized_expression':
      return of(parts(node)[0]);
    case 'number':
      return numberType(node.text, language);
    case 'string':
      return language === 'java' ? 'String' : language === 'go' ? 'string' : 'str';
    case 'character':
      return language === 'go' ? untypedInteger : 'char';
    case 'true':
    case 'false':
    case 'instanceof_expression':
      return truth;
    case 'identifier':
      return names.find(node.text, node.startIndex)?.exact;
    case 'this': {
      const holder = closest(node, isClass);
      return holder && bare(field(holder, 'name')?.text ?? '');
    }
    case 'as_expression':
    case 'cast_expression':
      return written('type') && normal(written('type')!.text, language);
    case 'array':
    case 'object': {
      const type = written('type') ?? (language === 'rust' ? written('name') : undefined);
      if (type?.text === 'Self') return ownerOf(closest(node, isFunction) ?? node);
      return type && normal(type.text, language);
    }
    case 'array_creation_expression':
      return written('type') && `${normal(written('type')!.text, language)}[]`;
    case 'reference_expression':
    case 'update_expression':
      return of(written('value') ?? written('argument'));
    case 'try_expression':
      return elementOfResult(of(parts(node)[0]));
    case 'unary_expression': {
      const operator = written('operator')?.text;
      const inner = of(written('argument'));
      if (language !== 'go') return inner;
      return operator === '&' ? inner && `*${inner}` : operator === '*' ? inner?.replace(/^\*/, '') : inner;
    }
    case 'statement_block': {
      const last = parts(node).at(-1);
      return last && /^(expression|return)_statement$/.test(last.type) ? of(parts(last)[0]) : undefined;
    }
    case 'macro_invocation':
      return /^format!/.test(node.text) ? 'String' : /^matches!/.test(node.text) ? 'bool' : undefined;
  }
  if (negated(node)) return language === 'rust' ? of(negated(node)) : truth;
  if (comparisons(node).length > 0) return truth;
  const pair = binary(node);
  if (pair) {
    if (pair.kind === 'logical') return truth;
    const [left, right] = [of(pair.left), of(pair.right)];
    if (pair.kind === 'bitwise' && /^(<<|>>>?)$/.test(pair.operator)) return left;
    return combined(left, right, pair.operator, language);
  }
  const choice = conditional(node);
  if (choice) return of(choice.whenTrue) ?? of(choice.whenFalse);
  const entry = subscript(node);
  if (entry) {
    const held = of(entry.object);
    return entry.index.type === 'slice' ? held : elementOf(held, language);
  }
  const dotted = member(node);
  if (dotted) {
    const owner = of(dotted.object);
    if (owner === undefined) return undefined;
    if (language === 'java' && owner.endsWith('[]') && dotted.property.text === 'length') return 'int';
    const type = known.fields.get(bare(owner))?.get(dotted.property.text);
    return type && normal(type, language);
  }
  return called(node, names, known, language);
}

function called(node: SyntaxNode, names: ExactNames, known: Declarations, language: LanguageId): string | undefined {
  const done = call(node);
  if (!done) return undefined;
  if (done.isNew) return normal(done.callee.text, language).replace(/<>$/, '');
  const signature = signatureFor(node, names, known, language);
  if (signature) {
    const [only, ...more] = resultsOf(signature.result, language);
    return more.length > 0 ? undefined : only === 'Self' ? ownerOfPath(done.callee) : only;
  }
  const of = (inner: SyntaxNode | undefined): string | undefined => inner && exactType(inner, names, known, language);
  return resultOf(
    {
      path: done.callee.text,
      name: done.name,
      receiver: of(done.receiver),
      element: done.receiver && elementOf(of(done.receiver), language),
      values: done.values.map((value) => (/_type$/.test(value.type) ? normal(value.text, language) : of(value))),
    },
    language,
  );
}

const ownerOfPath = (callee: SyntaxNode): string | undefined => /^(\w+)::\w+$/.exec(callee.text)?.[1];

/** The declaration that a call means, where only one can be meant. */
export function signatureFor(
  node: SyntaxNode,
  names: ExactNames,
  known: Declarations,
  language: LanguageId,
): Signature | undefined {
  const done = call(node);
  if (!done || done.isNew) return undefined;
  if (done.receiver) {
    const owner = exactType(done.receiver, names, known, language);
    return owner === undefined
      ? known.functions.get(language === 'java' ? done.receiver.text : '\0')?.get(done.name)
      : known.functions.get(bare(owner))?.get(done.name);
  }
  const path = /^(\w+)::(\w+)$/.exec(done.callee.text);
  if (path?.[1] !== undefined && path[2] !== undefined) {
    const owner = path[1] === 'Self' ? ownerOf(closest(node, isFunction) ?? node) : path[1];
    return known.functions.get(owner)?.get(path[2]);
  }
  if (done.callee.type !== 'identifier') return undefined;
  const holder = language === 'java' ? closest(node, isClass) : undefined;
  return known.functions.get((holder && field(holder, 'name')?.text) ?? '')?.get(done.name);
}

function numberType(text: string, language: LanguageId): string {
  const suffix = /(?:[iuf](?:8|16|32|64|128|size))$/.exec(text)?.[0];
  const fraction = /^[\d_]*\.[\d_]|^[\d_]+\.|^[\d_]+e/i.test(text) && !/^0x/i.test(text);
  if (language === 'rust') return suffix ?? (fraction ? untypedFraction : untypedInteger);
  if (language === 'go') return fraction ? untypedFraction : untypedInteger;
  if (/^0x/i.test(text)) return /l$/i.test(text) ? 'long' : 'int';
  return /l$/i.test(text) ? 'long' : /f$/i.test(text) ? 'float' : fraction || /d$/i.test(text) ? 'double' : 'int';
}

const order = ['char', 'int', 'long', 'float', 'double'];

function combined(
  left: string | undefined,
  right: string | undefined,
  operator: string,
  language: LanguageId,
): string | undefined {
  if (language === 'java') {
    if (operator === '+' && (left === 'String' || right === 'String')) return 'String';
    if (left === undefined || right === undefined) return undefined;
    const at = Math.max(1, order.indexOf(unboxed(left)), order.indexOf(unboxed(right)));
    return order.includes(unboxed(left)) && order.includes(unboxed(right)) ? order[at] : undefined;
  }
  if (left?.startsWith('#')) return right ?? undefined;
  return left ?? (right?.startsWith('#') ? undefined : right);
}

const boxes: Readonly<Record<string, string>> = {
  Integer: 'int',
  Long: 'long',
  Double: 'double',
  Float: 'float',
  Boolean: 'boolean',
  Character: 'char',
};

export const unboxed = (type: string): string => (Object.hasOwn(boxes, type) ? (boxes[type] ?? type) : type);

function elementOfResult(type: string | undefined): string | undefined {
  const inner = /^(?:Result|Option)<(.*)>$/.exec(type ?? '')?.[1];
  return inner === undefined ? undefined : splitArguments(inner)[0];
}
