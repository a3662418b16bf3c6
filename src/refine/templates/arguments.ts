/** An argument that is missing, too many, or usually given. */

import { enclosingFunction, isFunction } from '../../syntax/grammar.ts';
import { call } from '../../syntax/shapes.ts';
import type { Call } from '../../syntax/shapes.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { reachable } from './names.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* callArguments(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    const called = call(node);
    if (!called) continue;
    // A number of arguments that the declaration does not have would not even compile.
    if (site.compiled) continue;
    yield* extra(called);
    yield* missing(called, node, site);
    yield* usual(called, node, site);
    yield* keywords(called, site);
  }
}

function listed(
  called: Call,
  values: readonly string[],
  template: 'missing argument' | 'extra argument' | 'usual argument',
  fit: number,
): Draft {
  const text = `(${values.join(', ')})`;
  return {
    template,
    edits: [replacement(called.list, text)],
    description: `${quoted(called.name + called.list.text)} becomes ${quoted(called.name + text)}`,
    fit,
  };
}

function* extra(called: Call): Generator<Draft> {
  if (called.values.length < 2 && called.values[0]?.type !== 'keyword_argument') {
    if (called.values.length === 1) yield listed(called, [], 'extra argument', 0.4);
    return;
  }
  for (const value of called.values) {
    const rest = called.values.filter((other) => other.id !== value.id).map((other) => other.text);
    yield listed(called, rest, 'extra argument', value.id === called.values.at(-1)?.id ? 1 : 0.5);
  }
}

function* missing(called: Call, node: SyntaxNode, site: Site): Generator<Draft> {
  const values = called.values.map((value) => value.text);
  const signature = site.scopes.signatures.get(called.name) ?? site.ingredients?.signatures.get(called.name);
  const plain = called.values.every((value) => value.type !== 'keyword_argument');
  if (!signature || signature.length <= values.length || !plain) {
    if (signature === undefined && values.length <= 2) {
      const names = reachable(node, site).filter(
        (binding) =>
          ['parameter', 'variable', 'loop'].includes(binding.kind) &&
          !values.includes(binding.name) &&
          binding.name !== 'self',
      );
      for (const binding of names.slice(0, 5))
        yield listed(called, [...values, binding.name], 'missing argument', 0.25);
    }
    return;
  }
  const fn = enclosingFunction(node);
  const recursive = fn && field(fn, 'name')?.text === called.name;
  // Each gap that the missing argument may have been in, filled by what its parameter's name asks for.
  for (let gap = values.length; gap >= 0; gap--) {
    const wanted = signature[gap];
    if (wanted === undefined) continue;
    const wantedType = typeByName(wanted);
    const scored = reachable(node, site)
      .filter(
        (binding) =>
          ['parameter', 'variable', 'loop', 'constant'].includes(binding.kind) &&
          binding.name !== 'self' &&
          !values.includes(binding.name),
      )
      .map((binding) => {
        const type = binding.type ?? typeByName(binding.name);
        const agree = type !== undefined && wantedType !== undefined ? (type === wantedType ? 0.3 : -0.3) : 0;
        return { name: binding.name, fit: 0.3 + nameSimilarity(binding.name, wanted) + agree };
      })
      .sort((a, b) => b.fit - a.fit)
      .slice(0, gap === values.length ? 4 : 2);
    for (const { name, fit } of scored) {
      yield listed(
        called,
        [...values.slice(0, gap), name, ...values.slice(gap)],
        'missing argument',
        fit * (gap === values.length ? 1.3 : 0.6) * (recursive ? 1.4 : 1),
      );
    }
    if (gap === values.length) {
      for (const text of site.python ? ['True', 'False', '0', '1', 'None'] : ['true', 'false', '0', '1'])
        yield listed(called, [...values, text], 'missing argument', 0.3);
    }
  }
}

