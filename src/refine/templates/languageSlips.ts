/** Mistakes that only Python or only JavaScript lets one make. */

import { enclosingClass, isBlock, isFunction } from '../../syntax/grammar.ts';
import { assignment, assignmentOf, binary, call } from '../../syntax/shapes.ts';
import { parametersOf } from '../../syntax/declaredNames.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { isDocstring } from './layout.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* languageSlips(site: Site): Generator<Draft> {
  if (site.python) {
    for (const statement of site.statements) {
      yield* mutableDefault(statement, site);
      yield* outerName(statement, site);
    }
    for (const node of site.expressions) yield* sharedRows(node);
  }
  for (const statement of site.statements) yield* superCall(statement, site);
  yield* capturedInLambda(site);
}

/** One list for all calls of the function. */
function* mutableDefault(statement: SyntaxNode, site: Site): Generator<Draft> {
  const fn = statement.type === 'function_definition' ? statement : site.fn;
  const block = fn && field(fn, 'body');
  if (!fn || !block || !isBlock(block)) return;
  const first = parts(block).find((part) => !isDocstring(part));
  if (statement.id !== fn.id && statement.id !== first?.id) return;
  for (const parameter of parametersOf(fn)) {
    const value = field(parameter, 'value');
    const name = field(parameter, 'name');
    if (
      !value ||
      !name ||
      !(
        ['list', 'dictionary', 'set'].includes(value.type) || /^(list|dict|set|defaultdict|\w*deque)\(/.test(value.text)
      )
    )
      continue;
    const edit = site.layout.first(block, [
      `if ${name.text} is None:`,
      `${site.layout.step}${name.text} = ${value.text}`,
    ]);
    if (edit)
      yield {
        template: 'mutable default',
        edits: [replacement(value, 'None'), edit],
        description: `${quoted(name.text)} is made anew in every call`,
        fit: 1.6,
      };
  }
}

/** A function that sets a variable of the module or of the function around it. */
function* outerName(statement: SyntaxNode, site: Site): Generator<Draft> {
  const fn = site.fn;
  const block = fn && field(fn, 'body');
  if (!fn || !block || !isBlock(block)) return;
  const candidates = new Set<string>();
  const assigned = assignmentOf(statement);
  if (assigned?.left.type === 'identifier') candidates.add(assigned.left.text);
  else {
    for (const node of ownNodes(fn)) {
      const inner = assignment(node);
      if (inner?.left.type === 'identifier' && inner.operator !== '=') candidates.add(inner.left.text);
    }
  }
  const inside = site.scopes.at(block.startIndex);
  for (const name of candidates) {
    const outer = site.scopes.find(name, Math.max(0, fn.startIndex - 1));
    if (!outer || outer.kind === 'function' || outer.scope.kind === 'class' || inside.outward.has(name)) continue;
    const word = outer.scope.kind === 'module' ? 'global' : 'nonlocal';
    const edit = site.layout.first(block, [`${word} ${name}`]);
    const augmented = assigned !== undefined && assigned.operator !== '=';
    if (edit)
      yield {
        template: 'missing declaration',
        edits: [edit],
        description: quoted(`${word} ${name}`),
        fit: augmented ? 2 : 0.7,
      };
  }
}

/** `[[0] * n] * m` is one row, m times. */
function* sharedRows(node: SyntaxNode): Generator<Draft> {
  const product = binary(node);
  if (product?.operator !== '*') return;
  const [list, count] = product.left.type === 'list' ? [product.left, product.right] : [product.right, product.left];
  const item = list.type === 'list' ? parts(list)[0] : undefined;
  if (!item || parts(list).length !== 1) return;
  const mutable =
    ['list', 'dictionary', 'set', 'list_comprehension', 'call'].includes(item.type) || binary(item)?.operator === '*';
  if (mutable) yield replaced('shared rows', node, `[${item.text} for _ in range(${count.text})]`, 2);
}

function* superCall(statement: SyntaxNode, site: Site): Generator<Draft> {
  const constructor = isFunction(statement) ? statement : site.fn;
  const name = constructor && field(constructor, 'name')?.text;
  if (!constructor || (name !== '__init__' && name !== 'constructor')) return;
  const holder = enclosingClass(constructor);
  const block = field(constructor, 'body');
  const inherits =
    holder && (field(holder, 'superclasses') ?? parts(holder).find((part) => part.type === 'class_heritage'));
  if (
    !inherits ||
    !block ||
    !isBlock(block) ||
    [...descend(block)].some((node) => node.text === 'super' || call(node)?.name === 'super')
  )
    return;
  const names = parametersOf(constructor)
    .map((parameter) => (field(parameter, 'name') ?? field(parameter, 'pattern') ?? parameter).text)
    .filter((parameter) => parameter !== 'self');
  for (const [at, values] of [names, [], names.slice(0, 1), names.slice(0, 2)].entries()) {
    const text = site.python
      ? `super().__init__(${values.join(', ')})`
      : `super(${values.join(', ')})${site.layout.end}`;
    const edit = site.layout.first(block, [text]);
    if (edit) yield { template: 'missing super call', edits: [edit], description: quoted(text), fit: 1.2 - at * 0.2 };
  }
}

/** `lambda: i` in a loop sees the last `i` only. */
function* capturedInLambda(site: Site): Generator<Draft> {
  if (!site.python) return;
  for (const node of site.expressions) {
    if (node.type !== 'lambda') continue;
    const parameters = field(node, 'parameters');
    const own = new Set(parameters ? parts(parameters).map((part) => part.text) : []);
    for (const binding of site.scopes.visible(node.startIndex)) {
      if (
        binding.kind !== 'loop' ||
        own.has(binding.name) ||
        !new RegExp(`\\b${binding.name}\\b`).test(field(node, 'body')?.text ?? '')
      )
        continue;
      const written = `${binding.name}=${binding.name}`;
      const edit = parameters
        ? { start: parameters.endIndex, end: parameters.endIndex, text: `, ${written}` }
        : { start: node.startIndex + 6, end: node.startIndex + 6, text: ` ${written}` };
      yield {
        template: 'captured variable',
        edits: [edit],
        description: `${quoted(binding.name)} is kept for each function`,
        fit: 1.3,
      };
    }
  }
}
