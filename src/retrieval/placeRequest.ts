/** What is asked about a name or a place in the workspace, and what is answered. Only plain data: it crosses threads. */

export interface FoundPlace {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Left out for text that no definition holds. */
  readonly symbol?: string;
  readonly kind: string;
  /** Comparable within one answer only. */
  readonly score: number;
}

/** How something that is defined is looked at. */
export type SymbolRelation =
  /** Where the name is defined, as the file `path` sees it when that is given. */
  | 'definitions'
  /** What the type of this name has. */
  | 'members'
  /** Where the name is used, if it is this one that is meant there. */
  | 'callers'
  /** What extends or implements it. */
  | 'implementers'
  /** Tests of the name, or of the file `path`. */
  | 'tests'
  /** Which files import the file `path`, and which it imports. */
  | 'importers'
  | 'imports'
  /** What the file `path` defines. */
  | 'outline';

export interface SymbolRequest {
  readonly relation: SymbolRelation;
  /** Needed but for `importers`, `imports`, `outline` and the tests of a file. May be qualified: `Ledger.add`. */
  readonly name?: string;
  /** Relative to the workspace. */
  readonly path?: string;
  /** 20 when left out. */
  readonly limit?: number;
}

export interface SymbolResult extends FoundPlace {
  /** Why it is among the results, to be shown: “imported on line 3”. */
  readonly reason: string;
}

export interface SymbolReply {
  readonly results: readonly SymbolResult[];
  readonly ms: number;
  /** When nothing was found: why, as a sentence. */
  readonly why?: string;
}

export interface ContextRequest {
  /** Relative to the workspace; it need not be indexed. */
  readonly path: string;
  /** Of the cursor, both from 1. */
  readonly line: number;
  readonly column: number;
  /** The whole text of the file as the editor holds it; left out, what is on disk counts. */
  readonly text?: string;
  /** How many places at most; 10 when left out. */
  readonly limit?: number;
  /** How many tokens all of their texts may have; left out, every text is whole. */
  readonly tokenBudget?: number;
}

/** How much of a place is given. */
export type FormKind = 'whole' | 'skeleton' | 'signature';

export interface ContextHit extends FoundPlace {
  /** Why it helps here, to be shown: “defines `Ledger`, imported on line 3”. */
  readonly reason: string;
  readonly form: FormKind;
  readonly text: string;
  /** About how many tokens the text has. */
  readonly tokens: number;
}

export interface ContextReply {
  /** The most useful first. */
  readonly hits: readonly ContextHit[];
  readonly tokens: number;
  readonly ms: number;
  /** When nothing was found: why, as a sentence. */
  readonly why?: string;
}

/** Where the user was lately. */
export interface Visit {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly kind: 'view' | 'edit';
}
