/** Definitions that a query names: who writes `parseHeader` or `Ledger.add` wants to see just that first. */

import { hashOfName } from './nameHash.ts';
import type { Place, SymbolGraph } from './symbolGraph.ts';
import { definitionsOf } from './symbolRelations.ts';

const mostNames = 4;
const mostOfEach = 4;
/** A name with more definitions is a word like any other: `toString`. */
const mostDefinitions = 24;

export function namedInQuery(graph: SymbolGraph, query: string): Place[] {
  const places: Place[] = [];
  let left = mostNames;
  for (const name of namesIn(query)) {
    const last = name.split(/::|[.#]/).at(-1)!;
    const count = graph.names.definitionsOf(hashOfName(last), mostDefinitions + 1);
    if (count === 0 || (count > mostDefinitions && last === name)) continue;
    places.push(...definitionsOf(graph, name, undefined).slice(0, mostOfEach));
    if (--left === 0) break;
  }
  return places;
}

/** What looks like a name of code: a word alone, or one that no prose has. */
function namesIn(query: string): string[] {
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
