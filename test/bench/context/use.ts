/** One name that a line uses and another file defines. */

export interface Use {
  readonly path: string;
  /** Of the name, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly name: string;
  /** Where it is defined: another file, and the line of its name. */
  readonly target: { readonly path: string; readonly line: number };
}

/** Path, relative to the package, to text. */
export type Sources = ReadonlyMap<string, string>;
