/** What a file of Go declares. A package is a folder of them: `joinGo` puts them together. */

import type { SymbolKind } from '../../syntax/outline.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import {
  documentationOf,
  emptyModule,
  signatureOf,
  type Declared,
  type Imported,
  type ModuleFacts,
  type NamePath,
} from './declaration.ts';
import { textBefore } from './nodes.ts';

export function readGo(root: SyntaxNode): ModuleFacts {
  const declared: Declared[] = [];
  const imports: Imported[] = [];
  let comment = '';
  let isBroken = false;
  for (const node of root.namedChildren) {
    if (!node) continue;
    if (node.type === 'comment') {
      const follows = node.previousNamedSibling?.type === 'comment' && touches(node.previousNamedSibling, node);
      comment = follows && comment !== '' ? `${comment}\n${node.text}` : node.text;
      continue;
    }
    const above = node.previousNamedSibling;
    const doc = above?.type === 'comment' && touches(above, node) ? comment : '';
    if (node.isError) isBroken = true;
    else if (node.type === 'import_declaration') imports.push(...importsOf(node));
    else declared.push(...declarationsOf(node, doc));
    comment = '';
  }
  return { ...emptyModule, declared, imports, open: isBroken ? ['a part of it could not be parsed'] : [] };
}

/** The files of one folder as one module; methods go to their types. */
export function joinGo(files: readonly { readonly place: string; readonly facts: ModuleFacts }[]): ModuleFacts {
  const all = files.flatMap(({ place, facts }) => facts.declared.map((one) => ({ ...one, file: place })));
  const methods = new Map<string, Declared[]>();
  for (const one of all) if (one.owner !== undefined) methods.set(one.owner, [...(methods.get(one.owner) ?? []), one]);
  const declared = all
    .filter(({ owner }) => owner === undefined)
    .map((one): Declared => ({ ...one, members: [...one.members, ...(methods.get(one.name) ?? [])] }));
  const names = new Set(declared.map(({ name }) => name).filter(isExported));
  return {
    ...emptyModule,
    declared,
    exports: Array.from(names, (name) => ({ kind: 'name', name, target: { path: [name] } })),
    imports: files.flatMap(({ facts }) => facts.imports),
    open: [...new Set(files.flatMap(({ facts }) => facts.open))],
  };
}

const touches = (above: SyntaxNode, node: SyntaxNode): boolean => node.startPosition.row - above.endPosition.row <= 1;
const isExported = (name: string): boolean => /^\p{Lu}/u.test(name);

