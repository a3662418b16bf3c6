/** Functions and methods of Go that can be called with made-up inputs. */
import { isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { integerOf, type BasicType } from '../../testing/basicValues.ts';
import { canTell, type Callable, type MadeStruct, type Parameter } from './callable.ts';

export function goCallable(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
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
  const changes = [receiver, ...made].some((each) => each !== undefined && each !== 'plain' && each.passed !== '');
  if (parameters.length === 0 || !(changes || canTell(parameters, results))) return undefined;
  const named = /^\s*package\s+(\w+)/m.exec(tree.text)?.[1] ?? '';
  const structs = [receiver, ...made].flatMap((each) =>
    each === undefined || each === 'plain' ? [] : `${each.passed ? '*' : ''}${each.name}{${each.fields.join()}} `,
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
    return fields.length > 0 ? { own, made: { name, passed: written.startsWith('*') ? '&' : '', fields } } : undefined;
  }
  return undefined;
}

const goTypes = new Map<string, BasicType>([
  ...[8, 16, 32, 64].flatMap((bits): [string, BasicType][] => [
    [`int${bits}`, integerOf(bits, true)],
    [`uint${bits}`, integerOf(bits, false)],
  ]),
  // As wide as the machine: what fits 32 bits fits all.
  ['int', integerOf(32, true)],
  ['uint', integerOf(32, false)],
  ['byte', integerOf(8, false)],
  ['float32', { kind: 'fraction' }],
  ['float64', { kind: 'fraction' }],
  ['string', { kind: 'text' }],
  ['bool', { kind: 'truth' }],
  ['rune', { kind: 'letter' }],
]);
