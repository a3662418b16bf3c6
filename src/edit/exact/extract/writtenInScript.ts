import { field } from '../../../syntax/walk.ts';
import type { SyntaxNode } from '../../../syntax/tree.ts';
import type { WorkspacePath } from '../../../testing/report.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { ExactDeps } from '../exactDeps.ts';
import { says } from '../named.ts';
import type { Extraction, Refused, Written } from './extraction.ts';
import type { Returned } from './handOver.ts';
import { indentAt, moved, stepOf, usesSemicolons } from './layout.ts';
import { placed } from './placed.ts';
import { scriptTypes } from './scriptTypes.ts';
import { isWithin, type Variable } from './variables.ts';

export async function writtenInScript(
  extraction: Extraction,
  path: WorkspacePath,
  deps: Pick<ExactDeps, 'files' | 'typeScript'>,
  signal: AbortSignal,
): Promise<Written | Refused> {
  const { tree, taken, home, ties, handed, name, givesResult } = extraction;
  const refuse = (why: string, next = 'Select other lines, or choose a model.'): Refused => ({
    kind: 'refused',
    why,
    next,
  });
  const isExpression = taken.kind === 'expression';
  if (isExpression && ties.yields) return refuse('It yields in the middle of an expression.');
  if (ties.yields && ties.returns > 0) return refuse('It yields, and may end the function around it.');
  const types = await scriptTypes(extraction, path, deps, signal);
  if (types.kind === 'refused') return types;
  const semicolon = usesSemicolons(tree) ? ';' : '';
  const step = stepOf(tree);
  const indent = indentAt(tree.text, home.span.start);
  const inner = indent + step;
  const callsThis = home.kind === 'function' && home.self === 'this';
  const given = handed.given.map((variable) => variable.name);
  const parameters = handed.given.map(({ name: each }) => {
    const type = types.types.get(each);
    return type === undefined ? each : `${each}: ${type}`;
  });
  const anew = beginnings(extraction);
  const words = [
    ...(home.kind === 'method' ? (home.isStatic ? ['static'] : []) : []),
    ...(ties.awaits ? ['async'] : []),
  ];
  const isTyped = tree.language !== 'javascript';
  const visibility = home.kind === 'method' && isTyped ? 'private ' : '';
  const star = ties.yields ? '*' : '';
  const head =
    home.kind === 'method'
      ? `${visibility}${words.map((word) => `${word} `).join('')}${star}${name}`
      : `${words.map((word) => `${word} `).join('')}function${star} ${name}`;
  const body = isExpression ? expressionLines() : moved(tree, taken.span, inner, anew.insertions);
  const back = resultOf(handed.back);
  const lines = [
    `${indent}${head}${types.typeParameters}(${parameters.join(', ')}) {`,
    ...anew.declared.map(({ name: each, type }) => `${inner}let ${each}${type}${semicolon}`),
    ...body,
    ...(back === undefined ? [] : [`${inner}return ${back}${semicolon}`]),
    `${indent}}`,
  ];
  const receiver = home.kind === 'method' ? 'this.' : '';
  const called = callsThis
    ? `${name}.call(${['this', ...given].join(', ')})`
    : `${receiver}${name}(${given.join(', ')})`;
  const waited = ties.yields ? `yield* ${called}` : ties.awaits ? `await ${called}` : called;
  const outer = indentAt(tree.text, taken.span.start);
  const by = types.byTypeScript ? 'the syntax tree and the project’s TypeScript' : undefined;
  if (isExpression) return done(asOperand(waited));
  const call =
    givesResult && home.around ? `return ${waited}` : taking(handed.back, waited, tree.text, semicolon, outer);
  return done(`${call}${semicolon}`);

  function done(replaced: string): Written {
    return { edits: placed(tree, home, taken.span, lines.join('\n'), replaced, 1), ...(by !== undefined && { by }) };
  }

  function expressionLines(): string[] {
    const code = tree.text.slice(taken.span.start, taken.span.end);
    if (!code.includes('\n')) return [`${inner}return ${code}${semicolon}`];
    const [first = '', ...rest] = moved(tree, taken.span, inner);
    // A line break behind “return” would end it.
    return [`${inner}return ${first.trimStart()}`, ...rest.slice(0, -1), `${rest.at(-1) ?? ''}${semicolon}`];
  }

  function asOperand(code: string): string {
    const parent = taken.kind === 'expression' ? taken.node.parent?.type : undefined;
    const isAlone =
      /^(?:return_statement|variable_declarator|arguments|assignment_expression|parenthesized_expression|array|pair|arrow_function|template_substitution)$/;
    return ties.awaits && !isAlone.test(parent ?? '') ? `(${code})` : code;
  }
}

