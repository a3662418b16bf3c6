/** Go and Java, where every parameter has a type: as far as the file itself says it. */

import { namedResults, receiverOf } from '../../../syntax/declaredNames.ts';
import { scopesOf } from '../../../syntax/scope.ts';
import type { SyntaxNode } from '../../../syntax/tree.ts';
import { ancestors, closest, descend, field, parts } from '../../../syntax/walk.ts';
import type { Extraction, Refused, Written } from './extraction.ts';
import { indentAt, moved, stepOf } from './layout.ts';
import { placed } from './placed.ts';
import { isWithin, type Variable } from './variables.ts';

export function writtenInCompiled(extraction: Extraction): Written | Refused {
  const { tree, taken, home, ties, handed, name, givesResult } = extraction;
  const refuse = (why: string): Refused => ({ kind: 'refused', why, next: 'Select other lines, or choose a model.' });
  const isGo = tree.language === 'go';
  const { around } = home;
  if (!around) return refuse('It is not in a function.');
  if (taken.kind === 'expression') return refuse('The type of the expression is not known for certain.');
  if (ties.yields) return refuse('It gives the value of the expression around it.');
  const why = isGo ? goDoubt(extraction, around) : javaDoubt(extraction, around);
  if (why !== undefined) return refuse(why);
  const { back, given, anew } = handed;
  if (!isGo && back.length > 1) return refuse(`It gives ${back.length} values, and a method of Java gives one.`);
  if (isGo && back.some(({ isNew }) => isNew) && back.some(({ isNew }) => !isNew))
    return refuse('It gives new values and old ones at once.');
  const doubted = [...given, ...anew, ...back.map(({ variable }) => variable)].find(
    (variable) =>
      variable.type === undefined ||
      declaredTwice(extraction, variable.name, around) ||
      (isGo && !isHandedOn(variable, taken.span)),
  );
  if (doubted)
    return refuse(
      doubted.type === undefined
        ? `The type of “${doubted.name}” is not known.`
        : `“${doubted.name}” cannot be handed on as it is.`,
    );
  const typeOf = ({ type = '' }: Variable): string => type;
  const step = stepOf(tree);
  const indent = indentAt(tree.text, home.span.start);
  const inner = indent + step;
  const result = field(around, 'return_type')?.text ?? '';
  const isVoid = result === '' || result === 'void';
  const passes = givesResult && !isVoid;
  const types = passes ? [result] : back.map(({ variable }) => typeOf(variable));
  const names = back.map(({ variable }) => variable.name);
  const head = isGo
    ? `func ${name}(${given.map((each) => `${each.name} ${typeOf(each)}`).join(', ')})${types.length === 0 ? '' : types.length === 1 ? ` ${types[0]}` : ` (${types.join(', ')})`} {`
    : `private ${home.isStatic ? 'static ' : ''}${typeParameters(around)}${types[0] ?? 'void'} ${name}(${given.map((each) => `${typeOf(each)} ${each.name}`).join(', ')})${throwsOf(around)} {`;
  const end = isGo ? '' : ';';
  const lines = [
    `${indent}${head}`,
    ...anew.map((each) =>
      isGo ? `${inner}var ${each.name} ${typeOf(each)}` : `${inner}${typeOf(each)} ${each.name};`,
    ),
    ...moved(tree, taken.span, inner),
    ...(names.length > 0 && !passes ? [`${inner}return ${names.join(', ')}${end}`] : []),
    `${indent}}`,
  ];
  const called = `${name}(${given.map((each) => each.name).join(', ')})`;
  const outer = indentAt(tree.text, taken.span.start);
  const isNew = back[0]?.isNew ?? false;
  const call = passes
    ? `return ${called}${end}`
    : givesResult && ties.alwaysLeaves
      ? `${called}${end}\n${outer}return${end}`
      : names.length === 0
        ? `${called}${end}`
        : isGo
          ? `${names.join(', ')} ${isNew ? ':=' : '='} ${called}`
          : `${isNew ? `${types[0]} ` : ''}${names[0]} = ${called};`;
  return { edits: placed(tree, home, taken.span, lines.join('\n'), call, 1) };
}

