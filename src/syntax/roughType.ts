/** A guess at what a value is, good enough to rank by and never to reject by. */

import type { SyntaxNode, SyntaxTree } from './tree.ts';
import { isNumber } from './grammar.ts';
import { assignment, binary, call, comparisons, conditional, member, negated, subscript, unwrapped } from './shapes.ts';
import { typesWith } from './standardMembers.ts';
import { descend, field } from './walk.ts';

export type RoughType = 'number' | 'string' | 'boolean' | 'array' | 'object' | 'map' | 'set' | 'function' | 'null';

const byNode: Readonly<Record<string, RoughType>> = {
  number: 'number',
  instanceof_expression: 'boolean',
  array_creation_expression: 'array',
  integer: 'number',
  float: 'number',
  string: 'string',
  template_string: 'string',
  concatenated_string: 'string',
  true: 'boolean',
  false: 'boolean',
  null: 'null',
  none: 'null',
  undefined: 'null',
  array: 'array',
  list: 'array',
  tuple: 'array',
  list_comprehension: 'array',
  object: 'object',
  dictionary: 'map',
  dictionary_comprehension: 'map',
  set: 'set',
  set_comprehension: 'set',
  lambda: 'function',
  arrow_function: 'function',
  function_expression: 'function',
  update_expression: 'number',
};

const callNames: readonly (readonly [RoughType, string])[] = [
  [
    'number',
    'len int float sum abs round ord Number parseInt parseFloat floor ceil trunc sqrt indexOf lastIndexOf findIndex charCodeAt',
  ],
  [
    'string',
    'str String chr repr join format toString toFixed toUpperCase toLowerCase trim strip lower upper replace padStart padEnd',
  ],
  [
    'boolean',
    'bool isinstance Boolean includes startsWith endsWith startswith endswith some every any all has isArray test',
  ],
  [
    'array',
    'list sorted range split map filter flat flatMap sort reverse concat keys values entries items deque Array',
  ],
  ['map', 'dict Map defaultdict Counter OrderedDict'],
  ['set', 'Set set frozenset'],
];
const callTypes: ReadonlyMap<string, RoughType> = new Map(
  callNames.flatMap(([type, names]) => names.split(' ').map((name) => [name, type] as const)),
);

/** The type that an expression shows by itself, without looking at any other line. */
export function literalType(node: SyntaxNode): RoughType | undefined {
  const expression = unwrapped(node);
  const known = expression.isNamed && Object.hasOwn(byNode, expression.type) ? byNode[expression.type] : undefined;
  if (known) return known;
  if (negated(expression) || comparisons(expression).length > 0) return 'boolean';
  const pair = binary(expression);
  if (pair?.kind === 'bitwise') return 'number';
  if (pair?.kind === 'arithmetic') {
    if (pair.operator !== '+' && pair.operator !== '*' && pair.operator !== '%') return 'number';
    return literalType(pair.left) ?? literalType(pair.right);
  }
  if (pair?.kind === 'logical') return literalType(pair.right);
  if (expression.type === 'unary_expression' || expression.type === 'unary_operator') {
    const operator = field(expression, 'operator')?.text;
    if (operator === '&' || operator === '*') return undefined;
    return field(expression, 'operator')?.text === 'typeof' ? 'string' : 'number';
  }
  const called = call(expression);
  if (called) {
    if (called.receiver?.text === 'Math' || called.receiver?.text === 'math') return 'number';
    return callTypes.get(called.name);
  }
  if (member(expression)?.property.text === 'length' || member(expression)?.property.text === 'size') return 'number';
  const choice = conditional(expression);
  if (choice) return literalType(choice.whenTrue) ?? literalType(choice.whenFalse);
  const indexed = subscript(expression);
  return indexed?.index.type === 'slice' ? (literalType(indexed.object) ?? 'array') : undefined;
}

/** What a name at an offset is declared as: all that a type needs to know of scopes. */
interface Names {
  find(name: string, offset: number): { readonly type: RoughType | undefined } | undefined;
}

/** The type of an expression, names looked up. */
export function typeOf(node: SyntaxNode, scopes: Names): RoughType | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'identifier') {
    return scopes.find(expression.text, expression.startIndex)?.type ?? typeByName(expression.text);
  }
  const shown = literalType(expression);
  if (shown) return shown;
  const pair = binary(expression);
  if (pair) return typeOf(pair.left, scopes) ?? typeOf(pair.right, scopes);
  const property = member(expression)?.property;
  return property ? typeByName(property.text) : undefined;
}

