import type { Tree } from 'web-tree-sitter';
import { unbreakable } from '../rows.ts';

const deepest = unbreakable - 1;

/**
 * How deep in the tree each row of a stretch begins, counted at the outermost node that starts as the row's first;
 * `unbreakable` where none does: within a comment or a string, at a bracket or an operator. Nodes on one row are not
 * looked into.
 */
export function depthsOf(tree: Tree, first: number, last: number): Uint8Array {
  const depths = new Uint8Array(last - first + 1).fill(unbreakable);
  const cursor = tree.walk();
  try {
    let seen = first - 1;
    let depth = 0;
    for (;;) {
      const { row } = cursor.startPosition;
      if (row > last) return depths;
      if (row > seen) {
        if (cursor.nodeIsNamed) depths[row - first] = Math.min(depth, deepest);
        seen = row;
      }
      if (cursor.endPosition.row > seen && depth < deepest) {
        const below =
          row < first ? cursor.gotoFirstChildForPosition({ row: first, column: 0 }) : cursor.gotoFirstChild();
        if (below) {
          depth++;
          continue;
        }
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return depths;
        depth--;
      }
    }
  } finally {
    cursor.delete();
  }
}
