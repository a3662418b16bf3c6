import { inFields, isForm, leaf, pieces, renamed, spliced, withElse } from './form.ts';
import type { Form, Piece, RawNode, Rule } from './form.ts';

const leaves: Readonly<Record<string, string>> = {
  int_literal: 'number',
  float_literal: 'number',
  interpreted_string_literal: 'string',
  raw_string_literal: 'string',
  rune_literal: 'character',
  nil: 'null',
  field_identifier: 'property_identifier',
  import_declaration: 'import_statement',
  package_clause: 'package_statement',
  label_name: 'statement_identifier',
};

const names: Readonly<Record<string, readonly [type: string, fields?: Readonly<Record<string, string>>]>> = {
  function_declaration: ['function_declaration', { result: 'return_type' }],
  method_declaration: ['method_definition', { result: 'return_type' }],
  func_literal: ['function_expression', { result: 'return_type' }],
  argument_list: ['arguments'],
  selector_expression: ['member_expression', { operand: 'object', field: 'property' }],
  index_expression: ['subscript_expression', { operand: 'object' }],
  unary_expression: ['unary_expression', { operand: 'argument' }],
  variadic_argument: ['spread_element'],
};

/** Go in the words of JavaScript's grammar. */
export const goForm: Rule = (raw) => {
  const single = leaves[raw.type];
  if (single) return leaf(raw, single);
  const name = names[raw.type];
  if (name) return renamed(raw, ...name);
  switch (raw.type) {
    case 'block':
      return { type: 'statement_block', raw, pieces: spliced(pieces(raw), ['statement_list']) };
    case 'expression_case':
    case 'type_case':
    case 'communication_case':
      return { type: 'switch_case', raw, pieces: spliced(pieces(raw), ['statement_list']) };
    case 'default_case':
      return { type: 'switch_default', raw, pieces: spliced(pieces(raw), ['statement_list']) };
    case 'expression_switch_statement':
    case 'type_switch_statement':
    case 'select_statement':
      return renamed(raw, 'switch_statement');
    case 'parameter_list':
      return { type: 'formal_parameters', raw, pieces: pieces(raw).flatMap(parameters) };
    case 'short_var_declaration':
      return { type: 'lexical_declaration', raw, pieces: [{ node: declarator(raw) }] };
    case 'var_declaration':
    case 'const_declaration':
      return { type: 'lexical_declaration', raw, pieces: spliced(pieces(raw), ['var_spec_list']) };
    case 'var_spec':
    case 'const_spec':
      return { type: 'variable_declarator', raw, pieces: pieces(raw).map(flattened) };
    case 'assignment_statement':
      return { type: 'expression_statement', raw, pieces: [{ node: assigning(raw) }] };
    case 'inc_statement':
    case 'dec_statement':
      return { type: 'expression_statement', raw, pieces: [{ node: counting(raw) }] };
    case 'return_statement':
      return { type: 'return_statement', raw, pieces: pieces(raw).map(flattened) };
    case 'if_statement':
      return { type: 'if_statement', raw, pieces: withElse(pieces(raw).map(inHeader)) };
    case 'for_statement':
      return loop(raw);
    case 'slice_expression':
      return slice(raw);
    case 'composite_literal':
      return {
        type: raw.children[0] && /slice_type|array_type/.test(raw.children[0].type) ? 'array' : 'object',
        raw,
        pieces: spliced(pieces(raw), ['literal_value']),
      };
    case 'literal_value':
      return renamed(raw, 'object');
    case 'keyed_element':
      return { type: 'pair', raw, pieces: pieces(raw).flatMap(element) };
    default:
      return undefined;
  }
};

/** A list of one is that one; on the left of an assignment a longer one is a pattern. */
function flattened(piece: Piece): Piece {
  const { field, node } = piece;
  if (isForm(node) || node.type !== 'expression_list') return piece;
  const list = pieces(node);
  const [only] = list;
  if (list.length === 1 && only) return { field, node: only.node };
  return field === 'left' || field === 'name'
    ? { field, node: { type: 'array_pattern', raw: node, pieces: list } }
    : piece;
}

