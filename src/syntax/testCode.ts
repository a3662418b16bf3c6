/** Tests that stand in the file that they test: what Rust keeps apart by `#[cfg(test)]` and `#[test]`. */

import type { SyntaxTree } from './tree.ts';
import { descend } from './walk.ts';

const known = new WeakMap<SyntaxTree, readonly (readonly [first: number, last: number])[]>();

/** @param line counted from 1. */
export function isTestLine(tree: SyntaxTree, line: number): boolean {
  if (tree.language !== 'rust') return false;
  let ranges = known.get(tree);
  if (!ranges) known.set(tree, (ranges = testRows(tree)));
  return ranges.some(([first, last]) => first < line && line <= last + 1);
}

function testRows(tree: SyntaxTree): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (const node of descend(
    tree.root,
    (inner) => !/_definition$|_declaration$/.test(inner.type) || inner.type === 'class_declaration',
  )) {
    if (/^test_(module|function)$/.test(node.type)) found.push([node.startPosition.row, node.endPosition.row]);
  }
  return found;
}
