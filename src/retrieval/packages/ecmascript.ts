/** What a file of TypeScript or JavaScript declares, imports and exports. */

import type { SymbolKind } from '../../syntax/outline.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { commonJsExports } from './commonJs.ts';
import {
  documentationOf,
  emptyModule,
  signatureOf,
  type Declared,
  type Exported,
  type Imported,
  type ModuleFacts,
  type NamePath,
} from './declaration.ts';
import {
  bodyOfValue,
  bodyShape,
  isFunctionValue,
  shapeOfClass,
  shapeOfInterface,
  shapeOfType,
  shapeOfValue,
  type Shape,
} from './members.ts';
import { importsOf, pathOf, specifierName, textBefore, unquoted } from './nodes.ts';
import { aliasDeclared, aliasOf, variablesOf } from './variables.ts';

/** Declarations that the grammar does not know, as others of the same length that it does. */
export const readableEcmascript = (text: string): string =>
  text
    .replace(/\bexport type (?=\*)/g, 'export      ')
    .replace(/\bexport default function \(/g, 'export default function_(')
    .replace(/\bexport default function_\(/g, 'export default function a(')
    .replace(/(?<=<[^<>=;{}()]{0,40})\bconst (?=\w+)/g, '      ');

/** @param isAmbient a file of declarations alone, `.d.ts`. */
export function readEcmascript(root: SyntaxNode, isAmbient: boolean): ModuleFacts {
  const scope = readScope(root);
  if (isAmbient && isModule(scope)) scope.exports.push(...unmarked(scope));
  const isScript = !isModule(scope);
  const common = !isAmbient && (isScript || scope.exports.length === 0) ? commonJsExports(root) : undefined;
  const references = [...root.text.slice(0, 20_000).matchAll(/^\/\/\/\s*<reference\s+path=["']([^"']+)["']/gm)];
  return {
    ...scope,
    declared: [...scope.declared, ...(common?.declared ?? [])],
    exports: [...scope.exports, ...(common?.exports ?? [])],
    imports: [...scope.imports, ...(common?.imports ?? [])],
    references: references.map((found) => found[1]!),
    isGlobal: isAmbient && isScript,
    open: [...scope.open, ...(common?.open ?? [])],
  };
}

interface Scope {
  readonly declared: Declared[];
  readonly exports: Exported[];
  readonly imports: Imported[];
  readonly ambient: Map<string, ModuleFacts>;
  readonly open: string[];
  /** A statement says what is exported, apart from the declarations. */
  lists: boolean;
}

const newScope = (): Scope => ({
  declared: [],
  exports: [],
  imports: [],
  ambient: new Map(),
  open: [],
  lists: false,
});

const isModule = ({ exports, imports, lists }: Scope): boolean => lists || exports.length > 0 || imports.length > 0;

/** Where nothing lists what is exported, declarations without a body are exported whether they say so or not. */
function unmarked({ lists, exports, declared }: Scope): Exported[] {
  if (lists) return [];
  const marked = new Set(exports.map((one) => (one.kind === 'name' ? one.target.path[0] : '')));
  return declared
    .filter(({ name }) => !marked.has(name))
    .map(({ name }): Exported => ({ kind: 'name', name, target: { path: [name] } }));
}

/** The statements of a file, of a namespace, of a `declare module`. */
function readScope(block: SyntaxNode): Scope {
  const scope = newScope();
  let comment = '';
  for (const statement of block.namedChildren) {
    if (!statement) continue;
    if (statement.type === 'comment') {
      comment = statement.text.startsWith('/**') ? statement.text : '';
      continue;
    }
    // Within a module it is `global {}` alone, which the grammar takes for two statements.
    if (statement.type === 'statement_block' && isGlobalWord(statement.previousNamedSibling))
      addGlobal(statement, scope);
    else readStatement(statement, comment, scope);
    comment = '';
  }
  return scope;
}

const isGlobalWord = (node: SyntaxNode | null): boolean =>
  node?.type === 'expression_statement' && node.text.replace(';', '') === 'global';

function addGlobal(block: SyntaxNode, scope: Scope): void {
  const more = ambientFacts(block);
  const before = scope.ambient.get(globalScope);
  scope.ambient.set(globalScope, before ? { ...more, declared: [...before.declared, ...more.declared] } : more);
}

function readStatement(statement: SyntaxNode, comment: string, scope: Scope): void {
  switch (statement.type) {
    case 'ERROR':
      scope.open.push('a part of it could not be parsed');
      break;
    case 'import_statement':
      scope.imports.push(...importsOf(statement));
      break;
    case 'import_alias': {
      const alias = aliasOf(statement);
      if (alias) scope.declared.push(alias);
      break;
    }
    case 'export_statement':
      readExport(statement, comment, scope);
      break;
    case 'ambient_declaration':
      for (const inner of parts(statement)) {
        if (inner.type === 'statement_block') addGlobal(inner, scope);
        else readDeclaration(inner, statement, comment, scope);
      }
      break;
    case 'expression_statement': {
      const inner = parts(statement)[0];
      if (inner?.type === 'internal_module') readDeclaration(inner, statement, comment, scope);
      else if (statement.children.some((child) => child?.isError)) scope.open.push('a part of it could not be parsed');
      break;
    }
    default:
      readDeclaration(statement, statement, comment, scope);
  }
}

/** @param whole the statement around the declaration, with its `export` and `declare`. @returns the names declared. */
function readDeclaration(node: SyntaxNode, whole: SyntaxNode, comment: string, scope: Scope): string[] {
  if (node.type === 'module' && field(node, 'name')?.type === 'string') {
    const body = field(node, 'body');
    const facts = body ? ambientFacts(body) : emptyModule;
    scope.ambient.set(unquoted(field(node, 'name')!), facts);
    const global = facts.ambient.get(globalScope);
    const before = scope.ambient.get(globalScope)?.declared ?? [];
    if (global) scope.ambient.set(globalScope, { ...global, declared: [...before, ...global.declared] });
    return [];
  }
  const found = declarationsOf(node, whole, comment);
  scope.declared.push(...found);
  return found.map(({ name }) => name);
}

/** The name of what `declare global` declares, among the modules of a file. */
export const globalScope = 'global*';

function ambientFacts(block: SyntaxNode): ModuleFacts {
  const scope = readScope(block);
  return { ...scope, exports: [...scope.exports, ...unmarked(scope)], references: [] };
}

function declarationsOf(node: SyntaxNode, whole: SyntaxNode, comment: string): Declared[] {
  const nameNode = field(node, 'name');
  const name = nameNode?.text ?? 'default';
  const declared = (kind: SymbolKind, shape: Shape, body = field(node, 'body')): Declared => ({
    name,
    kind,
    signature: signatureOf(textBefore(whole, body)),
    ...documentationOf(comment),
    line: node.startPosition.row + 1,
    ...shape,
  });
  switch (node.type) {
    case 'function_signature':
      return [declared('function', { members: [], like: [] })];
    case 'function_declaration':
    case 'generator_function_declaration':
      return [declared('function', { members: [], like: [], open: 'it is a function' })];
    case 'class_declaration':
    case 'abstract_class_declaration':
      return [declared('class', shapeOfClass(node))];
    case 'interface_declaration':
      return [declared('interface', shapeOfInterface(node))];
    case 'type_alias_declaration': {
      const value = field(node, 'value');
      return [declared('type', shapeOfType(value), value?.type === 'object_type' ? value : undefined)];
    }
    case 'enum_declaration':
      return [declared('enum', enumShape(field(node, 'body')))];
    case 'internal_module':
    case 'module':
      return [
        namespaceOf(nameNode ? nameNode.text.split('.') : [name], node, declared('module', namespaceShape(node))),
      ];
    case 'lexical_declaration':
    case 'variable_declaration':
      return parts(node).flatMap((one) => variablesOf(one, node.type, whole, comment));
    case 'import_alias': {
      const alias = aliasOf(node);
      return alias ? [alias] : [];
    }
    default:
      return [];
  }
}

const enumShape = (body: SyntaxNode | undefined): Shape => {
  if (!body) return { members: [], like: [] };
  const { members, like } = bodyShape(body);
  return { members: members.map((member) => ({ ...member, kind: 'constant' })), like };
};

function namespaceShape(node: SyntaxNode): Shape {
  const body = field(node, 'body');
  const { declared, exports, imports, open } = body ? readScope(body) : newScope();
  const own = new Set(declared.map(({ name }) => name));
  const renamed = exports.flatMap((one) =>
    one.kind === 'name' && !own.has(one.name) ? [aliasDeclared(one.name, one.target, node)] : [],
  );
  const imported = imports.map(({ local, module, name }) =>
    aliasDeclared(local, { path: name === '*' ? [] : [name], module }, node),
  );
  return {
    members: [...declared, ...renamed, ...imported],
    like: [],
    ...(open[0] !== undefined && { open: open[0] }),
  };
}

/** `namespace A.B {}` is one in the other. */
function namespaceOf(path: readonly string[], node: SyntaxNode, inner: Declared): Declared {
  const [first = 'default', ...rest] = path;
  if (rest.length === 0) return { ...inner, name: first };
  return { ...inner, name: first, members: [namespaceOf(rest, node, inner)], like: [] };
}

function readExport(statement: SyntaxNode, comment: string, scope: Scope): void {
  const source = field(statement, 'source');
  const module = source && unquoted(source);
  const declaration = field(statement, 'declaration');
  const value = field(statement, 'value');
  const says = (token: string): boolean => statement.children.some((child) => child?.type === token);
  if (!declaration) scope.lists = true;
  const name = (exported: string, target: NamePath): void =>
    void scope.exports.push({ kind: 'name', name: exported, target });
  if (declaration) {
    const inner = declaration.type === 'ambient_declaration' ? (parts(declaration)[0] ?? declaration) : declaration;
    const names = readDeclaration(inner, statement, comment, scope);
    for (const one of names) name(says('default') ? 'default' : one, { path: [one] });
    return;
  }
  for (const part of parts(statement)) {
    if (part.type === 'namespace_export' && module !== undefined) {
      name(specifierName(parts(part)[0]), { path: [], module });
    } else if (part.type === 'export_clause') {
      for (const one of parts(part)) {
        const local = specifierName(field(one, 'name'));
        const as = field(one, 'alias');
        name(as ? unquoted(as) : local, { path: [local], ...(module !== undefined && { module }) });
      }
    }
  }
  if (says('*') && module !== undefined) scope.exports.push({ kind: 'all', module });
  // `export as namespace X` is a name for scripts.
  else if (says('=')) {
    const target = parts(statement).at(-1);
    const path = target && pathOf(target);
    if (path) scope.exports.push({ kind: 'assign', target: path });
    else scope.open.push('what it exports is computed');
  } else if (value) {
    const shape = isFunctionValue(value) ? { members: [], like: [], open: 'it is a function' } : shapeOfValue(value);
    scope.declared.push({
      name: 'default',
      kind: isFunctionValue(value) ? 'function' : value.type === 'class' ? 'class' : 'constant',
      signature: signatureOf(textBefore(statement, bodyOfValue(value))),
      ...documentationOf(comment),
      line: statement.startPosition.row + 1,
      ...shape,
    });
    name('default', { path: ['default'] });
  }
}
