/**
 * What a language's queries find, as plain spans. The query files name what they capture:
 *
 * - `definition.<kind>` with `name`, `body` (what a signature leaves out) and `scope` (a name in front, as Go's receiver);
 * - `wrapper`, `export`, `decorated`: a node around a definition that belongs to it; `attribute`: a node before one;
 * - `exported`: a name that the file exports elsewhere than where it defines it;
 * - `comment`, `docstring`;
 * - `import` with `import.module`, `.name`, `.alias`, `.default`, `.namespace`, `.all`, or `.path` for `importPath.ts`;
 * - `call`, `type`, `member`, `reference`: names that are used.
 */

export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface QueryMatch {
  /** Counts the patterns of the query file. */
  readonly pattern: number;
  readonly captures: readonly Capture[];
}
