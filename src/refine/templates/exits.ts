/** The ways in which code can leave early, and with what. */

import { isFunction } from '../../syntax/grammar.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { declarationsOf, resultsOf } from '../../syntax/exactType.ts';
import { parameterName, parametersOf } from '../../syntax/declaredNames.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { zeroesOf } from './dialect.ts';
import { otherReturns } from './returns.ts';
import type { Site } from './site.ts';
import { words } from './write.ts';

export interface Exit {
  /** `continue`, `return 0`. */
  readonly text: string;
  readonly fit: number;
}

/** The likeliest first: out of the loop's turn, with what the function returns elsewhere, with nothing of its type. */
export function exitsOf(fn: SyntaxNode | undefined, site: Site, inLoop: boolean): Exit[] {
  const found: Exit[] = [];
  const add = (text: string, fit: number): void => {
    if (!found.some((exit) => exit.text === text)) found.push({ text, fit });
  };
  if (inLoop) {
    add('continue', 1);
    add('break', 0.6);
  }
  if (fn) {
    const scale = inLoop ? 0.5 : 1;
    const others = otherReturns(fn);
    if (site.compiled) return [...found, ...declaredExits(fn, site, others, scale)].slice(0, 6);
    const simple = others.filter((text) =>
      /^(-?\d+(\.\d+)?|[[({][\])}]|''|""|null|None|undefined|true|false|True|False|[\p{L}_$]\w*)$/u.test(text),
    );
    for (const text of simple.slice(0, 3)) add(`return ${text}`, scale);
    const type = returnType(fn, site);
    const { nothing, false: no, true: yes } = words(site);
    const defaults: Readonly<Record<string, readonly string[]>> = {
      number: ['0', '-1', '1', nothing],
      string: ["''", nothing],
      boolean: [no, yes],
      array: ['[]', nothing],
      map: ['{}', nothing],
      object: ['{}', nothing],
    };
    const texts = (type && defaults[type]) ?? (others.length > 0 ? [nothing, '0', '[]', no, yes, "''"] : []);
    for (const [at, text] of texts.entries()) add(`return ${text}`, scale * (type ? 0.8 : 0.55) * (1 - at * 0.12));
    if (others.length === 0) add('return', scale * 0.8);
  }
  return found.slice(0, 6);
}

/** What the function's own header lets it return. */
function declaredExits(fn: SyntaxNode, site: Site, others: readonly string[], scale: number): Exit[] {
  const { language } = site.tree;
  const declared = field(fn, 'return_type')?.text;
  const results = resultsOf(declared ?? '', language);
  if (results.length === 0) return isFunctionWithoutResult(fn, declared) ? [{ text: 'return', fit: scale * 0.8 }] : [];
  const found = new Map<string, number>();
  const simple = others.filter((text) => text.length <= 40 && !/[-+*/]/.test(text.slice(1)) && usable(text, fn));
  for (const text of simple.slice(0, 4)) found.set(text, scale);
  const { fields } = declarationsOf(site.tree);
  const zeroes = results.map((type) =>
    zeroesOf(type, language).filter((text) => !/^\w+\{\}$/.test(text) || fields.has(type)),
  );
  if (results.length === 1) {
    for (const [at, text] of (zeroes[0] ?? []).entries())
      if (!found.has(text)) found.set(text, scale * (0.8 - at * 0.15));
  } else if (zeroes.every((list) => list.length > 0)) {
    const text = zeroes.map((list) => list[0]).join(', ');
    if (!found.has(text)) found.set(text, scale * 0.8);
  }
  return [...found].map(([text, fit]) => ({ text: `return ${text}`, fit }));
}

const isFunctionWithoutResult = (fn: SyntaxNode, declared: string | undefined): boolean =>
  fn.type !== 'arrow_function' && (declared === undefined || declared === 'void');

/** Made of constants and of what the function is given. */
function usable(text: string, fn: SyntaxNode): boolean {
  const known = new Set(parametersOf(fn).map((parameter) => parameterName(parameter)?.text));
  const names = text.replace(/"[^"]*"|\.\s*\w+|\w+::\w+/g, '').match(/(?<![\w.])[a-z]\w*(?!\w*\()/g) ?? [];
  return names.every((name) => known.has(name) || /^(true|false|null|nil|self|this|new|err)$/.test(name));
}

/** The rough type of what a function returns, from its annotation or its returns. */
function returnType(fn: SyntaxNode, site: Site): RoughType | undefined {
  const found = new Map<RoughType, number>();
  for (const node of descend(fn, (inner) => inner.id === fn.id || !isFunction(inner))) {
    const value = node.type === 'return_statement' ? parts(node)[0] : undefined;
    const type = value && typeOf(value, site.scopes);
    if (type && type !== 'null') found.set(type, (found.get(type) ?? 0) + 1);
  }
  return [...found].sort((a, b) => b[1] - a[1])[0]?.[0];
}
