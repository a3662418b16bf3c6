/** The wrong constant: a number, a truth value, nothing, an empty or a first value, a string, a pattern. */

import { assignment, assignmentOf, binary, call, isNumber, subscript } from '../../syntax/grammar.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { unquoted } from '../../syntax/scope.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isReference } from './names.ts';
import { patternVariants } from './patterns.ts';
import type { Draft, Site } from './site.ts';
import { replaced, words } from './write.ts';

export function* constants(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (isNumber(node)) yield* numbers(node, site);
    else yield* others(node, site);
  }
}

function* numbers(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  const signed =
    parent && (parent.type === 'unary_operator' || parent.type === 'unary_expression') ? parent : undefined;
  const whole = signed ?? node;
  const value = Number(whole.text.replace(/[_\s]/g, '').replace(/n$/, ''));
  if (!Number.isFinite(value)) return;
  const alternatives = new Map<string, number>();
  const add = (text: string, fit: number): void => {
    if (text !== whole.text && (alternatives.get(text) ?? 0) < fit) alternatives.set(text, fit);
  };
  const index = parent !== null && subscript(parent)?.index.id === node.id;
  if (Number.isInteger(value)) {
    if (value === 0) {
      add('1', 1.4);
      add('-1', 0.8);
      add('2', 0.15);
    } else if (value === 1) {
      add('0', 1.4);
      add('2', 0.9);
      add('-1', 0.6);
    } else if (value === -1) {
      add('0', 1);
      add('1', 1);
      add('-2', 0.25);
    } else {
      add(String(value + 1), 1);
      add(String(value - 1), 1);
      add(String(-value), 0.3);
      if (Math.abs(value) >= 10) {
        add(String(value * 10), 0.6);
        if (value % 10 === 0) add(String(value / 10), 0.7);
      } else {
        add('0', 0.35);
        add('1', 0.5);
      }
    }
    for (const [from, to] of [
      [60, 3600],
      [60, 24],
      [24, 60],
      [100, 1000],
      [1000, 100],
      [1000, 1024],
      [1024, 1000],
      [12, 24],
      [360, 180],
      [180, 360],
      [365, 366],
      [7, 30],
      [255, 256],
      [256, 255],
      [8, 16],
      [10, 16],
      [16, 10],
      [2, 10],
      [10, 2],
    ] as const) {
      if (value === from) add(String(to), 0.35);
    }
  } else {
    for (const scaled of [value * 10, value / 10, value * 100, value / 100, 1 - value])
      add(String(Number(scaled.toPrecision(12))), 0.4);
    add(String(-value), 0.3);
  }
  const around = parent ? binary(signed?.parent ?? parent) : undefined;
  const bounding = around?.kind === 'comparison';
  for (const [text, { type, places }] of site.scopes.literals) {
    if (type === 'string' || text === node.text) continue;
    const distance = Math.min(...places.map((place) => Math.abs(place - node.startIndex)));
    add(text, distance < 400 ? 0.45 : distance < 1500 ? 0.25 : 0.12);
  }
  const assigned = parent
    ? (assignment(parent) ?? (signed?.parent ? assignment(signed.parent) : undefined))
    : undefined;
  const initial = assigned !== undefined && assigned.operator === '=';
  if (initial) {
    const name = assigned.left.text.toLowerCase();
    const least = /max|best|largest|highest|most|longest|top|peak/.test(name) ? 1.5 : 0.3;
    const most = /min|smallest|lowest|least|shortest|nearest|closest|best|dist|cost/.test(name) ? 1.5 : 0.3;
    yield replaced('infinite constant', whole, site.python ? "float('-inf')" : '-Infinity', least * 0.7);
    yield replaced('infinite constant', whole, site.python ? "float('inf')" : 'Infinity', most * 0.7);
    yield replaced('empty value', whole, words(site).nothing, 0.5);
  }
  for (const binding of site.scopes.visible(node.startIndex)) {
    if (binding.kind === 'constant' && (binding.type === 'number' || binding.type === undefined))
      add(binding.name, 0.35);
    else if (bounding && binding.kind === 'parameter' && binding.type === 'number') add(binding.name, 0.5);
    else if (initial && value <= 1 && binding.type === 'number' && binding.kind === 'parameter') add(binding.name, 0.3);
  }
  if (initial && value === 0) {
    // What is to be counted on from may stand in the object already.
    for (const use of site.scopes.members(words(site).self).slice(0, 8)) {
      if (!use.called && (typeByName(use.name) ?? 'number') === 'number') add(`${words(site).self}.${use.name}`, 0.3);
    }
  }
  if (initial && (value === 0 || value === 1)) {
    // A best-so-far that must start from the first element.
    for (const binding of site.scopes.visible(node.startIndex)) {
      if (binding.kind === 'parameter' && binding.type === 'array') add(`${binding.name}[0]`, 0.4);
    }
  }
  const ranked = [...alternatives].sort((a, b) => b[1] - a[1]).slice(0, 14);
  for (const [text, fit] of ranked) yield replaced('number constant', whole, text, fit * (index ? 0.9 : 1));
}

