/** What a file says about itself: what it defines, what it uses, what it imports. */

export type SymbolKind =
  | 'function'
  | 'method'
  | 'class'
  | 'interface'
  | 'enum'
  | 'type'
  /** What adds members to a type that is defined elsewhere: `impl` of Rust, `extension` of Swift. */
  | 'extension'
  /** A namespace, a module: what only holds other definitions. */
  | 'module'
  | 'constant'
  | 'variable'
  | 'field'
  | 'macro'
  | 'test'
  | 'heading'
  /** A rule of a style sheet, an element of a page, a key of a data file. */
  | 'rule'
  | 'element'
  | 'key';

/** Offsets are UTF-16 units into the file's text, ends exclusive; lines count from 1, ends inclusive. */
export interface Definition {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The whole definition with its modifiers, decorators and the like, without the comment above it. */
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Names of what it stands in, outermost first. */
  readonly scope: readonly string[];
  /** On one line, without the body. */
  readonly signature: string;
  /** Of the comment above or of the docstring, without its marks; '' when there is none. */
  readonly doc: string;
  /** Where the comment above begins, or `start`. */
  readonly docStart: number;
  /** Where the body begins that the signature leaves out, or `end`. */
  readonly bodyStart: number;
  /** Other files can use it, as far as the file itself tells. */
  readonly exported: boolean;
}

/** A name that is used: called (constructors, macros and components too), as a type, behind a dot, or otherwise. */
export interface Reference {
  readonly name: string;
  readonly kind: 'call' | 'type' | 'member' | 'name';
  readonly line: number;
  readonly start: number;
}

/** What a file takes from another. */
export interface Import {
  /** As it is written, without quotes. */
  readonly module: string;
  /** `name` as the other file calls it (`*`: all of it, `default`: its default), `alias` as this file does; '' where everything comes in under its own name. */
  readonly names: readonly { readonly name: string; readonly alias: string }[];
  readonly line: number;
}

export interface Outline {
  /** By `start`; what holds others comes before them. */
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
  readonly imports: readonly Import[];
}

export const emptyOutline: Outline = { definitions: [], references: [], imports: [] };