/** A written type as a rough one. */
export function typeFromAnnotation(text: string | undefined): RoughType | undefined {
  if (text === undefined) return undefined;
  const bare = text
    .replace(/^\s*:\s*/, '')
    .replace(/^(readonly|Optional\[|final)\s*/, '')
    .replace(/^[&*]+\s*('\w+\s+)?(mut\s+)?/, '')
    .trim();
  if (/^\[/.test(bare) || /^(Vec|VecDeque|ArrayList|LinkedList|Deque|ArrayDeque|Queue|Collection)\b|\[\]$/.test(bare))
    return 'array';
  if (/^(map\[|(Hash|BTree|Tree|LinkedHash)Map\b)/.test(bare)) return 'map';
  if (/^(Hash|BTree|Tree|LinkedHash)Set\b/.test(bare)) return 'set';
  if (
    /^([iu](8|16|32|64|128|size)|f(32|64)|u?int(8|16|32|64)?|float(32|64)|usize|byte|rune|long|short|double|Integer|Long|Double)$/.test(
      bare,
    )
  )
    return 'number';
  if (bare === 'String') return 'string';
  if (/^(number|int|float|bigint|Decimal)\b/.test(bare) && !/[[\]]/.test(bare)) return 'number';
  if (/^(string|str)\b/.test(bare) && !/\[\]/.test(bare)) return 'string';
  if (/^(boolean|bool)\b/.test(bare) && !/\[\]/.test(bare)) return 'boolean';
  if (/\[\]$|^(Array|ReadonlyArray|list|List|Sequence|Iterable|tuple|Tuple)\b/.test(bare)) return 'array';
  if (/^(Map|ReadonlyMap|dict|Dict|Mapping|defaultdict)\b/.test(bare)) return 'map';
  if (/^(Set|ReadonlySet|set|frozenset)\b/.test(bare)) return 'set';
  if (/^(Record|object)\b|^\{/.test(bare)) return 'object';
  if (/^(Callable|Function)\b|=>/.test(bare)) return 'function';
  return undefined;
}

/** What most people call things of a type. */
export function typeByName(name: string): RoughType | undefined {
  const last = /([A-Z]?[a-z]+|[a-z]|[A-Z]+)s?$/.exec(name)?.[0]?.toLowerCase();
  if (/^(is|has|can|should|was|are|did|found|done|seen|visited|ok|valid|enabled|empty)([A-Z_].*)?$/.test(name))
    return 'boolean';
  if (/^[ijknmwhxyz]$/.test(name)) return 'number';
  if (last === undefined) return undefined;
  if (
    /^(count|total|sum|index|idx|size|length|len|width|height|min|max|start|end|low|high|lo|hi|mid|left|right|offset|limit|amount|price|rate|score|age|year|month|day|row|col|column|num|number|position|pos|depth|level|step|radius|balance|quantity)$/.test(
      last,
    )
  ) {
    return 'number';
  }
  if (
    /^(name|text|str|string|word|line|char|key|title|label|prefix|suffix|message|msg|url|path|token|sep|separator)$/.test(
      last,
    )
  )
    return 'string';
  if (
    /^(list|array|arr|items|values|words|lines|results?|nums|numbers|rows|stack|queue|elements|entries|keys)$/.test(
      last,
    )
  )
    return 'array';
  return undefined;
}

/** Types that names give away by what is done with them, anywhere in the file. */
export function typeByUse(tree: SyntaxTree): ReadonlyMap<string, RoughType> {
  const found = new Map<string, RoughType>();
  const note = (node: SyntaxNode | undefined, type: RoughType): void => {
    if (node?.type === 'identifier' && !found.has(node.text)) found.set(node.text, type);
  };
  for (const node of descend(tree.root)) {
    const pair = binary(node);
    if (
      pair &&
      (pair.kind === 'bitwise' || (pair.kind === 'arithmetic' && ['-', '/', '//', '**'].includes(pair.operator)))
    ) {
      note(pair.left, 'number');
      note(pair.right, 'number');
    } else if (pair?.kind === 'comparison' && ['<', '<=', '>', '>='].includes(pair.operator)) {
      if (isNumber(pair.right)) note(pair.left, 'number');
      if (isNumber(pair.left)) note(pair.right, 'number');
    } else if (pair?.kind === 'arithmetic' && pair.operator === '+' && isNumber(pair.right)) note(pair.left, 'number');
    const method = call(node);
    if (method?.receiver) {
      const [only, ...others] = typesWith(tree.language, method.name);
      if (only && others.length === 0 && only !== 'module') note(method.receiver, only);
    } else if (method?.name === 'range') for (const value of method.values) note(value, 'number');
    else if (method?.name === 'len') note(method.values[0], 'array');
    if (node.type === 'update_expression') note(field(node, 'argument'), 'number');
    const indexed = subscript(node);
    if (indexed && isNumber(indexed.index)) note(indexed.object, 'array');
    const assigned = assignment(node);
    if (assigned) {
      const type = literalType(assigned.right);
      if (type && type !== 'null') note(assigned.left, type);
    }
  }
  return found;
}
