/** What a file of Python declares and what it hands on, stubs included. */

import type { SyntaxNode } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { docstringWords } from '../../syntax/docComment.ts';
import {
  documentationIn,
  signatureOf,
  type Declared,
  type Exported,
  type Imported,
  type ModuleFacts,
  type NamePath,
} from './declaration.ts';
import { textBefore } from './nodes.ts';
import { assignedBy, computed, dotted, privacy, typeShape } from './pythonValues.ts';

/** Ways of giving a module names that are written nowhere. */
const computedNames =
  /^def __getattr__\b|\bglobals\(\)\s*(?:\[|\.update)|\bsys\.modules\[__name__\]\s*=|\bsetattr\(\s*sys\.modules|^exec\(|\bvars\(\)\[|\b__getattr__\s*[,=]/m;
/** Bases that bring no names of their own. */
const bare = new Set(['object', 'Generic', 'Protocol', 'ABC', 'typing.Generic', 'typing.Protocol', 'abc.ABC']);
const harmlessDecorators =
  /^@(?:\w+\.)*(?:dataclass|final|runtime_checkable|deprecated|unique|total_ordering|overload)\b/;
const blocks = new Set([
  'if_statement',
  'else_clause',
  'elif_clause',
  'try_statement',
  'except_clause',
  'finally_clause',
  'with_statement',
  'block',
  'for_statement',
  'while_statement',
]);

interface Scope {
  readonly declared: Declared[];
  readonly imports: Imported[];
  readonly stars: string[];
  /** What `__all__` lists; `undefined` when there is none, or it is computed. */
  all: Set<string> | undefined;
  broken: boolean;
}

/** @param isPackage it is an `__init__`: what it imports is what the package offers. */
export function readPython(root: SyntaxNode, isPackage: boolean): ModuleFacts {
  const scope: Scope = { declared: [], imports: [], stars: [], all: undefined, broken: false };
  readBlock(root, scope);
  const { all } = scope;
  const isKept = (name: string): boolean => (all ? !all.has(name) : name.startsWith('_'));
  const isHidden = (name: string, isImport: boolean): boolean => isKept(name) || (!all && isImport && !isPackage);
  const name = (one: string, target: NamePath, isImport: boolean): Exported => ({
    kind: 'name',
    name: one,
    target,
    ...(isHidden(one, isImport) && { isHidden: true as const }),
    ...(isKept(one) && { isKept: true as const }),
  });
  const own = new Set(scope.declared.map((one) => one.name));
  return {
    declared: scope.declared,
    exports: [
      ...Array.from(own, (one) => name(one, { path: [one] }, false)),
      ...scope.imports
        .filter(({ local }) => !own.has(local))
        .map(({ local, module, name: from }) => name(local, { path: from === '*' ? [] : [from], module }, true)),
      ...scope.stars.map((module): Exported => ({ kind: 'all', module })),
    ],
    imports: scope.imports,
    ambient: new Map(),
    references: [],
    open: [
      ...(scope.broken ? ['a part of it could not be parsed'] : []),
      ...(computedNames.test(root.text) ? ['it computes the names that it has'] : []),
    ],
  };
}

function readBlock(block: SyntaxNode, scope: Scope): void {
  for (const statement of parts(block)) {
    if (statement.isError) scope.broken = true;
    else if (blocks.has(statement.type)) {
      // What a loop counts with stays.
      if (statement.type === 'for_statement') scope.declared.push(...assignedBy(statement));
      readBlock(statement, scope);
    } else readStatement(statement, scope);
  }
}

function readStatement(statement: SyntaxNode, scope: Scope): void {
  switch (statement.type) {
    case 'import_statement':
      for (const part of parts(statement)) {
        const isAliased = part.type === 'aliased_import';
        const module = (isAliased ? field(part, 'name') : part)?.text ?? '';
        // `import a.b` binds `a`.
        const local = isAliased ? (field(part, 'alias')?.text ?? '') : module.split('.', 1)[0]!;
        scope.imports.push({ local, module: isAliased ? module : local, name: '*' });
      }
      break;
    case 'future_import_statement':
      for (const part of parts(statement))
        scope.imports.push({ local: part.text, module: '__future__', name: part.text });
      break;
    case 'import_from_statement': {
      const from = field(statement, 'module_name');
      const module = from?.text ?? '';
      for (const part of parts(statement)) {
        if (part.id === from?.id) continue;
        if (part.type === 'wildcard_import') scope.stars.push(module);
        const name = (part.type === 'aliased_import' ? field(part, 'name') : part)?.text ?? '';
        const local = part.type === 'aliased_import' ? (field(part, 'alias')?.text ?? name) : name;
        if (part.type !== 'wildcard_import') scope.imports.push({ local, module, name });
      }
      break;
    }
    case 'expression_statement':
      for (const part of parts(statement)) readExpression(part, scope);
      break;
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
    case 'type_alias_statement':
      scope.declared.push(...definitionsOf(statement));
      break;
    default:
  }
}

function readExpression(node: SyntaxNode, scope: Scope): void {
  const left = field(node, 'left');
  if (node.type === 'call' && field(node, 'function')?.text === '__all__.extend')
    return listAll(field(node, 'arguments'), scope);
  if (left?.text === '__all__') return listAll(field(node, 'right'), scope, node.type === 'assignment');
  if (node.type === 'assignment') scope.declared.push(...assignedBy(node));
}

/** Names of `__all__` as far as they are written out; what is added from elsewhere is not hidden by it either. */
function listAll(value: SyntaxNode | undefined, scope: Scope, isFirst = false): void {
  if (!value) return;
  const names = [...value.text.matchAll(/["'](\w+)["']/g)].map((found) => found[1]!);
  const isWhole = /^[\s[\]()"',\w#]*$/.test(value.text) && !/\b\w+\.\w+/.test(value.text);
  if (!isWhole) scope.all = undefined;
  else if (isFirst) scope.all = new Set(names);
  else for (const name of names) scope.all?.add(name);
}

function definitionsOf(statement: SyntaxNode): Declared[] {
  const node = statement.type === 'decorated_definition' ? field(statement, 'definition') : statement;
  if (!node) return [];
  const decorators = parts(statement).filter(({ type }) => type === 'decorator');
  if (node.type === 'type_alias_statement') {
    const name = /^type\s+(\w+)/.exec(node.text)?.[1];
    return name === undefined
      ? []
      : [
          {
            name,
            kind: 'type',
            signature: signatureOf(node.text),
            doc: '',
            line: node.startPosition.row + 1,
            members: [],
            like: [],
            ...computed,
          },
        ];
  }
  const name = field(node, 'name')?.text ?? '';
  const body = field(node, 'body');
  const documentation = documentationIn(docstringOf(body));
  const said = decorators.map(({ text }) => /^@(?:\w+\.)*deprecated\((?:["'](.*?)["'])?/s.exec(text)).find(Boolean);
  const base = {
    name,
    signature: signatureOf(textBefore(node, body)).replace(/:$/, ''),
    ...documentation,
    ...(said && { deprecated: said[1] ?? '' }),
    line: node.startPosition.row + 1,
    ...privacy(name),
  };
  if (node.type === 'class_definition') return [{ ...base, kind: 'class', ...classShape(node, decorators) }];
  const isProperty = decorators.some(({ text }) => /\bproperty\b|\.(?:setter|getter|deleter)\b/.test(text));
  const returned = field(node, 'return_type');
  if (isProperty)
    return [{ ...base, kind: 'field', members: [], like: [], ...(returned ? typeShape(returned) : computed) }];
  return [{ ...base, kind: 'function', members: [], like: [], open: 'a function may be given attributes' }];
}

function docstringOf(body: SyntaxNode | undefined): string {
  const first = body && parts(body)[0];
  const text = first?.type === 'expression_statement' ? parts(first)[0] : first;
  return text?.type === 'string' ? docstringWords(text.text) : '';
}

function classShape(node: SyntaxNode, decorators: readonly SyntaxNode[]): Pick<Declared, 'members' | 'like' | 'open'> {
  const body = field(node, 'body');
  const scope: Scope = { declared: [], imports: [], stars: [], all: undefined, broken: false };
  if (body) readBlock(body, scope);
  const known = new Set(scope.declared.map(({ name }) => name));
  const members = scope.declared.map((one): Declared =>
    one.kind === 'function' ? { ...one, kind: 'method' } : one.kind === 'variable' ? { ...one, kind: 'field' } : one,
  );
  const like: NamePath[] = [];
  let open: string | undefined = scope.broken ? 'a part of it could not be parsed' : undefined;
  const bases = field(node, 'superclasses');
  for (const base of bases ? parts(bases) : []) {
    const path = dotted(base.type === 'subscript' ? field(base, 'value') : base);
    if (path && bare.has(path.path.join('.'))) continue;
    if (path) like.push(path);
    else if (base.type !== 'keyword_argument' || !/ABCMeta|EnumMeta|EnumType|total\s*=/.test(base.text))
      open ??= 'what it extends is computed';
  }
  if (/\bsetattr\(\s*(?:self|cls)\b|\.__dict__\.update\(/.test(node.text)) open ??= 'it computes the names that it has';
  if (known.has('__getattr__') || known.has('__getattribute__')) open ??= 'it computes the names that it has';
  if (decorators.some(({ text }) => !harmlessDecorators.test(text))) open ??= 'a decorator may give it more members';
  return { members: [...members, ...fieldsSetOnSelf(node, known)], like, ...(open !== undefined && { open }) };
}

/** What methods keep on `self`, and what `__slots__` has room for. */
function fieldsSetOnSelf(node: SyntaxNode, known: Set<string>): Declared[] {
  const fields: Declared[] = [];
  const slots = /\b__slots__\s*=\s*([([{][^)\]}]*|["']\w+["'])/.exec(node.text)?.[1] ?? '';
  const names = [...slots.matchAll(/["'](\w+)["']/g)].map((found) => found[1]!);
  const { text } = node;
  let row = node.startPosition.row;
  for (const line of text.split('\n')) {
    for (const { 1: name = '' } of line.matchAll(/\b(?:self|cls)\.([A-Za-z_]\w*)/g)) {
      if (known.has(name)) continue;
      known.add(name);
      fields.push({
        name,
        kind: 'field',
        signature: signatureOf(line.trim().slice(0, 160)),
        doc: '',
        line: row + 1,
        members: [],
        like: [],
        ...computed,
        ...privacy(name),
      });
    }
    row++;
  }
  for (const name of names) {
    if (known.has(name)) continue;
    const line = node.startPosition.row + 1;
    fields.push({
      name,
      kind: 'field',
      signature: name,
      doc: '',
      line,
      members: [],
      like: [],
      ...computed,
      ...privacy(name),
    });
  }
  return fields;
}
