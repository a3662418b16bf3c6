/** One vocabulary for the grammars: what is a loop, a statement, an expression, whatever the language calls it. */

import type { SyntaxNode } from './tree.ts';
import { closest, field } from './walk.ts';

const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
  'constructor_definition',
  'function_definition',
  'lambda',
]);
const classTypes = new Set(['class_declaration', 'class', 'abstract_class_declaration', 'class_definition']);
const loopTypes = new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']);
const blockTypes = new Set([
  'statement_block',
  'block',
  'program',
  'module',
  'source_file',
  'class_body',
  'switch_body',
]);
const statementTypes = new Set([
  ...loopTypes,
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'return_statement',
  'if_statement',
  'elif_clause',
  'else_clause',
  'break_statement',
  'continue_statement',
  'throw_statement',
  'raise_statement',
  'try_statement',
  'with_statement',
  'switch_statement',
  'switch_case',
  'switch_default',
  'labeled_statement',
  'pass_statement',
  'assert_statement',
  'delete_statement',
  'global_statement',
  'nonlocal_statement',
  'import_statement',
  'import_from_statement',
  'export_statement',
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
  'abstract_class_declaration',
  'function_definition',
  'class_definition',
  'decorated_definition',
  'method_definition',
  'field_definition',
  'public_field_definition',
  'match_statement',
  'case_clause',
  'except_clause',
  'finally_clause',
  'catch_clause',
  'interface_declaration',
  'type_alias_declaration',
  'enum_declaration',
  'constructor_definition',
  'switch_rule',
  'match_arm',
  'defer_statement',
  'go_statement',
  'send_statement',
  'fallthrough_statement',
  'yield_statement',
  'synchronized_statement',
]);
const simpleTypes = new Set([
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'return_statement',
  'break_statement',
  'continue_statement',
  'throw_statement',
  'raise_statement',
  'pass_statement',
  'assert_statement',
  'delete_statement',
  'defer_statement',
  'go_statement',
  'send_statement',
  'fallthrough_statement',
  'yield_statement',
]);

export const isFunction = (node: SyntaxNode): boolean => functionTypes.has(node.type);
export const isClass = (node: SyntaxNode): boolean => classTypes.has(node.type) && node.isNamed;
export const isLoop = (node: SyntaxNode): boolean => loopTypes.has(node.type);
/** Holds statements, or members, one after another. */
export const isBlock = (node: SyntaxNode): boolean => blockTypes.has(node.type);
export const isStatement = (node: SyntaxNode): boolean => statementTypes.has(node.type);
/** A statement with no block of its own. */
export const isSimpleStatement = (node: SyntaxNode): boolean => simpleTypes.has(node.type);

export const enclosingFunction = (node: SyntaxNode): SyntaxNode | undefined => closest(node, isFunction);
export const enclosingClass = (node: SyntaxNode): SyntaxNode | undefined => closest(node, isClass);

/** The loop around a node in the same function. */
export function enclosingLoop(node: SyntaxNode): SyntaxNode | undefined {
  const found = closest(node, (above) => isLoop(above) || isFunction(above) || isClass(above));
  return found && isLoop(found) ? found : undefined;
}

const literalTypes = new Set([
  'number',
  'integer',
  'float',
  'string',
  'character',
  'template_string',
  'concatenated_string',
  'true',
  'false',
  'none',
  'null',
  'undefined',
  'regex',
]);

export const isLiteral = (node: SyntaxNode): boolean => literalTypes.has(node.type);
export const isNumber = (node: SyntaxNode): boolean =>
  node.isNamed && (node.type === 'number' || node.type === 'integer' || node.type === 'float');

const nameTypes = new Set(['identifier', 'shorthand_property_identifier', 'this']);
/** A name that stands for a value; also in places that declare it. */
export const isName = (node: SyntaxNode): boolean => nameTypes.has(node.type) && node.isNamed;

const expressionTypes = new Set([
  ...literalTypes,
  'identifier',
  'this',
  'super',
  'binary_expression',
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'not_operator',
  'unary_operator',
  'unary_expression',
  'update_expression',
  'call',
  'call_expression',
  'new_expression',
  'member_expression',
  'attribute',
  'subscript',
  'subscript_expression',
  'ternary_expression',
  'conditional_expression',
  'parenthesized_expression',
  'array',
  'object',
  'list',
  'tuple',
  'dictionary',
  'set',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'lambda',
  'arrow_function',
  'function_expression',
  'await_expression',
  'await',
  'yield_expression',
  'yield',
  'assignment_expression',
  'augmented_assignment_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'named_expression',
  'expression_list',
  'sequence_expression',
  'scoped_identifier',
  'cast_expression',
  'instanceof_expression',
  'array_creation_expression',
  'method_reference',
  'switch_expression',
  'match_expression',
  'if_expression',
  'range_expression',
  'reference_expression',
  'try_expression',
  'macro_invocation',
  'type_assertion_expression',
  'type_conversion_expression',
]);

export const isExpression = (node: SyntaxNode): boolean => expressionTypes.has(node.type) && node.isNamed;

const looseTypes = new Set([
  'binary_expression',
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'not_operator',
  'ternary_expression',
  'conditional_expression',
  'lambda',
  'arrow_function',
  'assignment_expression',
  'augmented_assignment_expression',
  'yield',
  'yield_expression',
  'await',
  'await_expression',
  'unary_expression',
  'unary_operator',
  'as_expression',
  'satisfies_expression',
  'sequence_expression',
  'named_expression',
  'cast_expression',
  'instanceof_expression',
  'switch_expression',
  'match_expression',
  'if_expression',
  'range_expression',
  'reference_expression',
]);

/** The node's text, in parentheses unless it binds as tightly as a name: fits any operand's place. */
export const asOperand = (node: SyntaxNode): string => (looseTypes.has(node.type) ? `(${node.text})` : node.text);

/** Whether a function makes an object of its class. */
export const isConstructor = (fn: SyntaxNode): boolean =>
  fn.type === 'constructor_definition' || /^(__init__|constructor)$/.test(field(fn, 'name')?.text ?? '');
