/** What is missing in front of a use: a check for nothing, for empty, for zero, for a key, for the end. */

import { enclosingLoop, isBlock, isFunction, isLoop } from '../../syntax/grammar.ts';
import { assignmentOf, call, subscript } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { checksFor, freshChecks, parameterChecks, together, type Check } from './checks.ts';
import { guardLines, ifHead } from './dialect.ts';
import { exitsOf } from './exits.ts';
import { isDocstring } from './layout.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replacement } from './write.ts';

export function* guards(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (isFunction(statement)) {
      const block = field(statement, 'body');
      const first = block && isBlock(block) ? parts(block).find((part) => !isDocstring(part)) : undefined;
      if (first) yield* before(first, site, statement, parameterChecks(statement, site), 0.9);
      continue;
    }
    if (!guardable(statement)) continue;
    const fn = site.fn;
    const checks = checksFor(statement, site);
    yield* before(statement, site, fn, checks, 1);
    yield* around(statement, site, checks);
    if (site.compiled) yield* around(statement, site, freshChecks(statement, site));
    yield* missingKeys(statement, site);
    if (fn && isFirst(statement, fn)) yield* before(statement, site, fn, parameterChecks(fn, site), 0.8);
  }
}

const guardable = (statement: SyntaxNode): boolean =>
  [
    'expression_statement',
    'lexical_declaration',
    'variable_declaration',
    'return_statement',
    'if_statement',
    'for_statement',
    'for_in_statement',
    'while_statement',
    'raise_statement',
    'throw_statement',
  ].includes(statement.type);

function isFirst(statement: SyntaxNode, fn: SyntaxNode): boolean {
  const block = field(fn, 'body');
  const first = block ? parts(block).find((part) => !isDocstring(part)) : undefined;
  return first?.id === statement.id;
}

/** `if (bad) return …;` in front of a statement. */
function* before(
  statement: SyntaxNode,
  site: Site,
  fn: SyntaxNode | undefined,
  checks: readonly Check[],
  scale: number,
): Generator<Draft> {
  if (checks.length === 0) return;
  const inLoop = enclosingLoop(statement) !== undefined && !isLoop(statement);
  const exits = exitsOf(fn, site, inLoop);
  const ranked = [...checks].sort((a, b) => b.fit - a.fit);
  for (const check of [...ranked.slice(0, 6), ...together(ranked, site)]) {
    for (const exit of exits) {
      const lines = guardLines(site, check.bad, exit.text);
      const edit = site.layout.before(statement, lines);
      if (edit && !alreadyChecked(statement, check, site)) {
        yield {
          template: 'missing guard',
          edits: [edit],
          description: `${exit.text} when ${check.about}`,
          fit: check.fit * exit.fit * scale,
        };
      }
    }
  }
}

function alreadyChecked(statement: SyntaxNode, check: Check, site: Site): boolean {
  const start = Math.max(0, statement.startIndex - 300);
  return site.tree.text.slice(start, statement.startIndex).includes(check.bad);
}

/** `if good: statement`. */
function* around(statement: SyntaxNode, site: Site, checks: readonly Check[]): Generator<Draft> {
  if (statement.type !== 'expression_statement' || !site.layout.standsAlone(statement)) return;
  const indent = site.layout.indentOf(statement);
  for (const check of checks.slice(0, 6)) {
    const inner = site.layout.reindented(statement, indent + site.layout.step);
    const head = ifHead(site.tree.language, check.good) + site.layout.eol;
    const text = `${head}${indent}${site.layout.step}${inner}${site.python ? '' : `${site.layout.eol}${indent}}`}`;
    yield {
      template: 'guarded statement',
      edits: [replacement(statement, text)],
      description: `only when ${quoted(check.good)}: ${quoted(statement.text)}`,
      fit: check.fit,
    };
  }
}

/** `d[k].append(v)` or `d[k] += 1` where nothing has made `d[k]` yet. */
function* missingKeys(statement: SyntaxNode, site: Site): Generator<Draft> {
  if (statement.type !== 'expression_statement' || site.compiled) return;
  const only = parts(statement)[0];
  const method = only && call(only);
  const entry = method?.receiver ? subscript(method.receiver) : undefined;
  const assigned = assignmentOf(statement);
  const target = entry ?? (assigned && assigned.operator !== '=' ? subscript(assigned.left) : undefined);
  if (!target || target.index.type === 'slice') return;
  const [object, key] = [target.object.text, target.index.text];
  const initial = entry
    ? method?.name === 'add'
      ? ['set()', 'new Set()']
      : ['[]', '[]']
    : assigned && typeOf(assigned.right, site.scopes) === 'string'
      ? ["''", "''"]
      : ['0', '0'];
  const value = site.python ? initial[0] : initial[1];
  const lines = site.python
    ? [`if ${key} not in ${object}:`, `${site.layout.step}${object}[${key}] = ${value}`]
    : [`if (!(${key} in ${object})) ${object}[${key}] = ${value}${site.layout.end}`];
  const edit = site.layout.before(statement, lines);
  if (edit)
    yield {
      template: 'missing key',
      edits: [edit],
      description: `${quoted(`${object}[${key}]`)} starts as ${quoted(value ?? '')}`,
      fit: 1.3,
    };
}
