/** Mistakes in the forms that only Rust has: ranges, iterators, options and results, orders, arms. */

import { asOperand, isLoop } from '../../syntax/grammar.ts';
import { call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field, parts, tokens } from '../../syntax/walk.ts';
import { isUnsigned } from './dialect.ts';
import { reachable } from './names.ts';
import type { Template } from './prior.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, shifted, swapped } from './write.ts';

export function* rustSlips(site: Site): Generator<Draft> {
  if (site.tree.language !== 'rust') return;
  for (const node of site.expressions) {
    yield* ranges(node);
    yield* walks(node, site);
    yield* orders(node);
    yield* options(node, site);
    yield* saturation(node);
    yield* inMacro(node);
    yield* prepended(node);
  }
  for (const node of site.expressions) {
    const slice = node.type === 'subscript_expression' ? field(node, 'index') : undefined;
    if (slice?.type === 'slice') yield* ranges(slice);
  }
  for (const statement of site.statements) {
    yield* arms(statement);
    if (statement.type === 'for_in_statement') {
      const over = field(statement, 'right');
      if (over) yield* order(over);
    }
    yield* asked(statement, site);
  }
}

/** `..` or `..=`, and each end one more or less. */
function* ranges(node: SyntaxNode): Generator<Draft> {
  if (node.type !== 'range_expression' && node.type !== 'slice') return;
  const operator = field(node, 'operator');
  const [start, end] = [field(node, 'start'), field(node, 'end')];
  if (!operator) return;
  const template = node.type === 'slice' ? 'index off by one' : 'range off by one';
  if (end) {
    yield replaced(template, operator, operator.text === '..' ? '..=' : '..', 1.6);
    for (const by of [1, -1] as const) yield replaced(template, end, shifted(end, by), 0.8);
    if (node.type === 'slice') yield { ...replaced('slice bound', end, ''), fit: 0.6 };
  }
  if (start) {
    for (const by of [1, -1] as const) yield replaced(template, start, shifted(start, by), 0.8);
    if (node.type === 'slice' && end) yield replaced('slice bound', start, '', 0.5);
    if (node.type === 'slice' && !end) yield replaced('slice bound', node, `..${start.text}`, 0.8);
  } else if (end && node.type === 'slice') yield replaced('slice bound', node, `${end.text}..`, 0.8);
}

/** A loop from the other end. */
function* order(over: SyntaxNode): Generator<Draft> {
  if (over.type === 'range_expression') yield replaced('missing order', over, `(${over.text}).rev()`, 1.5);
  const last = call(over);
  if (last?.name === 'rev' && last.receiver)
    yield replaced('missing order', over, last.receiver.text.replace(/^\((.*)\)$/s, '$1'), 1.5);
}

const iterating = /^(iter|into_iter|iter_mut|chars|bytes|lines|values|keys)$/;

/** `.rev()`, `.skip(1)` and the like in a chain: missing, or too many. */
function* walks(node: SyntaxNode, site: Site): Generator<Draft> {
  const step = call(node);
  if (!step?.receiver) return;
  if (iterating.test(step.name)) {
    yield replaced('missing order', node, `${node.text}.rev()`, 1);
    yield replaced('chain step', node, `${node.text}.skip(1)`, 0.5);
    for (const binding of reachable(node, site)) {
      if (binding.exact !== 'usize' || (binding.kind !== 'parameter' && binding.kind !== 'variable')) continue;
      yield replaced('chain step', node, `${node.text}.take(${binding.name})`, 0.5);
      yield replaced('chain step', node, `${node.text}.skip(${binding.name})`, 0.5);
    }
  }
  if (/^(rev|skip|take|filter|step_by|peekable|dedup|cloned|skip_while|take_while|fuse|chain)$/.test(step.name))
    yield replaced('chain step', node, step.receiver.text, step.name === 'filter' ? 0.6 : 0.9);
}

/** `a.cmp(&b)` or `b.cmp(&a)`; the same turned round, or not. */
function* orders(node: SyntaxNode): Generator<Draft> {
  const step = call(node);
  if (!step?.receiver) return;
  if (/^(cmp|partial_cmp|total_cmp)$/.test(step.name) && step.values[0]) {
    const other = step.values[0].text.replace(/^&/, '');
    const own = step.receiver.text;
    yield replaced('sort direction', node, `${other}.${step.name}(&${own})`, 1.5);
  }
  if (/^(cmp|total_cmp|then_with|then)$/.test(step.name))
    yield replaced('sort direction', node, `${node.text}.reverse()`, 0.6);
  if (step.name === 'reverse' && step.values.length === 0 && node.parent?.type !== 'expression_statement')
    yield replaced('sort direction', node, step.receiver.text, 1.2);
  if (/^then(_with)?$/.test(step.name) && step.values[0]) {
    const second = field(step.values[0], 'body') ?? step.values[0];
    const first = step.receiver;
    yield swapped('sort direction', first, second, 1);
    yield replaced('sort direction', node, first.text, 0.3);
  }
}

