/** What can be wrong with the values that code uses, and how it is asked: nothing there, empty, zero, no such key. */

import { asOperand, isBlock, isFunction, isLoop, isNumber } from '../../syntax/grammar.ts';
import { binary, call, condition, member, subscript } from '../../syntax/shapes.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import { divisorOf } from './absence.ts';
import { isReference } from './names.ts';
import { unboxed } from '../../syntax/exactType.ts';
import { isFraction, isInteger, isUnsigned, lengthOf } from './dialect.ts';
import type { Site } from './site.ts';
import { words } from './write.ts';

export interface Check {
  /** True when the code must not go on. */
  readonly bad: string;
  /** True when it may. */
  readonly good: string;
  readonly about: string;
  readonly fit: number;
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

export function parameterChecks(fn: SyntaxNode, site: Site): Check[] {
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
export function freshChecks(statement: SyntaxNode, site: Site): Check[] {
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
export function checksFor(statement: SyntaxNode, site: Site): Check[] {
  const found = new Map<string, Check>();
  const header =
    isLoop(statement) || statement.type === 'if_statement'
      ? (condition(statement) ?? field(statement, 'right') ?? statement)
      : statement;
  for (const node of descend(header, (inner) => inner.id === header.id || !(isFunction(inner) || isBlock(inner))))
    for (const check of checksOfUse(node, header, site)) {
      const known = found.get(check.bad);
      if (!known || known.fit < check.fit) found.set(check.bad, check);
    }
  return [...found.values()].sort((a, b) => b.fit - a.fit).slice(0, 8);
}

function* checksOfUse(node: SyntaxNode, header: SyntaxNode, site: Site): Generator<Check> {
  const divisor = divisorOf(node);
  if (divisor) {
    const isStrict = !site.python && !site.compiled;
    const text = asOperand(divisor);
    yield {
      bad: `${text} ${isStrict ? '===' : '=='} 0`,
      good: `${text} ${isStrict ? '!==' : '!='} 0`,
      about: `${text} is 0`,
      fit: 1.8,
    };
  }
  const indexed = subscript(node);
  const used = member(node)?.object ?? indexed?.object;
  if (used && ['identifier', 'attribute', 'member_expression'].includes(used.type) && !alwaysThere.test(used.text)) {
    if (isMade(used, site) && !/\b(pop|shift|popleft|min|max)\(|\[(0|-1)\]/.test(header.text)) return;
    const guess = used.type === 'identifier' ? typeOf(used, site.scopes) : undefined;
    // A number has no members: the name has misled.
    const type = guess === 'number' || guess === 'boolean' ? undefined : guess;
    yield* weighted(1.1, checksOf(used.text, type, site, site.exact(used)));
  }
  if (indexed && indexed.index.type !== 'slice' && indexed.index.type !== 'string' && !isNumber(indexed.index))
    yield* checksOfIndex(node, indexed, site);
  yield* checksOfCall(node, site);
  if (node.type === 'identifier' && isReference(node) && binary(node.parent ?? node))
    yield* weighted(0.5, checksOf(node.text, typeOf(node, site.scopes), site, site.exact(node)));
}

const alwaysThere = /^(self|this|cls|super|Math|math|Object|JSON|Array|Number|console|os|re)$/;

function* weighted(factor: number, checks: readonly Check[]): Generator<Check> {
  for (const check of checks) yield { ...check, fit: check.fit * factor };
}

function* checksOfIndex(
  node: SyntaxNode,
  indexed: { readonly object: SyntaxNode; readonly index: SyntaxNode },
  site: Site,
): Generator<Check> {
  const [object, index] = [indexed.object.text, indexed.index.text];
  const pastEnd = (length: string, fit: number): Check => ({
    bad: `${index} >= ${length}`,
    good: `${index} < ${length}`,
    about: `${index} is past the end`,
    fit,
  });
  const isCounted = typeOf(indexed.index, site.scopes) === 'number';
  const about = `${index} is not in ${object}`;
  if (site.compiled) {
    const exact = site.exact(indexed.object);
    if (!/^(map\[|\w*Map<)/.test(exact ?? '')) yield pastEnd(lengthOf(site.tree.language, object, exact), 0.9);
  } else if (site.python) {
    yield { bad: `${index} not in ${object}`, good: `${index} in ${object}`, about, fit: 0.9 };
    if (isCounted) yield pastEnd(`len(${object})`, 0.8);
  } else {
    yield { bad: `!(${index} in ${object})`, good: `${index} in ${object}`, about, fit: 0.6 };
    yield pastEnd(`${object}.length`, 0.6);
    const { text } = node;
    yield { bad: `${text} === undefined`, good: `${text} !== undefined`, about: `${text} is missing`, fit: 0.5 };
  }
  if (isCounted && !isUnsigned(site.exact(indexed.index)) && site.tree.language !== 'rust')
    yield { bad: `${index} < 0`, good: `${index} >= 0`, about: `${index} is before the start`, fit: 0.6 };
}

function* checksOfCall(node: SyntaxNode, site: Site): Generator<Check> {
  const called = call(node);
  if (!called) return;
  for (const value of called.values)
    if (value.type === 'identifier')
      yield* weighted(0.6, checksOf(value.text, typeOf(value, site.scopes), site, site.exact(value)));
  const [first] = called.values;
  if (!/^(append|add|push|insert|appendleft|unshift|set)$/.test(called.name) || !called.receiver || !first) return;
  if (site.compiled) return;
  // Kept apart: what is there already is not put in again.
  const [thing, into] = [first.text, called.receiver.text];
  const about = `${thing} is there already`;
  yield site.python
    ? { bad: `${thing} in ${into}`, good: `${thing} not in ${into}`, about, fit: 0.9 }
    : { bad: `${into}.includes(${thing})`, good: `!${into}.includes(${thing})`, about, fit: 0.5 };
}

/** Two of the same kind at once: what is missing is missing of either. */
export function together(checks: readonly Check[], site: Site): Check[] {
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
