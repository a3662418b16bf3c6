/** What is missing in front of a use: a check for nothing, for empty, for zero, for a key, for the end. */

import { asOperand, enclosingLoop, isBlock, isFunction, isLoop, isNumber } from '../../syntax/grammar.ts';
import { assignmentOf, binary, call, condition, member, subscript } from '../../syntax/shapes.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { divisorOf } from './absence.ts';
import { isReference } from './names.ts';
import { exitsOf } from './exits.ts';
import { unboxed } from '../../syntax/exactType.ts';
import { guardLines, ifHead, isFraction, isInteger, isUnsigned, lengthOf } from './dialect.ts';
import { isDocstring } from './layout.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replacement, words } from './write.ts';

interface Check {
  /** True when the code must not go on. */
  readonly bad: string;
  /** True when it may. */
  readonly good: string;
  readonly about: string;
  readonly fit: number;
}

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

/** A local that a literal has just filled cannot be missing. */
function isMade(used: SyntaxNode, site: Site): boolean {
  const binding = used.type === 'identifier' ? site.scopes.find(used.text, used.startIndex) : undefined;
  return binding?.kind === 'variable' && ['array', 'map', 'set', 'object'].includes(binding.type ?? '');
}

/** The tests that a name of a type can fail. */
function checksOf(name: string, type: RoughType | undefined, site: Site, exact?: string): Check[] {
  if (site.compiled) return checksOfExact(name, type, site, exact);
  const found: Check[] = [];
  const python = site.python;
  const add = (bad: string, good: string, about: string, fit: number): void =>
    void found.push({ bad, good, about, fit });
  const none = (fit: number): void =>
    python
      ? add(`${name} is None`, `${name} is not None`, `${name} is None`, fit)
      : add(`${name} == null`, `${name} != null`, `${name} is missing`, fit);
  const falsy = (fit: number): void =>
    python ? add(`not ${name}`, name, `${name} is empty`, fit) : add(`!${name}`, name, `${name} is missing`, fit);
  switch (type) {
    case 'number':
      add(`${name} ${python ? '==' : '==='} 0`, `${name} ${python ? '!=' : '!=='} 0`, `${name} is 0`, 0.7);
      add(`${name} < 0`, `${name} >= 0`, `${name} is negative`, 0.6);
      add(`${name} <= 0`, `${name} > 0`, `${name} is not positive`, 0.6);
      add(`${name} <= 1`, `${name} > 1`, `${name} is at most 1`, 0.3);
      break;
    case 'string':
    case 'array':
      if (python) falsy(1.1);
      else {
        add(`${name}.length === 0`, `${name}.length > 0`, `${name} is empty`, 1.1);
        falsy(0.6);
      }
      if (python) none(0.3);
      add(
        python ? `len(${name}) <= 1` : `${name}.length <= 1`,
        python ? `len(${name}) > 1` : `${name}.length > 1`,
        `${name} has at most one item`,
        0.35,
      );
      break;
    case 'map':
    case 'set':
    case 'object':
      falsy(0.7);
      none(0.5);
      break;
    case 'boolean':
      add(words(site).not(name), name, `${name} does not hold`, 0.8);
      add(name, words(site).not(name), `${name} holds`, 0.6);
      break;
    case 'function':
      break;
    default:
      none(1);
      falsy(0.9);
      if (!python) add(`${name}.length === 0`, `${name}.length > 0`, `${name} is empty`, 0.2);
  }
  return found;
}

