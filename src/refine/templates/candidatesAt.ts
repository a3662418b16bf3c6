import type { SyntaxTree } from '../../syntax/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Candidate } from '../candidate.ts';
import { families } from './families.ts';
import type { Ingredients } from './ingredients.ts';
import { priorOf } from './prior.ts';
import { siteAt } from './site.ts';

export interface TemplateContext {
  /** From other files of the workspace. */
  readonly ingredients?: Ingredients;
}

/** More than this is hardly ever tried in time, and hides what other lines have to offer. */
const mostForALine = 150;

/**
 * Everything that could be wrong on one line, counted from 1, the likeliest first: every family of
 * templates looks at the statements and expressions there. Pure: the same tree gives the same candidates.
 */
export function candidatesAt(tree: SyntaxTree, path: string, line: number, context: TemplateContext = {}): Candidate[] {
  const site = siteAt(tree, line, context.ingredients);
  if (!site) return [];
  const best = new Map<string, Candidate>();
  for (const family of families) {
    for (const draft of family(site)) {
      const edits = draft.edits.filter((edit) => tree.text.slice(edit.start, edit.end) !== edit.text);
      if (edits.length === 0 || overlap(edits)) continue;
      const start = Math.min(...edits.map((edit) => edit.start));
      const firstLine = lineAt(tree.text, start, line, site.row);
      // The rest of a statement of several lines is looked at from its first line, with less hope.
      const nearness = Math.abs(firstLine - line) > 0 && inside(draft.edits, site) ? 0.6 : 1;
      const candidate: Candidate = {
        path,
        edits,
        template: draft.template,
        description: draft.description,
        line: firstLine,
        prior: priorOf(draft.template, (draft.fit ?? 1) * nearness),
      };
      const key = edits.map((edit) => `${edit.start}:${edit.end}:${edit.text}`).join('\0');
      const known = best.get(key);
      if (!known || known.prior < candidate.prior) best.set(key, candidate);
    }
  }
  return [...best.values()].sort((a, b) => b.prior - a.prior).slice(0, mostForALine);
}

const inside = (
  edits: readonly TextEdit[],
  site: { expressions: readonly { startIndex: number; endIndex: number }[] },
): boolean =>
  edits.every((edit) => site.expressions.some((node) => node.startIndex <= edit.start && edit.end <= node.endIndex));

function overlap(edits: readonly TextEdit[]): boolean {
  const inOrder = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  return inOrder.some((edit, at) => edit.start < (inOrder[at - 1]?.end ?? 0));
}

/** The line of an offset, counted from a line that is known to be near. */
function lineAt(text: string, offset: number, near: number, nearRow: number): number {
  let start = 0;
  for (let row = 0; row < nearRow; row++) start = text.indexOf('\n', start) + 1;
  let line = near;
  if (offset >= start) {
    for (let at = text.indexOf('\n', start); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  } else {
    for (let at = start - 1; at >= offset && at !== -1; at = text.lastIndexOf('\n', at - 1)) line--;
  }
  return line;
}
