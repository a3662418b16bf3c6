/**
 * One vocabulary for the grammars: what is a call, a loop, a condition, whatever the language calls it.
 * Readers of a shape give `undefined` for a node of another shape.
 */

import type { SyntaxNode } from './tree.ts';
import { closest, field, parts, tokens } from './walk.ts';

const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
  'function_definition',
  'lambda',
]);
const classTypes = new Set(['class_declaration', 'class', 'abstract_class_declaration', 'class_definition']);
const loopTypes = new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']);
const blockTypes = new Set(['statement_block', 'block', 'program', 'module', 'class_body', 'switch_body']);
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

export interface Binary {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly operatorStart: number;
  readonly operatorEnd: number;
  readonly right: SyntaxNode;
  readonly kind: 'comparison' | 'arithmetic' | 'logical' | 'bitwise' | 'other';
}

const comparisonOperators = new Set(['<', '<=', '>', '>=', '==', '!=', '===', '!==', 'is', 'is not', 'in', 'not in']);
const arithmeticOperators = new Set(['+', '-', '*', '/', '//', '%', '**', '@']);
const logicalOperators = new Set(['&&', '||', '??', 'and', 'or']);
const bitwiseOperators = new Set(['&', '|', '^', '<<', '>>', '>>>']);

/** `a < b`, `a + b`, `a and b`; a chained comparison of Python is not one. */
export function binary(node: SyntaxNode): Binary | undefined {
  return node.type === 'comparison_operator' ? comparisons(node).at(0) : plainBinary(node);
}

function plainBinary(node: SyntaxNode): Binary | undefined {
  if (!['binary_expression', 'binary_operator', 'boolean_operator'].includes(node.type)) return undefined;
  const left = field(node, 'left');
  const operator = field(node, 'operator');
  const right = field(node, 'right');
  if (!left || !operator || !right) return undefined;
  return made(left, operator, right);
}

/** Every pair of a comparison: `a < b <= c` has two. */
export function comparisons(node: SyntaxNode): Binary[] {
  if (node.type !== 'comparison_operator') {
    const single = plainBinary(node);
    return single?.kind === 'comparison' ? [single] : [];
  }
  const found: Binary[] = [];
  const inOrder = tokens(node);
  for (let at = 1; at + 1 < inOrder.length; at += 2) {
    const [left, operator, right] = [inOrder[at - 1], inOrder[at], inOrder[at + 1]];
    if (left && operator && right) found.push(made(left, operator, right));
  }
  return found;
}

function made(left: SyntaxNode, operator: SyntaxNode, right: SyntaxNode): Binary {
  const text = operator.text.replace(/\s+/g, ' ');
  const kind = comparisonOperators.has(text)
    ? 'comparison'
    : arithmeticOperators.has(text)
      ? 'arithmetic'
      : logicalOperators.has(text)
        ? 'logical'
        : bitwiseOperators.has(text)
          ? 'bitwise'
          : 'other';
  return { left, operator: text, operatorStart: operator.startIndex, operatorEnd: operator.endIndex, right, kind };
}

export interface Call {
  readonly callee: SyntaxNode;
  /** The parenthesised list. */
  readonly list: SyntaxNode;
  readonly values: readonly SyntaxNode[];
  /** The method's or the function's own name. */
  readonly name: string;
  /** What the method is called on. */
  readonly receiver: SyntaxNode | undefined;
  readonly isNew: boolean;
}

export function call(node: SyntaxNode): Call | undefined {
  const isNew = node.type === 'new_expression';
  if (!isNew && node.type !== 'call_expression' && node.type !== 'call') return undefined;
  const callee = field(node, isNew ? 'constructor' : 'function');
  const list = field(node, 'arguments');
  if (!callee || !list || (list.type !== 'arguments' && list.type !== 'argument_list')) return undefined;
  const method = member(callee);
  return {
    callee,
    list,
    values: parts(list),
    name: method ? method.property.text : callee.text,
    receiver: method?.object,
    isNew,
  };
}

export interface Member {
  readonly object: SyntaxNode;
  readonly property: SyntaxNode;
}

export function member(node: SyntaxNode): Member | undefined {
  if (node.type !== 'member_expression' && node.type !== 'attribute') return undefined;
  const object = field(node, 'object');
  const property = field(node, node.type === 'attribute' ? 'attribute' : 'property');
  return object && property ? { object, property } : undefined;
}

