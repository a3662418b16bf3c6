/** Where a change across files begins: the definitions that the instruction means, by its place or by their names. */

import type { Definition } from '../../syntax/outline.ts';
import type { EditRequest } from '../editRequest.ts';
import type { Block, Dependents, Sought } from './dependents.ts';
import type { PlanTexts } from './planTexts.ts';
import { languageOf } from '../../syntax/language.ts';
import type { SymbolChange } from './symbolChange.ts';

export interface Beginning extends Block, Sought {
  readonly kind: Definition['kind'];
  readonly lines: { readonly first: number; readonly last: number };
  readonly text: string;
}

/** A name that is defined more often is no name of one thing. */
const mostSame = 3;
const mostNames = 8;

export async function beginnings(
  { instruction, place }: Pick<EditRequest, 'instruction' | 'place'>,
  texts: PlanTexts,
  graph: Dependents,
  signal: AbortSignal,
): Promise<Beginning[]> {
  if (place?.lines) {
    const { first, last } = place.lines;
    const { outline, text } = await graph.outline(place.path);
    const around = outline.definitions.filter(({ startLine, endLine }) => startLine <= first && last <= endLine);
    const inner = around.at(-1) ?? outline.definitions.find(({ startLine }) => first <= startLine && startLine <= last);
    return inner ? [beginning(place.path, text, inner)] : [];
  }
  const names = namesIn(instruction);
  if (names.length === 0) return [];
  const paths = place ? [place.path] : await texts.paths();
  const found = new Map<string, Beginning[]>();
  for (const path of paths) {
    signal.throwIfAborted();
    const text = languageOf(path) && (await texts.text(path));
    if (text === undefined || !names.some((name) => text.includes(lastPart(name)))) continue;
    const { outline } = await graph.outline(path);
    for (const name of names)
      for (const definition of outline.definitions)
        if (isCalled(definition, name))
          found.set(name, [...(found.get(name) ?? []), beginning(path, text, definition)]);
  }
  const unique = new Map<string, Beginning>();
  for (const name of names) {
    const all = found.get(name) ?? [];
    const outermost = Math.min(...all.map(({ scope }) => scope.length));
    const meant = all.filter(({ scope }) => scope.length === outermost);
    if (meant.length <= mostSame) for (const one of meant) unique.set(`${one.path}\0${one.symbol}`, one);
  }
  return [...unique.values()];
}

/** As if it had changed, for a look at what that would mean. */
export const supposed = ({ path, name, scope, kind, line, text }: Beginning): SymbolChange => ({
  ...{ path, name, scope, kind, line },
  what: kind === 'class' || kind === 'interface' ? 'renamed' : 'signature',
  ...{ before: text, after: text },
});

function beginning(
  path: string,
  text: string,
  { name, scope, kind, startLine, endLine, start, end }: Definition,
): Beginning {
  const lines = { first: startLine, last: endLine };
  return {
    path,
    name,
    scope,
    kind,
    line: startLine,
    lines,
    symbol: [...scope, name].join('.'),
    text: text.slice(start, end),
  };
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function isCalled({ name, scope }: Definition, written: string): boolean {
  const parts = written.split('.');
  return parts.at(-1) === name && parts.slice(0, -1).every((part, at) => scope.at(at - parts.length + 1) === part);
}

/** Words that are written like names, in quotes, with a call's brackets or with more than one hump, or said to be one. */
function namesIn(instruction: string): string[] {
  const name = String.raw`[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#)[\p{L}_$][\p{L}\p{N}_$]*)*`;
  const kind = String.raw`(?<=\b(?:rename|function|method|class|type|interface|constant|variable|(?:to|of) (?:all )?calls (?:to|of))\s+)`;
  const form = new RegExp(
    String.raw`[\x60"'“‘](${name})(?:\(\))?[\x60"'”’]|(${name})(?=\()|${kind}(${name})|\b(${name})\b`,
    'giu',
  );
  const names = new Set<string>();
  for (const [, quoted, called, told, plain] of instruction.matchAll(form)) {
    const said = quoted ?? called ?? told ?? (plain !== undefined && looksLikeName(plain) ? plain : undefined);
    if (said !== undefined) names.add(said.replace(/::|#/g, '.'));
  }
  return [...names].slice(0, mostNames);
}

const looksLikeName = (word: string): boolean =>
  /\p{Ll}\p{Lu}/u.test(word) ||
  /[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(word) ||
  /^\p{Lu}\p{Ll}/u.test(word) ||
  /[.]|::|#/.test(word);
