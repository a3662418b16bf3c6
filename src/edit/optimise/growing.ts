/** A list, an object or a text that is copied for each item that is added to it. */

import { assignment, assignmentOf, call, unwrapped } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, contains, descend, field, parts } from '../../syntax/walk.ts';
import { freshName, hasAlias, onceAround, type Code } from './loops.ts';
import type { Rewrite } from './rewrite.ts';

export function growingRewrites(code: Code): Rewrite[] {
  const found: Rewrite[] = [];
  for (const node of descend(code.fn)) {
    const rewrite =
      code.tree.language === 'python' ? pythonGrowth(node, code) : (reduced(node) ?? scriptGrowth(node, code));
    if (rewrite) found.push(rewrite);
  }
  return found;
}

/** `xs.reduce((all, x) => [...all, f(x)], [])`, and the same with objects. */
function reduced(node: SyntaxNode): Rewrite | undefined {
  const called = call(node);
  if (called?.name !== 'reduce' || called.values.length !== 2) return undefined;
  const [step, start] = called.values as [SyntaxNode, SyntaxNode];
  if (step.type !== 'arrow_function' || !/^(?:\[\s*\]|\{\s*\})$/.test(start.text)) return undefined;
  const list = field(step, 'parameters');
  const first = list && parts(list)[0];
  const all = first && (first.type === 'identifier' ? first : field(first, 'pattern'))?.text;
  const body = field(step, 'body');
  if (all === undefined || !body || body.type === 'statement_block') return undefined;
  const inner = unwrapped(body);
  const whole = grownBy(inner, all);
  const choice = inner.type === 'ternary_expression' ? choiceOf(inner, all) : undefined;
  const statement = whole ?? choice;
  if (statement === undefined) return undefined;
  return {
    name: start.text.startsWith('[') ? 'push instead of a copy for each item' : 'Keys set instead of a copy for each',
    edits: [{ start: body.startIndex, end: body.endIndex, text: `{ ${statement} return ${all}; }` }],
    conditions: [],
  };
}

function choiceOf(inner: SyntaxNode, all: string): string | undefined {
  const [test, yes, no] = ['condition', 'consequence', 'alternative'].map((name) => field(inner, name));
  if (!test || !yes || !no) return undefined;
  const [whenTrue, whenFalse] = [grownBy(unwrapped(yes), all), grownBy(unwrapped(no), all)];
  if (whenTrue !== undefined && no.text === all) return `if (${test.text}) ${whenTrue}`;
  if (whenFalse !== undefined && yes.text === all) return `if (!(${test.text})) ${whenFalse}`;
  return undefined;
}

/** What adds to `all` in place what `[...all, x]`, `all.concat([x])` or `{ ...all, [k]: v }` adds to a copy of it. */
function grownBy(value: SyntaxNode, all: string): string | undefined {
  if (value.type === 'array') {
    const [spread, ...items] = parts(value);
    if (spread?.text !== `...${all}` || items.length === 0 || items.some(({ type }) => type === 'spread_element'))
      return undefined;
    return `${all}.push(${items.map(({ text }) => text).join(', ')});`;
  }
  if (value.type === 'object') {
    const [spread, pair, ...more] = parts(value);
    if (spread?.text !== `...${all}` || pair?.type !== 'pair' || more.length > 0) return undefined;
    const key = field(pair, 'key');
    const held = field(pair, 'value');
    if (!key || !held) return undefined;
    if (key.type === 'computed_property_name') return `${all}${key.text} = ${held.text};`;
    return key.type === 'property_identifier' && key.text !== '__proto__'
      ? `${all}.${key.text} = ${held.text};`
      : undefined;
  }
  const called = call(value);
  const [only, ...others] = called?.values ?? [];
  if (called?.name !== 'concat' || called.receiver?.text !== all || only?.type !== 'array' || others.length > 0)
    return undefined;
  const items = parts(only);
  if (items.length === 0 || items.some(({ type }) => type === 'spread_element')) return undefined;
  return `${all}.push(${items.map(({ text }) => text).join(', ')});`;
}

