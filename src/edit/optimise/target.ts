/** What is to be faster: the outermost function around a place, and how a program beside it can get hold of it. */

import { isFunction } from '../../syntax/grammar.ts';
import { parametersOf } from '../../syntax/declaredNames.ts';
import type { LanguageId, SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, descend, field, parts } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';

export interface Target {
  readonly path: WorkspacePath;
  readonly language: LanguageId;
  readonly name: string;
  /** Lines from 1, inclusive. */
  readonly first: number;
  readonly last: number;
  /** Offsets of the function. */
  readonly start: number;
  readonly end: number;
  /** How it is called from the top of its file; left out where it hangs on an object or is not of the languages that this is done for. */
  readonly call?: Callable;
}

export interface Callable {
  /** `uniqueTags`, `exports.uniqueTags` */
  readonly expression: string;
  /** What is written into the text so that its calls are heard; its name stands for the recorder. */
  readonly body: { readonly start: number; readonly end: number; readonly isExpression: boolean };
  /** Its arguments as an array, from within. */
  readonly values: string;
}

/** @returns undefined where no function is. */
export function targetAt(
  tree: SyntaxTree,
  path: WorkspacePath,
  lines: { readonly first: number; readonly last: number },
): Target | undefined {
  const fn = functionAt(tree, lines);
  if (!fn) return undefined;
  const whole = statementOf(fn);
  const call = tree.language === 'python' ? pythonCall(fn) : scriptCall(fn, tree.language);
  return {
    path,
    language: tree.language,
    name: nameOf(fn) ?? `the function in line ${fn.startPosition.row + 1}`,
    first: whole.startPosition.row + 1,
    last: whole.endPosition.row + 1,
    start: fn.startIndex,
    end: fn.endIndex,
    ...(call && { call }),
  };
}

/** The outermost function that the first line stands in, else the first that begins in these lines. */
function functionAt(
  tree: SyntaxTree,
  { first, last }: { readonly first: number; readonly last: number },
): SyntaxNode | undefined {
  let begins: SyntaxNode | undefined;
  for (const node of descend(tree.root, (inner) => !isCode(inner))) {
    if (!isCode(node)) continue;
    const whole = statementOf(node);
    const [from, to] = [whole.startPosition.row + 1, whole.endPosition.row + 1];
    if (from <= first && first <= to) return node;
    if (from > first && from <= last) begins ??= node;
  }
  return begins;
}

const isCode = (node: SyntaxNode): boolean =>
  isFunction(node) || /^(?:function_item|method_declaration|constructor_declaration)$/.test(node.type);

function nameOf(fn: SyntaxNode): string | undefined {
  const own = field(fn, 'name')?.text;
  if (own !== undefined) return own;
  const { parent } = fn;
  if (parent?.type === 'variable_declarator') return field(parent, 'name')?.text;
  if (parent?.type === 'assignment_expression') return field(parent, 'left')?.text.split('.').at(-1);
  if (parent?.type === 'assignment') return field(parent, 'left')?.text;
  if (parent?.type === 'pair') return field(parent, 'key')?.text;
  return undefined;
}

/** The statement that makes it, with what decorates or exports it. */
function statementOf(fn: SyntaxNode): SyntaxNode {
  let at = fn;
  while (
    at.parent &&
    /^(?:variable_declarator|lexical_declaration|variable_declaration|export_statement|decorated_definition|assignment_expression|expression_statement)$/.test(
      at.parent.type,
    )
  )
    at = at.parent;
  return at;
}

function pythonCall(fn: SyntaxNode): Callable | undefined {
  const name = field(fn, 'name');
  const body = field(fn, 'body');
  if (fn.type !== 'function_definition' || fn.parent?.type !== 'module' || !name || !body) return undefined;
  if (fn.children[0]?.type === 'async' || yields(fn)) return undefined;
  return {
    expression: name.text,
    body: { start: body.startIndex, end: body.endIndex, isExpression: false },
    values: '',
  };
}

function scriptCall(fn: SyntaxNode, language: LanguageId): Callable | undefined {
  if (!['javascript', 'typescript', 'tsx'].includes(language)) return undefined;
  if (fn.children.some((child) => child?.type === 'async') || /generator/.test(fn.type) || yields(fn)) return undefined;
  const body = field(fn, 'body');
  const expression = topExpression(fn);
  if (!body || expression === undefined || usesThis(fn)) return undefined;
  const names = parametersOf(fn).map(argumentOf);
  if (fn.type === 'arrow_function' && names.includes(undefined)) return undefined;
  return {
    expression,
    body: { start: body.startIndex, end: body.endIndex, isExpression: body.type !== 'statement_block' },
    values: fn.type === 'arrow_function' ? `[${names.join(', ')}]` : 'Array.from(arguments)',
  };
}

/** How a function that stands at the top of its file is named there. */
function topExpression(fn: SyntaxNode): string | undefined {
  const isTop = (node: SyntaxNode | null): boolean =>
    node?.type === 'program' || (node?.type === 'export_statement' && node.parent?.type === 'program');
  const { parent } = fn;
  if (fn.type === 'function_declaration') return isTop(parent) ? field(fn, 'name')?.text : undefined;
  if (!parent || (fn.type !== 'arrow_function' && fn.type !== 'function_expression')) return undefined;
  if (parent.type === 'variable_declarator' && isTop(parent.parent?.parent ?? null)) return field(parent, 'name')?.text;
  const left = parent.type === 'assignment_expression' ? field(parent, 'left') : undefined;
  return left && isTop(parent.parent?.parent ?? null) && /^(?:module\.)?exports(?:\.\w+)*$/.test(left.text)
    ? left.text
    : undefined;
}

/** A parameter as it is passed on; undefined for one that is taken apart. */
function argumentOf(parameter: SyntaxNode): string | undefined {
  const inner = /^(?:required|optional)_parameter$/.test(parameter.type)
    ? (field(parameter, 'pattern') ?? parameter)
    : parameter.type === 'assignment_pattern'
      ? (field(parameter, 'left') ?? parameter)
      : parameter;
  if (inner.type === 'identifier') return inner.text;
  const rest = inner.type === 'rest_pattern' ? parts(inner)[0] : undefined;
  return rest?.type === 'identifier' ? `...${rest.text}` : undefined;
}

function usesThis(fn: SyntaxNode): boolean {
  for (const node of descend(fn)) if (node.type === 'this' || node.type === 'super') return true;
  return false;
}

function yields(fn: SyntaxNode): boolean {
  for (const node of descend(fn)) {
    if (!/^(?:yield|yield_expression|await|await_expression)$/.test(node.type)) continue;
    for (const above of ancestors(node)) {
      if (above.id === fn.id) return true;
      if (isFunction(above)) break;
    }
  }
  return false;
}
