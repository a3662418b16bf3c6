/**
 * A statement that the rest of the function expects and that is not there: what is collected is never put in,
 * what is asked for is never noted, what is the best so far is never kept.
 */

import { enclosingLoop, isBlock, isConstructor, isFunction, isLoop, isNumber } from '../../syntax/grammar.ts';
import { assignment, body, call, comparisons, condition } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { isGlobal } from '../../syntax/globals.ts';
import { parameterName, parametersOf } from '../../syntax/declaredNames.ts';
import { ancestors, descend, field, parts } from '../../syntax/walk.ts';
import { added, stepped } from './dialect.ts';
import { isReference, reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, words } from './write.ts';

export function* missing(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    yield* keptBest(statement, site);
    yield* noted(statement, site);
    yield* collected(statement, site);
    yield* fields(statement, site);
    yield* undeclared(statement, site);
  }
}

/** `if current > best:` that never keeps the new best. */
function* keptBest(statement: SyntaxNode, site: Site): Generator<Draft> {
  const holder = statement.type === 'if_statement' ? statement : holderOf(statement);
  const test = holder && condition(holder);
  const block = holder && field(holder, 'consequence');
  const last = block && isBlock(block) ? parts(block).at(-1) : undefined;
  if (!test || !last || /^(return|raise|throw|break|continue)_/.test(last.type)) return;
  for (const pair of comparisons(test)) {
    for (const [target, value] of [
      [pair.right, pair.left],
      [pair.left, pair.right],
    ] as const) {
      if (target.type !== 'identifier' && !/^(self|this)\.\w+$/.test(target.text)) continue;
      if (isNumber(target) || !/^[<>]/.test(pair.operator) || block?.text.includes(`${target.text} = `)) continue;
      const said = /best|max|min|largest|smallest|longest|highest|lowest|top|last|prev/i.test(target.text) ? 1.6 : 0.6;
      yield* put(site, last, `${target.text} = ${value.text}`, said * 1.4);
    }
  }
}

function holderOf(statement: SyntaxNode): SyntaxNode | undefined {
  const above = statement.parent?.parent;
  return statement.nextNamedSibling === null && above?.type === 'if_statement' ? above : undefined;
}

/** Something is asked whether it has been seen, and nobody notes that it has. */
function* noted(statement: SyntaxNode, site: Site): Generator<Draft> {
  const test = statement.type === 'if_statement' ? condition(statement) : undefined;
  if (!test) return;
  const fn = functionOrFile(statement);
  for (const node of descend(test)) {
    const asked = call(node);
    const pair = comparisons(node).find(({ operator }) => operator === 'in' || operator === 'not in');
    const collection = pair
      ? pair.right
      : asked && /^(has|includes|contains)$/.test(asked.name)
        ? asked.receiver
        : undefined;
    const item = pair ? pair.left : asked?.values[0];
    if (!collection || !item || collection.type !== 'identifier') continue;
    const type = typeOf(collection, site.scopes);
    const list = type === 'array' || asked?.name === 'includes';
    if (new RegExp(`\\b${collection.text}\\.(add|append|push|set)\\(|\\b${collection.text}\\[`).test(fn.text)) continue;
    const line = added(site.tree.language, collection.text, valueOf(item), list ? 'array' : 'set');
    const block = field(statement, 'consequence');
    const first = block && isBlock(block) ? parts(block)[0] : block;
    const leaves = block !== undefined && /\b(return|continue|break)\b/.test(block.text);
    if (leaves) yield* put(site, statement, line, 3);
    else if (first) {
      const edit = site.layout.before(first, [line + site.layout.end]);
      if (edit) yield { template: 'missing statement', edits: [edit], description: quoted(line), fit: 3 };
    }
  }
}

/** A list that stays empty, a count that stays 0. */
function* collected(statement: SyntaxNode, site: Site): Generator<Draft> {
  const loop = isLoop(statement) ? statement : enclosingLoop(statement);
  if (!loop) return;
  const fn = functionOrFile(statement);
  const block = body(loop);
  const branch =
    statement.type === 'if_statement' ? field(statement, 'consequence') : isLoop(statement) ? block : undefined;
  const empty = branch !== undefined && isBlock(branch) && parts(branch).length === 0 ? branch : undefined;
  const at = empty ?? (branch && isBlock(branch) ? parts(branch).at(-1) : branch ? undefined : statement);
  if (!at || /^(return|raise|throw|break|continue)_/.test(at.type)) return;
  const outermost =
    [loop, ...ancestors(loop)].filter((above) => isLoop(above) && above.startIndex >= fn.startIndex).at(-1) ?? loop;
  const loopNames = reachable(at, site).filter(
    (binding) => binding.kind === 'loop' && binding.start >= outermost.startIndex && binding.start < outermost.endIndex,
  );
  const fresh = reachable(at, site).filter(
    (binding) =>
      binding.kind === 'variable' && block && binding.start >= block.startIndex && binding.start < block.endIndex,
  );
  const values = [...fresh.reverse(), ...loopNames].slice(0, 4);
  for (const binding of reachable(at, site)) {
    if (binding.kind !== 'variable' || binding.start >= loop.startIndex || binding.start < fn.startIndex) continue;
    const untouched = !isTouched(binding, loop);
    const scale = untouched ? 1 : 0.3;
    if (binding.type === 'number') {
      for (const value of values) {
        for (const use of site.scopes.members(value.name).slice(0, 4)) {
          if (!use.called && use.name !== 'length')
            yield* put(site, at, `${binding.name} += ${value.name}.${use.name}`, 0.7 * scale);
        }
      }
      yield* put(
        site,
        at,
        site.python || (site.layout.end === '' && !site.compiled)
          ? `${binding.name} += 1`
          : stepped(site.tree.language, binding.name, '+'),
        1.2 * scale,
      );
      for (const value of values)
        if (value.type !== 'string' && value.type !== 'array')
          yield* put(site, at, `${binding.name} += ${value.name}`, 0.9 * scale);
    } else if (binding.type === 'array' || binding.type === 'set') {
      for (const [order, value] of values.entries()) {
        const line = added(site.tree.language, binding.name, value.name, binding.type);
        yield* put(site, at, line, (1.4 - order * 0.25) * scale);
      }
    } else if (binding.type === 'string') {
      for (const value of values) yield* put(site, at, `${binding.name} += ${value.name}`, 0.8 * scale);
    }
  }
}