/** Arguments that these calls are usually given and that change what they do. */
function* usual(called: Call, node: SyntaxNode, site: Site): Generator<Draft> {
  const values = called.values.map((value) => value.text);
  const more = (text: string, fit: number): Draft => listed(called, [...values, text], 'usual argument', fit);
  const count = values.length;
  const has = (name: string): boolean => values.some((value) => value.startsWith(`${name}=`));
  if (site.python) {
    switch (called.name) {
      case 'sorted':
      case 'sort':
      case 'min':
      case 'max':
      case 'nlargest':
      case 'nsmallest':
        if (!has('reverse') && called.name.startsWith('sort')) yield more('reverse=True', 1.2);
        if (!has('key')) {
          yield more('key=len', 0.4);
          yield more('key=str.lower', 0.3);
          yield more('key=lambda item: item[1]', 0.6);
          yield more('key=lambda item: item[0]', 0.4);
          for (const [name] of [...site.scopes.memberNames].slice(0, 40)) {
            const used = new RegExp(`\\.${name}\\b(?!\\()`).test(
              site.tree.text.slice(Math.max(0, node.startIndex - 800), node.endIndex + 800),
            );
            if (used) yield more(`key=lambda item: item.${name}`, 0.25);
          }
          for (const [key] of [...site.scopes.keys].slice(0, 8))
            yield more(`key=lambda item: item[${JSON.stringify(key)}]`.replaceAll('"', "'"), 0.2);
        }
        if (!called.name.startsWith('sort') && count === 1) yield more('default=0', 0.8);
        if (!called.name.startsWith('sort') && count === 1) yield more('default=None', 0.6);
        break;
      case 'round':
        if (count === 1) {
          yield more('2', 1.2);
          yield more('1', 0.5);
        }
        break;
      case 'pop':
        if (count === 0) {
          yield more('0', 1);
          yield more('-1', 0.3);
        }
        if (count === 1) yield more('None', 1);
        break;
      case 'get':
      case 'getattr':
        if (count === 1 || called.name === 'getattr')
          for (const [at, text] of ['0', 'None', '[]', "''"].entries()) yield more(text, 0.6 - at * 0.1);
        break;
      case 'split':
        if (count === 0) for (const text of ["','", "' '", "'\\n'"]) yield more(text, 0.7);
        if (count === 1) yield more('1', 0.8);
        break;
      case 'enumerate':
        if (count === 1) {
          yield more('1', 0.9);
          yield more('start=1', 0.2);
        }
        break;
      case 'int':
        if (count === 1) for (const text of ['2', '16', 'base=10']) yield more(text, 0.3);
        break;
      case 'next':
        if (count === 1) yield more('None', 1);
        break;
      case 'sum':
        if (count === 1) yield more('[]', 0.2);
        break;
      case 'range':
        if (count === 1) yield more('1', 0.1);
        if (count === 2) {
          yield more('-1', 0.8);
          yield more('2', 0.5);
        }
        break;
      case 'replace':
        if (count === 2) yield more('1', 0.5);
        break;
      case 'findall':
      case 'search':
      case 'match':
      case 'sub':
      case 'compile':
        yield more('flags=re.IGNORECASE', 0.4);
        break;
      case 'dumps':
        yield more('sort_keys=True', 0.5);
        yield more('indent=2', 0.3);
        break;
    }
    return;
  }
  switch (called.name) {
    case 'sort':
    case 'toSorted':
      if (count === 0) {
        yield more('(a, b) => a - b', 3);
        yield more('(a, b) => b - a', 1.5);
        yield more('(a, b) => a.localeCompare(b)', 0.4);
        for (const [name, times] of [...site.scopes.memberNames].slice(0, 30))
          if (times > 1 && typeByName(name) === 'number') yield more(`(a, b) => a.${name} - b.${name}`, 0.5);
      }
      break;
    case 'parseInt':
      if (count === 1) {
        yield more('10', 1.2);
        yield more('2', 0.3);
        yield more('16', 0.3);
      }
      break;
    case 'reduce':
    case 'reduceRight':
      if (count === 1)
        for (const [at, text] of ['0', '{}', '[]', "''", '1'].entries()) yield more(text, 1.3 - at * 0.15);
      break;
    case 'join':
      if (count === 0) for (const text of ["''", "' '", "', '", "'\\n'"]) yield more(text, 1);
      break;
    case 'split':
      if (count === 0) for (const text of ["''", "' '", "','"]) yield more(text, 1);
      break;
    case 'toString':
      if (count === 0) for (const text of ['2', '16', '36']) yield more(text, 0.5);
      break;
    case 'toFixed':
      if (count === 0) for (const text of ['2', '1']) yield more(text, 1);
      break;
    case 'slice':
    case 'substring':
      if (count === 0) yield more('1', 1);
      if (count === 1) yield more('-1', 0.7);
      break;
    case 'splice':
      if (count === 1) yield more('1', 1.5);
      if (count === 2) yield listed(called, [...values, '0'], 'usual argument', 0.1);
      break;
    case 'fill':
      if (count === 0) for (const text of ['0', 'null', 'false']) yield more(text, 1);
      break;
    case 'flat':
      if (count === 0) yield more('Infinity', 1.2);
      break;
    case 'stringify':
      if (count === 1) yield more('null, 2', 0.7);
      break;
    case 'padStart':
    case 'padEnd':
      if (count === 1) yield more("'0'", 1);
      break;
    case 'indexOf':
    case 'includes':
      if (count === 1)
        for (const binding of reachable(node, site))
          if (binding.kind === 'loop' || /^(i|index|start|from|pos|position|offset)$/.test(binding.name))
            yield more(binding.name, 0.5);
      break;
  }
  if (['max', 'min'].includes(called.name) && count === 1 && called.receiver?.text === 'Math') {
    const only = called.values[0];
    if (only && only.type !== 'spread_element' && typeOf(only, site.scopes) !== 'number')
      yield listed(called, [`...${only.text}`], 'usual argument', 1.5);
    yield more('0', 0.6);
  }
}

/** `reverse=True` turned round, `key=` taken away. */
function* keywords(called: Call, site: Site): Generator<Draft> {
  for (const value of called.values) {
    if (value.type !== 'keyword_argument') continue;
    const inner = field(value, 'value');
    const name = field(value, 'name')?.text;
    if (inner && name === 'key' && isFunction(inner)) {
      const body = field(inner, 'body');
      if (body && typeOf(body, site.scopes) !== 'string')
        yield replaced('sort direction', body, body.text.startsWith('-') ? body.text.slice(1) : `-${body.text}`, 0.8);
      if (body && body.type !== 'tuple') {
        const parameter = field(inner, 'parameters')?.text;
        if (parameter && body.text !== parameter)
          yield replaced('sort direction', body, `(${body.text}, ${parameter})`, 0.3);
      }
      if (body?.type === 'tuple') {
        for (const part of body.namedChildren)
          if (part)
            yield replaced(
              'sort direction',
              part,
              part.text.startsWith('-') ? part.text.slice(1) : `-${part.text}`,
              0.8,
            );
      }
    }
  }
}
