/**
 * A function that can be there several times: beside the original a copy for each candidate, which the original
 * calls when it is told to.
 */

export interface FunctionSite {
  /** Offsets of the whole function, without the attributes and comments before it. */
  readonly start: number;
  readonly end: number;
  /** Behind the bracket that opens the body, and before the one that closes it. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** A statement in the function's body that gives everything to a copy of it and returns what that does. */
  call(copy: string): string;
  /** The declaration of a copy, from the text of the function with another body. Its lines are those of `text`. */
  declare(copy: string, text: string): string;
}

/** A function of a file with another body. */
export interface FunctionCopy {
  readonly site: FunctionSite;
  /** The whole function as it is in the changed file. */
  readonly text: string;
}
