/**
 * Functions that can be called with made-up inputs: each parameter is of a basic type, a list of one, or something of
 * the same file that is written as a literal of these, and nothing but the arguments has to be there first.
 */
import type { BasicType } from '../../testing/basicValues.ts';

export type Callable = GoOrJavaCallable | RustCallable;

interface Called {
  /** As a reader knows it: `Fee`, `Fees.fee`, `new Fees().fee`, `Cart::new`; of a method of a struct its name. */
  readonly callee: string;
  /** The name, and all that a caller must know: equal where one call fits both. */
  readonly signature: string;
  /** All that is made up: arguments, and in their places the fields of those that are structs. */
  readonly parameters: readonly Parameter[];
  /** Present where it is a method, or takes structs: what takes the parameters, in their order. */
  readonly made?: { readonly receiver?: MadeStruct | 'plain'; readonly arguments: readonly (MadeStruct | 'plain')[] };
  /** How many values come back. */
  readonly results: number;
  /** Go's package, or Java's, '' for the one without a name; in Rust the modules around it in its file, `a::b`. */
  readonly package: string;
}

interface GoOrJavaCallable extends Called {
  readonly language: 'go' | 'java';
}

export interface RustCallable extends Called {
  readonly language: 'rust';
  /** What a call names: `fee`, `Cart::fee`, `<Cart as Priced>::fee`. The receiver is the first argument. */
  readonly path: string;
  /** Offset into the text at which a module beside it can stand. */
  readonly end: number;
  /** Types of its module that come into it and cannot be shown by `{:?}`. */
  readonly unshown: readonly UnshownType[];
}

export interface Parameter {
  readonly type: BasicType;
  /** As the language writes it: `[]float64`, `List<String>`, `Vec<f64>` for a slice of Rust's as well. */
  readonly written: string;
  readonly list: 'none' | 'slice' | 'variadic' | 'array' | 'List' | 'Vec' | 'Option';
  /** In Rust: how it is handed over, where it is not given away. */
  readonly passed?: Borrowed;
}

export type Borrowed = '&' | '&mut ';

/** A struct that is written as a literal. */
export interface MadeStruct {
  readonly name: string;
  /** Go's pointers are `&` too. */
  readonly passed: '' | Borrowed;
  /** As many parameters are its own. In Rust those of a tuple are numbers. */
  readonly fields: readonly string[];
  /** In Rust: an expression that gives the other fields. In Go they are as it makes them. */
  readonly rest?: string;
}

/** What a value of a type of Rust's can be made of. */
export interface UnshownType {
  readonly name: string;
  /** `<'a>`, or nothing. */
  readonly lifetimes: string;
  /** One for a struct. */
  readonly forms: readonly { readonly path: string; readonly fields: readonly string[] }[];
}

/** Something comes back, or is done to a list that was given. */
export const canTell = (parameters: readonly Parameter[], results: number): boolean =>
  parameters.length > 0 && (results > 0 || parameters.some(({ list }) => list !== 'none'));
