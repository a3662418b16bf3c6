/** Variables of Python, and the members of annotations and values. */

import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { signatureOf, type Declared, type NamePath } from './declaration.ts';

export function assignedBy(node: SyntaxNode): Declared[] {
  const left = field(node, 'left');
  const right = field(node, 'right');
  const type = field(node, 'type');
  if (!left) return [];
  const names =
    left.type === 'identifier'
      ? [left]
      : left.type === 'pattern_list' || left.type === 'tuple_pattern'
        ? parts(left)
        : [];
  const path = right && (right.type === 'call' ? dotted(field(right, 'function')) : dotted(right));
  const chained = right?.type === 'assignment' ? assignedBy(right) : [];
  const own = names
    .filter(({ type: kind }) => kind === 'identifier')
    .map((name): Declared => ({
      name: name.text,
      kind: /^[A-Z][A-Z0-9_]*$/.test(name.text) ? 'constant' : 'variable',
      signature: signatureOf(node.text.slice(0, 200)),
      doc: '',
      line: node.startPosition.row + 1,
      members: [],
      like: [],
      ...(names.length > 1
        ? computed
        : type
          ? typeShape(type)
          : path && right.type !== 'call'
            ? { alias: path }
            : path
              ? { like: [path] }
              : computed),
      ...privacy(name.text),
    }));
  return [...own, ...chained];
}

export const computed = { open: 'its value is computed when it runs' };
export const privacy = (name: string): { readonly isPrivate?: true } =>
  /^_(?!_\w+__$)/.test(name) ? { isPrivate: true } : {};

/** The members of an annotation: `Foo`, `Optional[Foo]`, `a.Foo`. */
export function typeShape(type: SyntaxNode): { readonly like: readonly NamePath[]; readonly open?: string } {
  const text = type.text.replace(/^["']|["']$/g, '');
  const inner = /^(?:\w+\.)*(?:Optional|ClassVar|Final|Annotated|Type|type)\[(.+?)[,\]]/.exec(text)?.[1] ?? text;
  const name = /^[\w.]+/.exec(inner.trim())?.[0];
  return name !== undefined && /^[A-Za-z_]/.test(name) && !/[|]/.test(inner)
    ? { like: [{ path: name.split('.') }] }
    : { like: [], open: 'its type is computed or built in' };
}

export function dotted(node: SyntaxNode | undefined): NamePath | undefined {
  return node && (node.type === 'identifier' || node.type === 'attribute') && /^[A-Za-z_][\w.]*$/.test(node.text)
    ? { path: node.text.split('.') }
    : undefined;
}
