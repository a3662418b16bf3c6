import type { Hunk } from '../text/hunk.ts';
import { isGlobal } from './globals.ts';
import { isCompiled } from './language.ts';
import { scopesOf } from './scope.ts';
import type { SyntaxNode, SyntaxTree } from './tree.ts';
import { ancestors, descend, faultsOf, field, firstFault } from './walk.ts';

/** What is wrong with a changed file and was not wrong before. Lines are counted from 1. */
export type NewFault =
  | { readonly kind: 'broken'; readonly line: number }
  | { readonly kind: 'unknown name'; readonly name: string; readonly line: number };

/** @param hunks what turns the one text into the other. Compiled languages find unknown names themselves. */
export function newFault(before: SyntaxTree, after: SyntaxTree, hunks: readonly Hunk[]): NewFault | undefined {
  if (after.root.hasError && faultsOf(after.root) > faultsOf(before.root))
    return { kind: 'broken', line: (firstFault(after.root)?.startPosition.row ?? 0) + 1 };
  return isCompiled(after.language) ? undefined : undeclaredName(after, before, hunks);
}

/** A name in what was written that neither the file nor the language knows, and that the file did not use before. */
function undeclaredName(changed: SyntaxTree, old: SyntaxTree, hunks: readonly Hunk[]): NewFault | undefined {
  const scopes = scopesOf(changed);
  const written = writtenRows(hunks);
  for (const node of descend(changed.root)) {
    if (node.type !== 'identifier' && node.type !== 'shorthand_property_identifier') continue;
    if (!written.has(node.startPosition.row) || namesNoValue(node)) continue;
    const name = node.text;
    if (scopes.declared.has(name) || isGlobal(changed.language, name)) continue;
    // A wildcard import or the host brings it.
    if (new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'u').test(old.text)) continue;
    return { kind: 'unknown name', name, line: node.startPosition.row + 1 };
  }
  return undefined;
}

function writtenRows(hunks: readonly Hunk[]): ReadonlySet<number> {
  return new Set(hunks.flatMap(({ newStart, added }) => added.map((_, i) => newStart - 1 + i)));
}

const escaped = (name: string): string => name.replace(/\$/g, '\\$');

/** An attribute, the name of a keyword argument, a part of an import, a tag, a label, what a pattern captures. */
function namesNoValue(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === 'keyword_argument') return field(parent, 'name')?.id === node.id;
  if (parent.type === 'attribute') return field(parent, 'attribute')?.id === node.id;
  if (parent.type === 'unary_expression' && /^typeof\b/.test(parent.text)) return true;
  if (/^jsx_|label/.test(parent.type)) return true;
  for (const above of ancestors(node)) {
    if (/import|export_(?:clause|specifier)|case_pattern|ambient|internal_module|namespace/.test(above.type))
      return true;
    if (/(?:statement|block|body)$/.test(above.type)) return false;
  }
  return false;
}
