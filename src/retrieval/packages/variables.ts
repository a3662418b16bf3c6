/** Variables of TypeScript and JavaScript, and other names for what is declared elsewhere. */

import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { documentationOf, signatureOf, type Declared, type NamePath } from './declaration.ts';
import { bodyOfValue, isFunctionValue, shapeOfType, shapeOfValue, type Shape } from './members.ts';
import { pathOf, textBefore } from './nodes.ts';

export function variablesOf(variable: SyntaxNode, kind: string, whole: SyntaxNode, comment: string): Declared[] {
  if (variable.type !== 'variable_declarator') return [];
  const nameNode = field(variable, 'name');
  const value = field(variable, 'value');
  const type = field(variable, 'type');
  if (!nameNode) return [];
  const isFunction = value !== undefined && isFunctionValue(value);
  const shape = isFunction
    ? { members: [], like: [], open: 'it is a function' }
    : type
      ? shapeOfType(type)
      : value
        ? shapeOfValue(value)
        : { members: [], like: [], open: 'its type is not written' };
  const names = nameNode.type === 'identifier' ? [nameNode.text] : namesInPattern(nameNode);
  // In `const { chunk } = require('x')` each name is the member of the value.
  const member = (source: string): Shape =>
    shape.alias
      ? { members: [], like: [], alias: { ...shape.alias, path: [...shape.alias.path, source] } }
      : { members: [], like: [], open: 'it is a part of something else' };
  return names.map((entry) => {
    const [name, source] = typeof entry === 'string' ? [entry, undefined] : entry;
    return {
      name,
      kind: isFunction ? 'function' : value?.type === 'class' ? 'class' : kind[0] === 'l' ? 'constant' : 'variable',
      signature: signatureOf(textBefore(whole, bodyOfValue(value))),
      ...documentationOf(comment),
      line: variable.startPosition.row + 1,
      ...(source === undefined ? shape : member(source)),
    };
  });
}

const namesInPattern = (pattern: SyntaxNode): (readonly [name: string, source: string])[] =>
  parts(pattern).flatMap((part): (readonly [string, string])[] => {
    if (part.type === 'shorthand_property_identifier_pattern' || part.type === 'identifier')
      return [[part.text, part.text]];
    if (part.type === 'object_assignment_pattern')
      return [[field(part, 'left')?.text ?? '', field(part, 'left')?.text ?? '']];
    const value = part.type === 'pair_pattern' ? field(part, 'value') : undefined;
    return value?.type === 'identifier' ? [[value.text, field(part, 'key')?.text ?? '']] : [];
  });

export function aliasOf(node: SyntaxNode): Declared | undefined {
  const [name, target] = parts(node);
  const path = target && pathOf(target);
  return name && path && aliasDeclared(name.text, path, node);
}

export const aliasDeclared = (name: string, alias: NamePath, node: SyntaxNode): Declared => ({
  name,
  kind: 'constant',
  signature: `${name} = ${alias.path.join('.') || (alias.module ?? '')}`,
  doc: '',
  line: node.startPosition.row + 1,
  members: [],
  like: [],
  alias,
});