/** A constructor's parameter that is never kept, a field that is used and never made. */
function* fields(statement: SyntaxNode, site: Site): Generator<Draft> {
  const fn = isFunction(statement) ? statement : site.fn;
  const block = fn && field(fn, 'body');
  if (!fn || !block || !isBlock(block) || !isConstructor(fn)) return;
  const { self } = words(site);
  const last = isFunction(statement) ? parts(block).at(-1) : statement.parent?.id === block.id ? statement : undefined;
  if (!last) return;
  const made = new Set<string>();
  for (const node of ownNodes(fn)) {
    const assigned = assignment(node);
    if (assigned) made.add(assigned.left.text);
  }
  const parameters = new Set(parametersOf(fn).map((parameter) => parameterName(parameter)?.text));
  for (const use of site.scopes.members(self)) {
    if (made.has(`${self}.${use.name}`) || use.called) continue;
    if (parameters.has(use.name)) yield* put(site, last, `${self}.${use.name} = ${use.name}`, 3);
    else if (!site.compiled) {
      const initial = ['[]', '{}', '0', words(site).nothing, words(site).false];
      for (const [at, text] of initial.entries())
        yield* put(site, last, `${self}.${use.name} = ${text}`, 0.8 - at * 0.1);
    }
  }
}

/** A name that is used and that nobody has declared. */
function* undeclared(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!site.fn || isFunction(statement) || site.compiled) return;
  const names = new Set<string>();
  for (const node of site.expressions) {
    if (node.type !== 'identifier' || !isReference(node) || isGlobal(site.tree.language, node.text)) continue;
    const binding = site.scopes.find(node.text, node.startIndex);
    // In Python a name that is only ever added to has not been declared either.
    const late =
      site.python &&
      binding !== undefined &&
      binding.kind === 'variable' &&
      binding.scope.kind === 'function' &&
      binding.start >= statement.startIndex;
    if (binding === undefined || late) names.add(node.text);
  }
  if (names.size === 0) return;
  const loop = [statement, ...ancestors(statement)]
    .filter((above) => isLoop(above) && above.startIndex >= (site.fn?.startIndex ?? 0))
    .at(-1);
  const block = field(site.fn, 'body');
  const place = loop ?? statement;
  for (const name of names) {
    const typed = /s$|list|stack|queue|result/i.test(name) ? ['[]', '{}', '0'] : ['0', '[]', '{}'];
    for (const [at, text] of [...typed, "''", words(site).nothing, words(site).false, '1'].entries()) {
      const line = `${site.python ? '' : 'let '}${name} = ${text}${site.layout.end}`;
      for (const edit of [site.layout.before(place, [line]), block ? site.layout.first(block, [line]) : undefined]) {
        if (edit)
          yield { template: 'missing statement', edits: [edit], description: quoted(line), fit: 3.5 - at * 0.3 };
      }
    }
  }
}

/** Rust looks something up by a reference and puts in the thing itself. */
const valueOf = (item: SyntaxNode): string =>
  item.type === 'reference_expression' ? (field(item, 'value')?.text ?? item.text) : item.text;

function isTouched(binding: Binding, loop: SyntaxNode): boolean {
  for (const node of ownNodes(loop)) {
    const assigned = assignment(node);
    if (assigned && new RegExp(`^${binding.name}\\b`).test(assigned.left.text)) return true;
    if (node.type === 'update_expression' && field(node, 'argument')?.text === binding.name) return true;
    if (call(node)?.receiver?.text === binding.name) return true;
  }
  return false;
}

function* put(site: Site, after: SyntaxNode, line: string, fit: number): Generator<Draft> {
  if (after.nextNamedSibling?.text.startsWith(line) || after.text.startsWith(line)) return;
  const edit = isBlock(after)
    ? site.layout.first(after, [line + site.layout.end])
    : site.layout.after(after, [line + site.layout.end]);
  if (edit)
    yield {
      template: 'missing statement',
      edits: [edit],
      description: `${quoted(line)} behind ${quoted(after.text)}`,
      fit,
    };
}
