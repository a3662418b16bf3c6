/** Types, classes and values of TypeScript and JavaScript: which members they have, and which other types' members. */

import type { SymbolKind } from '../../syntax/outline.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { documentationOf, signatureOf, type Declared, type NamePath } from './declaration.ts';
import { pathOf, textBefore, unquoted } from './nodes.ts';

/** What a type, a class or a value is made of. */
export interface Shape {
  readonly members: readonly Declared[];
  readonly like: readonly NamePath[];
  readonly alias?: NamePath;
  readonly open?: string;
}

const deepest = 12;
const nothing: Shape = { members: [], like: [] };
const opened = (open: string): Shape => ({ ...nothing, open });

/** Types that keep the members of the type they are given. */
const keeping = new Set(['Readonly', 'Partial', 'Required', 'NonNullable']);
const cutting = new Set(['Omit', 'Pick', 'Exclude', 'Extract']);

export function shapeOfType(type: SyntaxNode | undefined, depth = 0): Shape {
  if (!type || depth > deepest) return opened('its type is not written');
  const inner = (node: SyntaxNode | undefined): Shape => shapeOfType(node, depth + 1);
  switch (type.type) {
    case 'type_annotation':
    case 'parenthesized_type':
    case 'readonly_type':
    case 'optional_type':
      return inner(parts(type).at(-1));
    case 'intersection_type':
    case 'union_type':
      return joined(parts(type).filter(isSomething).map(inner));
    case 'object_type':
    case 'interface_body':
      return bodyShape(type);
    case 'generic_type': {
      const name = field(type, 'name');
      const first = field(type, 'type_arguments')?.namedChildren.find(Boolean) ?? undefined;
      if (name && keeping.has(name.text)) return inner(first);
      if (name && cutting.has(name.text)) return { ...inner(first), open: 'it is made out of another type' };
      return inner(name);
    }
    case 'type_query':
      return inner(parts(type)[0]);
    case 'this_type':
      return { members: [], like: [{ path: ['this'] }], open: 'it is of the type that it belongs to' };
    case 'function_type':
    case 'constructor_type':
      return nothing;
    default: {
      const path = pathOf(type);
      return path ? { members: [], like: [path] } : opened('its type is computed or built in');
    }
  }
}

const isSomething = (type: SyntaxNode): boolean => !/^(?:undefined|null|void|never)$/.test(type.text);

function joined(shapes: readonly Shape[]): Shape {
  const open = shapes.find((shape) => shape.open !== undefined)?.open;
  return {
    members: shapes.flatMap(({ members }) => members),
    like: shapes.flatMap(({ like }) => like),
    ...(open !== undefined && { open }),
  };
}

const memberKinds: Readonly<Record<string, SymbolKind>> = {
  method_definition: 'method',
  method_signature: 'method',
  abstract_method_signature: 'method',
  public_field_definition: 'field',
  field_definition: 'field',
  property_signature: 'field',
  enum_assignment: 'constant',
  pair: 'field',
  shorthand_property_identifier: 'field',
  property_identifier: 'constant',
  string: 'constant',
};

/** The members in a body: of a class, an interface, an object type, an enum, an object. */
export function bodyShape(body: SyntaxNode): Shape {
  const members: Declared[] = [];
  const like: NamePath[] = [];
  let open: string | undefined;
  let comment = '';
  for (const child of body.namedChildren) {
    if (!child) continue;
    if (child.type === 'comment') {
      comment = child.text.startsWith('/**') ? child.text : '';
      continue;
    }
    if (child.isError) open = 'a part of it could not be parsed';
    else if (child.type === 'index_signature' || child.type === 'mapped_type_clause')
      open = 'it has an index signature';
    else if (child.type === 'spread_element') {
      const spread = parts(child)[0];
      const path = spread && pathOf(spread);
      if (path) like.push(path);
      else open = 'it takes names from something else when it runs';
    } else if (child.type in memberKinds) {
      const member = memberOf(child, comment);
      if (member) members.push(member);
      else open ??= 'the name of a member is computed';
      if (member?.name === 'constructor') members.push(...parameterFields(child));
    } else if (!/^(?:decorator|call_signature|construct_signature|class_static_block)$/.test(child.type))
      open ??= 'a part of it is not understood';
    if (child.type !== 'decorator') comment = '';
  }
  return { members, like, ...(open !== undefined && { open }) };
}

