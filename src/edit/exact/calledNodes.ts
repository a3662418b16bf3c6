/** What a place that names a function does there: declares it, calls it, makes a class from it, or only names it. */

import { isClass, isFunction } from '../../syntax/grammar.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';

export function holderOf(method: SyntaxNode): string | undefined {
  const outer = method.parent?.type === 'decorated_definition' ? method.parent : method;
  const holder = outer.parent?.parent;
  return holder && isClass(holder) ? field(holder, 'name')?.text : undefined;
}

/** The function that a place declares: `function f`, `const f = () =>`, a method, a signature. */
export function functionDeclared(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  if (!parent) return undefined;
  if ((field(parent, 'name') ?? field(parent, 'property'))?.id !== node.id) return undefined;
  if (isFunction(parent) || /^(?:function|method|abstract_method)_signature$/.test(parent.type)) return parent;
  const value = field(parent, 'value');
  return value &&
    isFunction(value) &&
    /^(?:variable_declarator|public_field_definition|field_definition)$/.test(parent.type)
    ? value
    : undefined;
}

/** The constructor of a class, where the name is that of the class. */
export function constructorDeclared(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  if (!parent || !isClass(parent) || field(parent, 'name')?.id !== node.id) return undefined;
  return [...descend(parent)].find(
    (each) =>
      isFunction(each) &&
      /^(?:constructor|__init__)$/.test(field(each, 'name')?.text ?? '') &&
      holderOf(each) === node.text,
  );
}

/** The call whose function a place names. */
export function callOf(node: SyntaxNode): SyntaxNode | undefined {
  let callee = node;
  const { parent } = callee;
  if (
    parent &&
    /^(?:member_expression|attribute)$/.test(parent.type) &&
    (field(parent, 'property') ?? field(parent, 'attribute'))?.id === callee.id
  )
    callee = parent;
  while (callee.parent && /^(?:parenthesized_expression|non_null_expression)$/.test(callee.parent.type))
    callee = callee.parent;
  const call = callee.parent;
  if (!call) return undefined;
  const isCallee = (field(call, 'function') ?? field(call, 'constructor'))?.id === callee.id;
  return isCallee && /^(?:call|call_expression|new_expression)$/.test(call.type) ? call : undefined;
}

/** The class that is made from the one that a place names. */
export function classMadeFrom(node: SyntaxNode): SyntaxNode | undefined {
  for (let at = node.parent; at && !/statement$|block$|body$/.test(at.type); at = at.parent)
    if (isClass(at)) return field(at, 'name')?.id === node.id ? undefined : at;
  return undefined;
}

/** `super(…)`, `super().__init__(…)`, `Base.__init__(self, …)` in a class. */
export const superCalls = (holder: SyntaxNode, base: string): SyntaxNode[] =>
  [...descend(holder)].filter((each) => {
    const callee = field(each, 'function');
    if (!callee || !/^call(?:_expression)?$/.test(each.type)) return false;
    return (
      callee.type === 'super' || /^super\([^)]*\)\.__init__$/.test(callee.text) || callee.text === `${base}.__init__`
    );
  });

const passive =
  /^(?:(?:import|export)_(?:specifier|clause|statement)|import_from_statement|aliased_import|dotted_name|named_imports|type_query|type_annotation|class_heritage|extends_clause|implements_clause|namespace_import|object_pattern|pair_pattern|object_assignment_pattern)$/;

/** Names it without a use: an import, an export, a type, a string. */
export function isPassive(node: SyntaxNode): boolean {
  if (/^(?:comment|string)/.test(node.type)) return true;
  const { parent } = node;
  if (!parent) return false;
  if (passive.test(parent.type)) return true;
  if (parent.type === 'member_expression') return /^(?:module\.)?exports$/.test(field(parent, 'object')?.text ?? '');
  if (parent.type === 'assignment_expression') return /^(?:module\.)?exports\b/.test(field(parent, 'left')?.text ?? '');
  const object = parent.type === 'pair' ? parent.parent : parent;
  if (object?.type !== 'object' || object.parent?.type !== 'assignment_expression') return false;
  return /^(?:module\.)?exports$/.test(field(object.parent, 'left')?.text ?? '');
}
