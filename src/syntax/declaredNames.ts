/** The names that a piece of code declares: a pattern's, a function's parameters, what an import brings. */

import { isName } from './grammar.ts';
import type { LanguageId, SyntaxNode } from './tree.ts';
import { contains, descend, field, parts } from './walk.ts';

/** A name and where it is declared. */
export type Word = Pick<SyntaxNode, 'text' | 'startIndex'>;

/** The identifiers that a pattern declares, defaults and keys left out. */
export function declaredNames(pattern: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const waiting = [pattern];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'identifier' || node.type === 'shorthand_property_identifier_pattern') found.push(node);
    else if (node.type === 'member_expression' || node.type === 'attribute') continue;
    else if (node.type === 'subscript' || node.type === 'subscript_expression') continue;
    else if (node.type === 'pair_pattern') waiting.push(...[field(node, 'value')].filter((part) => part !== undefined));
    else if (node.type === 'assignment_pattern' || node.type === 'object_assignment_pattern') {
      const left = field(node, 'left');
      if (left) waiting.push(left);
    } else if (node.type === 'type_annotation' || node.type === 'type') continue;
    else waiting.push(...parts(node).reverse());
  }
  return found;
}

/** The nodes of a function's parameters, one each. */
export function parametersOf(fn: SyntaxNode): SyntaxNode[] {
  const single = field(fn, 'parameter');
  if (single) return [single];
  const list = field(fn, 'parameters');
  return list ? parts(list) : [];
}

export function parameterNames(fn: SyntaxNode): string[] {
  const names: string[] = [];
  for (const parameter of parametersOf(fn)) {
    const name = parameterName(parameter);
    if (name) names.push(name.text);
  }
  return names[0] === 'self' || names[0] === 'cls' ? names.slice(1) : names;
}

/** The identifier of a parameter that has one of its own. */
export function parameterName(parameter: SyntaxNode): SyntaxNode | undefined {
  if (parameter.type === 'identifier') return parameter;
  const inner =
    field(parameter, 'pattern') ?? field(parameter, 'name') ?? field(parameter, 'left') ?? parts(parameter)[0];
  return inner?.type === 'identifier' ? inner : undefined;
}

/** Go's receiver. */
export function receiverOf(fn: SyntaxNode): SyntaxNode[] {
  const list = field(fn, 'receiver');
  return list ? parts(list) : [];
}

/** Go's results that have names. */
export function namedResults(fn: SyntaxNode): SyntaxNode[] {
  const results = field(fn, 'return_type');
  return results?.type === 'formal_parameters' ? parts(results).filter((part) => field(part, 'pattern')) : [];
}

export function importedNames(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const moduleName = field(node, 'module_name');
  for (const inner of descend(node)) {
    if (moduleName && contains(moduleName, inner)) continue;
    if (inner.type === 'import_specifier' || inner.type === 'aliased_import') {
      const name = field(inner, 'alias') ?? field(inner, 'name');
      if (name) found.push(name.type === 'dotted_name' ? (parts(name)[0] ?? name) : name);
    } else if (inner.type === 'dotted_name' && inner.parent?.type !== 'aliased_import') {
      const first = parts(inner)[0];
      if (first) found.push(first);
    } else if (isName(inner) && (inner.parent?.type === 'import_clause' || inner.parent?.type === 'namespace_import')) {
      found.push(inner);
    }
  }
  return found;
}

/** What an import of Java, Go or Rust can be called by; each stands where the import does. */
export function namesBroughtBy(node: SyntaxNode, language: LanguageId): Word[] {
  const text = node.text.replace(/\/\/.*|\/\*.*?\*\//gs, '');
  const found: string[] = [];
  if (language === 'go') {
    for (const [, alias, path = ''] of text.matchAll(/(?:([\w.]+)[ \t]+)?"([^"]+)"/g)) {
      const last =
        path
          .replace(/\/v\d+$/, '')
          .split('/')
          .at(-1) ?? path;
      found.push(alias !== undefined && alias !== 'import' ? alias : last);
    }
  } else for (const [name] of text.matchAll(/\w+(?=\s*[,;}])/g)) found.push(name);
  return found.map((name) => ({ text: name, startIndex: node.startIndex }));
}
