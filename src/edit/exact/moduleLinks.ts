/** What a file takes from other modules and passes on, with the nodes that name it. */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';

export type ModuleLink =
  /** One name of the module: imported (its own name here is `local`), or passed on as `exported`. */
  | {
      readonly kind: 'name';
      readonly module: string;
      /** What the module calls it. */
      readonly name: string;
      readonly node: SyntaxNode;
      readonly local?: string;
      readonly exported?: string;
    }
  /** All of the module as one object with this name; '' where it has none. */
  | { readonly kind: 'object'; readonly module: string; readonly local: string; readonly node: SyntaxNode }
  /** All of its names as one's own, or passed on. */
  | { readonly kind: 'all'; readonly module: string }
  /** The module as an object under a name of one's own. */
  | { readonly kind: 'passedOnAs'; readonly module: string };

export function moduleLinks(tree: SyntaxTree): readonly ModuleLink[] {
  return tree.language === 'python' ? pythonLinks(tree) : scriptLinks(tree);
}

function scriptLinks(tree: SyntaxTree): ModuleLink[] {
  const links: ModuleLink[] = [];
  for (const node of descend(tree.root)) {
    if (node.type === 'import_statement') takeImport(node, links);
    else if (node.type === 'export_statement') takeExport(node, links);
    else if (node.type === 'call_expression') takeCall(node, links);
  }
  return links;
}

const unquoted = (node: SyntaxNode | undefined): string | undefined =>
  node?.type === 'string' ? node.text.slice(1, -1) : undefined;

function takeImport(statement: SyntaxNode, links: ModuleLink[]): void {
  const inner = statement.namedChildren.find((child) => child?.type === 'import_require_clause');
  const module = unquoted(field(inner ?? statement, 'source'));
  if (module === undefined) return;
  for (const node of descend(statement)) {
    if (node.type === 'import_specifier') {
      const name = field(node, 'name');
      if (name)
        links.push({ kind: 'name', module, name: name.text, node: name, local: (field(node, 'alias') ?? name).text });
    } else if (node.type === 'namespace_import' || node.type === 'import_require_clause') {
      const local = node.namedChildren.find((child) => child?.type === 'identifier');
      if (local) links.push({ kind: 'object', module, local: local.text, node });
    }
  }
}

function takeExport(statement: SyntaxNode, links: ModuleLink[]): void {
  const module = unquoted(field(statement, 'source'));
  if (module === undefined) return;
  const specifiers = [...descend(statement)].filter(({ type }) => type === 'export_specifier');
  for (const node of specifiers) {
    const name = field(node, 'name');
    if (name)
      links.push({ kind: 'name', module, name: name.text, node: name, exported: (field(node, 'alias') ?? name).text });
  }
  if (specifiers.length > 0) return;
  const whole = statement.namedChildren.some((child) => child?.type === 'namespace_export');
  if (whole) links.push({ kind: 'passedOnAs', module });
  else if (statement.children.some((child) => child?.type === '*')) links.push({ kind: 'all', module });
}

/** `require('…')` and `import('…')`, as far as what is done with it can be seen. */
function takeCall(call: SyntaxNode, links: ModuleLink[]): void {
  const callee = field(call, 'function');
  if (callee?.text !== 'require' && callee?.type !== 'import') return;
  const module = unquoted(field(call, 'arguments')?.namedChildren.find((child) => child !== null) ?? undefined);
  if (module === undefined) return;
  let value = call;
  while (
    value.parent &&
    /^(?:await_expression|parenthesized_expression|as_expression|non_null_expression)$/.test(value.parent.type)
  )
    value = value.parent;
  const { parent } = value;
  const target = parent?.type === 'variable_declarator' ? field(parent, 'name') : undefined;
  if (target?.type === 'identifier') return void links.push({ kind: 'object', module, local: target.text, node: call });
  if (target?.type === 'object_pattern') {
    for (const part of target.namedChildren) {
      const taken = part && takenApart(part);
      if (taken) links.push({ kind: 'name', module, ...taken });
      else links.push({ kind: 'object', module, local: '', node: call });
    }
    return;
  }
  if (parent?.type === 'member_expression') {
    const property = field(parent, 'property');
    const isPromise = callee.type === 'import' && value.type === 'call_expression';
    if (property && !isPromise) return void links.push({ kind: 'name', module, name: property.text, node: property });
  }
  links.push({ kind: 'object', module, local: '', node: call });
}

function takenApart(part: SyntaxNode): { name: string; node: SyntaxNode; local: string } | undefined {
  const inner = part.type === 'object_assignment_pattern' ? (field(part, 'left') ?? part) : part;
  if (inner.type === 'shorthand_property_identifier_pattern')
    return { name: inner.text, node: inner, local: inner.text };
  const key = inner.type === 'pair_pattern' ? field(inner, 'key') : undefined;
  const value = inner.type === 'pair_pattern' ? field(inner, 'value') : undefined;
  return key?.type === 'property_identifier' ? { name: key.text, node: key, local: value?.text ?? '' } : undefined;
}

function pythonLinks(tree: SyntaxTree): ModuleLink[] {
  const links: ModuleLink[] = [];
  for (const node of descend(tree.root)) {
    if (node.type === 'import_from_statement') {
      const module = field(node, 'module_name');
      if (!module) continue;
      if (node.namedChildren.some((child) => child?.type === 'wildcard_import'))
        links.push({ kind: 'all', module: module.text });
      for (const child of node.namedChildren) {
        if (!child || child.id === module.id) continue;
        const name =
          child.type === 'aliased_import' ? field(child, 'name') : child.type === 'dotted_name' ? child : undefined;
        if (!name) continue;
        const local = field(child, 'alias') ?? name;
        links.push({ kind: 'name', module: module.text, name: name.text, node: name, local: local.text });
      }
    } else if (node.type === 'import_statement') {
      for (const child of node.namedChildren) {
        const name =
          child?.type === 'aliased_import' ? field(child, 'name') : child?.type === 'dotted_name' ? child : undefined;
        if (!child || !name) continue;
        links.push({ kind: 'object', module: name.text, local: (field(child, 'alias') ?? name).text, node: child });
      }
    }
  }
  return links;
}
