import type { SyntaxNode } from '../../../syntax/tree.ts';
import { field, parts } from '../../../syntax/walk.ts';
import type { Selected } from './selected.ts';

/** Whether the function ends where the selection does, so that a result may be passed on without a look at it. */
export function isLastInFunction(
  { nodes, block }: Selected & { readonly kind: 'statements' },
  around: SyntaxNode | undefined,
): boolean {
  if (!around || /generator|constructor/.test(around.type) || field(around, 'name')?.text === 'constructor')
    return false;
  if (around.children.some((child) => child?.type === '*')) return false;
  const body = field(around, 'body');
  let last = nodes.at(-1)!;
  for (let above: SyntaxNode | null = block; above; last = above, above = above.parent) {
    if (/^(?:statement_block|block)$/.test(above.type)) {
      if (parts(above).at(-1)?.id !== last.id) return false;
      if (above.id === body?.id) return true;
    } else if (!/^(?:if_statement|else_clause|elif_clause)$/.test(above.type)) return false;
  }
  return false;
}
