/** The rows of a search as a person reads them, and the answers of several folders as one. */

export interface Place {
  /** Relative to its folder. */
  readonly path: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string;
  readonly kind: string;
}

export interface PlaceRow {
  /** A codicon's name. */
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  /** For a screen reader, which says no icon. */
  readonly spoken: string;
}

/** @param folder the name of its folder when there are several. */
export function placeRow({ path, startLine, endLine, symbol, kind }: Place, folder?: string): PlaceRow {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const label = symbol ?? name;
  const at = `${folder === undefined ? '' : `${folder}/`}${path}:${startLine}`;
  const what = kinds[kind]?.name ?? 'text';
  return {
    icon: kinds[kind]?.icon ?? 'symbol-file',
    label,
    description: at,
    spoken: `${symbol === undefined ? name : `${what} ${symbol}`}, ${at}, ${endLine - startLine + 1} lines`,
  };
}

/** Each list has its best first; so has the result. Between equals the first list comes first. */
export function mergeByScore<T extends { readonly score: number }>(
  lists: readonly (readonly T[])[],
  limit: number,
): T[] {
  return lists
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

/** What is looked for when the search opens: what is selected if that is a question, or what was asked last. */
export function seedOf(selected: string, last: string): string {
  const line = selected.trim();
  return line !== '' && !line.includes('\n') && line.length <= longestSeed ? line : last;
}

const longestSeed = 200;

const kinds: Readonly<Record<string, { readonly icon: string; readonly name: string }>> = {
  function: { icon: 'symbol-method', name: 'function' },
  method: { icon: 'symbol-method', name: 'method' },
  class: { icon: 'symbol-class', name: 'class' },
  interface: { icon: 'symbol-interface', name: 'interface' },
  enum: { icon: 'symbol-enum', name: 'enum' },
  type: { icon: 'symbol-struct', name: 'type' },
  extension: { icon: 'symbol-class', name: 'extension' },
  module: { icon: 'symbol-namespace', name: 'module' },
  constant: { icon: 'symbol-constant', name: 'constant' },
  variable: { icon: 'symbol-variable', name: 'variable' },
  field: { icon: 'symbol-field', name: 'field' },
  macro: { icon: 'symbol-method', name: 'macro' },
  test: { icon: 'beaker', name: 'test' },
  heading: { icon: 'symbol-string', name: 'heading' },
  rule: { icon: 'symbol-ruler', name: 'rule' },
  element: { icon: 'symbol-misc', name: 'element' },
  key: { icon: 'symbol-key', name: 'key' },
};
