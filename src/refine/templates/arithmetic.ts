/** Arithmetic, assignment and bit operators, their operands, grouping, sign and rounding. */

import { asOperand, enclosingLoop, isNumber } from '../../syntax/grammar.ts';
import { assignment, assignmentOf, binary, call, unwrapped } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { extreme, isUnsigned, magnitude } from './dialect.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

type Alternatives = Readonly<Record<string, readonly (readonly [operator: string, fit: number])[]>>;

const inScript: Alternatives = {
  '+': [
    ['-', 1],
    ['*', 0.35],
  ],
  '-': [
    ['+', 1],
    ['/', 0.1],
    ['*', 0.1],
  ],
  '*': [
    ['/', 0.6],
    ['+', 0.6],
    ['**', 0.25],
    ['-', 0.1],
  ],
  '/': [
    ['*', 0.8],
    ['%', 0.5],
    ['-', 0.15],
  ],
  '%': [
    ['/', 0.7],
    ['*', 0.25],
  ],
  '**': [['*', 0.8]],
};
const inPython: Alternatives = {
  ...inScript,
  '*': [
    ['/', 0.5],
    ['+', 0.6],
    ['**', 0.5],
    ['//', 0.25],
  ],
  '/': [
    ['//', 1.1],
    ['*', 0.7],
    ['%', 0.5],
  ],
  '//': [
    ['/', 1],
    ['%', 0.7],
    ['*', 0.4],
  ],
  '%': [
    ['//', 0.9],
    ['/', 0.5],
    ['*', 0.2],
  ],
};
const bits: Alternatives = {
  '&': [
    ['|', 1],
    ['^', 0.7],
    ['&&', 0.5],
  ],
  '|': [
    ['&', 1],
    ['^', 0.8],
    ['||', 0.5],
  ],
  '^': [
    ['&', 0.8],
    ['|', 0.9],
    ['**', 0.8],
  ],
  '<<': [['>>', 1]],
  '>>': [
    ['<<', 1],
    ['>>>', 0.8],
  ],
  '>>>': [
    ['>>', 1],
    ['<<', 0.5],
  ],
};
const assigning: Alternatives = {
  '=': [
    ['+=', 1],
    ['-=', 0.3],
    ['*=', 0.2],
  ],
  '+=': [
    ['-=', 1],
    ['=', 0.9],
    ['*=', 0.4],
  ],
  '-=': [
    ['+=', 1],
    ['=', 0.5],
  ],
  '*=': [
    ['+=', 0.7],
    ['/=', 0.5],
    ['=', 0.4],
  ],
  '/=': [
    ['*=', 0.8],
    ['//=', 0.8],
    ['-=', 0.3],
  ],
  '//=': [
    ['/=', 0.8],
    ['%=', 0.5],
    ['*=', 0.3],
  ],
  '%=': [
    ['/=', 0.5],
    ['//=', 0.7],
  ],
  '|=': [
    ['&=', 1],
    ['^=', 0.8],
  ],
  '&=': [
    ['|=', 1],
    ['^=', 0.6],
  ],
  '^=': [
    ['|=', 0.9],
    ['&=', 0.8],
  ],
  '<<=': [['>>=', 1]],
  '>>=': [['<<=', 1]],
  '||=': [
    ['??=', 1],
    ['&&=', 0.5],
  ],
  '??=': [
    ['||=', 1],
    ['=', 0.5],
  ],
  '&&=': [['||=', 0.8]],
};

export function* arithmetic(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    yield* operators(node, site);
    yield* signs(node, site);
    yield* rounding(node, site);
    const assigned = assignment(node);
    if (assigned && !assigned.declares) yield* assignments(assigned, site, 1);
  }
  for (const statement of site.statements) {
    const assigned = assignmentOf(statement);
    if (assigned && !assigned.declares) yield* assignments(assigned, site, 1);
  }
  const counting = [...site.expressions, ...site.statements.map((statement) => field(statement, 'increment'))];
  for (const node of counting) {
    if (node?.type !== 'update_expression') continue;
    const to = node.text.includes('++') ? node.text.replace('++', '--') : node.text.replace('--', '++');
    yield replaced('increment direction', node, to);
  }
}

