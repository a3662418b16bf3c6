import { child, inFields, isForm, leaf, pieces, renamed, spliced } from './form.ts';
import type { Form, Piece, RawNode, Rule } from './form.ts';

const leaves: Readonly<Record<string, string>> = {
  line_comment: 'comment',
  block_comment: 'comment',
  attribute_item: 'comment',
  inner_attribute_item: 'comment',
  integer_literal: 'number',
  float_literal: 'number',
  string_literal: 'string',
  raw_string_literal: 'string',
  char_literal: 'character',
  self: 'this',
  self_parameter: 'self_parameter',
  field_identifier: 'property_identifier',
  shorthand_field_identifier: 'shorthand_property_identifier_pattern',
  shorthand_field_initializer: 'shorthand_property_identifier',
  use_declaration: 'import_statement',
  scoped_identifier: 'scoped_identifier',
  visibility_modifier: 'modifiers',
  lifetime: 'lifetime',
  label: 'statement_identifier',
};

const names: Readonly<Record<string, readonly [type: string, fields?: Readonly<Record<string, string>>]>> = {
  impl_item: ['class_declaration', { type: 'name' }],
  trait_item: ['class_declaration'],
  parameters: ['formal_parameters'],
  closure_parameters: ['formal_parameters'],
  parameter: ['required_parameter'],
  closure_expression: ['arrow_function'],
  field_expression: ['member_expression', { value: 'object', field: 'property' }],
  compound_assignment_expr: ['augmented_assignment_expression'],
  while_expression: ['while_statement'],
  loop_expression: ['while_statement'],
  match_block: ['switch_body'],
  match_pattern: ['match_pattern'],
  return_expression: ['return_statement'],
  break_expression: ['break_statement'],
  continue_expression: ['continue_statement'],
  type_cast_expression: ['as_expression'],
  tuple_expression: ['tuple'],
  unit_expression: ['tuple'],
  array_expression: ['array'],
  tuple_pattern: ['array_pattern'],
  field_initializer: ['pair', { field: 'key' }],
  base_field_initializer: ['spread_element'],
};

/** Rust in the words of JavaScript's grammar. The last expression of a function is its `return`. */
export const rustForm: Rule = (raw) => {
  const single = leaves[raw.type];
  if (single) return leaf(raw, single);
  const name = names[raw.type];
  if (name) return renamed(raw, ...name);
  switch (raw.type) {
    case 'boolean_literal':
      return leaf(raw, raw.text === 'true' ? 'true' : 'false');
    case 'block':
      return block(raw);
    case 'function_item':
    case 'function_signature_item':
      if (isTest(raw)) return leaf(raw, 'test_function');
      return renamed(raw, isMethod(raw) ? 'method_definition' : 'function_declaration');
    case 'mod_item':
      return isTest(raw) ? leaf(raw, 'test_module') : undefined;
    case 'declaration_list':
      return renamed(raw, raw.parent?.type === 'mod_item' ? 'statement_block' : 'class_body');
    case 'expression_statement':
      return statement(raw);
    case 'if_expression':
      return renamed(raw, raw.parent?.type === 'else_clause' ? 'if_statement' : 'if_expression');
    case 'else_clause':
      return {
        type: 'else_clause',
        raw,
        pieces: pieces(raw).map((piece) => (piece.node.type === 'else' ? piece : { ...piece, field: 'body' })),
      };
    case 'for_expression':
      return {
        type: 'for_in_statement',
        raw,
        pieces: inFields(pieces(raw), { pattern: 'left', value: 'right' }).map((piece) =>
          piece.node.type === 'for' ? { ...piece, field: 'kind' } : piece,
        ),
      };
    case 'let_declaration':
      return declaration(raw, 'pattern');
    case 'const_item':
    case 'static_item':
      return declaration(raw, 'name');
    case 'index_expression':
      return index(raw);
    case 'unary_expression':
      return {
        type: 'unary_expression',
        raw,
        pieces: pieces(raw).map(({ node }, at) => ({ field: at === 0 ? 'operator' : 'argument', node })),
      };
    case 'range_expression':
      return { type: 'range_expression', raw, pieces: bounds(raw) };
    case 'generic_function':
      return generic(raw);
    case 'struct_expression':
      return { type: 'object', raw, pieces: spliced(pieces(raw), ['field_initializer_list']) };
    case 'tuple_struct_pattern':
      return {
        type: 'tuple_struct_pattern',
        raw,
        pieces: pieces(raw).map((piece) =>
          piece.field === 'type' && !isForm(piece.node)
            ? { ...piece, node: leaf(piece.node, 'type_identifier') }
            : piece,
        ),
      };
    default:
      return undefined;
  }
};

const isMethod = (raw: RawNode): boolean =>
  raw.parent?.type === 'declaration_list' && raw.parent.parent?.type !== 'mod_item';

