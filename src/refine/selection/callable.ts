/**
 * Functions that can be called with made-up inputs: each parameter is of a basic type, or a list of one, and nothing
 * but the arguments has to be there first.
 */
import { enclosingClass, isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import type { BasicType } from '../../testing/basicValues.ts';

export interface Callable {
  readonly language: 'go' | 'java';
  /** As a call writes it: `Fee`, `Fees.fee`, `new Fees().fee`. */
  readonly callee: string;
  /** The name, and all that a caller must know: equal where one call fits both. */
  readonly signature: string;
  /** All that is made up: arguments, and in their places the fields of those that are structs. */
  readonly parameters: readonly Parameter[];
  /** Present where it is a method of a struct, or takes some: what takes the parameters, in their order. */
  readonly made?: { readonly receiver?: MadeStruct; readonly arguments: readonly (MadeStruct | 'plain')[] };
  /** How many values come back. */
  readonly results: number;
  /** Go's package, or Java's, '' for the one without a name. */
  readonly package: string;
}

export interface Parameter {
  readonly type: BasicType;
  /** As the language writes it: `[]float64`, `List<String>`. */
  readonly written: string;
  readonly list: 'none' | 'slice' | 'variadic' | 'array' | 'List';
}

/** A struct of Go's that is written as a literal; fields that are of no basic type are as Go makes them. */
export interface MadeStruct {
  readonly name: string;
  readonly pointer: boolean;
  /** As many parameters are its own. */
  readonly fields: readonly string[];
}

/** The innermost function around a line, counted from 1; undefined where it cannot be called so. */
export function callableAt(tree: SyntaxTree, line: number): Callable | undefined {
  const text = tree.text.split('\n').slice(0, line - 1);
  const start = text.reduce((sum, row) => sum + row.length + 1, 0);
  const indent = /^\s*/.exec(tree.text.slice(start))?.[0].length ?? 0;
  const at = tree.root.descendantForIndex(start + indent);
  let fn = at && (isFunction(at) ? at : closest(at, isFunction));
  // What a closure does shows in the function around it.
  while (fn && !/^(?:function_declaration|method_definition)$/.test(fn.type)) fn = closest(fn, isFunction);
  return fn ? callableOf(tree, fn) : undefined;
}

/** The function of the same signature in another version of its file. */
export function sameCallable(tree: SyntaxTree, { signature }: Callable): Callable | undefined {
  for (const node of descend(tree.root)) {
    const found = isFunction(node) ? callableOf(tree, node) : undefined;
    if (found?.signature === signature) return found;
  }
  return undefined;
}

function callableOf(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
  if (tree.language === 'go' && /^(?:function_declaration|method_definition)$/.test(fn.type))
    return goCallable(tree, fn);
  if (tree.language === 'java' && fn.type === 'method_definition') return javaCallable(tree, fn);
  return undefined;
}

function goCallable(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
  const name = field(fn, 'name')?.text ?? '';
  if (field(fn, 'type_parameters') || name === 'main' || name === 'init' || name === '') return undefined;
  const method = field(fn, 'receiver');
  if ((fn.type === 'method_definition') !== (method !== undefined)) return undefined;
  const taken = [...(method ? parts(method) : []), ...parts(field(fn, 'parameters') ?? fn)];
  const given: { readonly own: readonly Parameter[]; readonly made: MadeStruct | 'plain' }[] = [];
  // Names before a comma have the type of the next that has one.
  let following = '';
  for (const declared of taken.reverse()) {
    const type = field(declared, 'type')?.text ?? parts(declared).at(-1)?.text ?? following;
    following = type;
    const spread = declared.text.includes('...');
    const plain = goParameter(type, spread);
    const struct = plain || spread ? undefined : goStruct(tree, type);
    if (!plain && !struct) return undefined;
    given.unshift(struct ?? { own: plain ? [plain] : [], made: 'plain' });
  }
  const parameters = given.flatMap(({ own }) => own);
  const made = given.map((each) => each.made);
  const receiver = method ? made.shift() : undefined;
  if (receiver === 'plain') return undefined;
  const result = field(fn, 'return_type');
  const results = !result ? 0 : result.type === 'formal_parameters' ? parts(result).length : 1;
  const changes = [receiver, ...made].some((each) => each !== undefined && each !== 'plain' && each.pointer);
  if (parameters.length === 0 || !(changes || canTell(parameters, results))) return undefined;
  const named = /^\s*package\s+(\w+)/m.exec(tree.text)?.[1] ?? '';
  const structs = [receiver, ...made].flatMap((each) =>
    each === undefined || each === 'plain' ? [] : `${each.pointer ? '*' : ''}${each.name}{${each.fields.join()}} `,
  );
  const signature = `${structs.join('')}${name}(${parameters.map(({ written, list }) => `${list} ${written}`).join()}) ${result?.text ?? ''}`;
  return {
    ...{ language: 'go', callee: name, signature, parameters, results, package: named },
    ...(structs.length > 0 && { made: { ...(receiver && { receiver }), arguments: made } }),
  };
}

function goParameter(type: string, spread: boolean): Parameter | undefined {
  const list = spread ? 'variadic' : type.startsWith('[]') ? 'slice' : 'none';
  const basic = goTypes.get(list === 'slice' ? type.slice(2) : type);
  return basic && { type: basic, list, written: list === 'variadic' ? `[]${type}` : type };
}

/** A struct that the same file declares, with a field of a basic type at least. */
function goStruct(
  tree: SyntaxTree,
  written: string,
): { readonly own: readonly Parameter[]; readonly made: MadeStruct } | undefined {
  const name = written.replace(/^\*/, '');
  for (const spec of descend(tree.root, (node) => !isFunction(node))) {
    if (spec.type !== 'type_spec' || field(spec, 'name')?.text !== name || field(spec, 'type_parameters')) continue;
    const struct = parts(spec).find(({ type }) => type === 'struct_type');
    const rows = struct ? [...descend(struct)].filter(({ type }) => type === 'field_declaration') : [];
    const fields: string[] = [];
    const own: Parameter[] = [];
    for (const row of rows.filter(({ parent }) => parent?.parent?.id === struct?.id)) {
      const parameter = goParameter(field(row, 'type')?.text ?? '', false);
      if (!parameter) continue;
      for (const { type, text } of parts(row)) {
        if (type !== 'property_identifier' || text === '_') continue;
        fields.push(text);
        own.push(parameter);
      }
    }
    return fields.length > 0 ? { own, made: { name, pointer: written.startsWith('*'), fields } } : undefined;
  }
  return undefined;
}

function javaCallable(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
  const name = field(fn, 'name')?.text ?? '';
  const owner = enclosingClass(fn);
  const modifiers = (node: SyntaxNode): string => parts(node).find(({ type }) => type === 'modifiers')?.text ?? '';
  if (!owner || owner.type !== 'class_declaration' || field(fn, 'type_parameters')) return undefined;
  // A class in another one may need that to be made first, and what is private cannot be called from a test.
  if (enclosingClass(owner) || /\b(?:private|abstract)\b/.test(modifiers(fn))) return undefined;
  const parameters: Parameter[] = [];
  for (const declared of parts(field(fn, 'parameters') ?? fn)) {
    const spread = declared.text.includes('...');
    const whole =
      (spread ? parts(declared).find(({ type }) => /type/.test(type)) : field(declared, 'type'))?.text ?? '';
    const inner = /^(?:(?:java\.util\.)?(?:List|Collection|Iterable)<(\w+)>|(\w+)\[\]|(\w+))$/.exec(whole);
    const basic = javaTypes.get(inner?.[1] ?? inner?.[2] ?? inner?.[3] ?? '');
    if (!basic || (spread && inner?.[3] === undefined)) return undefined;
    const list = spread ? 'variadic' : inner?.[1] ? 'List' : inner?.[2] ? 'array' : 'none';
    parameters.push({
      type: basic,
      list,
      written: list === 'List' ? `List<${inner?.[1]}>` : (inner?.[2] ?? inner?.[3] ?? ''),
    });
  }
  const result = field(fn, 'return_type')?.text ?? 'void';
  const results = result === 'void' ? 0 : 1;
  const ownerName = field(owner, 'name')?.text ?? '';
  const isStatic = /\bstatic\b/.test(modifiers(fn));
  if (!canTell(parameters, results) || (!isStatic && !canBeMade(owner, modifiers(owner)))) return undefined;
  const callee = isStatic ? `${ownerName}.${name}` : `new ${ownerName}().${name}`;
  const signature = `${callee}(${parameters.map(({ written, list }) => `${list} ${written}`).join()}) ${result}`;
  const named = /^\s*package\s+([\w.]+)\s*;/m.exec(tree.text)?.[1] ?? '';
  return { language: 'java', callee, signature, parameters, results, package: named };
}

function canBeMade(owner: SyntaxNode, modifiers: string): boolean {
  if (/\babstract\b/.test(modifiers)) return false;
  const made = parts(field(owner, 'body') ?? owner).filter(({ type }) => type === 'constructor_definition');
  return (
    made.length === 0 ||
    made.some((each) => parts(field(each, 'parameters') ?? each).length === 0 && !/^private\b/.test(each.text))
  );
}

/** Something comes back, or is done to a list that was given. */
const canTell = (parameters: readonly Parameter[], results: number): boolean =>
  parameters.length > 0 && (results > 0 || parameters.some(({ list }) => list !== 'none'));

const integer = (bits: number, signed: boolean): BasicType => ({
  kind: 'integer',
  least: signed ? -(2 ** Math.min(bits - 1, 53)) : 0,
  most: 2 ** Math.min(signed ? bits - 1 : bits, 53) - 1,
});
const plain = (kind: 'fraction' | 'text' | 'truth' | 'letter'): BasicType => ({ kind });

const goTypes = new Map<string, BasicType>([
  ...[8, 16, 32, 64].flatMap((bits): [string, BasicType][] => [
    [`int${bits}`, integer(bits, true)],
    [`uint${bits}`, integer(bits, false)],
  ]),
  // As wide as the machine: what fits 32 bits fits all.
  ['int', integer(32, true)],
  ['uint', integer(32, false)],
  ['byte', integer(8, false)],
  ['float32', plain('fraction')],
  ['float64', plain('fraction')],
  ['string', plain('text')],
  ['bool', plain('truth')],
  ['rune', plain('letter')],
]);

const javaTypes = new Map<string, BasicType>([
  ...(['byte', 'Byte'] as const).map((name): [string, BasicType] => [name, integer(8, true)]),
  ...(['short', 'Short'] as const).map((name): [string, BasicType] => [name, integer(16, true)]),
  ...(['int', 'Integer'] as const).map((name): [string, BasicType] => [name, integer(32, true)]),
  ...(['long', 'Long'] as const).map((name): [string, BasicType] => [name, integer(64, true)]),
  ...(['float', 'Float', 'double', 'Double'] as const).map((name): [string, BasicType] => [name, plain('fraction')]),
  ...(['String', 'CharSequence'] as const).map((name): [string, BasicType] => [name, plain('text')]),
  ...(['boolean', 'Boolean'] as const).map((name): [string, BasicType] => [name, plain('truth')]),
  ...(['char', 'Character'] as const).map((name): [string, BasicType] => [name, plain('letter')]),
]);
