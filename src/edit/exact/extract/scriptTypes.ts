/** The types that the parameters of a new function have in TypeScript. */

import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { ancestors, closest, field, parts } from '../../../syntax/walk.ts';
import type { WorkspacePath } from '../../../testing/report.ts';
import type { ExactDeps } from '../exactDeps.ts';
import { namedIn, rootScope } from '../named.ts';
import type { Extraction, Refused } from './extraction.ts';
import { isWithin, type Variable } from './variables.ts';

export interface ScriptTypes {
  readonly kind: 'types';
  readonly types: ReadonlyMap<string, string>;
  /** With its brackets, or empty. */
  readonly typeParameters: string;
  readonly byTypeScript: boolean;
}

export async function scriptTypes(
  { tree, handed, taken, home }: Extraction,
  path: WorkspacePath,
  { files, typeScript }: Pick<ExactDeps, 'files' | 'typeScript'>,
  signal: AbortSignal,
): Promise<ScriptTypes | Refused> {
  if (tree.language === 'javascript')
    return { kind: 'types', types: new Map(), typeParameters: '', byTypeScript: false };
  const types = new Map<string, string>();
  const open = handed.given.filter((variable) => {
    const type = annotation(variable) ?? shown(variable);
    if (type !== undefined) types.set(variable.name, type);
    return type === undefined || isNarrowable(type);
  });
  let byTypeScript = false;
  let isStrict = await wantsTypes(path, files);
  let why = 'There is no TypeScript that may be asked.';
  if (open.length > 0 && typeScript) {
    const offsets = open.map((variable) => placeToAsk(variable, taken.span));
    const answer = await typeScript({ kind: 'types', path, offsets }, signal);
    if (answer.kind === 'types') {
      byTypeScript = true;
      ({ isStrict } = answer);
      for (const [at, variable] of open.entries()) {
        const type = answer.types[at];
        if (type != null) types.set(variable.name, type);
      }
      why = 'It cannot be written down there.';
    } else if (answer.kind === 'none') ({ why } = answer);
  }
  const unknown = handed.given.find(({ name }) => !types.has(name));
  if (unknown && isStrict)
    return {
      kind: 'refused',
      why: `The type of “${unknown.name}” is not known. ${why}`,
      next: 'Write its type where it is declared, or choose a model.',
    };
  const needed = new Set(handed.typeParameters.map(({ name }) => name));
  for (const type of types.values()) {
    for (const [word] of type.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) {
      const meant = namedIn(tree, word).filter(
        ({ role, scope, node }) =>
          role === 'declaration' && scope !== rootScope && reaches(node, taken.span.start) && isTypeName(node),
      );
      if (meant.length === 0) continue;
      if (meant.some(({ node }) => node.parent?.type === 'type_parameter')) needed.add(word);
      else if (meant.some(({ node }) => home.span.start <= node.startIndex && node.endIndex <= home.span.end))
        return {
          kind: 'refused',
          why: `The type “${word}” is known only within this function.`,
          next: 'Select other lines.',
        };
    }
  }
  return {
    kind: 'types',
    types,
    typeParameters: typeParametersOf(tree, needed, taken.span.start, home.span),
    byTypeScript,
  };
}

const isTypeName = ({ type, parent }: SyntaxNode): boolean =>
  type === 'type_identifier' || /^(?:class|enum|interface|type_alias)/.test(parent?.type ?? '');

/** Whether the scope of a declaration has the place in it. */
function reaches(node: SyntaxNode, at: number): boolean {
  const holder = closest(
    node,
    ({ type }) => /block$|function|method|class|arrow|program/.test(type) && type !== 'class',
  );
  return holder !== undefined && holder.startIndex <= at && at < holder.endIndex;
}

/** A value of such a type may be known to be of a part of it where it is used. */
const isNarrowable = (type: string): boolean =>
  !/^(?:string|number|boolean|bigint|symbol|(?:string|number|boolean)\[\])$/.test(type);

function annotation({ uses }: Variable): string | undefined {
  const node = uses.find(({ isDeclaration }) => isDeclaration)?.node;
  const { parent } = node ?? {};
  if (!node || !parent) return undefined;
  const type = field(parent, 'type');
  if (type && (field(parent, 'name') ?? field(parent, 'pattern'))?.id === node.id) {
    const written = type.text.replace(/^:\s*/, '');
    if (parent.type === 'optional_parameter') return `${written} | undefined`;
    return field(parent, 'value') || !/[?]/.test(parent.text.slice(0, node.text.length + 1))
      ? written
      : `${written} | undefined`;
  }
  // `({ name }: Options)`
  const holder = parent.type === 'object_pattern' ? parent.parent : undefined;
  const whole = holder && /parameter$/.test(holder.type) ? field(holder, 'type')?.text.replace(/^:\s*/, '') : undefined;
  return whole !== undefined && /^[\w.]+$/.test(whole) ? `${whole}['${node.text}']` : undefined;
}

/** As far as the value itself shows it. */
function shown({ uses }: Variable): string | undefined {
  const parent = uses.find(({ isDeclaration }) => isDeclaration)?.node.parent;
  const value =
    parent && /^(?:variable_declarator|required_parameter)$/.test(parent.type) ? field(parent, 'value') : undefined;
  switch (value?.type) {
    case 'number':
      return value.text.endsWith('n') ? 'bigint' : 'number';
    case 'string':
    case 'template_string':
      return 'string';
    case 'true':
    case 'false':
      return 'boolean';
    default:
      return undefined;
  }
}

/** Where a variable is changed, what it is declared as counts, else what it is known to be at its first use. */
function placeToAsk({ uses }: Variable, span: Extraction['taken']['span']): number {
  const inside = uses.filter((use) => isWithin(use, span));
  const isChanged = inside.some(({ access }) => access === 'write' || access === 'change');
  const declared = uses.find(({ isDeclaration }) => isDeclaration);
  return (isChanged && declared ? declared : inside[0]!).node.startIndex;
}

async function wantsTypes(path: WorkspacePath, files: ExactDeps['files']): Promise<boolean> {
  for (let folder = path; folder !== '';) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const config = await files.text(folder === '' ? 'tsconfig.json' : `${folder}/tsconfig.json`);
    if (config !== undefined)
      return !/"(?:noImplicitAny|strict)"\s*:\s*false/.test(config) || /"noImplicitAny"\s*:\s*true/.test(config);
  }
  return true;
}

/** Those of the functions around, as they are written there. */
function typeParametersOf(
  tree: SyntaxTree,
  needed: ReadonlySet<string>,
  at: number,
  home: Extraction['home']['span'],
): string {
  const found: string[] = [];
  const node = tree.root.descendantForIndex(at);
  for (const above of node ? ancestors(node) : []) {
    if (above.startIndex < home.start || above.endIndex > home.end) break;
    const list = field(above, 'type_parameters');
    for (const each of list ? parts(list) : []) if (needed.has(field(each, 'name')?.text ?? '')) found.push(each.text);
  }
  return found.length === 0 ? '' : `<${found.join(', ')}>`;
}