function* operators(node: SyntaxNode, site: Site): Generator<Draft> {
  const pair = binary(node);
  if (!pair) return;
  const textual = [pair.left, pair.right].some((side) => typeOf(side, site.scopes) === 'string');
  const tables = pair.kind === 'bitwise' ? bits : site.python ? inPython : inScript;
  const template = pair.kind === 'bitwise' ? 'bitwise operator' : 'arithmetic operator';
  for (const [operator, fit] of tables[pair.operator] ?? []) {
    if (site.python && ['&&', '||', '>>>'].includes(operator)) continue;
    if (site.compiled && !has(site, operator)) continue;
    if (textual && pair.operator === '+') continue;
    yield {
      template,
      edits: [{ start: pair.operatorStart, end: pair.operatorEnd, text: operator }],
      description: `${quoted(pair.operator)} becomes ${quoted(operator)} in ${quoted(node.text)}`,
      fit,
    };
  }
  if (pair.kind !== 'arithmetic' && !['<<', '>>', '&'].includes(pair.operator)) return;
  const ordered =
    ['-', '/', '//', '%', '**', '<<', '>>'].includes(pair.operator) ||
    (pair.operator === '+' && (textual || typeOf(node, site.scopes) !== 'number'));
  if (ordered && !(isNumber(pair.right) && pair.operator !== '/')) {
    const text = `${operand(pair.right)} ${pair.operator} ${operand(pair.left)}`;
    yield { ...replaced('operand order', node, text, pair.operator === '+' ? 0.7 : 1) };
  }
  if (!(isNumber(pair.right) && pair.right.text === '1'))
    yield replaced('dropped operand', node, pair.left.text, pair.kind === 'arithmetic' ? 1 : 0.7);
  if (!isNumber(pair.left)) yield replaced('dropped operand', node, pair.right.text, 0.6);
  yield* grouping(node, pair.operator, pair.left, pair.right);
}

/** The compiled languages have no `**`, and only Java has `>>>`; a bit is no truth value. */
const has = (site: Site, operator: string): boolean =>
  !/^(\*\*|&&|\|\|)$/.test(operator) && (operator !== '>>>' || site.tree.language === 'java');

/** An operand's text that keeps its meaning on the other side of the operator. */
const operand = (node: SyntaxNode): string => asOperand(node);

const strength = (operator: string | undefined): number =>
  operator === undefined
    ? 0
    : operator === '**'
      ? 3
      : ['*', '/', '//', '%'].includes(operator)
        ? 2
        : ['+', '-'].includes(operator)
          ? 1
          : 0;

/** `a + b / c` for `(a + b) / c`, and the other way round. */
function* grouping(node: SyntaxNode, operator: string, left: SyntaxNode, right: SyntaxNode): Generator<Draft> {
  const inRight = binary(right);
  const inLeft = binary(left);
  if (inRight?.kind === 'arithmetic' && strength(inRight.operator) > strength(operator)) {
    yield replaced(
      'grouping',
      node,
      `(${left.text} ${operator} ${inRight.left.text}) ${inRight.operator} ${inRight.right.text}`,
    );
  }
  if (inLeft?.kind === 'arithmetic' && strength(inLeft.operator) >= strength(operator)) {
    const same = inLeft.operator === operator && (operator === '+' || operator === '*');
    if (!same)
      yield replaced(
        'grouping',
        node,
        `${inLeft.left.text} ${inLeft.operator} (${inLeft.right.text} ${operator} ${right.text})`,
      );
  }
  for (const side of [left, right]) {
    if (side.type !== 'parenthesized_expression') continue;
    const inner = binary(unwrapped(side));
    if (inner?.kind === 'arithmetic') yield replaced('grouping', side, unwrapped(side).text, 0.8);
  }
}

function* assignments(
  assigned: NonNullable<ReturnType<typeof assignment>>,
  site: Site,
  scale: number,
): Generator<Draft> {
  const numeric = typeOf(assigned.right, site.scopes) ?? typeOf(assigned.left, site.scopes);
  const repeated = enclosingLoop(assigned.left) !== undefined;
  for (const [operator, fit] of assigning[assigned.operator] ?? []) {
    if (site.python ? ['||=', '??=', '&&='].includes(operator) : operator === '//=') continue;
    if (site.compiled && ['||=', '??=', '&&='].includes(operator)) continue;
    if (assigned.operator === '=') {
      // Only what has a value already can be added to.
      if (!(numeric === 'number' || numeric === undefined || (numeric === 'string' && operator === '+='))) continue;
      if (['true', 'false', 'none', 'null', 'list', 'array'].includes(assigned.right.type)) continue;
      if (assigned.left.type === 'identifier' && !site.scopes.find(assigned.left.text, assigned.left.startIndex))
        continue;
    }
    const plain = assigned.operator === '=' ? (repeated ? 0.7 : 0.3) : 1;
    yield {
      template: 'assignment operator',
      edits: [{ start: assigned.operatorStart, end: assigned.operatorEnd, text: operator }],
      description: `${quoted(assigned.operator)} becomes ${quoted(operator)} for ${quoted(assigned.left.text)}`,
      fit: fit * plain * scale,
    };
  }
  // `x = x + y` written as `x = y`, or the other way round.
  if (
    assigned.operator === '=' &&
    numeric === 'number' &&
    repeated &&
    !assigned.right.text.includes(assigned.left.text)
  ) {
    for (const best of ['max', 'min'] as const) {
      const text = extreme(site.tree.language, best, assigned.left.text, assigned.right.text);
      if (text !== undefined) yield replaced('assignment operator', assigned.right, text, 0.35);
    }
  }
}

