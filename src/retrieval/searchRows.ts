/** The rows of a search as a person reads them, and the answers of several folders as one. */

export interface Place {
  /** Relative to its folder. */
  readonly path: string;
  /** From 1. */
  readonly startLine: number;
  readonly symbol?: string;
  readonly kind: string;
}

export interface PlaceRow {
  /** A codicon's name. */
  readonly icon: string;
  readonly label: string;
  readonly description: string;
}

/** @param folder the name of its folder when there are several. */
export function placeRow({ path, startLine, symbol, kind }: Place, folder?: string): PlaceRow {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const label = shortened(symbol ?? name);
  const at = `${folder === undefined ? '' : `${folder}/`}${path}:${startLine}`;
  return {
    icon: icons[kind] ?? 'symbol-file',
    label,
    description: at,
  };
}

/** The path after it matters as much. */
const shortened = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);

export interface Scored {
  /** Comparable within one list only. */
  readonly score: number;
  /** How much of the query it has: comparable between lists. */
  readonly share?: number;
}

/**
 * The answers of several indexes as one, the best first. Each keeps its own order; how far its best comes up is
 * decided by how much of the query its results have at most. Between equals the first list comes first.
 */
export function mergeByScore<T extends Scored>(lists: readonly (readonly T[])[]): T[] {
  const weighed = lists.flatMap((list) => {
    const most = Math.max(...list.map(({ share = 1 }) => share));
    const best = list[0]?.score ?? 1;
    return list.map((result) => ({ result, weight: (most * result.score) / best }));
  });
  return weighed.sort((a, b) => b.weight - a.weight).map(({ result }) => result);
}

/** What is looked for when the search opens: what is selected if that is a question, or what was asked last. */
export function seedOf(selected: string, last: string): string {
  const line = selected.trim();
  return line !== '' && !line.includes('\n') && line.length <= longestSeed ? line : last;
}

const longestSeed = 200;
const longestName = 60;

const icons: Readonly<Record<string, string>> = {
  function: 'symbol-method',
  method: 'symbol-method',
  class: 'symbol-class',
  interface: 'symbol-interface',
  enum: 'symbol-enum',
  type: 'symbol-struct',
  extension: 'symbol-class',
  module: 'symbol-namespace',
  constant: 'symbol-constant',
  variable: 'symbol-variable',
  field: 'symbol-field',
  macro: 'symbol-method',
  test: 'beaker',
  heading: 'symbol-string',
  rule: 'symbol-ruler',
  element: 'symbol-misc',
  key: 'symbol-key',
};
