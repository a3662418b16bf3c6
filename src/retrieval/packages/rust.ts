/** What a file of Rust makes public, and where the rest of its module tree lies. */

import type { SymbolKind } from '../../syntax/outline.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import {
  documentationOf,
  signatureOf,
  type Declared,
  type Exported,
  type Imported,
  type ModuleFacts,
} from './declaration.ts';
import { textBefore } from './nodes.ts';

const kinds: Readonly<Record<string, SymbolKind>> = {
  function_item: 'function',
  function_signature_item: 'function',
  struct_item: 'class',
  union_item: 'class',
  enum_item: 'enum',
  trait_item: 'interface',
  const_item: 'constant',
  static_item: 'variable',
  type_item: 'type',
  associated_type: 'type',
  macro_definition: 'macro',
};

/** Traits and other files may add methods to any type. */
const more = 'traits may give it more methods';

interface Use {
  readonly path: readonly string[];
  readonly name: string;
  readonly isPublic: boolean;
}

export function readRust(root: SyntaxNode): ModuleFacts {
  const { declared, publicNames, uses, files, open } = readItems(root);
  const here = new Set([...declared.map(({ name }) => name), ...files.map(({ name }) => name)]);
  const exports: Exported[] = [...publicNames].map((name) => ({ kind: 'name', name, target: { path: [name] } }));
  const imports: Imported[] = [];
  for (const { name, isPublic } of files) {
    imports.push({ local: name, module: `self::${name}`, name: '*' });
    if (isPublic) exports.push({ kind: 'name', name, target: { path: [], module: `self::${name}` } });
  }
  for (const { path, name, isPublic } of uses) {
    const [first = '', ...rest] = path;
    const isLocal = here.has(first);
    if (name === '*') {
      if (isPublic) exports.push({ kind: 'all', module: (isLocal ? ['self', ...path] : path).join('::') });
      continue;
    }
    const target = isLocal ? { path } : { path: rest, module: first };
    if (isPublic) exports.push({ kind: 'name', name, target });
    else if (!isLocal)
      imports.push({
        local: name,
        module: path.slice(0, -1).join('::') || first,
        name: rest.length === 0 ? '*' : rest.at(-1)!,
      });
  }
  return { declared, exports, imports, ambient: new Map(), references: [], open };
}

interface Items {
  readonly declared: Declared[];
  readonly publicNames: Set<string>;
  readonly uses: Use[];
  /** Modules that are files of their own. */
  readonly files: { readonly name: string; readonly isPublic: boolean }[];
  readonly open: string[];
}

