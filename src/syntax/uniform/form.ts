/**
 * How a node of one grammar is to be seen in the words of another: its type, its parts, the fields that they are in.
 * The words are those of JavaScript's grammar, which `grammar.ts` and all that builds on it understand.
 */

import type { SyntaxNode } from '../tree.ts';

/** What the parser gives. */
export interface RawNode extends SyntaxNode {
  readonly parent: RawNode | null;
  readonly children: readonly (RawNode | null)[];
  fieldNameForChild(index: number): string | null;
}

export interface Piece {
  readonly field?: string | undefined;
  readonly node: RawNode | Form;
}

export interface Form {
  readonly type: string;
  /** In the order of the text. What a leaf covers is its `raw`. */
  readonly pieces: readonly Piece[];
  /** Where it stands, if it covers more than its pieces or has none. */
  readonly raw?: RawNode;
  /** What its fields say and stands elsewhere: the type of `a` in `a, b int`. */
  readonly aside?: readonly Piece[];
}

/** How a node is seen; `undefined` for as it is. */
export type Rule = (raw: RawNode) => Form | undefined;

export function pieces(raw: RawNode): Piece[] {
  const found: Piece[] = [];
  for (const [at, child] of raw.children.entries()) {
    if (child) found.push({ field: raw.fieldNameForChild(at) ?? undefined, node: child });
  }
  return found;
}

/** The same parts under another name, some of them in other fields. */
export function renamed(raw: RawNode, type: string, fields: Readonly<Record<string, string>> = {}): Form {
  return { type, raw, pieces: inFields(pieces(raw), fields) };
}

export const inFields = (list: readonly Piece[], fields: Readonly<Record<string, string>>): Piece[] =>
  list.map(({ field, node }) => ({ field: field === undefined ? field : (fields[field] ?? field), node }));

export const leaf = (raw: RawNode, type: string): Form => ({ type, raw, pieces: [] });

export const isForm = (node: RawNode | Form): node is Form => 'pieces' in node;

export function child(raw: RawNode, field: string): RawNode | undefined {
  const found = pieces(raw).find((piece) => piece.field === field)?.node;
  return found && !isForm(found) ? found : undefined;
}

/** The pieces with the parts of some in their place. */
export function spliced(list: readonly Piece[], types: readonly string[]): Piece[] {
  return list.flatMap((piece) =>
    !isForm(piece.node) && types.includes(piece.node.type) ? spliced(pieces(piece.node), types) : [piece],
  );
}

/** `else` and what follows it as one node, as JavaScript has it. */
export function withElse(list: readonly Piece[]): Piece[] {
  const at = list.findIndex(({ node }) => node.type === 'else');
  if (at < 0) return [...list];
  const body = list.findIndex(({ field }, index) => index > at && field === 'alternative');
  if (body < 0) return [...list];
  const clause: Form = {
    type: 'else_clause',
    pieces: list
      .slice(at, body + 1)
      .map(({ field, node }) => ({ field: field === 'alternative' ? 'body' : field, node })),
  };
  return [...list.slice(0, at), { field: 'alternative', node: clause }, ...list.slice(body + 1)];
}
