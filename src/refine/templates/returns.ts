/** A `return` that is missing, comes too early or too late, or gives the wrong thing. */

import { isBlock, isLoop, isName } from '../../syntax/grammar.ts';
import { assignmentOf, binary, body, call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest, contains, descend, field, parts } from '../../syntax/walk.ts';
import { resultsOf } from '../../syntax/exactType.ts';
import { reachable } from './names.ts';
import { ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement, words } from './write.ts';

export function* returns(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    yield* asReturn(statement, site);
    yield* atEnd(statement, site);
    yield* place(statement, site);
    if (statement.type === 'return_statement') yield* value(statement, site);
  }
  if (site.fn && site.statements.some((statement) => statement.id === site.fn?.id)) yield* fallsOff(site.fn, site);
  for (const node of site.expressions) yield* yields(node, site);
}

/** `total;` or `recurse(x)` for `return total`. */
function* asReturn(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!site.fn || site.compiled || statement.type !== 'expression_statement') return;
  const only = parts(statement)[0];
  if (!only || only.type === 'string' || only.type === 'yield') return;
  const assigned = assignmentOf(statement);
  if (assigned) {
    if (assigned.left.type !== 'identifier') return;
    // `result = f(x)` as the last thing that a branch does.
    if (lastIn(statement)) {
      yield { ...replaced('missing return', statement, `return ${assigned.right.text}${site.layout.end}`, 0.3) };
    }
    return;
  }
  const called = call(only);
  if (
    called &&
    /^(append|push|add|extend|insert|set|sort|reverse|update|print|log|clear|remove|unshift|discard|write)$/.test(
      called.name,
    )
  )
    return;
  const fit = called
    ? isRecursive(only, site.fn)
      ? 1.6
      : called.receiver
        ? 0.3
        : 0.6
    : only.type === 'update_expression' || only.type === 'await' || only.type === 'await_expression'
      ? 0.3
      : 2;
  yield {
    template: 'missing return',
    edits: [{ start: only.startIndex, end: only.startIndex, text: 'return ' }],
    description: `return ${quoted(only.text)}`,
    fit,
  };
}

const isRecursive = (node: SyntaxNode, fn: SyntaxNode): boolean => call(node)?.name === field(fn, 'name')?.text;

function lastIn(statement: SyntaxNode): boolean {
  return statement.nextNamedSibling === null;
}

/** A function whose last statement is on the line and which ends without a `return`. */
function* atEnd(statement: SyntaxNode, site: Site): Generator<Draft> {
  const block = statement.parent;
  const fn = block?.parent;
  if (!block || !fn || fn.id !== site.fn?.id || !isBlock(block)) return;
  const last = parts(block).at(-1);
  if (last?.id !== statement.id) return;
  yield* fallsOff(fn, site);
}

function* fallsOff(fn: SyntaxNode, site: Site): Generator<Draft> {
  const block = field(fn, 'body');
  // Where a value is promised, its absence does not compile.
  if (!block || !isBlock(block) || site.compiled) return;
  const last = parts(block).at(-1);
  if (!last || ['return_statement', 'raise_statement', 'throw_statement'].includes(last.type)) return;
  const name = field(fn, 'name')?.text;
  if (name === '__init__' || name === 'constructor') return;
  const returnsSomething = [...ownNodes(fn)].some((node) => node.type === 'return_statement' && parts(node).length > 0);
  const seen = new Set<string>();
  const results = localsOf(last, fn, site);
  const offer = function* (text: string, fit: number): Generator<Draft> {
    if (seen.has(text)) return;
    seen.add(text);
    const edit = site.layout.after(last, [`return ${text}${site.layout.end}`]);
    if (edit)
      yield { template: 'missing return', edits: [edit], description: `return ${quoted(text)} at the end`, fit };
  };
  const base = returnsSomething ? 0.9 : 0.7;
  for (const [at, local] of results.slice(0, 5).entries()) yield* offer(local, base - at * 0.14);
  for (const other of otherReturns(fn).slice(0, 4)) yield* offer(other, returnsSomething ? 0.6 : 0.2);
  const { true: yes, false: no, nothing } = words(site);
  for (const [at, text] of [no, yes, nothing, '-1', '0', '[]', words(site).self].entries()) {
    if (returnsSomething || text === words(site).self) yield* offer(text, 0.35 - at * 0.03);
  }
}

const returnable = (exact: string | undefined, fn: SyntaxNode, site: Site): boolean =>
  exact !== undefined && resultsOf(field(fn, 'return_type')?.text ?? '', site.tree.language).join() === exact;

/** Local names, the one that was filled last first. */
function localsOf(at: SyntaxNode, fn: SyntaxNode, site: Site): string[] {
  const scored: { name: string; score: number }[] = [];
  for (const binding of site.scopes.visible(Math.max(at.startIndex, at.endIndex - 1))) {
    if (binding.start < fn.startIndex || binding.start >= fn.endIndex || binding.kind === 'function') continue;
    const outermost = binding.scope.kind === 'function' || site.python || binding.scope.parent?.kind === 'function';
    if (!outermost || binding.kind === 'loop') continue;
    if (site.compiled && !returnable(binding.exact, fn, site)) continue;
    const said = /^(result|results|res|ret|out|output|total|acc|answer|ans|found|count|sum)$/.test(binding.name)
      ? 3
      : 0;
    const uses = site.tree.text.slice(fn.startIndex, fn.endIndex).split(binding.name).length;
    scored.push({
      name: binding.name,
      score: said + (binding.kind === 'parameter' ? 0 : 1.5) + Math.min(uses, 6) * 0.1,
    });
  }
  return scored.sort((a, b) => b.score - a.score).map(({ name }) => name);
}