function importsOf(node: SyntaxNode): Imported[] {
  const specs = parts(node).flatMap((part) => (part.type === 'import_spec_list' ? parts(part) : [part]));
  return specs.flatMap((spec) => {
    const module = (field(spec, 'path')?.text ?? '').replace(/^["`]|["`]$/g, '');
    const local = field(spec, 'name')?.text ?? usualName(module);
    return module === '' || local === '_' || local === '.' ? [] : [{ local, module, name: '*' }];
  });
}

/** By custom: the last part of the path that is no version. */
const usualName = (module: string): string =>
  (module.split('/').findLast((part) => !/^v\d+$/.test(part)) ?? module).replace(/\.v\d+$|^go-|-go$/g, '');

function declarationsOf(node: SyntaxNode, comment: string): Declared[] {
  switch (node.type) {
    case 'function_declaration':
      return [declaredBy(node, node, 'function', comment)];
    case 'method_declaration': {
      const receiver = field(node, 'receiver');
      const type = receiver && /\*?\s*(\w+)\s*(?:\[[^\]]*\])?\s*\)$/.exec(receiver.text)?.[1];
      return type === undefined ? [] : [{ ...declaredBy(node, node, 'method', comment), owner: type }];
    }
    case 'const_declaration':
    case 'var_declaration':
    case 'type_declaration':
      return specsOf(node).flatMap(({ spec, doc }) => declaredBySpec(node, spec, doc || comment));
    default:
      return [];
  }
}

/** Each with the comment above it. */
function specsOf(node: SyntaxNode): { readonly spec: SyntaxNode; readonly doc: string }[] {
  const specs: { spec: SyntaxNode; doc: string }[] = [];
  let comment = '';
  for (const part of node.namedChildren.flatMap((one) => (one?.type === 'var_spec_list' ? one.namedChildren : [one]))) {
    if (!part) continue;
    if (part.type === 'comment') comment = comment === '' ? part.text : `${comment}\n${part.text}`;
    else {
      specs.push({ spec: part, doc: comment });
      comment = '';
    }
  }
  return specs;
}

function declaredBySpec(whole: SyntaxNode, spec: SyntaxNode, comment: string): Declared[] {
  const type = field(spec, 'type');
  const keyword = whole.type.slice(0, whole.type.indexOf('_'));
  if (spec.type === 'type_spec' || spec.type === 'type_alias') {
    const kind = type?.type === 'struct_type' ? 'class' : type?.type === 'interface_type' ? 'interface' : 'type';
    const named = declaredBy(spec, spec, kind, comment);
    const head = kind === 'type' ? spec.text : `${textBefore(spec, type)}${type?.type.replace('_type', '') ?? ''}`;
    return [{ ...named, signature: signatureOf(`type ${head}`), ...bodyOf(type) }];
  }
  const names = spec.namedChildren.filter((child) => child?.type === 'identifier');
  return names.map((name) => ({
    ...declaredBy(spec, name ?? spec, keyword === 'const' ? 'constant' : 'variable', comment),
    name: name?.text ?? '',
    signature: signatureOf(`${keyword} ${spec.text.slice(0, 200)}`),
    ...(type ? { like: typesOf(type) } : { open: 'its type is not written' }),
  }));
}

const declaredBy = (node: SyntaxNode, at: SyntaxNode, kind: SymbolKind, comment: string): Declared => ({
  name: field(node, 'name')?.text ?? '',
  kind,
  signature: signatureOf(textBefore(node, field(node, 'body'))),
  ...documentationOf(comment),
  line: at.startPosition.row + 1,
  members: [],
  like: [],
  ...(isExported(field(node, 'name')?.text ?? at.text) ? {} : { isPrivate: true as const }),
});

function bodyOf(type: SyntaxNode | undefined): Pick<Declared, 'members' | 'like'> {
  if (!type) return { members: [], like: [] };
  if (type.type !== 'struct_type' && type.type !== 'interface_type') return { members: [], like: typesOf(type) };
  const members: Declared[] = [];
  const like: NamePath[] = [];
  const list = parts(type).flatMap((part) => (part.type === 'field_declaration_list' ? parts(part) : [part]));
  for (const part of list) {
    const names = part.namedChildren.filter((child) => child?.type === 'field_identifier');
    const own = field(part, 'type');
    if (part.type === 'type_elem' || names.length === 0) {
      const embedded = typesOf(own ?? part);
      like.push(...embedded);
      const name = embedded[0]?.path.at(-1);
      if (part.type === 'field_declaration' && name !== undefined)
        members.push({ ...memberOf(part, name, 'field'), like: embedded });
    } else {
      for (const name of names) {
        const kind = part.type === 'method_elem' ? 'method' : 'field';
        const member = memberOf(part, name?.text ?? '', kind);
        members.push(kind === 'field' && own ? { ...member, like: typesOf(own) } : member);
      }
    }
  }
  return { members, like };
}

const memberOf = (part: SyntaxNode, name: string, kind: SymbolKind): Declared => ({
  name,
  kind,
  signature: signatureOf(part.text),
  doc: '',
  line: part.startPosition.row + 1,
  members: [],
  like: [],
  ...(isExported(name) ? {} : { isPrivate: true as const }),
});

/** `*pkg.Name[T]` without what is around the name; nothing for what has no name. */
function typesOf(type: SyntaxNode): NamePath[] {
  const name = /^[*\s]*((?:\w+\.)?\w+)(?:\[.*\])?$/s.exec(type.text)?.[1];
  if (name === undefined || plain.has(name)) return [];
  return [{ path: name.split('.') }];
}

const plain = new Set(
  (
    'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint ' +
    'uint8 uint16 uint32 uint64 uintptr'
  ).split(' '),
);