/** `all = [...all, x];` in a loop, where nobody else holds what `all` was. */
function scriptGrowth(node: SyntaxNode, code: Code): Rewrite | undefined {
  const assigned = node.type === 'expression_statement' ? assignmentOf(node) : undefined;
  if (assigned?.left.type !== 'identifier' || assigned.operator !== '=') return undefined;
  const all = assigned.left.text;
  const statement = grownBy(unwrapped(assigned.right), all);
  if (statement === undefined || !isOwn(all, node, /^(?:\[\s*\]|\{\s*\})$/, code)) return undefined;
  return {
    name: 'Added to in place instead of a copy for each item',
    edits: [{ start: node.startIndex, end: node.endIndex, text: statement }],
    conditions: [],
  };
}

function pythonGrowth(node: SyntaxNode, code: Code): Rewrite | undefined {
  const assigned = node.type === 'expression_statement' ? assignmentOf(node) : undefined;
  if (assigned?.left.type !== 'identifier') return undefined;
  const all = assigned.left.text;
  if (assigned.operator === '+=') return joined(node, all, assigned.right, code);
  const [left, right] = assigned.right.type === 'binary_operator' ? parts(assigned.right) : [];
  if (left?.text !== all || !right || field(assigned.right, 'operator')?.text !== '+') return undefined;
  if (right.type !== 'list') return joined(node, all, right, code);
  const items = parts(right);
  if (items.length !== 1 || items[0]!.type === 'list_splat' || !isOwn(all, node, /^(?:\[\s*\]|list\(\))$/, code))
    return undefined;
  return {
    name: 'append instead of a new list for each item',
    edits: [{ start: node.startIndex, end: node.endIndex, text: `${all}.append(${items[0]!.text})` }],
    conditions: [],
  };
}

/** A text that grows in a loop: its parts are kept, and joined behind the loop. */
function joined(node: SyntaxNode, all: string, added: SyntaxNode, code: Code): Rewrite | undefined {
  if (!isOwn(all, node, /^(?:''|""|str\(\))$/, code)) return undefined;
  const isOther = (use: SyntaxNode): boolean => use.type === 'identifier' && use.text === all && !contains(node, use);
  const once = onceAround(node, code, (region) => [...descend(region)].every((use) => !isOther(use)));
  if (!once || !/^(?:for|while)_statement$/.test(once.region.type) || added.text.includes(all)) return undefined;
  const { text } = code.tree;
  const indent = text.slice(text.lastIndexOf('\n', once.region.startIndex - 1) + 1, once.region.startIndex);
  const kept = freshName(`${all}_parts`, code);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const end = { start: once.region.endIndex, end: once.region.endIndex };
  return {
    name: 'Parts joined at the end',
    edits: [
      ...once.before(`${kept} = [${all}]`),
      { start: node.startIndex, end: node.endIndex, text: `${kept}.append(${added.text})` },
      { ...end, text: `${lineBreak}${indent}${all} = "".join(${kept})` },
    ],
    conditions: [`It takes all that is added to ${all} to be text.`],
  };
}

/** Whether a name holds what this function made, and nobody else has hold of it while it grows. */
function isOwn(name: string, statement: SyntaxNode, made: RegExp, code: Code): boolean {
  if (hasAlias(name, code)) return false;
  let isMade = false;
  for (const node of descend(code.fn)) {
    const assigned = assignment(node);
    if (assigned?.left.text === name && assigned.operator === '=' && !contains(statement, node)) {
      if (!made.test(assigned.right.text.trim())) return false;
      isMade = true;
    }
    if (node.type !== 'identifier' || node.text !== name || contains(statement, node)) continue;
    // Handed on, or kept by a function that runs later.
    if (
      /^(?:arguments|argument_list|array|list|pair|object|keyword_argument|tuple|spread_element|yield)$/.test(
        node.parent?.type ?? '',
      ) &&
      !isMeasured(node)
    )
      return false;
    for (const above of ancestors(node)) {
      if (above.id === code.fn.id) break;
      if (/function|lambda/.test(above.type)) return false;
    }
  }
  return isMade;
}

/** `len(all)` and the like keep nothing. */
const isMeasured = (node: SyntaxNode): boolean =>
  /^(?:len|sum|sorted|set|tuple|min|max|print)$/.test((node.parent?.parent && call(node.parent.parent)?.name) ?? '');
