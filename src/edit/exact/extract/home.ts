/** Where the new function goes: beside the function that the code is taken from, or into its class. */

import { isFunction } from '../../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { ancestors, closest, descend, field, parts } from '../../../syntax/walk.ts';
import type { Ties } from './leaving.ts';
import type { Selected } from './selected.ts';
import type { Span } from './variables.ts';

export interface Home {
  readonly kind: 'function' | 'method';
  /** What it is put beside; what is declared outside of it is in reach of the new function. */
  readonly span: Span;
  readonly side: 'before' | 'after';
  /** The function that the code is taken from. */
  readonly around: SyntaxNode | undefined;
  /** How the object is called on whose behalf it runs: `this`, `self`, `cls`; of a function that has one. */
  readonly self?: string;
  readonly isStatic?: boolean;
}

type HomeResult = Home | { readonly why: string };

const spanOf = (first: SyntaxNode, last = first): Span => ({ start: first.startIndex, end: last.endIndex });

export function homeOf(
  tree: SyntaxTree,
  taken: Selected & { kind: 'statements' | 'expression' },
  ties: Ties,
): HomeResult {
  switch (tree.language) {
    case 'python':
      return pythonHome(taken, ties);
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return scriptHome(tree, taken, ties);
    case 'java':
      return javaHome(taken);
    case 'go':
    case 'rust':
      return plainHome(taken);
  }
}

const firstOf = (taken: Selected & { kind: 'statements' | 'expression' }): SyntaxNode =>
  taken.kind === 'statements' ? taken.nodes[0]! : taken.node;

