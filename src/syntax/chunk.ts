import type { SymbolKind } from './outline.ts';

/** A piece of a file with its syntactic context, the unit of retrieval. Offsets and lines as in `Definition`. */
export interface Chunk {
  readonly kind: SymbolKind | 'text';
  /** Of the definition, or of several small ones with commas between; '' for text that no definition holds. */
  readonly name: string;
  readonly scope: readonly string[];
  readonly signature: string;
  readonly doc: string;
  /** Whole lines, the comment above a definition included. */
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Counts the pieces of one long definition from 1; 0 when whole. */
  readonly part: number;
  /** Stretches between `start` and `end` that belong to other chunks: with them left out a long class is a skeleton. */
  readonly omitted: readonly { readonly start: number; readonly end: number }[];
}
