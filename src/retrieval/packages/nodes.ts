/** Names, modules and texts out of the syntax of TypeScript and JavaScript. */

import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { Imported, NamePath } from './declaration.ts';

/** `A.B.C`, with type arguments left out; also `import('x').A`. */
export function pathOf(node: SyntaxNode): NamePath | undefined {
  const path: string[] = [];
  for (let at: SyntaxNode | undefined = node; at;) {
    switch (at.type) {
      case 'identifier':
      case 'type_identifier':
      case 'this':
      case 'shorthand_property_identifier':
        return { path: [at.text, ...path] };
      case 'nested_type_identifier':
      case 'nested_identifier':
      case 'member_expression':
        path.unshift((field(at, 'name') ?? field(at, 'property'))?.text ?? '');
        at = field(at, 'module') ?? field(at, 'object');
        break;
      case 'instantiation_expression':
      case 'parenthesized_expression':
      case 'non_null_expression':
      case 'as_expression':
      case 'satisfies_expression':
        at = parts(at)[0];
        break;
      case 'generic_type':
        at = field(at, 'name');
        break;
      case 'call_expression': {
        const module = moduleCalled(at);
        return module === undefined ? undefined : { path, module };
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

/** The module of `require('x')` or `import('x')`; interop helpers around it change nothing here. */
export function moduleCalled(call: SyntaxNode): string | undefined {
  const called = field(call, 'function');
  const first = parts(field(call, 'arguments') ?? call)[0];
  if (!called || !first) return undefined;
  if (called.type === 'import' || called.text === 'require')
    return first.type === 'string' ? unquoted(first) : undefined;
  if (/(?:^|\.)_*(?:interop\w*|import(?:Default|Star)|to(?:ESM|CommonJS))$/.test(called.text))
    return first.type === 'call_expression' ? moduleCalled(first) : undefined;
  return undefined;
}

export const unquoted = (node: SyntaxNode): string => node.text.replace(/^(["'`])([^]*)\1$/, '$2');

/** A node's text up to a node within it. */
export const textBefore = (node: SyntaxNode, stop: SyntaxNode | undefined): string =>
  stop && stop.startIndex >= node.startIndex ? node.text.slice(0, stop.startIndex - node.startIndex) : node.text;

/** What an import statement brings in. */
export function importsOf(statement: SyntaxNode): Imported[] {
  const required = statement.namedChildren.find((child) => child?.type === 'import_require_clause');
  const source = field(required ?? statement, 'source');
  if (!source) return [];
  const module = unquoted(source);
  if (required) return [{ local: parts(required)[0]?.text ?? '', module, name: '*' }];
  const clause = statement.namedChildren.find((child) => child?.type === 'import_clause');
  return (clause ? parts(clause) : []).flatMap((part): Imported[] => {
    if (part.type === 'identifier') return [{ local: part.text, module, name: 'default' }];
    if (part.type === 'namespace_import') return [{ local: parts(part)[0]?.text ?? '', module, name: '*' }];
    return parts(part).map((one) => {
      const name = specifierName(field(one, 'name'));
      return { local: field(one, 'alias')?.text ?? name, module, name };
    });
  });
}

export const specifierName = (node: SyntaxNode | undefined): string => (node ? unquoted(node) : '');
