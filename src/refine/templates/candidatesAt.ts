import { runSteps, type Steps } from '../../base/steps.ts';
import { LineTable } from '../../syntax/lineTable.ts';
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
  return runSteps(candidatesInSteps(tree, path, line, context));
}

/** The same, a family at a step: some look through the whole of the file when they first see it. */
export function* candidatesInSteps(
  tree: SyntaxTree,
  path: string,
  line: number,
  context: TemplateContext,
): Steps<Candidate[]> {
  const site = siteAt(tree, line, context.ingredients);
  if (!site) return [];
  const best = new Map<string, Candidate>();
  for (const family of families) {
    for (const draft of family(site)) {
      const edits = draft.edits.filter((edit) => tree.text.slice(edit.start, edit.end) !== edit.text);
      if (edits.length === 0 || overlap(edits)) continue;
      const start = Math.min(...edits.map((edit) => edit.start));
      const firstLine = lineAt(tree, start);
      // The rest of a statement of several lines is looked at from its first line, with less hope.
      const nearness = Math.abs(firstLine - line) > 0 && inside(draft.edits, site) ? 0.6 : 1;
      const candidate: Candidate = {
        path,
        edits,
        template: draft.template,
        description: draft.description,
        line: firstLine,
        prior: priorOf(draft.template, (draft.fit ?? 1) * nearness),
        ...(draft.about !== undefined && { about: draft.about }),
      };
      const key = edits.map((edit) => `${edit.start}:${edit.end}:${edit.text}`).join('\0');
      const known = best.get(key);
      if (!known || known.prior < candidate.prior) best.set(key, candidate);
    }
    yield;
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

const tables = new WeakMap<SyntaxTree, LineTable>();

/** Counted from 1. */
function lineAt(tree: SyntaxTree, offset: number): number {
  let table = tables.get(tree);
  if (!table) tables.set(tree, (table = new LineTable(tree.text)));
  return table.rowAt(offset) + 1;
}
