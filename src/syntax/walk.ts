/** Ways through a syntax tree, none of which recurses: real trees are deep enough to overflow a stack. */

import type { SyntaxNode } from './tree.ts';

/** Children that are syntax: no punctuation, no comments. */
export function parts(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const child of node.namedChildren) if (child && child.type !== 'comment') found.push(child);
  return found;
}

/** All children, tokens included, comments left out. */
export function tokens(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const child of node.children) if (child && child.type !== 'comment') found.push(child);
  return found;
}

/** The node and all under it, in the order of the text. `enter` says whether to go below a node. */
export function* descend(root: SyntaxNode, enter?: (node: SyntaxNode) => boolean): Generator<SyntaxNode> {
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    if (enter && !enter(node)) continue;
    const children = node.namedChildren;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child && child.type !== 'comment') waiting.push(child);
    }
  }
}

/** The node's parent, the parent's parent and so on. */
export function* ancestors(node: SyntaxNode): Generator<SyntaxNode> {
  for (let above = node.parent; above; above = above.parent) yield above;
}

/** The nearest node above for which it holds. */
export function closest(node: SyntaxNode, holds: (node: SyntaxNode) => boolean): SyntaxNode | undefined {
  for (const above of ancestors(node)) if (holds(above)) return above;
  return undefined;
}

export function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

export function field(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** The first place in a tree that does not parse, or lacks something: a missing bracket has no name. */
export function firstFault(root: SyntaxNode): SyntaxNode | undefined {
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.isError || node.isMissing) return node;
    if (!node.hasError) continue;
    for (const child of node.children.toReversed())
      if (child && (child.hasError || child.isMissing)) waiting.push(child);
  }
  return undefined;
}

/** How many places in a tree do not parse, or lack something. */
export function faultsOf(root: SyntaxNode): number {
  let count = 0;
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.isError || node.isMissing) count++;
    if (!node.hasError) continue;
    for (const child of node.children) if (child && (child.hasError || child.isMissing)) waiting.push(child);
  }
  return count;
}