const element = (piece: Piece): Piece[] =>
  !isForm(piece.node) && piece.node.type === 'literal_element'
    ? pieces(piece.node).map(({ node }) => ({ field: piece.field, node }))
    : [piece];

/** `a, b int` is two parameters, the type of which is the same. */
function parameters(piece: Piece): Piece[] {
  const { node } = piece;
  if (isForm(node) || !/^(variadic_)?parameter_declaration$/.test(node.type)) return [piece];
  const list = inFields(pieces(node), { name: 'pattern' });
  const named = list.filter(({ field }) => field === 'pattern');
  const type = list.filter(({ field }) => field === 'type');
  if (named.length < 2) return [{ node: { type: 'required_parameter', raw: node, pieces: list } }];
  const last = named.at(-1);
  const lastAt = list.findIndex((other) => other === last);
  const made: Piece[] = [];
  for (const [at, other] of list.entries()) {
    if (at > lastAt) break;
    if (at === lastAt) made.push({ node: { type: 'required_parameter', pieces: list.slice(lastAt) } });
    else if (other.field === 'pattern')
      made.push({ node: { type: 'required_parameter', pieces: [other], aside: type } });
    else made.push(other);
  }
  return made;
}

function declarator(raw: RawNode): Form {
  return {
    type: 'variable_declarator',
    raw,
    pieces: inFields(pieces(raw).map(flattened), { left: 'name', right: 'value' }),
  };
}

function assigning(raw: RawNode): Form {
  const list = pieces(raw).map(flattened);
  const plain = list.some(({ field, node }) => field === 'operator' && node.type === '=');
  return { type: plain ? 'assignment_expression' : 'augmented_assignment_expression', raw, pieces: list };
}

function counting(raw: RawNode): Form {
  return {
    type: 'update_expression',
    raw,
    pieces: pieces(raw).map((piece) => (/^(\+\+|--)$/.test(piece.node.type) ? piece : { ...piece, field: 'argument' })),
  };
}

/** In the head of an `if` or a `for` an assignment is no statement of its own. */
function inHeader(piece: Piece): Piece {
  const { field, node } = piece;
  if (isForm(node) || (field !== 'initializer' && field !== 'update')) return piece;
  const at = field === 'update' ? 'increment' : field;
  if (node.type === 'assignment_statement') return { field: at, node: assigning(node) };
  if (node.type === 'inc_statement' || node.type === 'dec_statement') return { field: at, node: counting(node) };
  return { field: at, node };
}

function loop(raw: RawNode): Form {
  const list = pieces(raw);
  const head = list.find(({ node }) => node.type === 'range_clause' || node.type === 'for_clause');
  if (head && !isForm(head.node)) {
    const inner = pieces(head.node);
    const range = head.node.type === 'range_clause';
    const opened = list.flatMap((piece) => (piece === head ? inner.map(range ? flattened : inHeader) : [piece]));
    if (!range) return { type: 'for_statement', raw, pieces: opened };
    const declares = opened.map((piece) => (piece.node.type === ':=' ? { ...piece, field: 'kind' } : piece));
    return { type: 'for_in_statement', raw, pieces: declares };
  }
  const test = list.findIndex(({ field, node }) => field === undefined && !isForm(node) && node.isNamed);
  return {
    type: 'while_statement',
    raw,
    pieces: list.map((piece, at) =>
      at === test && piece.node.type !== 'comment' ? { ...piece, field: 'condition' } : piece,
    ),
  };
}

function slice(raw: RawNode): Form {
  const list = pieces(raw);
  const open = list.findIndex(({ node }) => node.type === '[');
  const close = list.findIndex(({ node }) => node.type === ']');
  return {
    type: 'subscript_expression',
    raw,
    pieces: [
      ...inFields(list.slice(0, open + 1), { operand: 'object' }),
      { field: 'index', node: { type: 'slice', pieces: list.slice(open + 1, close) } },
      ...list.slice(close),
    ],
  };
}
