/** Definitions that a query names: who writes `parseHeader` or `Ledger.add` wants to see just that first. */

import { hashOfName } from './nameHash.ts';
import type { Place, SymbolGraph } from './symbolGraph.ts';
import { definitionsOf } from './symbolRelations.ts';

const mostNames = 4;
const mostOfEach = 4;
/** A name with more definitions is a word like any other: `toString`. */
const mostDefinitions = 24;

export function namedInQuery(graph: SymbolGraph, query: string): Place[] {
  return namedIn(query, {
    count: (name, most) => graph.names.definitionsOf(hashOfName(name), most),
    of: (name) => definitionsOf(graph, name, undefined),
  });
}

/** Who knows definitions by their names. */
export interface NamedDefinitions<Found> {
  /** How many there are of a plain name, or `most`. */
  count(name: string, most: number): number;
  /** Those of a name, which may have its owner's in front; the most likely first. */
  of(name: string): readonly Found[];
}

export function namedIn<Found>(query: string, definitions: NamedDefinitions<Found>): Found[] {
  const found: Found[] = [];
  let left = mostNames;
  for (const name of namesIn(query)) {
    const last = lastOf(name);
    const count = definitions.count(last, mostDefinitions + 1);
    if (count === 0 || (count > mostDefinitions && last === name)) continue;
    found.push(...definitions.of(name).slice(0, mostOfEach));
    if (--left === 0) break;
  }
  return found;
}

/** A name without its owner's. */
export const lastOf = (name: string): string => name.split(/::|[.#]/).at(-1)!;

/** What looks like a name of code: a word alone, or one that no prose has. */
export function namesIn(query: string): string[] {
  const text = query.trim();
  const words = text.match(/[\p{L}_$][\p{L}\p{N}_$]*(?:(?:::|[.#])[\p{L}_$][\p{L}\p{N}_$]*)*/gu) ?? [];
  if (words.length === 1) return words;
  const names = words.filter((word) =>
    /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|[\p{L}\p{N}]_[\p{L}\p{N}]|::|\p{L}[.#]\p{L}/u.test(word),
  );
  for (const [, called] of text.matchAll(/([\p{L}_$][\p{L}\p{N}_$]*)\(/gu))
    if (called !== undefined) names.push(called);
  return [...new Set(names)];
}