function* others(node: SyntaxNode, site: Site): Generator<Draft> {
  const { true: yes, false: no, nothing } = words(site);
  const parent = node.parent;
  const returned = parent?.type === 'return_statement';
  const assigned = parent ? assignment(parent) : undefined;
  const fallback = returned || (assigned?.right.id === node.id && assigned.operator === '=');
  switch (node.type) {
    case 'true':
    case 'false':
      yield replaced('boolean constant', node, node.type === 'true' ? no : yes);
      if (fallback) yield replaced('empty value', node, nothing, 0.2);
      break;
    case 'none':
    case 'null':
    case 'undefined':
      for (const [at, text] of ['0', '[]', "''", '{}', no, yes, '-1'].entries()) {
        yield replaced('empty value', node, text, fallback ? 1 - at * 0.1 : 0.3);
      }
      if (!site.python) yield replaced('empty value', node, node.type === 'null' ? 'undefined' : 'null', 1);
      break;
    case 'array':
    case 'list':
    case 'object':
    case 'dictionary':
      yield* collections(node, site, fallback);
      break;
    case 'string':
      yield* strings(node, site);
      break;
    case 'regex': {
      const pattern = field(node, 'pattern');
      const flags = field(node, 'flags')?.text ?? '';
      if (!pattern) break;
      for (const { text, fit } of patternVariants(pattern.text))
        yield replaced('pattern', node, `/${text}/${flags}`, fit);
      for (const flag of ['g', 'i', 'm', 'u', 's']) {
        const other = flags.includes(flag) ? flags.replace(flag, '') : flags + flag;
        yield replaced('pattern', node, `/${pattern.text}/${other}`, flag === 'g' || flag === 'i' ? 1.3 : 0.3);
      }
      break;
    }
    case 'identifier':
      if (node.text === 'Infinity') yield replaced('sign', node, '-Infinity', 1.5);
      yield* insteadOfName(node, site);
      break;
    case 'unary_expression':
    case 'unary_operator':
    case 'call':
      if (node.text === '-Infinity') yield replaced('infinite constant', node, '0', 0.6);
      if (/^-?float\(['"]-?inf['"]\)$/.test(node.text)) {
        yield replaced('infinite constant', node, node.text.includes('-') ? "float('inf')" : "float('-inf')", 1);
        yield replaced('infinite constant', node, '0', 0.4);
      }
      break;
  }
}

/** A number that is the same each time, where a name has crept in. */
function* insteadOfName(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  if (!parent || !isReference(node) || typeOf(node, site.scopes) !== 'number') return;
  const given = parent.parent !== null && call(parent.parent)?.list.id === parent.id;
  if (!given && subscript(parent)?.index.id !== node.id) return;
  yield replaced('number constant', node, '0', 0.35);
  yield replaced('number constant', node, '1', 0.35);
}

function* collections(node: SyntaxNode, site: Site, fallback: boolean): Generator<Draft> {
  if (node.namedChildCount === 0) {
    const list = node.type === 'array' || node.type === 'list';
    if (fallback) {
      const alternatives = site.python
        ? list
          ? ['[0]', '[1]', '{}', 'set()', '[[]]', 'None']
          : ['[]', 'set()', 'None', '{0: 1}']
        : list
          ? ['[0]', '[1]', '{}', '[[]]', 'null', 'new Set()']
          : ['[]', 'null', 'new Map()', 'Object.create(null)'];
      for (const [at, text] of alternatives.entries())
        yield replaced('collection constant', node, text, 0.8 - at * 0.1);
      for (const binding of site.scopes.visible(node.startIndex)) {
        if (list && (binding.kind === 'parameter' || binding.kind === 'loop') && binding.start < node.startIndex) {
          yield replaced('collection constant', node, `[${binding.name}]`, binding.type === 'array' ? 0.3 : 0.7);
        }
      }
    }
  } else if (fallback) {
    yield replaced('collection constant', node, node.type === 'array' || node.type === 'list' ? '[]' : '{}', 0.7);
  }
}

const separators = ['', ' ', ',', ', ', '-', '_', '\\n', '.', '/', ':', ';', '|', '\\t', '0', '=', '&'];
const textCalls = new Set([
  'split',
  'join',
  'replace',
  'replaceAll',
  'strip',
  'lstrip',
  'rstrip',
  'padStart',
  'padEnd',
  'zfill',
  'startswith',
  'startsWith',
  'endswith',
  'endsWith',
]);

function* strings(node: SyntaxNode, site: Site): Generator<Draft> {
  const parts = /^([a-zA-Z]*)('''|"""|'|")(.*)\2$/s.exec(node.text);
  if (!parts || node.text.length > 120) return;
  const [, prefix = '', quote = '', content = ''] = parts;
  const write = (text: string): string => prefix + quote + text + quote;
  const parent = node.parent;
  if (parent?.type === 'expression_statement' || parent?.type === 'import_statement') return;
  const called = parent?.parent ? call(parent.parent) : parent ? call(parent) : undefined;
  if (called?.receiver?.text === 're' || (prefix.toLowerCase().includes('r') && site.python)) {
    for (const { text, fit } of patternVariants(content)) yield replaced('pattern', node, write(text), fit);
  }
  const separating = called !== undefined && textCalls.has(called.name);
  if (content.length <= 2) {
    const other = separators.filter((text) => text !== content);
    for (const [at, text] of other.entries())
      yield replaced('string constant', node, write(text), (separating ? 1.1 : 0.6) - at * 0.06);
  }
  const compared = parent ? binary(parent)?.kind === 'comparison' : false;
  const ranked = [...site.scopes.literals]
    .filter(([text, { type }]) => type === 'string' && text !== node.text && unquoted(text).length > 0)
    .map(([text, { places }]) => {
      const near = Math.min(...places.map((place) => Math.abs(place - node.startIndex))) < 600 ? 0.3 : 0;
      const alike = nameSimilarity(content, unquoted(text));
      return { text, fit: near + alike + (compared || parent?.type === 'return_statement' ? 0.3 : 0) };
    })
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 6);
  for (const { text, fit } of ranked) yield replaced('string constant', node, text, fit * 0.8);
  if (content.length > 0 && content.length <= 60) {
    if (content !== content.trim()) yield replaced('string constant', node, write(content.trim()), 0.5);
    else if (separating && !content.includes(' ')) yield replaced('string constant', node, write(`${content} `), 0.5);
    if (/[A-Z]/.test(content)) yield replaced('string constant', node, write(content.toLowerCase()), 0.3);
    if (/[a-z]/.test(content) && content.length <= 12)
      yield replaced('string constant', node, write(content.toUpperCase()), 0.2);
  }
  const initial = parent ? (assignmentOf(parent) ?? assignment(parent)) : undefined;
  if (content === '' && initial?.right.id === node.id) yield replaced('empty value', node, words(site).nothing, 0.5);
  // `"1" + x`, `d["1"]`: the number was meant.
  if (/^\d+$/.test(content)) yield replaced('conversion', node, content, 1);
  if (typeOf(node, site.scopes) === 'string' && parent && binary(parent)?.operator === '+' && content.length > 1) {
    yield replaced('string constant', node, write(`${content} `), 0.3);
    yield replaced('string constant', node, write(` ${content}`), 0.3);
  }
}
