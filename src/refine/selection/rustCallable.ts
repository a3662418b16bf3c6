/** Functions and methods of Rust that can be called with made-up inputs, by a module that stands beside them. */
import { isClass } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, closest, field, parts } from '../../syntax/walk.ts';
import { integerOf, type BasicType } from '../../testing/basicValues.ts';
import type { Borrowed, MadeStruct, Parameter, RustCallable, UnshownType } from './callable.ts';

export function rustCallable(tree: SyntaxTree, fn: SyntaxNode): RustCallable | undefined {
  const name = field(fn, 'name')?.text ?? '';
  const scope = closest(fn, ({ type }) => type === 'mod_item' || type === 'source_file');
  const impl = closest(fn, isClass);
  if (!scope || !hasBody(fn) || lifetimesOf(fn) === undefined) return undefined;
  if (/\b(?:async|unsafe)\b/.test(modifiersOf(fn))) return undefined;
  if (impl && (!/^impl\b/.test(impl.text) || lifetimesOf(impl) === undefined)) return undefined;
  const items = parts(scope.type === 'mod_item' ? (field(scope, 'body') ?? scope) : scope);
  const owner = withoutLifetimes((impl && field(impl, 'name')?.text) ?? '');
  const given: Given[] = [];
  const declared = parts(field(fn, 'parameters') ?? fn);
  const isMethod = declared[0] !== undefined && /^[&\w\s']*\bself\b/.test(declared[0].text);
  for (const [at, each] of declared.entries()) {
    const self = at === 0 && isMethod && each.type === 'self_parameter';
    const type = self ? each.text.replace(/(?:^\s*mut\s+)?\bself$/, 'Self') : (field(each, 'type')?.text ?? '');
    const found = givenBy(type.replace(/\bSelf\b/g, owner), items);
    if (!found) return undefined;
    given.push(found);
  }
  const result = field(fn, 'return_type')?.text ?? '()';
  // Of what only its use is known nothing can be shown, and what never returns has nothing to show.
  if (/\bimpl\b|^!$/.test(result)) return undefined;
  const parameters = given.flatMap(({ own }) => own);
  const changes = [...parameters, ...given.map(({ made }) => made)].some(
    (each) => each !== 'plain' && each.passed === '&mut ',
  );
  if (parameters.length === 0 || !(result !== '()' || changes)) return undefined;
  const trait = impl && field(impl, 'trait')?.text;
  const plainOwner = /^\w+$/.test(owner) ? owner : `<${owner}>`;
  const path = !impl
    ? name
    : `${trait === undefined ? plainOwner : `<${owner} as ${withoutLifetimes(trait)}>`}::${name}`;
  const modules = modulesAround(fn);
  const made = given.map((each) => each.made);
  const receiver = isMethod ? made.shift() : undefined;
  const spoken = impl ? `${plainOwner}::${name}` : [...modules, name].join('::');
  return {
    ...{ language: 'rust', callee: receiver ? name : spoken, path, package: modules.join('::'), parameters },
    signature: `${modules.join('::')} ${path}(${given.map(({ said }) => said).join()}) ${result}`,
    results: result === '()' ? 0 : 1,
    ...((receiver ?? made.some((each) => each !== 'plain')) && {
      made: { ...(receiver && { receiver }), arguments: made },
    }),
    end: scope.type === 'mod_item' ? scope.endIndex - 1 : tree.text.length,
    unshown: unshownTypes(typesOf(`${owner} ${declared.map(({ text }) => text).join()} ${result}`, items), tree.text),
  };
}

const hasBody = (fn: SyntaxNode): boolean => field(fn, 'body') !== undefined;

const modifiersOf = (fn: SyntaxNode): string => parts(fn).find(({ type }) => type === 'function_modifiers')?.text ?? '';

/** From the outermost to the innermost. */
const modulesAround = (fn: SyntaxNode): string[] =>
  [...ancestors(fn)]
    .flatMap((above) => (above.type === 'mod_item' ? [field(above, 'name')?.text ?? ''] : []))
    .reverse();

/** What stands for the lifetimes of something generic, '' where it is not; undefined where it is so for types or numbers. */
function lifetimesOf(node: SyntaxNode): string | undefined {
  const text = field(node, 'type_parameters')?.text ?? '';
  return /^(?:<\s*'\w+(?:\s*,\s*'\w+)*\s*,?\s*>)?$/.test(text) ? text : undefined;
}