/** What the function returns elsewhere, as written. */
export function otherReturns(fn: SyntaxNode): string[] {
  const found = new Map<string, number>();
  for (const node of ownNodes(fn)) {
    if (node.type !== 'return_statement') continue;
    const text = parts(node)[0]?.text;
    if (text !== undefined && text.length < 60) found.set(text, (found.get(text) ?? 0) + 1);
  }
  return [...found].sort((a, b) => a[0].length - b[0].length).map(([text]) => text);
}

/** A `return` inside the loop that belongs behind it, and the other way round. */
function* place(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (!site.layout.standsAlone(statement)) return;
  const block = statement.parent;
  if (
    statement.type === 'return_statement' ||
    statement.type === 'raise_statement' ||
    statement.type === 'throw_statement'
  ) {
    const outer = block?.parent;
    // Behind the loop or branch that it ends.
    if (block && outer && lastIn(statement) && isBlock(block)) {
      for (const holder of [outer, closest(statement, isLoop)]) {
        const whole = holder && (['elif_clause', 'else_clause'].includes(holder.type) ? holder.parent : holder);
        if (
          !whole ||
          !(isLoop(whole) || whole.type === 'if_statement' || whole.type === 'with_statement') ||
          parts(block).length < 2
        )
          continue;
        const behind = site.layout.standsAlone(whole) ? site.layout.behind(statement, whole) : undefined;
        if (behind) {
          yield {
            template: 'return place',
            edits: behind,
            description: `${quoted(statement.text)} moves behind the ${isLoop(whole) ? 'loop' : 'block'}`,
            fit: isLoop(whole) ? 1 : 0.5,
          };
        }
      }
    }
    const before = statement.previousNamedSibling;
    if (before && (isLoop(before) || before.type === 'if_statement')) {
      const inner = body(before);
      const last = inner && isBlock(inner) ? parts(inner).at(-1) : undefined;
      const inside = last && site.layout.after(last, [statement.text]);
      if (inside) {
        yield {
          template: 'return place',
          edits: [site.layout.without(statement), inside],
          description: `${quoted(statement.text)} moves into the block before it`,
          fit: 0.35,
        };
      }
    }
  }
}

function* value(statement: SyntaxNode, site: Site): Generator<Draft> {
  const returned = parts(statement)[0];
  const fn = site.fn;
  if (!fn) return;
  if (!returned) {
    for (const [at, name] of localsOf(statement, fn, site).slice(0, 3).entries()) {
      yield {
        template: 'missing return',
        edits: [{ start: statement.startIndex, end: statement.startIndex + 6, text: `return ${name}` }],
        description: `return ${quoted(name)}`,
        fit: 0.6 - at * 0.15,
      };
    }
    return;
  }
  for (const other of otherReturns(fn))
    if (other !== returned.text) yield replaced('return value', returned, other, 0.7);
  if (!isName(returned)) {
    for (const [at, name] of localsOf(statement, fn, site).slice(0, 4).entries())
      yield replaced('return value', returned, name, 0.5 - at * 0.08);
  }
  if (returned.type === 'identifier' && !site.compiled) {
    // An accumulator that must still be added to the result.
    for (const binding of reachable(returned, site)) {
      if (
        binding.type !== 'array' ||
        binding.name === returned.text ||
        binding.start < fn.startIndex ||
        binding.start >= fn.endIndex
      )
        continue;
      if (site.python) yield replaced('return value', returned, `${returned.text} + ${binding.name}`, 0.35);
      else yield replaced('return value', returned, `${returned.text}.concat(${binding.name})`, 0.25);
    }
  }
  const pair = binary(returned);
  if (pair?.kind === 'comparison') return;
  if (site.python && returned.type !== 'list' && returned.type !== 'none')
    yield replaced('return value', returned, `[${returned.text}]`, 0.2);
}

function* yields(node: SyntaxNode, site: Site): Generator<Draft> {
  if (!['yield', 'yield_expression'].includes(node.type)) return;
  const argument = parts(node)[0];
  if (!argument) return;
  const from = site.python ? /^yield\s+from\b/.test(node.text) : /^yield\s*\*/.test(node.text);
  yield replaced(
    'generator form',
    node,
    from ? `yield ${argument.text}` : `yield${site.python ? ' from ' : '* '}${argument.text}`,
  );
}

/** `return x` in a generator, which ends it, for `yield x`. */
export function* generatorReturns(site: Site): Generator<Draft> {
  const fn = site.fn;
  if (!fn) return;
  for (const statement of site.statements) {
    if (statement.type !== 'return_statement' && statement.type !== 'expression_statement') continue;
    const isGenerator = [...descend(fn)].some((node) => node.type === 'yield' || node.type === 'yield_expression');
    const only = parts(statement)[0];
    if (!isGenerator || !only) continue;
    if (statement.type === 'return_statement') {
      yield {
        template: 'generator form',
        edits: [replacement(statement, `yield ${only.text}${site.layout.end}`)],
        description: '`return` becomes `yield`',
      };
    } else if (call(only) && contains(fn, only)) {
      yield {
        template: 'generator form',
        edits: [replacement(only, site.python ? `yield from ${only.text}` : `yield* ${only.text}`)],
        description: `yield everything of ${quoted(only.text)}`,
        fit: 0.8,
      };
    }
  }
}
