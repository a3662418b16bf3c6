/** Go's functions and methods, generic ones included. A copy stands in the same package with the same receiver. */
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import type { FunctionSite } from './functionSite.ts';

/** Undefined for what is no function of a file, and for one of which a copy might do something else. */
export function goSite(node: SyntaxNode): FunctionSite | undefined {
  if (node.type !== 'function_declaration' && node.type !== 'method_definition') return undefined;
  if (node.parent?.parent) return undefined;
  const name = field(node, 'name');
  const body = field(node, 'body');
  const receiver = field(node, 'receiver');
  if (!name || !body || node.hasError || /^(?:init|main|_)$/.test(name.text)) return undefined;
  // What looks at its callers finds one more.
  if (/\brecover\s*\(|\bruntime\s*\.\s*Callers?\b/.test(body.text)) return undefined;
  const given = parametersIn(field(node, 'parameters')).map(argument);
  const object = receiver && parametersIn(receiver).map(argument);
  const typeList = field(node, 'type_parameters');
  const types = typeList ? `[${typeNames(typeList).join(', ')}]` : '';
  const returns = field(node, 'return_type') !== undefined;
  const nameStart = name.startIndex - node.startIndex;
  const nameEnd = name.endIndex - node.startIndex;
  return {
    start: node.startIndex,
    end: node.endIndex,
    bodyStart: body.startIndex + 1,
    bodyEnd: body.endIndex - 1,
    call: (copy) => {
      const called = object ? `(${object[0]}).${copy}` : `${copy}${types}`;
      const call = `${called}(${given.filter((each) => each !== '').join(', ')})`;
      return returns ? `return ${call}` : `${call}; return`;
    },
    declare: (copy, text) => `${text.slice(0, nameStart)}${copy}${text.slice(nameEnd)}`,
  };
}

const parametersIn = (list: SyntaxNode | undefined): SyntaxNode[] =>
  list ? parts(list).filter(({ type }) => type === 'required_parameter') : [];

/** What has no name is not read by the body: any value of its type will do. */
function argument(parameter: SyntaxNode): string {
  const name = field(parameter, 'pattern');
  const type = field(parameter, 'type');
  const before = parameter.text.slice(0, type && Math.max(0, type.startIndex - parameter.startIndex));
  const isVariadic = before.trimEnd().endsWith('...');
  if (name && name.text !== '_') return isVariadic ? `${name.text}...` : name.text;
  return isVariadic ? '' : `*new(${type?.text ?? 'int'})`;
}

function typeNames(list: SyntaxNode): string[] {
  return parts(list).flatMap((declaration) =>
    parts(declaration).flatMap((part) => (part.type === 'identifier' ? [part.text] : [])),
  );
}

/** Files that are compiled in a way of their own, or whose lines are not their own. */
export function isOddGoFile(text: string): boolean {
  return /^\s*import\s+(?:\(\s*)?"C"|^\s*"C"\s*$|^\/\/(?:go:build|\s*\+build|line|export)\b|^\/\/ Code generated .* DO NOT EDIT\.$/m.test(
    text,
  );
}
