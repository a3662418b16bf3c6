/** How a file gives a name to others, and which names are its own. */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, field } from '../../syntax/walk.ts';
import { namedIn, rootScope, type Named } from './named.ts';

/** How a place makes the name one for others, if it does. */
export function exportedBy({ node, role }: Named): 'name' | 'object' | 'property' | undefined {
  const { parent } = node;
  if (!parent) return undefined;
  if (role === 'use') {
    if (parent.type === 'export_specifier') return field(parent, 'alias') ? undefined : 'name';
    const object = parent.type === 'pair' ? parent.parent : parent.type === 'object' ? parent : undefined;
    const isKey = parent.type !== 'pair' || field(parent, 'key')?.text === node.text;
    if (object && isKey && object.parent?.type === 'assignment_expression' && isExports(field(object.parent, 'left')))
      return 'object';
    if (parent.type === 'assignment_expression' && field(parent, 'right')?.id === node.id) {
      const left = field(parent, 'left');
      const isOwn = left?.type === 'member_expression' && field(left, 'property')?.text === node.text;
      if (left && isOwn && isExports(field(left, 'object'))) return 'property';
    }
    return undefined;
  }
  for (const above of ancestors(node)) {
    if (above.type === 'export_statement')
      return above.children.some((child) => child?.type === 'default') ? undefined : 'name';
    if (/block|body|formal_parameters|program/.test(above.type)) return undefined;
  }
  return undefined;
}

const isExports = (node: SyntaxNode | undefined): boolean =>
  node?.text === 'module.exports' || node?.text === 'exports';

/** Whether a file has its names for itself. */
export function isModule(tree: SyntaxTree): boolean {
  if (tree.language === 'python') return true;
  return (
    tree.root.namedChildren.some((child) => /^(?:import|export)_statement$/.test(child?.type ?? '')) ||
    /\brequire\(|\bmodule\.exports\b|\bexports\./.test(tree.text)
  );
}

export function isParameter(tree: SyntaxTree, name: string, scope: string): boolean {
  if (tree.language !== 'python' || scope === rootScope) return false;
  return namedIn(tree, name).some(
    (each) => each.role === 'declaration' && each.scope === scope && /parameter/.test(each.node.parent?.type ?? ''),
  );
}
