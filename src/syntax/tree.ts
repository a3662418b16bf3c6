/**
 * The part of a syntax tree that pure code needs. A web-tree-sitter `Node` fits as it is,
 * so nothing is copied and no pure file imports the parser.
 * Offsets are UTF-16 units into the text that was parsed; rows and columns count from 0.
 */
export interface SyntaxNode {
  readonly id: number;
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: SyntaxPoint;
  readonly endPosition: SyntaxPoint;
  readonly isNamed: boolean;
  readonly hasError: boolean;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly parent: SyntaxNode | null;
  readonly children: readonly (SyntaxNode | null)[];
  readonly namedChildren: readonly (SyntaxNode | null)[];
  readonly childCount: number;
  readonly namedChildCount: number;
  readonly nextNamedSibling: SyntaxNode | null;
  readonly previousNamedSibling: SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
  descendantForIndex(start: number, end?: number): SyntaxNode | null;
}

export interface SyntaxPoint {
  readonly row: number;
  readonly column: number;
}

/** A parsed file. The parser's memory is not garbage collected: whoever parsed it disposes it. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly text: string;
  readonly language: LanguageId;
  dispose(): void;
}

/** Languages that the repair templates understand; `GrammarId` names all that are read by their syntax. */
export type LanguageId = 'javascript' | 'typescript' | 'tsx' | 'python' | 'java' | 'go' | 'rust';

/**
 * Parses a text; the grammar is loaded when first needed. `base` is a tree of a similar text, not yet
 * disposed: what the two texts share is then not parsed again. It is not changed.
 */
export type Parse = (language: LanguageId, text: string, base?: SyntaxTree) => Promise<SyntaxTree>;