function memberOf(node: SyntaxNode, comment: string): Declared | undefined {
  const nameNode = field(node, 'name') ?? field(node, 'property') ?? field(node, 'key') ?? node;
  // A type can compute a name only from a symbol, which nobody asks for by name.
  const isSymbol = nameNode.type === 'computed_property_name' && /signature|public_field/.test(node.type);
  const name = memberName(nameNode) ?? (isSymbol ? nameNode.text : undefined);
  if (name === undefined) return undefined;
  const value = field(node, 'value');
  const type = field(node, 'type') ?? field(node, 'return_type');
  const body = field(node, 'body');
  const isMethod = node.type.includes('method');
  const accessor = isMethod && node.children.some((child) => child?.type === 'get' || child?.type === 'set');
  const isFunction = (isMethod && !accessor) || (value !== undefined && isFunctionValue(value));
  const before = textBefore(node, nameNode);
  const shape = isFunction
    ? body || value
      ? opened('it is a function')
      : nothing
    : type
      ? shapeOfType(type)
      : value
        ? shapeOfValue(value)
        : node.type === 'shorthand_property_identifier'
          ? { ...nothing, alias: { path: [name] } }
          : memberKinds[node.type] === 'constant'
            ? nothing
            : opened('its type is not written');
  return {
    name,
    kind: isFunction ? 'method' : accessor ? 'field' : memberKinds[node.type]!,
    signature: signatureOf(textBefore(node, body ?? bodyOfValue(value))),
    ...documentationOf(comment),
    line: node.startPosition.row + 1,
    ...shape,
    ...(/\bprivate\b|#/.test(before) || name.startsWith('#') ? { isPrivate: true as const } : {}),
  };
}

function memberName(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'property_identifier':
    case 'private_property_identifier':
    case 'shorthand_property_identifier':
    case 'identifier':
    case 'number':
      return node.text;
    case 'string':
      return unquoted(node);
    case 'computed_property_name': {
      const inside = parts(node)[0];
      if (inside?.type === 'string') return unquoted(inside);
      // Nobody asks for it by name, and it hides no name either.
      return inside && /^Symbol\.\w+$/.test(inside.text) ? `[${inside.text}]` : undefined;
    }
    default:
      return undefined;
  }
}

/** `constructor(readonly name: string)` declares a field too. */
function parameterFields(constructor: SyntaxNode): Declared[] {
  const parameters = field(constructor, 'parameters');
  return (parameters ? parts(parameters) : []).flatMap((parameter) => {
    const name = field(parameter, 'pattern');
    const marks = name && textBefore(parameter, name);
    if (!name || !marks || !/\b(?:public|private|protected|readonly)\b/.test(marks)) return [];
    return [
      {
        name: name.text,
        kind: 'field' as const,
        signature: signatureOf(parameter.text),
        doc: '',
        line: parameter.startPosition.row + 1,
        ...shapeOfType(field(parameter, 'type')),
        ...(/\bprivate\b/.test(marks) && { isPrivate: true as const }),
      },
    ];
  });
}

const functions = new Set(['arrow_function', 'function_expression', 'generator_function']);
export const isFunctionValue = (value: SyntaxNode): boolean => functions.has(value.type);

/** What a signature leaves out of a value: a function's or class's body, an object, an array. */
export function bodyOfValue(value: SyntaxNode | undefined): SyntaxNode | undefined {
  if (!value) return undefined;
  if (isFunctionValue(value) || value.type === 'class') return field(value, 'body');
  return value.type === 'object' || value.type === 'array' || value.text.length > 80 ? value : undefined;
}

export function shapeOfValue(value: SyntaxNode, depth = 0): Shape {
  if (depth > deepest) return opened('its value is nested too deeply');
  switch (value.type) {
    case 'object':
      return bodyShape(value);
    case 'class':
      return shapeOfClass(value);
    case 'identifier':
    case 'member_expression':
    case 'non_null_expression': {
      const path = pathOf(value);
      return path ? { ...nothing, alias: path } : opened('its value is computed');
    }
    case 'call_expression': {
      const path = pathOf(value);
      if (path) return { ...nothing, alias: path };
      const frozen = /^Object\.(?:freeze|seal)$/.test(field(value, 'function')?.text ?? '');
      const first = frozen ? parts(field(value, 'arguments') ?? value)[0] : undefined;
      return first ? shapeOfValue(first, depth + 1) : opened('its value is computed when it runs');
    }
    case 'new_expression': {
      const made = field(value, 'constructor');
      const path = made && pathOf(made);
      return path ? { ...nothing, like: [path] } : opened('its value is computed when it runs');
    }
    case 'assignment_expression': {
      const right = field(value, 'right');
      return right ? shapeOfValue(right, depth + 1) : nothing;
    }
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression': {
      const inside = parts(value)[0];
      return inside ? shapeOfValue(inside, depth + 1) : nothing;
    }
    default:
      return opened(isFunctionValue(value) ? 'it is a function' : 'its value is computed or built in');
  }
}

export function shapeOfClass(node: SyntaxNode): Shape {
  const body = field(node, 'body');
  const own = body ? bodyShape(body) : nothing;
  const heritage = node.namedChildren.find((child) => child?.type === 'class_heritage');
  const bases: NamePath[] = [];
  let open = own.open;
  for (const clause of heritage ? parts(heritage) : []) {
    // JavaScript has the base itself here, TypeScript clauses.
    const named = /_clause$/.test(clause.type) ? parts(clause) : [clause];
    if (clause.type === 'implements_clause') continue;
    const base = named[0] && pathOf(named[0]);
    if (base) bases.push(base);
    else open ??= 'what it extends is computed';
  }
  return { members: own.members, like: [...own.like, ...bases], ...(open !== undefined && { open }) };
}

export function shapeOfInterface(node: SyntaxNode): Shape {
  const body = field(node, 'body');
  const clause = node.namedChildren.find((child) => child?.type === 'extends_type_clause');
  const bases = clause ? parts(clause).map((base) => shapeOfType(base)) : [];
  return joined([body ? bodyShape(body) : nothing, ...bases]);
}
