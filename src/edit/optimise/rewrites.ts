/** Rewrites that are known to pay and do the same, by the syntax tree alone. Each is timed before anybody sees it. */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend } from '../../syntax/walk.ts';
import { growingRewrites } from './growing.ts';
import { hoistingRewrites } from './hoisting.ts';
import type { Code } from './loops.ts';
import { membershipRewrites } from './membership.ts';
import { firstRewrites } from './onlyFirst.ts';
import type { Rewrite } from './rewrite.ts';
import type { Target } from './target.ts';

const most = 6;

/** In the order of the text; at most so many. Empty for languages that have none. */
export function rewritesIn(tree: SyntaxTree, { start, end }: Target): Rewrite[] {
  if (!['javascript', 'typescript', 'tsx', 'python'].includes(tree.language) || tree.root.hasError) return [];
  const fn = functionNode(tree, start, end);
  if (!fn) return [];
  const code: Code = { tree, fn };
  const found = [membershipRewrites, growingRewrites, firstRewrites, hoistingRewrites].flatMap((find) => find(code));
  return found.slice(0, most);
}

function functionNode(tree: SyntaxTree, start: number, end: number): SyntaxNode | undefined {
  for (const node of descend(tree.root, ({ startIndex, endIndex }) => startIndex <= start && end <= endIndex))
    if (node.startIndex === start && node.endIndex === end && node.childCount > 1) return node;
  return undefined;
}

/** Whether two rewrites change different places, so that both can be made. */
export const fitTogether = (a: Rewrite, b: Rewrite): boolean =>
  a.edits.every((one) =>
    b.edits.every(
      (other) =>
        one.end < other.start ||
        other.end < one.start ||
        (one.start === one.end && other.start === other.end && one.start !== other.start),
    ),
  );