const withoutLifetimes = (type: string): string =>
  type.replace(/<\s*'\w+(?:\s*,\s*'\w+)*\s*,?\s*>/g, '').replace(/'\w+(?:\s*,)?\s*/g, '');

/** Something that a function takes: what is made up for it. */
interface Given {
  readonly own: readonly Parameter[];
  readonly made: MadeStruct | 'plain';
  /** In a signature. */
  readonly said: string;
}

/** @param items what stands in the same module */
function givenBy(written: string, items: readonly SyntaxNode[]): Given | undefined {
  const plain = parameterOf(written, items);
  if (plain) return { own: [plain], made: 'plain', said: `${plain.passed ?? ''}${plain.list} ${plain.written}` };
  const { passed, type } = borrowed(written);
  const struct = items.find((item) => item.type === 'struct_item' && field(item, 'name')?.text === type);
  return struct && structOf(struct, type, passed, items);
}

function structOf(
  struct: SyntaxNode,
  name: string,
  passed: '' | Borrowed,
  items: readonly SyntaxNode[],
): Given | undefined {
  if (lifetimesOf(struct) === undefined) return undefined;
  const all = fieldsOf(field(struct, 'body'));
  const known = all.flatMap((each) => {
    const parameter = parameterOf(each.type, items);
    // What is changed through it could not be looked at as long as the struct is there.
    return parameter && parameter.passed !== '&mut ' ? [{ name: each.name, parameter }] : [];
  });
  const rest = known.length < all.length ? otherFields(struct, name, known.length > 0, items) : undefined;
  if (known.length < all.length && rest === undefined) return undefined;
  const fields = known.map((each) => each.name);
  const own = known.map(({ parameter }) => parameter);
  const types = own.map((each, at) => `${fields[at]} ${each.passed ?? ''}${each.list} ${each.written}`);
  return {
    own,
    // What has no body is its own value.
    made: { name, passed, fields, ...(field(struct, 'body') ? rest !== undefined && { rest } : { rest: name }) },
    said: `${passed}${name}{${types.join()}..${rest ?? ''}}`,
  };
}

/** An expression whose fields stand for those that cannot be written. */
function otherFields(
  struct: SyntaxNode,
  name: string,
  somePlain: boolean,
  items: readonly SyntaxNode[],
): string | undefined {
  const impls = items.filter((item) => /^impl\b/.test(item.text) && field(item, 'name')?.text.split('<')[0] === name);
  // Nothing can be taken out of what is told when it goes.
  if (somePlain && impls.some((impl) => field(impl, 'trait')?.text === 'Drop')) return undefined;
  const isDefault = impls.some((impl) => /\bDefault$/.test(field(impl, 'trait')?.text ?? ''));
  if (isDefault || /\bderive\b[^]*\bDefault\b/.test(attributesOf(struct))) return `${name}::default()`;
  const makesAnew = impls.some((impl) =>
    parts(field(impl, 'body') ?? impl).some((fn) => nameOf(fn) === 'new' && ['Self', name].includes(resultWithout(fn))),
  );
  return makesAnew ? `${name}::new()` : undefined;
}

/** What a function of no arguments returns. */
const resultWithout = (fn: SyntaxNode): string =>
  parts(field(fn, 'parameters') ?? fn).length > 0 ? '' : (field(fn, 'return_type')?.text ?? '');

/** By name, or by number in a tuple. */
function fieldsOf(list: SyntaxNode | undefined): { readonly name: string; readonly type: string }[] {
  if (!list) return [];
  const isTuple = list.type === 'ordered_field_declaration_list';
  return parts(list)
    .filter(({ type }) => type !== 'modifiers')
    .map((row, at) => ({
      name: isTuple ? String(at) : (field(row, 'name')?.text ?? ''),
      type: isTuple ? row.text : (field(row, 'type')?.text ?? ''),
    }));
}

/** What stands above it in `#[…]`. */
function attributesOf(item: SyntaxNode): string {
  const found: string[] = [];
  for (let above = item.previousNamedSibling; above?.type === 'comment'; above = above.previousNamedSibling)
    if (above.text.startsWith('#')) found.push(above.text);
  return found.join('\n');
}

function parameterOf(written: string, items: readonly SyntaxNode[]): Parameter | undefined {
  const { passed, type } = borrowed(written);
  const by = passed === '' ? {} : { passed };
  if (type === 'str') return passed === '&' ? { type: { kind: 'text' }, list: 'none', written: '&str' } : undefined;
  const single = basicOf(type, items);
  if (single) return { type: single, list: 'none', written: type, ...by };
  const [, slice, kind, several] = /^(?:\[([^;]+)\]|(Vec|Option)<(.+)>)$/.exec(type) ?? [];
  const item = (slice ?? several ?? '').trim();
  const inner = item === '&str' ? ({ kind: 'text' } as const) : basicOf(item, items);
  if (!inner || (slice !== undefined && passed === '')) return undefined;
  const list = slice !== undefined ? 'slice' : (kind as 'Vec' | 'Option');
  return { type: inner, list, written: `${slice === undefined ? list : 'Vec'}<${item}>`, ...by };
}

function borrowed(written: string): { readonly passed: '' | Borrowed; readonly type: string } {
  const [, reference, mutable, type = ''] = /^(&?)\s*(mut\s+)?([^]*)$/.exec(withoutLifetimes(written).trim()) ?? [];
  return { passed: reference !== '&' ? '' : mutable === undefined ? '&' : '&mut ', type };
}

function basicOf(type: string, items: readonly SyntaxNode[]): BasicType | undefined {
  const own = items.find((item) => /^(?:struct|enum)_item$|^type_item$/.test(item.type) && nameOf(item) === type);
  if (!own) return rustTypes.get(type);
  const variants = own.type === 'enum_item' ? parts(field(own, 'body') ?? own) : [];
  if (variants.length === 0 || variants.some((each) => field(each, 'body'))) return undefined;
  return { kind: 'choice', of: variants.map((each) => `${type}::${nameOf(each)}`) };
}

const nameOf = (node: SyntaxNode): string => field(node, 'name')?.text ?? '';

/** The structs and enums that a piece of code names, and those that are in them. */
function typesOf(code: string, items: readonly SyntaxNode[]): SyntaxNode[] {
  const left = new Set(items.filter(({ type }) => /^(?:struct|enum)_item$/.test(type)));
  const found = new Set<SyntaxNode>();
  for (let text = code; text !== '';) {
    const named = [...left].filter((item) => new RegExp(`\\b${nameOf(item)}\\b`).test(text));
    for (const item of named) {
      left.delete(item);
      found.add(item);
    }
    text = named.map((item) => item.text).join('\n');
  }
  return items.filter((item) => found.has(item));
}

/** Those that say nowhere in their file how they are shown. */
function unshownTypes(items: readonly SyntaxNode[], text: string): UnshownType[] {
  return items.flatMap((item): UnshownType[] => {
    const name = nameOf(item);
    const lifetimes = lifetimesOf(item);
    if (lifetimes === undefined) return [];
    if (/Debug|\b(?:packed|cfg)\b/.test(attributesOf(item)) || new RegExp(`\\bDebug\\s+for\\s+${name}\\b`).test(text))
      return [];
    const list = field(item, 'body');
    const forms =
      item.type === 'enum_item'
        ? parts(list ?? item).map((each) => ({ path: `${name}::${nameOf(each)}`, of: field(each, 'body') }))
        : [{ path: name, of: list }];
    if (forms.length === 0) return [];
    return [
      {
        name,
        lifetimes,
        forms: forms.map(({ path, of }) => ({ path, fields: fieldsOf(of).map((each) => each.name) })),
      },
    ];
  });
}

const rustTypes = new Map<string, BasicType>([
  ...[8, 16, 32, 64, 128].flatMap((bits): [string, BasicType][] => [
    [`i${bits}`, integerOf(bits, true)],
    [`u${bits}`, integerOf(bits, false)],
  ]),
  // As wide as the machine. What is far too much for its memory is refused at once, what is nearly so is not.
  ['isize', integerOf(64, true)],
  ['usize', integerOf(64, false)],
  ['f32', { kind: 'fraction' }],
  ['f64', { kind: 'fraction' }],
  ['String', { kind: 'text' }],
  ['bool', { kind: 'truth' }],
  ['char', { kind: 'letter' }],
]);
