/** The functions that a candidate changes. Only such are taken of which a copy surely does the same. */
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import type { FunctionCopy, FunctionSite } from './functionSite.ts';
import { goSite } from './goSite.ts';
import { rustSite } from './rustSite.ts';

/**
 * The functions whose bodies are all that differs between two texts of a file; undefined where more differs, or where
 * a copy of one of them might do something else.
 */
export function changedFunctions(before: SyntaxTree, after: SyntaxTree): readonly FunctionCopy[] | undefined {
  const [from, to] = changedRange(before.text, after.text);
  const sites = sitesIn(before, from, to);
  const changed = sitesIn(after, from, to + after.text.length - before.text.length);
  if (sites.length === 0 || sites.length !== changed.length) return undefined;
  const copies: FunctionCopy[] = [];
  let end = 0;
  let endAfter = 0;
  for (const [at, site] of sites.entries()) {
    const now = changed[at]!;
    if (before.text.slice(end, site.bodyStart) !== after.text.slice(endAfter, now.bodyStart)) return undefined;
    [end, endAfter] = [site.bodyEnd, now.bodyEnd];
    if (before.text.slice(site.bodyStart, end) !== after.text.slice(now.bodyStart, endAfter))
      copies.push({ site, text: after.text.slice(now.start, now.end) });
  }
  return before.text.slice(end) === after.text.slice(endAfter) ? copies : undefined;
}

/** Where `before` differs, from the first to behind the last character. */
function changedRange(before: string, after: string): [from: number, to: number] {
  let from = 0;
  const most = Math.min(before.length, after.length);
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return [from, before.length - same];
}

/** Of the functions of a file itself, and of its classes, those that touch a range. */
function sitesIn(tree: SyntaxTree, from: number, to: number): FunctionSite[] {
  const touching = (nodes: readonly (SyntaxNode | null)[]): SyntaxNode[] =>
    nodes.filter((node) => node !== null).filter((node) => node.endIndex >= from && node.startIndex <= to);
  return touching(tree.root.namedChildren).flatMap((node) => {
    const members = node.type === 'class_declaration' ? touching(field(node, 'body')?.namedChildren ?? []) : [node];
    return members.flatMap((member) => siteOf(tree, member) ?? []);
  });
}

function siteOf(tree: SyntaxTree, node: SyntaxNode): FunctionSite | undefined {
  switch (tree.language) {
    case 'go':
      return goSite(node);
    case 'rust':
      return rustSite(node);
    case 'java':
    case 'javascript':
    case 'typescript':
    case 'tsx':
    case 'python':
      return undefined;
  }
}
