/** What the nodes around a member's name tell: whose body it is in, whose `this` it stands behind, what else may name it. */

import { isClass, isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, closest, descend, field, parts } from '../../syntax/walk.ts';
import type { namedIn } from './named.ts';

export const isClassLike = (node: SyntaxNode): boolean => isClass(node) || node.type === 'interface_declaration';

/** What a class is made from, as it is written. */
export function basesOf(node: SyntaxNode): string[] {
  const list = field(node, 'superclasses');
  if (list)
    return parts(list)
      .filter(({ type }) => /^(?:identifier|attribute|subscript)$/.test(type))
      .map((each) => (field(each, 'value') ?? each).text);
  const heritage = parts(node).filter(({ type }) =>
    /^(?:class_heritage|extends_clause|extends_type_clause|implements_clause)$/.test(type),
  );
  return heritage.flatMap((each) =>
    [...descend(each, ({ type }) => !/^type_arguments$/.test(type))]
      .filter(
        (inner) =>
          /^(?:identifier|type_identifier)$/.test(inner.type) &&
          !/member_expression|nested/.test(inner.parent?.type ?? ''),
      )
      .map(({ text }) => text),
  );
}

/** The class in whose body a node is the name of a member. */
export function declaringClass(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  if (!parent) return undefined;
  const isNamed = (field(parent, 'name') ?? field(parent, 'property'))?.id === node.id;
  if (
    isNamed &&
    /^(?:method_definition|public_field_definition|field_definition|method_signature|abstract_method_signature|property_signature)$/.test(
      parent.type,
    )
  ) {
    const holder = parent.parent?.parent;
    return holder && isClassLike(holder) ? holder : undefined;
  }
  if (isNamed && parent.type === 'function_definition') {
    const outer = parent.parent?.type === 'decorated_definition' ? parent.parent : parent;
    const holder = outer.parent?.parent;
    return holder?.type === 'class_definition' ? holder : undefined;
  }
  if (parent.type === 'assignment' && field(parent, 'left')?.id === node.id) {
    const holder = parent.parent?.parent?.parent;
    return holder?.type === 'class_definition' ? holder : undefined;
  }
  return undefined;
}

export function declares(node: SyntaxNode, member: string): boolean {
  for (const each of descend(node)) {
    if (each.childCount > 0 || each.text !== member) continue;
    if (declaringClass(each)?.id === node.id) return true;
    const { parent } = each;
    if (
      parent &&
      /^(?:member_expression|attribute)$/.test(parent.type) &&
      /^(?:this|self)$/.test(field(parent, 'object')?.text ?? '')
    )
      return true;
  }
  return false;
}

export function classOfThis(node: SyntaxNode): SyntaxNode | undefined {
  for (const above of ancestors(node)) {
    if (above.type === 'arrow_function') continue;
    const isOwner = isFunction(above) || /^(?:public_)?field_definition$|^class_static_block$/.test(above.type);
    if (isOwner) return above.parent?.type === 'class_body' ? (above.parent.parent ?? undefined) : undefined;
  }
  return undefined;
}

/** The method whose first parameter has that name. */
export function methodWithSelf(node: SyntaxNode, name: string): SyntaxNode | undefined {
  for (const above of ancestors(node)) {
    if (above.type !== 'function_definition') continue;
    if (parts(field(above, 'parameters') ?? above)[0]?.text !== name) continue;
    const outer = above.parent?.type === 'decorated_definition' ? above.parent : above;
    const isStatic = outer !== above && /@staticmethod/.test(outer.text.slice(0, above.startIndex - outer.startIndex));
    return outer.parent?.parent?.type === 'class_definition' && !isStatic ? above : undefined;
  }
  return undefined;
}

/** A name that always has the value that it is declared with. */
export function isFixed(all: ReturnType<typeof namedIn>, scope: string, tree: SyntaxTree): boolean {
  const same = all.filter((each) => each.scope === scope);
  if (tree.language === 'python') return same.filter(({ role }) => role === 'declaration').length === 1;
  return !same.some(
    ({ node, role }) =>
      role === 'use' &&
      /^(?:assignment|augmented|update)/.test(node.parent?.type ?? '') &&
      (field(node.parent!, 'left') ?? field(node.parent!, 'argument'))?.id === node.id,
  );
}

export const isReflective = (node: SyntaxNode): boolean => {
  const around = closest(node, ({ type }) =>
    /^(?:call|call_expression|subscript|subscript_expression|statement_block|block)$/.test(type),
  );
  if (!around || /block/.test(around.type)) return false;
  if (/^subscript/.test(around.type)) return true;
  return /getattr|setattr|hasattr|delattr|patch|spy|mock|stub|defineProperty|Reflect|attrgetter|methodcaller|Pick|Omit/i.test(
    field(around, 'function')?.text ?? '',
  );
};

/** A key of an object that may stand for one of the class's: only types would tell. */
export const isInLiteral = (node: SyntaxNode): boolean =>
  node.type === 'shorthand_property_identifier' ||
  (node.parent?.parent?.type === 'object' && /^(?:pair|method_definition)$/.test(node.parent.type));

export const isTakenApart = (node: SyntaxNode): boolean => {
  const from = closest(node, ({ type }) => /^(?:variable_declarator|statement_block|program)$/.test(type));
  if (from?.type === 'variable_declarator' && /^(?:await )?(?:require|import)\(/.test(field(from, 'value')?.text ?? ''))
    return false;
  if (node.type === 'shorthand_property_identifier_pattern') return true;
  return node.parent?.type === 'pair_pattern' && field(node.parent, 'key')?.id === node.id;
};
