/**
 * The parts of a node, whatever the language calls them: a call's, a comparison's, an assignment's, a condition's.
 * Readers of a shape give `undefined` for a node of another shape.
 */

import type { SyntaxNode } from './tree.ts';
import { field, parts, tokens } from './walk.ts';

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
  const operator = augmented ? field(node, 'operator') : tokens(node).find(({ type }) => type === '=' || type === ':=');
  if (!left || !right || !operator) return undefined;
  return {
    left,
    operator: operator.type === ':=' ? '=' : operator.text,
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

/** `c ? a : b`, `a if c else b`, and the `if` with a value that Rust has: its blocks are the arms. */
export function conditional(node: SyntaxNode): Conditional | undefined {
  if (node.type === 'ternary_expression') {
    const condition = field(node, 'condition');
    const whenTrue = field(node, 'consequence');
    const whenFalse = field(node, 'alternative');
    return condition && whenTrue && whenFalse ? { condition, whenTrue, whenFalse } : undefined;
  }
  if (node.type === 'if_expression') {
    const test = field(node, 'condition');
    const whenTrue = field(node, 'consequence');
    const otherwise = field(node, 'alternative');
    const whenFalse = otherwise && field(otherwise, 'body');
    return test && whenTrue && whenFalse?.type === 'statement_block' && !/^let_/.test(test.type)
      ? { condition: test, whenTrue, whenFalse }
      : undefined;
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
  const found =
    node.type === 'if_clause'
      ? parts(node)[0]
      : node.type === 'conditional_expression'
        ? conditional(node)?.condition
        : field(node, 'condition');
  // What takes a value apart, as `if let` does, is no test that can be turned round or added to.
  if (!found || !found.isNamed || /^(empty_statement|let_condition|let_chain)$/.test(found.type)) return undefined;
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