const inMacros: Readonly<Record<string, readonly (readonly [string, Template])[]>> = {
  '<': [
    ['<=', 'boundary operator'],
    ['>', 'comparison direction'],
  ],
  '<=': [
    ['<', 'boundary operator'],
    ['>=', 'comparison direction'],
  ],
  '>': [
    ['>=', 'boundary operator'],
    ['<', 'comparison direction'],
  ],
  '>=': [
    ['>', 'boundary operator'],
    ['<=', 'comparison direction'],
  ],
  '==': [['!=', 'equality operator']],
  '!=': [['==', 'equality operator']],
  '&&': [['||', 'logical operator']],
  '||': [['&&', 'logical operator']],
  '+': [['-', 'arithmetic operator']],
  '-': [['+', 'arithmetic operator']],
  '..': [['..=', 'range off by one']],
  '..=': [['..', 'range off by one']],
};

/** The grammar sees only tokens in a macro. */
function* inMacro(node: SyntaxNode): Generator<Draft> {
  if (node.type !== 'macro_invocation' || /^(assert|debug_assert|println|print|eprintln)/.test(node.text)) return;
  for (const inner of descend(node)) {
    if (inner.type !== 'token_tree') continue;
    for (const token of tokens(inner)) {
      for (const [text, template] of inMacros[token.type] ?? []) yield replaced(template, token, text);
    }
  }
}

function* prepended(node: SyntaxNode): Generator<Draft> {
  const put = call(node);
  if (put?.name === 'push' && put.receiver && put.values[0])
    yield replaced('wrong method', node, `${put.receiver.text}.insert(0, ${put.values[0].text})`, 0.8);
}

/** What is taken when there is nothing. */
function* options(node: SyntaxNode, site: Site): Generator<Draft> {
  const step = call(node);
  if (step?.receiver && /^(unwrap|expect)$/.test(step.name)) {
    yield replaced('default value', node, `${step.receiver.text}.unwrap_or_default()`, 1);
    yield replaced('default value', node, `${step.receiver.text}.unwrap_or(0)`, 0.8);
    yield replaced('default value', node, `${step.receiver.text}?`, 0.5);
  }
  if (step?.receiver && step.name === 'unwrap_or_default')
    yield replaced('default value', node, `${step.receiver.text}.unwrap_or(1)`, 0.6);
  if (step?.name === 'unwrap_or' && step.values[0]) {
    for (const binding of reachable(node, site)) {
      if (binding.kind !== 'parameter' && binding.kind !== 'variable') continue;
      if (binding.exact === undefined || binding.exact !== site.exact(node)) continue;
      yield replaced('default value', step.values[0], binding.name, 0.6);
    }
  }
  const wraps = call(node);
  if (wraps?.callee.text === 'Some' && node.parent?.type === 'return_statement')
    yield replaced('return value', node, 'None', 0.7);
  if (node.type === 'identifier' && node.text === 'None' && node.parent?.type === 'return_statement') {
    for (const binding of reachable(node, site)) {
      if (binding.kind === 'variable' && binding.exact !== undefined)
        yield replaced('return value', node, `Some(${binding.name})`, 0.5);
    }
  }
  if (node.type === 'identifier' && isUnsigned(site.exact(node)) && node.parent?.type === 'return_statement')
    yield replaced('clamp', node, `${node.text}.max(1)`, 0.3);
}

/** `a.saturating_sub(b)` where `a - b` is meant, and the counterparts. */
function* saturation(node: SyntaxNode): Generator<Draft> {
  const step = call(node);
  const found = step && /^(saturating|wrapping)_(add|sub|mul)$/.exec(step.name);
  if (!step?.receiver || !found || !step.values[0]) return;
  const operator = found[2] === 'add' ? '+' : found[2] === 'sub' ? '-' : '*';
  yield replaced('overflow', node, `${step.receiver.text} ${operator} ${asOperand(step.values[0])}`, 0.8);
}

/** Two arms in each other's place. */
function* arms(statement: SyntaxNode): Generator<Draft> {
  if (statement.type !== 'match_arm') return;
  const value = field(statement, 'value');
  for (const other of [statement.previousNamedSibling, statement.nextNamedSibling]) {
    const its = other?.type === 'match_arm' ? field(other, 'value') : undefined;
    if (value && its && value.text !== its.text) {
      yield {
        template: 'swapped branches',
        edits: [replacement(value, its.text), replacement(its, value.text)],
        description: `${quoted(value.text)} and ${quoted(its.text)} change places`,
        fit: 0.8,
      };
    }
  }
  const pattern = field(statement, 'pattern');
  const guard = pattern && field(pattern, 'condition');
  const plain = pattern && parts(pattern)[0];
  if (pattern && guard && plain) {
    yield {
      template: 'dropped condition',
      edits: [replacement(pattern, plain.text)],
      description: `the arm asks no more for ${quoted(guard.text)}`,
      fit: 1,
    };
  }
}

/** An arm, or a loop, that takes too much: it asks for something too. */
function* asked(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (statement.type !== 'match_arm' || isLoop(statement)) return;
  const pattern = field(statement, 'pattern');
  if (!pattern || field(pattern, 'condition')) return;
  const names = [...site.scopes.visible(statement.endIndex - 1)].filter(
    (binding) => binding.start >= pattern.startIndex && binding.start < pattern.endIndex,
  );
  for (const { name } of names.slice(0, 2)) {
    for (const test of [`${name} > 0`, `!${name}.is_empty()`])
      yield { ...replaced('stronger condition', pattern, `${pattern.text} if ${test}`, 0.4) };
  }
}