function scriptHome(tree: SyntaxTree, taken: Selected & { kind: 'statements' | 'expression' }, ties: Ties): HomeResult {
  const first = firstOf(taken);
  const around = closest(first, isFunction);
  if (closest(first, ({ type }) => type === 'with_statement'))
    return { why: 'A “with” may give any name another meaning.' };
  const strict = closest(first, (node) => isFunction(node) && /^[^{]*\{\s*['"]use strict['"]/.test(node.text));
  if (strict) return { why: 'Its function is strict by itself, and a new one would not be.' };
  if (ties.names.has('arguments') && around)
    return { why: 'It uses “arguments”, which are those of the function around it.' };
  const owner = ownerOfThis(first);
  const needsObject = ties.names.has('this') || ties.names.has('super') || ties.names.has('private');
  if (owner && /^class_static_block$/.test(owner.type) && needsObject)
    return { why: 'It belongs to a class that is being made.' };
  const isMember = owner?.parent?.type === 'class_body';
  if (needsObject && owner && isMember) {
    const isConstructor = field(owner, 'name')?.text === 'constructor';
    if (isConstructor && isBeforeSuper(owner, first))
      return { why: 'There is no “this” before the constructor of the class above was called.' };
    if (isConstructor && tree.language !== 'javascript' && setsField(taken))
      return { why: 'It sets fields, which TypeScript wants to see in the constructor.' };
    return {
      ...{ kind: 'method', span: spanOf(owner), side: 'after', around, self: 'this' },
      isStatic: owner.children.some((child) => child?.type === 'static'),
    };
  }
  if (ties.names.has('super') || ties.names.has('private'))
    return { why: 'It uses what only a class has, and is not directly in one.' };
  if (ties.names.has('this') && tree.language !== 'javascript')
    return { why: 'It uses a “this” whose type is not said.' };
  const from = around ?? (taken.kind === 'statements' ? undefined : first);
  const statement = from ? statementIn(from, around ? /^(?:statement_block|program)$/ : /^program$/) : undefined;
  const span = statement ? spanOf(statement) : topSpan(taken, 'program');
  return { kind: 'function', span, side: 'after', around, ...(ties.names.has('this') && { self: 'this' }) };
}

/** The statement that holds a node, in a block of the right kind. */
function statementIn(from: SyntaxNode, block: RegExp): SyntaxNode {
  let at = from;
  while (at.parent && !(block.test(at.parent.type) && !/^(?:class_static_block)$/.test(at.parent.parent?.type ?? '')))
    at = at.parent;
  return at;
}

function topSpan(taken: Selected & { kind: 'statements' | 'expression' }, top: string): Span {
  if (taken.kind === 'statements' && taken.block.type === top) return spanOf(taken.nodes[0]!, taken.nodes.at(-1));
  return spanOf(statementIn(firstOf(taken), new RegExp(`^${top}$`)));
}

/** The function or the member of a class whose `this` it is. */
function ownerOfThis(node: SyntaxNode): SyntaxNode | undefined {
  for (const above of ancestors(node)) {
    if (above.type === 'arrow_function') continue;
    if (isFunction(above) || /^(?:public_)?field_definition$|^class_static_block$/.test(above.type)) return above;
  }
  return undefined;
}

function isBeforeSuper(constructor: SyntaxNode, first: SyntaxNode): boolean {
  const call = [...descend(constructor)].find(
    (node) => node.type === 'super' && node.parent?.type === 'call_expression',
  );
  return call !== undefined && first.startIndex < call.startIndex;
}

const setsField = (taken: Selected & { kind: 'statements' | 'expression' }): boolean =>
  (taken.kind === 'statements' ? taken.nodes : [taken.node]).some((node) =>
    [...descend(node)].some(
      ({ type, parent }) =>
        type === 'this' && parent?.type === 'member_expression' && /^assignment/.test(parent.parent?.type ?? ''),
    ),
  );

function pythonHome(taken: Selected & { kind: 'statements' | 'expression' }, ties: Ties): HomeResult {
  const first = firstOf(taken);
  const around = closest(first, ({ type }) => type === 'function_definition');
  const scope = scopeAround(first);
  if (scope?.type === 'class_definition') return { why: 'It belongs to a class that is being made.' };
  if (taken.kind === 'expression' && isInOwnScope(first)) return { why: 'It is within a comprehension or a lambda.' };
  const usesSuper = [...(taken.kind === 'statements' ? taken.nodes : [taken.node])].some((node) =>
    /\bsuper\(\s*\)|\b__class__\b/.test(node.text),
  );
  if (ties.names.has('private') && !around) return { why: 'It uses names that only a class knows.' };
  if (!around) {
    const span = topSpan(taken, 'module');
    return { kind: 'function', span, side: 'before', around };
  }
  const decorated = around.parent?.type === 'decorated_definition' ? around.parent : around;
  const isMethod = scopeAround(decorated)?.type === 'class_definition';
  const decorators = decorated === around ? '' : decorated.text.slice(0, around.startIndex - decorated.startIndex);
  const self = /@staticmethod\b/.test(decorators) ? undefined : parts(field(around, 'parameters') ?? around)[0]?.text;
  const isSelf = self !== undefined && /^\w+$/.test(self);
  const names = new Set<string>();
  for (const node of taken.kind === 'statements' ? taken.nodes : [taken.node])
    for (const inner of descend(node)) if (inner.type === 'identifier') names.add(inner.text);
  const needsClass = usesSuper || ties.names.has('private');
  if (isMethod && isSelf && (names.has(self) || needsClass))
    return {
      ...{ kind: 'method', span: spanOf(decorated), side: 'after', around, self },
      isStatic: /@classmethod\b/.test(decorators),
    };
  if (needsClass) return { why: 'It uses what only a method has, and is not directly in one.' };
  let statement = decorated;
  // Beside the class, not in it.
  for (let holder = scopeAround(statement); holder?.type === 'class_definition'; holder = scopeAround(statement))
    statement = holder.parent?.type === 'decorated_definition' ? holder.parent : holder;
  const isPlain = statement.type === 'function_definition' || statement.type === 'class_definition';
  const isTop = statement.parent?.type === 'module';
  return { kind: 'function', span: spanOf(statement), side: isPlain && isTop ? 'after' : 'before', around };
}

const scopeAround = (node: SyntaxNode): SyntaxNode | undefined =>
  closest(node, ({ type }) => /^(?:function_definition|class_definition|lambda)$/.test(type));

const isInOwnScope = (node: SyntaxNode): boolean =>
  closest(node, ({ type }) =>
    /comprehension$|^generator_expression$|^lambda$|statement$|^block$/.test(type),
  )?.type.match(/comprehension|generator_expression|lambda/) !== null;

function javaHome(taken: Selected & { kind: 'statements' | 'expression' }): HomeResult {
  const first = firstOf(taken);
  const around = closest(first, isFunction);
  if (!around || around.type !== 'method_definition' || around.parent?.type !== 'class_body')
    return { why: 'It is not directly in a method.' };
  const holder = around.parent.parent;
  if (/^interface\b|\binterface\s+\w/.test(holder?.text.slice(0, 200).split('{')[0] ?? ''))
    return { why: 'It is in an interface.' };
  const isStatic = /\bstatic\b/.test(parts(around).find(({ type }) => type === 'modifiers')?.text ?? '');
  return { kind: 'method', span: spanOf(around), side: 'after', around, isStatic };
}

function plainHome(taken: Selected & { kind: 'statements' | 'expression' }): HomeResult {
  const first = firstOf(taken);
  const around = closest(first, isFunction);
  const parent = around?.parent?.type;
  if (
    !around ||
    (parent !== 'source_file' && !(around.type === 'method_definition' && /^(?:class_body)$/.test(parent ?? '')))
  )
    return { why: 'It is not directly in a function of the file.' };
  return { kind: 'function', span: spanOf(around), side: 'after', around };
}