const typeParameters = (around: SyntaxNode): string => {
  const list = field(around, 'type_parameters');
  return list ? `${list.text} ` : '';
};

const throwsOf = (around: SyntaxNode): string => {
  const list = around.namedChildren.find((child) => child?.type === 'throws');
  return list ? ` ${list.text}` : '';
};

/** The tree tells scopes, not the order of declarations in them: a name that is declared once is safe. */
function declaredTwice({ tree }: Extraction, name: string, around: SyntaxNode): boolean {
  const scopes = scopesOf(tree);
  const found = new Set<number>();
  for (const node of descend(around)) {
    if (node.type !== 'identifier' || node.text !== name) continue;
    const binding = scopes.find(name, node.startIndex);
    if (binding) found.add(binding.scope.start);
  }
  return found.size > 1;
}

const plain =
  /^(?:\*|\[\]|map\[|chan\b|<-chan|func\()|^(?:u?int(?:8|16|32|64)?|uintptr|float(?:32|64)|complex(?:64|128)|string|bool|byte|rune|error|any|interface\{\})$/;

/** A copy does as well as the variable: nobody has its address, and what is in it is not changed. */
function isHandedOn({ uses, type = '' }: Variable, span: Extraction['taken']['span']): boolean {
  if (uses.some(({ node }) => node.parent?.type === 'unary_expression' && field(node.parent, 'operator')?.text === '&'))
    return false;
  if (plain.test(type)) return true;
  return uses
    .filter((use) => isWithin(use, span))
    .every(({ node }) => {
      for (
        let at = node;
        at.parent && /^(?:member_expression|subscript_expression|call_expression)$/.test(at.parent.type);
        at = at.parent
      ) {
        if (at.parent.type === 'call_expression' && field(at.parent, 'function')?.id === at.id) return false;
        if (at.parent.type === 'call_expression') return true;
        const user = at.parent.parent;
        if (
          user &&
          /assignment|update/.test(user.type) &&
          (field(user, 'left') ?? field(user, 'argument'))?.id === at.parent.id
        )
          return false;
      }
      return true;
    });
}

function goDoubt({ ties, taken }: Extraction, around: SyntaxNode): string | undefined {
  if (field(around, 'type_parameters') || receiverOf(around).some(({ text }) => text.includes('[')))
    return 'Its function has type parameters.';
  if (ties.returns > 0 && namedResults(around).length > 0) return 'Its function has results with names.';
  const first = taken.kind === 'statements' ? taken.nodes[0]! : taken.node;
  if (closest(first, ({ type, text }) => type === 'switch_statement' && /\.\(type\)/.test(text)))
    return 'It is in a switch over types.';
  if (/\b(?:goto|recover)\b/.test(around.text)) return 'Its function jumps or recovers.';
  return undefined;
}

function javaDoubt({ taken, home }: Extraction, around: SyntaxNode): string | undefined {
  const nodes = taken.kind === 'statements' ? taken.nodes : [taken.node];
  const acts = nodes.some((node) =>
    [...descend(node)].some(({ type }) =>
      /^(?:call_expression|new_expression|throw_statement|try_statement)$/.test(type),
    ),
  );
  for (const above of ancestors(nodes[0]!)) {
    if (above.id === around.id) break;
    if (above.type === 'try_statement' && acts)
      return 'Which errors it may bring to the “try” around it cannot be told.';
  }
  const local = parts(field(around, 'body') ?? around).find(({ type }) =>
    /^(?:class|record|enum|interface)_declaration$/.test(type),
  );
  if (local && home.around) return 'Its method has a class of its own.';
  return undefined;
}
