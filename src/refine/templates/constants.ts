/** The wrong constant: a number, a truth value, nothing, an empty or a first value, a string, a pattern. */

import { isNumber } from '../../syntax/grammar.ts';
import { assignment, assignmentOf, binary, call, subscript } from '../../syntax/shapes.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { unquoted } from '../../syntax/seenNames.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { isFraction, isUnsigned } from './dialect.ts';
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
  const suffix = site.compiled
    ? (/(?<=[\d._])([lLdDfF]|_?[iuf](8|16|32|64|128|size))$/.exec(whole.text)?.[0] ?? '')
    : '';
  const value = Number(
    whole.text
      .slice(0, whole.text.length - suffix.length)
      .replace(/[_\s]/g, '')
      .replace(/n$/, ''),
  );
  if (!Number.isFinite(value)) return;
  const alternatives = new Map<string, number>();
  const fraction = /^-?[\d_]*\.\d/.test(whole.text);
  const unsigned = isUnsigned(expected(whole, site));
  /** The number as its place wants it: a fraction where one stands, with the suffix that is there. */
  const alike = (text: string): string | undefined => {
    if (!site.compiled) return text;
    if (unsigned && text.startsWith('-')) return undefined;
    if (text.includes('.') && !fraction) return undefined;
    return (fraction && !text.includes('.') ? `${text}.0` : text) + suffix;
  };
  const add = (text: string, fit: number): void => {
    const written = /^-?[\d.]+$/.test(text) ? alike(text) : text;
    if (written === undefined || written === whole.text) return;
    if ((alternatives.get(written) ?? 0) < fit) alternatives.set(written, fit);
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
    if (type === 'string' || type === 'character' || text === node.text) continue;
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
    const ends = limits(site, expected(whole, site));
    if (ends) {
      yield replaced('infinite constant', whole, ends[0], least * 0.7);
      yield replaced('infinite constant', whole, ends[1], most * 0.7);
    }
    if (!site.compiled) yield replaced('empty value', whole, words(site).nothing, 0.5);
  }
  for (const binding of site.scopes.visible(node.startIndex)) {
    if (site.compiled && !sameKind(binding.exact, expected(whole, site))) continue;
    if (binding.kind === 'constant' && (binding.type === 'number' || binding.type === undefined))
      add(binding.name, 0.35);
    else if (bounding && binding.kind === 'parameter' && binding.type === 'number') add(binding.name, 0.5);
    else if (initial && value <= 1 && binding.type === 'number' && binding.kind === 'parameter') add(binding.name, 0.3);
  }
  if (initial && value === 0) {
    // What is to be counted on from may stand in the object already.
    const held = site.scopes
      .members(words(site).self)
      .filter((use) => !use.called && (use.type ?? typeByName(use.name) ?? 'number') === 'number');
    for (const use of held.slice(0, 8)) add(`${words(site).self}.${use.name}`, use.type ? 0.35 : 0.3);
  }
  if (initial && (value === 0 || value === 1)) {
    // A best-so-far that must start from the first element.
    for (const binding of site.scopes.visible(node.startIndex)) {
      if (binding.kind === 'parameter' && binding.type === 'array')
        add(/^List</.test(binding.exact ?? '') ? `${binding.name}.get(0)` : `${binding.name}[0]`, 0.4);
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
      if (fallback && !site.compiled) yield replaced('empty value', node, nothing, 0.2);
      break;
    case 'none':
    case 'null':
    case 'undefined':
      if (site.compiled) break;
      for (const [at, text] of ['0', '[]', "''", '{}', no, yes, '-1'].entries()) {
        yield replaced('empty value', node, text, fallback ? 1 - at * 0.1 : 0.3);
      }
      if (!site.python) yield replaced('empty value', node, node.type === 'null' ? 'undefined' : 'null', 1);
      break;
    case 'array':
    case 'list':
    case 'object':
    case 'dictionary':
      if (site.compiled) break;
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

/** The type that a number's place has, where it is known. */
function expected(node: SyntaxNode, site: Site): string | undefined {
  const parent = node.parent;
  if (!site.compiled || !parent) return undefined;
  const pair = binary(parent);
  const other = pair && (pair.left.id === node.id ? pair.right : pair.left);
  const set = assignment(parent);
  const type = other ? site.exact(other) : set ? site.exact(set.left) : undefined;
  return type?.startsWith('#') ? undefined : type;
}

const sameKind = (exact: string | undefined, wanted: string | undefined): boolean =>
  exact === undefined || wanted === undefined || exact === wanted;

/** The least and the most that a number can be. */
function limits(site: Site, exact: string | undefined): readonly [string, string] | undefined {
  switch (site.tree.language) {
    case 'python':
      return ["float('-inf')", "float('inf')"];
    case 'java':
      if (exact === 'double') return ['Double.NEGATIVE_INFINITY', 'Double.POSITIVE_INFINITY'];
      return exact === 'long' ? ['Long.MIN_VALUE', 'Long.MAX_VALUE'] : ['Integer.MIN_VALUE', 'Integer.MAX_VALUE'];
    case 'go':
      if (!site.scopes.find('math', 0)) return undefined;
      return exact === 'float64' ? ['math.Inf(-1)', 'math.Inf(1)'] : ['math.MinInt', 'math.MaxInt'];
    case 'rust':
      return exact === undefined ? undefined : [`${exact}::MIN`, `${exact}::MAX`];
    default:
      return ['-Infinity', 'Infinity'];
  }
}

/** A number that is the same each time, where a name has crept in. */
function* insteadOfName(node: SyntaxNode, site: Site): Generator<Draft> {
  const parent = node.parent;
  if (!parent || !isReference(node) || typeOf(node, site.scopes) !== 'number') return;
  const given = parent.parent !== null && call(parent.parent)?.list.id === parent.id;
  if (!given && subscript(parent)?.index.id !== node.id) return;
  if (isFraction(site.exact(node))) return;
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
  if (content === '' && initial?.right.id === node.id && !site.compiled)
    yield replaced('empty value', node, words(site).nothing, 0.5);
  // `"1" + x`, `d["1"]`: the number was meant.
  if (/^\d+$/.test(content) && !site.compiled) yield replaced('conversion', node, content, 1);
  if (typeOf(node, site.scopes) === 'string' && parent && binary(parent)?.operator === '+' && content.length > 1) {
    yield replaced('string constant', node, write(`${content} `), 0.3);
    yield replaced('string constant', node, write(` ${content}`), 0.3);
  }
}