function readItems(block: SyntaxNode): Items {
  const items: Items = { declared: [], publicNames: new Set(), uses: [], files: [], open: [] };
  const methods = new Map<string, Declared[]>();
  let above = '';
  for (const node of block.namedChildren) {
    if (!node) continue;
    if (/comment$|^attribute_item$/.test(node.type)) {
      if (/^(?:\/\/\/|\/\*\*|#\[)/.test(node.text)) above += `${node.text}\n`;
      continue;
    }
    readItem(node, above, items, methods);
    above = '';
  }
  const declared = items.declared.map((one) => ({
    ...one,
    members: [...one.members, ...(methods.get(one.name) ?? [])],
  }));
  return { ...items, declared };
}

function readItem(node: SyntaxNode, above: string, items: Items, methods: Map<string, Declared[]>): void {
  const isPublic = node.namedChildren.some((child) => child?.type === 'visibility_modifier' && child.text === 'pub');
  const name = field(node, 'name')?.text ?? '';
  if (node.isError) items.open.push('a part of it could not be parsed');
  else if (node.type === 'use_declaration') {
    const argument = field(node, 'argument');
    if (argument) items.uses.push(...usesOf(argument, []).map((use) => ({ ...use, isPublic })));
  } else if (node.type === 'mod_item') {
    const body = field(node, 'body');
    if (!body) items.files.push({ name, isPublic });
    else {
      const inner = readItems(body);
      const aliases = inner.uses.filter((use) => use.isPublic && use.name !== '*').map((use) => aliasOf(use, node));
      const hasMore = inner.open.length > 0 || inner.uses.some((use) => use.name === '*') || inner.files.length > 0;
      items.declared.push({
        ...declaredBy(node, 'module', above),
        members: [...inner.declared, ...aliases],
        ...(hasMore && { open: 'it hands on other modules' }),
      });
      if (isPublic) items.publicNames.add(name);
    }
  } else if (node.type === 'impl_item') {
    const type = /^(?:&\s*)?(\w+)/.exec(field(node, 'type')?.text ?? '')?.[1];
    const body = field(node, 'body');
    if (type === undefined || !body) return;
    const isTrait = field(node, 'trait') !== undefined;
    const own = membersOf(body, isTrait).map((one): Declared =>
      one.kind === 'function' ? { ...one, kind: 'method' } : one,
    );
    methods.set(type, [...(methods.get(type) ?? []), ...own]);
  } else if (node.type in kinds) {
    const kind = kinds[node.type]!;
    const body = field(node, 'body');
    const members =
      body && /^(?:struct|union|trait|enum)_item$/.test(node.type) ? membersOf(body, node.type !== 'struct_item') : [];
    const hasMembers = kind === 'class' || kind === 'enum' || kind === 'interface' || kind === 'type';
    items.declared.push({ ...declaredBy(node, kind, above), members, ...(hasMembers && { open: more }) });
    if (isPublic || (kind === 'macro' && /macro_export/.test(above))) items.publicNames.add(name);
  } else if (/macro_invocation|expression_statement/.test(node.type)) {
    items.open.push('a macro may declare more');
    for (const { 1: item = '' } of node.text.matchAll(
      /\bpub\s+(?:(?:unsafe|const|async)\s+)*(?:fn|struct|enum|trait|mod|type|const|static|union)\s+(\w+)/g,
    )) {
      items.declared.push({
        name: item,
        kind: 'constant',
        signature: item,
        doc: '',
        line: node.startPosition.row + 1,
        members: [],
        like: [],
        open: more,
      });
      items.publicNames.add(item);
    }
  }
}

function membersOf(body: SyntaxNode, allPublic: boolean): Declared[] {
  const members: Declared[] = [];
  let above = '';
  for (const node of body.namedChildren) {
    if (!node) continue;
    if (/comment$|^attribute_item$/.test(node.type)) {
      if (/^(?:\/\/\/|\/\*\*|#\[)/.test(node.text)) above += `${node.text}\n`;
      continue;
    }
    const isPublic = allPublic || node.namedChildren.some((child) => child?.type === 'visibility_modifier');
    const kind =
      node.type === 'field_declaration' ? 'field' : node.type === 'enum_variant' ? 'constant' : kinds[node.type];
    if (kind)
      members.push({ ...declaredBy(node, kind, above), open: more, ...(isPublic ? {} : { isPrivate: true as const }) });
    above = '';
  }
  return members;
}

function declaredBy(node: SyntaxNode, kind: SymbolKind, above: string): Declared {
  const body = field(node, 'body');
  const attribute = /#\[deprecated(?:\([^)]*note\s*=\s*"([^"]*)")?/s.exec(above);
  return {
    name: field(node, 'name')?.text ?? '',
    kind,
    signature: signatureOf(
      kind === 'macro' ? `macro_rules! ${field(node, 'name')?.text ?? ''}` : textBefore(node, body),
    ),
    ...documentationOf(above.replace(/^#\[[^\n]*\n/gm, '').trimEnd()),
    ...(attribute && { deprecated: attribute[1] ?? '' }),
    line: node.startPosition.row + 1,
    members: [],
    like: [],
  };
}

const aliasOf = ({ path, name }: Use, node: SyntaxNode): Declared => ({
  name,
  kind: 'constant',
  signature: `use ${path.join('::')}`,
  doc: '',
  line: node.startPosition.row + 1,
  members: [],
  like: [],
  alias: { path: path.slice(1), module: path[0] ?? '' },
});

/** `a::{b, c as d, e::*}` as single paths. */
function usesOf(node: SyntaxNode, front: readonly string[]): Omit<Use, 'isPublic'>[] {
  const segments = (path: SyntaxNode | undefined): string[] =>
    path ? path.text.replace(/\s+/g, '').split('::').filter(Boolean) : [];
  switch (node.type) {
    case 'scoped_use_list': {
      const list = field(node, 'list');
      const inner = [...front, ...segments(field(node, 'path'))];
      return list ? parts(list).flatMap((part) => usesOf(part, inner)) : [];
    }
    case 'use_list':
      return parts(node).flatMap((part) => usesOf(part, front));
    case 'use_as_clause':
      return [{ path: [...front, ...segments(field(node, 'path'))], name: field(node, 'alias')?.text ?? '' }];
    case 'use_wildcard':
      return [{ path: [...front, ...segments(parts(node)[0])], name: '*' }];
    case 'self':
      return [{ path: front, name: front.at(-1) ?? '' }];
    default: {
      const path = [...front, ...segments(node)];
      return [{ path, name: path.at(-1) ?? '' }];
    }
  }
}