/** The same in a language that knows what can be nothing at all. */
function checksOfExact(name: string, type: RoughType | undefined, site: Site, exact: string | undefined): Check[] {
  const { language } = site.tree;
  const found: Check[] = [];
  // Whoever calls a method of nothing has failed before.
  if (name === words(site).self) return found;
  const add = (bad: string, good: string, about: string, fit: number): void =>
    void found.push({ bad, good, about, fit });
  const plain = unboxed(exact ?? '');
  if (type === 'number' || isInteger(plain) || isFraction(plain)) {
    const zero = isFraction(plain) && language !== 'java' ? '0.0' : '0';
    add(`${name} == ${zero}`, `${name} != ${zero}`, `${name} is 0`, 0.7);
    if (!isUnsigned(plain) && exact !== undefined) {
      add(`${name} < ${zero}`, `${name} >= ${zero}`, `${name} is negative`, 0.6);
      add(`${name} <= ${zero}`, `${name} > ${zero}`, `${name} is not positive`, 0.6);
    }
  } else if (type === 'boolean') {
    add(`!${name}`, name, `${name} does not hold`, 0.8);
    add(name, `!${name}`, `${name} holds`, 0.6);
  } else if (exact?.startsWith('Option<')) {
    add(`${name}.is_none()`, `${name}.is_some()`, `${name} is None`, 1);
  } else if (type === 'string' || type === 'array' || type === 'map' || type === 'set') {
    const empty = language === 'go' ? (type === 'string' ? `${name} == ""` : `len(${name}) == 0`) : undefined;
    const length = exact?.endsWith('[]')
      ? `${name}.length == 0`
      : `${name}.is${language === 'rust' ? '_e' : 'E'}mpty()`;
    const filled = language === 'go' ? (type === 'string' ? `${name} != ""` : `len(${name}) > 0`) : undefined;
    add(
      empty ?? length,
      filled ?? (exact?.endsWith('[]') ? `${name}.length > 0` : `!${length}`),
      `${name} is empty`,
      1,
    );
    if (language === 'java') add(`${name} == null`, `${name} != null`, `${name} is missing`, 0.6);
  } else if (language === 'java' && plain !== 'char') {
    add(`${name} == null`, `${name} != null`, `${name} is missing`, 1);
  } else if (language === 'go' && (exact === 'error' || /^(\*|func|map\[|\[\])/.test(exact ?? ''))) {
    add(
      exact === 'error' ? `${name} != nil` : `${name} == nil`,
      exact === 'error' ? `${name} == nil` : `${name} != nil`,
      `${name} is ${exact === 'error' ? 'set' : 'nil'}`,
      1,
    );
  }
  return found;
}

function parameterChecks(fn: SyntaxNode, site: Site): Check[] {
  const found: Check[] = [];
  const bodyStart = field(fn, 'body')?.startIndex ?? fn.startIndex;
  for (const binding of site.scopes.at(bodyStart).bindings.values()) addParameter(binding);
  const above = site.scopes.at(bodyStart).parent;
  for (const binding of above?.kind === 'function' && above.start >= fn.startIndex ? above.bindings.values() : [])
    addParameter(binding);
  return found;

  function addParameter(binding: {
    readonly kind: string;
    readonly name: string;
    readonly type: RoughType | undefined;
    readonly exact?: string | undefined;
  }): void {
    if (binding.kind !== 'parameter' || binding.name === 'self' || binding.name === 'cls') return;
    const type = binding.type ?? (site.compiled ? undefined : typeByName(binding.name));
    for (const check of checksOf(binding.name, type, site, binding.exact))
      found.push({ ...check, fit: check.fit * 0.9 });
  }
}

/** What the statements before have just made, and nobody has asked about yet. */
function freshChecks(statement: SyntaxNode, site: Site): Check[] {
  const found: Check[] = [];
  const block = statement.parent;
  if (!block) return found;
  for (const binding of site.scopes.visible(statement.startIndex)) {
    const fresh = binding.start >= block.startIndex && binding.start < statement.startIndex;
    if (!fresh || binding.kind !== 'variable' || statement.text.includes(binding.name)) continue;
    for (const check of checksOf(binding.name, binding.type, site, binding.exact))
      found.push({ ...check, fit: check.fit * (check.good.endsWith('> 0') ? 1.2 : 0.8) });
  }
  return found.sort((a, b) => b.fit - a.fit);
}

/** Checks of what the statement uses, the riskiest use first. */
function checksFor(statement: SyntaxNode, site: Site): Check[] {
  const found = new Map<string, Check>();
  const header =
    isLoop(statement) || statement.type === 'if_statement'
      ? (condition(statement) ?? field(statement, 'right') ?? statement)
      : statement;
  const add = (check: Check): void => {
    const known = found.get(check.bad);
    if (!known || known.fit < check.fit) found.set(check.bad, check);
  };
  const eq = site.python || site.compiled ? '==' : '===';
  const ne = site.python || site.compiled ? '!=' : '!==';
  for (const node of descend(header, (inner) => inner.id === header.id || !(isFunction(inner) || isBlock(inner)))) {
    const divisor = divisorOf(node);
    if (divisor) {
      const text = asOperand(divisor);
      add({ bad: `${text} ${eq} 0`, good: `${text} ${ne} 0`, about: `${text} is 0`, fit: 1.8 });
    }
    const dotted = member(node);
    const indexed = subscript(node);
    const used = dotted?.object ?? indexed?.object;
    if (
      used &&
      ['identifier', 'attribute', 'member_expression'].includes(used.type) &&
      !/^(self|this|cls|super|Math|math|Object|JSON|Array|Number|console|os|re)$/.test(used.text)
    ) {
      if (isMade(used, site) && !/\b(pop|shift|popleft|min|max)\(|\[(0|-1)\]/.test(header.text)) continue;
      const guess = used.type === 'identifier' ? typeOf(used, site.scopes) : undefined;
      // A number has no members: the name has misled.
      const type = guess === 'number' || guess === 'boolean' ? undefined : guess;
      for (const check of checksOf(used.text, type, site, site.exact(used))) add({ ...check, fit: check.fit * 1.1 });
    }
    if (indexed && indexed.index.type !== 'slice' && indexed.index.type !== 'string' && !isNumber(indexed.index)) {
      const [object, index] = [indexed.object.text, indexed.index.text];
      if (site.compiled) {
        if (!/^(map\[|\w*Map<)/.test(site.exact(indexed.object) ?? '')) {
          const length = lengthOf(site.tree.language, object, site.exact(indexed.object));
          add({
            bad: `${index} >= ${length}`,
            good: `${index} < ${length}`,
            about: `${index} is past the end`,
            fit: 0.9,
          });
        }
      } else if (site.python) {
        add({
          bad: `${index} not in ${object}`,
          good: `${index} in ${object}`,
          about: `${index} is not in ${object}`,
          fit: 0.9,
        });
        if (typeOf(indexed.index, site.scopes) === 'number')
          add({
            bad: `${index} >= len(${object})`,
            good: `${index} < len(${object})`,
            about: `${index} is past the end`,
            fit: 0.8,
          });
      } else {
        add({
          bad: `!(${index} in ${object})`,
          good: `${index} in ${object}`,
          about: `${index} is not in ${object}`,
          fit: 0.6,
        });
        add({
          bad: `${index} >= ${object}.length`,
          good: `${index} < ${object}.length`,
          about: `${index} is past the end`,
          fit: 0.6,
        });
        add({
          bad: `${node.text} === undefined`,
          good: `${node.text} !== undefined`,
          about: `${node.text} is missing`,
          fit: 0.5,
        });
      }
      if (
        typeOf(indexed.index, site.scopes) === 'number' &&
        !isUnsigned(site.exact(indexed.index)) &&
        site.tree.language !== 'rust'
      )
        add({ bad: `${index} < 0`, good: `${index} >= 0`, about: `${index} is before the start`, fit: 0.6 });
    }
    const called = call(node);
    for (const value of called?.values ?? []) {
      if (value.type === 'identifier')
        for (const check of checksOf(value.text, typeOf(value, site.scopes), site, site.exact(value)))
          add({ ...check, fit: check.fit * 0.6 });
    }
    if (
      called &&
      /^(append|add|push|insert|appendleft|unshift|set)$/.test(called.name) &&
      called.receiver &&
      called.values[0] &&
      !site.compiled
    ) {
      // Kept apart: what is there already is not put in again.
      const [thing, into] = [called.values[0].text, called.receiver.text];
      if (site.python)
        add({
          bad: `${thing} in ${into}`,
          good: `${thing} not in ${into}`,
          about: `${thing} is there already`,
          fit: 0.9,
        });
      else
        add({
          bad: `${into}.includes(${thing})`,
          good: `!${into}.includes(${thing})`,
          about: `${thing} is there already`,
          fit: 0.5,
        });
    }
    if (node.type === 'identifier' && isReference(node) && binary(node.parent ?? node)) {
      for (const check of checksOf(node.text, typeOf(node, site.scopes), site, site.exact(node)))
        add({ ...check, fit: check.fit * 0.5 });
    }
  }
  return [...found.values()].sort((a, b) => b.fit - a.fit).slice(0, 8);
}

/** Two of the same kind at once: what is missing is missing of either. */
function together(checks: readonly Check[], site: Site): Check[] {
  const { and, or } = words(site);
  const kind = (check: Check): string => check.about.replace(/^.* (is|has|holds|does)\b/s, '$1');
  const found: Check[] = [];
  for (const [at, first] of checks.slice(0, 6).entries()) {
    const second = checks
      .slice(at + 1, 8)
      .find((other) => kind(other) === kind(first) && !other.bad.includes(first.bad));
    if (!second || !/^is (None|missing|nil|empty|0|negative)$/.test(kind(first))) continue;
    found.push({
      bad: `${first.bad} ${or} ${second.bad}`,
      good: `${first.good} ${and} ${second.good}`,
      about: `${first.about} or ${second.about}`,
      fit: ((first.fit + second.fit) / 2) * 0.7,
    });
  }
  return found.slice(0, 2);
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