function resultOf(back: readonly Returned[]): string | undefined {
  if (back.length === 0) return undefined;
  const names = back.map(({ variable }) => variable.name);
  return names.length === 1 ? names[0] : `{ ${names.join(', ')} }`;
}

/** What the call gives, put where it belongs. */
function taking(back: readonly Returned[], call: string, text: string, semicolon: string, indent: string): string {
  if (back.length === 0) return call;
  const fresh = back.filter(({ isNew }) => isNew);
  const old = back.filter(({ isNew }) => !isNew);
  const keyword = fresh.some(({ variable }) => isVarDeclared(variable))
    ? 'var'
    : fresh.some(({ isChangedLater }) => isChangedLater)
      ? 'let'
      : 'const';
  const named = (list: readonly Returned[]): string => list.map(({ variable }) => variable.name).join(', ');
  if (back.length === 1) return `${fresh.length === 1 ? `${keyword} ` : ''}${named(back)} = ${call}`;
  if (old.length === 0) return `${keyword} { ${named(fresh)} } = ${call}`;
  // A line that begins with a bracket goes on from the one before where that has no semicolon.
  if (fresh.length === 0) return `${semicolon === '' ? ';' : ''}({ ${named(old)} } = ${call})`;
  const renamed = old.map(({ variable: { name } }) => ({ name, now: freeName(name, text) }));
  const parts = [...fresh.map(({ variable }) => variable.name), ...renamed.map(({ name, now }) => `${name}: ${now}`)];
  const set = renamed.map(({ name, now }) => `${indent}${name} = ${now}`);
  return [`${keyword} { ${parts.join(', ')} } = ${call}`, ...set].join(`${semicolon}\n`);
}

function freeName(name: string, text: string): string {
  const base = `new${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  let free = base;
  for (let at = 2; says(text, free); at++) free = `${base}${at}`;
  return free;
}

const isVarDeclared = ({ uses }: Variable): boolean =>
  uses.some(({ node, isDeclaration }) => isDeclaration && node.parent?.parent?.type === 'variable_declaration');

/** Variables from outside that get their first value in the new function: with it, or before. */
function beginnings({ tree, taken, handed }: Extraction): {
  readonly insertions: readonly TextEdit[];
  readonly declared: readonly { readonly name: string; readonly type: string }[];
} {
  const insertions: TextEdit[] = [];
  const declared: { name: string; type: string }[] = [];
  for (const variable of handed.anew) {
    const uses = variable.uses.filter((use) => isWithin(use, taken.span));
    const type = annotationOf(variable);
    const first = uses[0]!.node;
    const { parent } = first;
    const isOwn =
      taken.kind === 'statements' &&
      parent?.type === 'assignment_expression' &&
      field(parent, 'left')?.id === first.id &&
      taken.nodes.some(({ id }) => id === parent.parent?.id);
    if (!isOwn) declared.push({ name: variable.name, type });
    else {
      const isChanged = uses.filter(({ access }) => access !== 'read').length > 1;
      insertions.push({ start: first.startIndex, end: first.startIndex, text: isChanged ? 'let ' : 'const ' });
      if (type !== '') insertions.push({ start: first.endIndex, end: first.endIndex, text: type });
    }
  }
  insertions.sort((a, b) => a.start - b.start);
  return {
    insertions: tree.language === 'javascript' ? insertions.filter(({ text }) => !text.startsWith(':')) : insertions,
    declared,
  };
}

function annotationOf({ uses }: Variable): string {
  const declaration = uses.find(({ isDeclaration }) => isDeclaration)?.node.parent;
  const type: SyntaxNode | undefined = declaration ? field(declaration, 'type') : undefined;
  return type ? type.text : '';
}