/** What `#[test]` or `#[cfg(test)]` stands in front of. */
function isTest(raw: RawNode): boolean {
  for (let before = raw.previousNamedSibling; before; before = before.previousNamedSibling) {
    if (/comment$/.test(before.type)) continue;
    if (before.type !== 'attribute_item') return false;
    if (/^#\[\s*(\w+::)*(test|bench|rstest)\b|^#\[\s*cfg\(\s*(test|all\(.*\btest\b)/s.test(before.text)) return true;
  }
  return false;
}

const whole = new Set([
  'if_expression',
  'for_expression',
  'while_expression',
  'loop_expression',
  'match_expression',
  'return_expression',
  'break_expression',
  'continue_expression',
]);

/** A block's last expression without a semicolon is what a function returns, or it is done for its effect. */
function block(raw: RawNode): Form {
  const list = pieces(raw);
  const tail = list.findLastIndex(({ node }) => !isForm(node) && node.isNamed && !/comment$/.test(node.type));
  const last = list[tail]?.node;
  if (!last || isForm(last) || !isValue(last)) return { type: 'statement_block', raw, pieces: list };
  const form = whole.has(last.type)
    ? statementOf([{ node: last }], undefined)
    : {
        type: givesBack(raw) && !/assign/.test(last.type) ? 'return_statement' : 'expression_statement',
        pieces: [{ node: last }],
      };
  return {
    type: 'statement_block',
    raw,
    pieces: list.map((piece, at) => (at === tail ? { node: form } : piece)),
  };
}

const isValue = (node: RawNode): boolean => !/(_item|_declaration|_statement|_definition)$/.test(node.type);

/** Whether what a block ends with is what its function returns. */
function givesBack(block: RawNode): boolean {
  let inner: RawNode = block;
  for (let above = block.parent; above; inner = above, above = above.parent) {
    switch (above.type) {
      case 'function_item':
        return child(above, 'return_type') !== undefined;
      case 'closure_expression':
        return true;
      case 'else_clause':
      case 'match_arm':
      case 'match_block':
      case 'if_expression':
      case 'match_expression':
        if (above.type === 'if_expression' && inner.type !== 'else_clause' && inner.type !== 'block') return false;
        break;
      case 'unsafe_block':
        break;
      case 'expression_statement':
        if (above.text.endsWith(';')) return false;
        break;
      case 'block': {
        const last = above.children.findLast((node) => node?.isNamed && !/comment$/.test(node.type));
        if (!last || last.startIndex !== inner.startIndex || last.endIndex !== inner.endIndex) return false;
        break;
      }
      default:
        return false;
    }
  }
  return false;
}

function statement(raw: RawNode): Form | undefined {
  const inner = raw.children[0];
  return inner && whole.has(inner.type) ? statementOf(pieces(raw), raw) : undefined;
}

/** `if`, loops and jumps are statements themselves, not expressions in one. */
function statementOf(list: readonly Piece[], raw: RawNode | undefined): Form {
  const [first, ...rest] = list;
  const inner = first?.node as RawNode;
  const type =
    inner.type === 'if_expression'
      ? 'if_statement'
      : inner.type === 'match_expression'
        ? 'switch_statement'
        : undefined;
  const form: Form = type ? renamed(inner, type) : (rustForm(inner) ?? renamed(inner, inner.type));
  return { type: form.type, raw: raw ?? inner, pieces: [...form.pieces, ...rest] };
}

function declaration(raw: RawNode, name: 'pattern' | 'name'): Form {
  const list = pieces(raw);
  const start = list.findIndex(({ field }) => field === name);
  const end = list.findLastIndex(({ node }) => node.type === ';');
  if (start < 0) return renamed(raw, 'lexical_declaration');
  const stop = end < 0 ? list.length : end;
  const declarator: Form = {
    type: 'variable_declarator',
    pieces: inFields(list.slice(start, stop), { pattern: 'name' }),
  };
  return {
    type: 'lexical_declaration',
    raw,
    pieces: [...list.slice(0, start), { node: declarator }, ...list.slice(stop)],
  };
}

function bounds(raw: RawNode): Piece[] {
  const list = pieces(raw);
  const dots = list.findIndex(({ node }) => /^\.\.=?$/.test(node.type));
  return list.map(({ node }, at) => ({ field: at < dots ? 'start' : at === dots ? 'operator' : 'end', node }));
}

function index(raw: RawNode): Form {
  const list = pieces(raw);
  const open = list.findIndex(({ node }) => node.type === '[');
  return {
    type: 'subscript_expression',
    raw,
    pieces: list.map(({ node }, at): Piece => {
      if (at < open) return { field: 'object', node };
      if (at !== open + 1) return { node };
      const range = !isForm(node) && node.type === 'range_expression';
      return { field: 'index', node: range ? { type: 'slice', raw: node, pieces: bounds(node) } : node };
    }),
  };
}

/** `xs.iter().collect::<Vec<_>>`: the member stays one. */
function generic(raw: RawNode): Form | undefined {
  const list = pieces(raw);
  const callee = list[0]?.node;
  if (!callee || isForm(callee) || callee.type !== 'field_expression') return undefined;
  return {
    type: 'member_expression',
    raw,
    pieces: [...inFields(pieces(callee), { value: 'object', field: 'property' }), ...list.slice(1)],
  };
}