export interface Subscript {
  readonly object: SyntaxNode;
  /** An index, a key or a `slice`. */
  readonly index: SyntaxNode;
}

export function subscript(node: SyntaxNode): Subscript | undefined {
  if (node.type !== 'subscript_expression' && node.type !== 'subscript') return undefined;
  const python = node.type === 'subscript';
  const object = field(node, python ? 'value' : 'object');
  const index = field(node, python ? 'subscript' : 'index');
  return object && index ? { object, index } : undefined;
}

export interface Assignment {
  readonly left: SyntaxNode;
  /** `=`, `+=` and so on. */
  readonly operator: string;
  readonly operatorStart: number;
  readonly operatorEnd: number;
  readonly right: SyntaxNode;
  readonly declares: boolean;
}

/** `x = 1`, `x += 1` and the declarator of `let x = 1`. */
export function assignment(node: SyntaxNode): Assignment | undefined {
  const declares = node.type === 'variable_declarator';
  const plain = node.type === 'assignment_expression' || node.type === 'assignment' || declares;
  const augmented = node.type === 'augmented_assignment_expression' || node.type === 'augmented_assignment';
  if (!plain && !augmented) return undefined;
  const left = field(node, declares ? 'name' : 'left');
  const right = field(node, declares ? 'value' : 'right');
  const operator = augmented ? field(node, 'operator') : tokens(node).find((child) => child.type === '=');
  if (!left || !right || !operator) return undefined;
  return {
    left,
    operator: operator.text,
    operatorStart: operator.startIndex,
    operatorEnd: operator.endIndex,
    right,
    declares,
  };
}

/** The assignment that a statement consists of. */
export function assignmentOf(statement: SyntaxNode): Assignment | undefined {
  const only = statement.type === 'expression_statement' || isDeclaration(statement) ? parts(statement) : [];
  const first = only[0];
  return first && only.length === 1 ? assignment(first) : undefined;
}

const isDeclaration = (node: SyntaxNode): boolean =>
  node.type === 'lexical_declaration' || node.type === 'variable_declaration';

export interface Conditional {
  readonly condition: SyntaxNode;
  readonly whenTrue: SyntaxNode;
  readonly whenFalse: SyntaxNode;
}

/** `c ? a : b` and `a if c else b`. */
export function conditional(node: SyntaxNode): Conditional | undefined {
  if (node.type === 'ternary_expression') {
    const condition = field(node, 'condition');
    const whenTrue = field(node, 'consequence');
    const whenFalse = field(node, 'alternative');
    return condition && whenTrue && whenFalse ? { condition, whenTrue, whenFalse } : undefined;
  }
  if (node.type !== 'conditional_expression') return undefined;
  const [whenTrue, condition, whenFalse] = parts(node);
  return condition && whenTrue && whenFalse ? { condition, whenTrue, whenFalse } : undefined;
}

/** What is negated by `!x` or `not x`. */
export function negated(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'not_operator') return field(node, 'argument');
  if (node.type !== 'unary_expression' || field(node, 'operator')?.type !== '!') return undefined;
  return field(node, 'argument');
}

/** The condition of an `if`, a loop or a conditional expression, without the parentheses that the language asks for. */
export function condition(node: SyntaxNode): SyntaxNode | undefined {
  const found = node.type === 'if_clause' ? parts(node)[0] : (conditional(node)?.condition ?? field(node, 'condition'));
  if (!found || !found.isNamed || found.type === 'empty_statement') return undefined;
  const needsParentheses =
    node.type === 'if_statement' || node.type === 'while_statement' || node.type === 'do_statement';
  return needsParentheses && found.type === 'parenthesized_expression' ? (parts(found)[0] ?? found) : found;
}

/** The expression within any parentheses. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const next = parts(inner)[0];
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

export function body(node: SyntaxNode): SyntaxNode | undefined {
  return field(node, 'body') ?? field(node, 'consequence');
}

const literalTypes = new Set([
  'number',
  'integer',
  'float',
  'string',
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
]);

/** The node's text, in parentheses unless it binds as tightly as a name: fits any operand's place. */
export const asOperand = (node: SyntaxNode): string => (looseTypes.has(node.type) ? `(${node.text})` : node.text);
