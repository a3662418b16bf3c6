import { child, inFields, leaf, pieces, renamed, spliced, withElse } from './form.ts';
import type { Form, Piece, RawNode, Rule } from './form.ts';

const leaves: Readonly<Record<string, string>> = {
  line_comment: 'comment',
  block_comment: 'comment',
  decimal_integer_literal: 'number',
  hex_integer_literal: 'number',
  octal_integer_literal: 'number',
  binary_integer_literal: 'number',
  decimal_floating_point_literal: 'number',
  string_literal: 'string',
  character_literal: 'character',
  null_literal: 'null',
  modifiers: 'modifiers',
  import_declaration: 'import_statement',
  package_declaration: 'package_statement',
  marker_annotation: 'modifiers',
  annotation: 'modifiers',
};

const names: Readonly<Record<string, readonly [type: string, fields?: Readonly<Record<string, string>>]>> = {
  block: ['statement_block'],
  constructor_body: ['statement_block'],
  switch_block: ['switch_body'],
  local_variable_declaration: ['lexical_declaration'],
  record_declaration: ['class_declaration'],
  interface_declaration: ['class_declaration'],
  interface_body: ['class_body'],
  method_declaration: ['method_definition', { type: 'return_type' }],
  constructor_declaration: ['constructor_definition'],
  compact_constructor_declaration: ['constructor_definition'],
  formal_parameter: ['required_parameter', { name: 'pattern' }],
  catch_formal_parameter: ['required_parameter', { name: 'pattern' }],
  inferred_parameters: ['formal_parameters'],
  enhanced_for_statement: ['for_in_statement', { name: 'left', value: 'right', type: 'kind' }],
  for_statement: ['for_statement', { init: 'initializer', update: 'increment' }],
  try_with_resources_statement: ['try_statement'],
  argument_list: ['arguments'],
  object_creation_expression: ['new_expression', { type: 'constructor' }],
  array_access: ['subscript_expression', { array: 'object' }],
  unary_expression: ['unary_expression', { operand: 'argument' }],
  array_initializer: ['array'],
};

/** Java in the words of JavaScript's grammar. */
export const javaForm: Rule = (raw) => {
  const single = leaves[raw.type];
  if (single) return leaf(raw, single);
  const name = names[raw.type];
  if (name) return renamed(raw, ...name);
  switch (raw.type) {
    case 'enum_declaration':
      return renamed(raw, 'class_declaration');
    case 'enum_body':
      return { type: 'class_body', raw, pieces: spliced(pieces(raw), ['enum_body_declarations']) };
    case 'switch_block_statement_group':
      return renamed(raw, /^default\b/.test(raw.text) ? 'switch_default' : 'switch_case');
    case 'switch_expression':
      return renamed(raw, isStatementPlace(raw.parent) ? 'switch_statement' : 'switch_expression', {
        condition: 'value',
      });
    case 'field_declaration':
      return fieldDeclaration(raw);
    case 'spread_parameter':
      return {
        type: 'required_parameter',
        raw,
        pieces: inFields(spliced(pieces(raw), ['variable_declarator']), { name: 'pattern' }),
      };
    case 'lambda_expression':
      return renamed(
        raw,
        'arrow_function',
        child(raw, 'parameters')?.type === 'identifier' ? { parameters: 'parameter' } : {},
      );
    case 'if_statement':
      return { type: 'if_statement', raw, pieces: withElse(pieces(raw)) };
    case 'catch_clause':
      return {
        type: 'catch_clause',
        raw,
        pieces: pieces(raw).map((piece) =>
          piece.node.type === 'catch_formal_parameter' ? { ...piece, field: 'parameter' } : piece,
        ),
      };
    case 'explicit_constructor_invocation':
      return constructorCall(raw);
    case 'method_invocation':
      return invocation(raw);
    case 'field_access':
      return { type: 'member_expression', raw, pieces: pieces(raw).map(asProperty('field')) };
    case 'update_expression':
      return {
        type: 'update_expression',
        raw,
        pieces: pieces(raw).map((piece) =>
          piece.node.type === '++' || piece.node.type === '--' ? piece : { ...piece, field: 'argument' },
        ),
      };
    case 'assignment_expression':
      return child(raw, 'operator')?.type === '=' ? undefined : renamed(raw, 'augmented_assignment_expression');
    case 'identifier':
      return /^(labeled|break|continue)_statement$/.test(raw.parent?.type ?? '') && isLabelOf(raw)
        ? leaf(raw, 'statement_identifier')
        : undefined;
    default:
      return undefined;
  }
};

const isStatementPlace = (parent: RawNode | null): boolean =>
  parent !== null &&
  /^(block|constructor_body|switch_block_statement_group|labeled_statement|switch_rule)$/.test(parent.type);

const isLabelOf = (raw: RawNode): boolean =>
  raw.parent?.type !== 'labeled_statement' || raw.parent.startIndex === raw.startIndex;

/** `int a = 1;` is one field; `int a, b;` stays a list of declarators. */
function fieldDeclaration(raw: RawNode): Form {
  const list = pieces(raw);
  const single = list.filter(({ field }) => field === 'declarator').length === 1;
  return { type: 'field_definition', raw, pieces: single ? spliced(list, ['variable_declarator']) : list };
}

const asProperty =
  (field: string) =>
  (piece: Piece): Piece =>
    piece.field === field && 'children' in piece.node
      ? { field: 'property', node: leaf(piece.node, 'property_identifier') }
      : piece;

function invocation(raw: RawNode): Form {
  const list = pieces(raw);
  const at = list.findIndex(({ field }) => field === 'arguments');
  const hasObject = list.some(({ field }) => field === 'object');
  const before = list.slice(0, at);
  const callee: Piece[] = hasObject
    ? [{ field: 'function', node: { type: 'member_expression', pieces: before.map(asProperty('name')) } }]
    : inFields(before, { name: 'function' });
  return { type: 'call_expression', raw, pieces: [...callee, ...list.slice(at)] };
}

function constructorCall(raw: RawNode): Form {
  const list = inFields(pieces(raw), { constructor: 'function' });
  const end = list.findIndex(({ node }) => node.type === ';');
  const inner = end < 0 ? list : list.slice(0, end);
  return {
    type: 'expression_statement',
    raw,
    pieces: [{ node: { type: 'call_expression', pieces: inner } }, ...(end < 0 ? [] : list.slice(end))],
  };
}