function* signs(node: SyntaxNode, site: Site): Generator<Draft> {
  const sign =
    node.type === 'unary_operator' || node.type === 'unary_expression' ? field(node, 'operator')?.text : undefined;
  const argument = field(node, 'argument');
  if (argument && (sign === '-' || sign === '~' || sign === '+')) yield replaced('sign', node, argument.text, 1.6);
  const value =
    node.parent?.type === 'return_statement' ||
    call(node.parent?.parent ?? node) !== undefined ||
    node.parent?.type === 'lambda' ||
    node.parent?.type === 'arrow_function';
  if (
    value &&
    !sign &&
    typeOf(node, site.scopes) === 'number' &&
    !isNumber(node) &&
    node.type !== 'assignment_expression' &&
    !isUnsigned(site.exact(node))
  ) {
    yield replaced('sign', node, `-${asOperand(node)}`, 0.5);
  }
  const difference = binary(node);
  if (difference?.operator === '-' && binary(node.parent ?? node)?.kind !== 'arithmetic') {
    const text = magnitude(site.tree.language, node.text, site.exact(node));
    if (text !== undefined) yield replaced('sign', node, text, 0.8);
  }
  const called = call(node);
  if (called?.name === 'abs' && called.values[0]) yield replaced('sign', node, asOperand(called.values[0]), 0.6);
}

function* rounding(node: SyntaxNode, site: Site): Generator<Draft> {
  if (site.compiled) return;
  const pair = binary(node);
  const outer = node.parent?.type === 'parenthesized_expression' ? node.parent.parent : node.parent;
  const wrapped = outer
    ? call(outer.type === 'arguments' || outer.type === 'argument_list' ? (outer.parent ?? outer) : outer)
    : undefined;
  const already = wrapped && ['floor', 'ceil', 'round', 'trunc', 'int'].includes(wrapped.name);
  if (pair?.operator === '/' && !already) {
    const names = site.python
      ? ['int', 'round', 'math.floor', 'math.ceil']
      : ['Math.floor', 'Math.round', 'Math.ceil', 'Math.trunc'];
    for (const [at, name] of names.entries()) {
      if (name.startsWith('math.') && !site.scopes.find('math', node.startIndex)) continue;
      yield replaced('rounding', node, `${name}(${node.text})`, [0.8, 0.4, 0.4, 0.3][at] ?? 0.3);
    }
    if (site.python) yield replaced('rounding', node, `-(-${asOperand(pair.left)} // ${asOperand(pair.right)})`, 0.2);
  }
  if (site.python && pair?.operator === '//')
    yield replaced('rounding', node, `-(-${asOperand(pair.left)} // ${asOperand(pair.right)})`, 0.35);
  const called = call(node);
  const value = called?.values[0];
  if (called && value && ['floor', 'ceil', 'round', 'trunc'].includes(called.name)) {
    yield replaced('rounding', node, asOperand(value), 0.6);
    // `Math.round(x) * 100 / 100` instead of `Math.round(x * 100) / 100`.
    const scaled = outer && binary(outer);
    if (scaled && scaled.left.id === node.id && ['*', '/'].includes(scaled.operator) && outer) {
      const inner = `${called.callee.text}(${asOperand(value)} ${scaled.operator} ${scaled.right.text})`;
      yield replaced('rounding', outer, inner, 0.8);
    }
  }
  if (pair?.operator === '%' && !site.python) {
    const right = asOperand(pair.right);
    yield replaced('modulo', node, `((${node.text}) + ${right}) % ${right}`, 1);
  }
  if (
    pair?.operator === '+' &&
    isNumber(pair.right) &&
    node.parent &&
    ['subscript', 'subscript_expression'].includes(node.parent.type)
  ) {
    const object = parts(node.parent)[0];
    if (object && object.id !== node.id) {
      const length = site.python ? `len(${object.text})` : `${object.text}.length`;
      yield {
        template: 'modulo',
        edits: [replacement(node, `(${node.text}) % ${length}`)],
        description: `the index ${quoted(node.text)} wraps round`,
      };
    }
  }
}
