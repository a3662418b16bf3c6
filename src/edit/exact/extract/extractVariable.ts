/**
 * Gives an expression a name: a variable before its statement, or a constant at the top of the file. Nothing that runs
 * may run in another order, or where it did not.
 */

import { isFunction } from '../../../syntax/grammar.ts';
import { languageOf } from '../../../syntax/language.ts';
import { newFault } from '../../../syntax/newFault.ts';
import type { SyntaxNode, SyntaxTree } from '../../../syntax/tree.ts';
import { ancestors, descend, field, parts } from '../../../syntax/walk.ts';
import { applyEdits, type TextEdit } from '../../../text/edit.ts';
import { diffLines } from '../../../text/lineDiff.ts';
import type { EditPlace } from '../../editRequest.ts';
import type { ExactDeps, ExactEdit } from '../exactDeps.ts';
import { says } from '../named.ts';
import { breakOf, indentAt, lineStartOf, usesSemicolons } from './layout.ts';
import { selected } from './selected.ts';
import { isWithin, variablesOf } from './variables.ts';

const refuse = (
  why: string,
  next = 'Select another expression, or choose a model.',
): ExactEdit & { kind: 'refused' } => ({
  kind: 'refused',
  why,
  next,
});

export async function extractVariable(
  {
    name,
    code,
    what,
  }: { readonly name: string | undefined; readonly code: string | undefined; readonly what: 'variable' | 'constant' },
  place: EditPlace | undefined,
  { files, parse }: Pick<ExactDeps, 'files' | 'parse'>,
): Promise<ExactEdit> {
  if (!place)
    return refuse(
      'It is not said what is to have a name.',
      'Name the file and the line, and quote the expression in backticks.',
    );
  const { path } = place;
  const language = languageOf(path);
  const text = language && (await files.text(path));
  if (!language || text === undefined)
    return refuse(
      `Expressions in ${path} cannot be taken out: its language is not known well enough.`,
      'Choose a model.',
    );
  const tree = await parse(language, text);
  try {
    const taken = selected(tree, place, code);
    if (taken.kind === 'unclear') return refuse(taken.why, taken.next);
    if (taken.kind !== 'expression')
      return refuse('That is no expression.', 'Select one expression, or quote it in backticks.');
    const free = nameFor(name, what, tree);
    if (free === undefined) return refuse(`“${name}” cannot be used as a name here.`, 'Choose another name.');
    const edits = what === 'constant' ? asConstant(tree, taken.node, free) : asVariable(tree, taken.node, free);
    if (!Array.isArray(edits)) return edits;
    const changed = applyEdits(text, edits);
    const after = await parse(language, changed);
    try {
      if (newFault(tree, after, diffLines(text, changed))) return refuse('The result would not parse.');
    } finally {
      after.dispose();
    }
    const line = taken.node.startPosition.row + 1;
    return {
      kind: 'changed',
      title: `Extract the ${what} ${free} at line ${line} of ${path}`,
      texts: new Map([[path, changed]]),
      notes: [],
    };
  } finally {
    tree.dispose();
  }
}

function nameFor(
  name: string | undefined,
  what: 'variable' | 'constant',
  { text, language }: SyntaxTree,
): string | undefined {
  if (name !== undefined) return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !says(text, name) ? name : undefined;
  const base = what === 'constant' && language !== 'go' ? 'EXTRACTED' : 'extracted';
  for (let at = 1; ; at++) {
    const free = at === 1 ? base : `${base}${at}`;
    if (!says(text, free)) return free;
  }
}

/** Gives the same value wherever it stands, and cannot fail. */
function isConstant(node: SyntaxNode): boolean {
  for (const each of descend(node)) {
    if (
      /^(?:number|integer|float|string|string_\w+|escape_sequence|character|true|false|none|null|binary_expression|binary_operator|unary_expression|unary_operator|parenthesized_expression|interpreted_string_literal_content|string_literal|interpreted_string_literal)$/.test(
        each.type,
      )
    )
      continue;
    return false;
  }
  return !/[/%]|\*\*|<<|>>/.test(
    [...descend(node)]
      .filter(({ type }) => /operator$|binary_expression/.test(type))
      .map((each) => field(each, 'operator')?.text ?? '')
      .join(' '),
  );
}

function asConstant(tree: SyntaxTree, node: SyntaxNode, name: string): TextEdit[] | ExactEdit {
  if (!isConstant(node))
    return refuse('It is not the same wherever it stands: only literals are.', 'Extract a variable instead.');
  const { language } = tree;
  if (language === 'rust' || language === 'java')
    return refuse('Its type would have to be written down.', 'Extract a variable instead.');
  const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
  const heads = isScript
    ? /^(?:import_statement|comment|hash_bang_line)$/
    : language === 'python'
      ? /^(?:import_statement|import_from_statement|future_import_statement|comment)$/
      : /^(?:import_statement|package_statement|comment)$/;
  let last: SyntaxNode | undefined;
  for (const [at, each] of tree.root.namedChildren.entries()) {
    if (!each) continue;
    const isDirective =
      at < 3 && /^(?:expression_statement)$/.test(each.type) && /^(['"])[^]*\1;?$/.test(each.text.trim());
    const isLoaded = isScript && /^(?:const|let|var)\s[^]*\brequire\(['"][^'"]*['"]\)[.\w]*;?$/.test(each.text);
    if (!heads.test(each.type) && !isDirective && !isLoaded) break;
    if (each.startIndex > node.startIndex) break;
    if (each.type !== 'comment' || /^(?:#!|\/\*[^]*(?:licen|copyright)|#.*coding)/i.test(each.text)) last = each;
  }
  if (last && last.startIndex <= node.startIndex && node.startIndex < last.endIndex)
    return refuse('It stands before anything can be declared.');
  const breaks = breakOf(tree.text);
  const semicolon = isScript && usesSemicolons(tree) ? ';' : '';
  const written = language === 'python' ? `${name} = ${node.text}` : `const ${name} = ${node.text}${semicolon}`;
  const at = last ? last.endIndex : 0;
  const rest = last ? (/^[^\r\n]*/.exec(tree.text.slice(at))?.[0].length ?? 0) : 0;
  const head = last ? `${breaks}${breaks}` : '';
  return [
    { start: at + rest, end: at + rest, text: `${head}${written}${last ? '' : breaks + breaks}` },
    { start: node.startIndex, end: node.endIndex, text: replacement(tree, node, name) },
  ];
}

function asVariable(tree: SyntaxTree, node: SyntaxNode, name: string): TextEdit[] | ExactEdit {
  // What a literal is depends on what it is for, and a name may borrow where its place did not.
  const isBare = /^(?:number|character|null|array|object|arrow_function|function_expression)$/.test(node.type);
  if ((tree.language === 'go' || tree.language === 'java') && isBare)
    return refuse('Its type depends on where it stands.', 'Extract a constant instead.');
  if (tree.language === 'rust' && !/^(?:binary_expression|call_expression|number)$/.test(node.type))
    return refuse('It may not be moved out of where it stands.');
  const chain = node.parent;
  if (chain && field(chain, 'function')?.id === node.id) return refuse('It is what is called.');
  const isChained =
    chain && /^(?:member_expression|call_expression|subscript_expression)$/.test(chain.type) && /\?\./.test(node.text);
  if (isChained) return refuse('It is a part of a chain that may end early.');
  if (/^(?:await|yield)/.test(node.type) || [...descend(node)].some(({ type }) => /^yield/.test(type)))
    return refuse('It waits or yields.');
  let below = node;
  for (const above of ancestors(node)) {
    if (isFunction(above)) return refuse('Its function has no body of its own to put a variable in.');
    const isBlock = /^(?:statement_block|program|module|block|source_file|switch_case|switch_default)$/.test(
      above.type,
    );
    if (isBlock && field(above, 'value')?.id !== below.id) return before(tree, node, below, name);
    const why = mayNotRun(above, below);
    if (why !== undefined && !isConstant(node)) return refuse(why);
    if (isBodyWithoutBraces(above, below)) return refuse('Its statement has no braces around it.');
    if (/comprehension$|^generator_expression$|^class_body$|^field_definition$/.test(above.type))
      return refuse('There is no statement before which a variable could stand.');
    below = above;
  }
  return refuse('There is no statement before which a variable could stand.');
}

/** Why a part may run more or less often than what it is in. */
function mayNotRun(above: SyntaxNode, below: SyntaxNode): string | undefined {
  const isField = (...names: string[]): boolean => names.some((each) => field(above, each)?.id === below.id);
  switch (above.type) {
    case 'binary_expression':
    case 'boolean_operator':
      return isField('right') && /^(?:&&|\|\||\?\?|and|or)$/.test(field(above, 'operator')?.text ?? '')
        ? 'It is worked out only where what stands before it lets it.'
        : undefined;
    case 'ternary_expression':
      return isField('condition') ? undefined : 'It is worked out in one of two cases only.';
    case 'conditional_expression':
      return parts(above)[1]?.id === below.id ? undefined : 'It is worked out in one of two cases only.';
    case 'while_statement':
    case 'do_statement':
      return 'It is worked out again in every round.';
    case 'for_statement':
      return isField('initializer', 'right') ? undefined : 'It is worked out again in every round.';
    case 'for_in_statement':
      return isField('right') ? undefined : 'It is worked out again in every round.';
    case 'elif_clause':
    case 'else_clause':
    case 'switch_case':
    case 'catch_clause':
    case 'assert_statement':
      return 'It is worked out only where what stands before it lets it.';
    case 'comparison_operator':
      return parts(above).findIndex(({ id }) => id === below.id) > 1
        ? 'It is worked out only where what stands before it lets it.'
        : undefined;
    case 'object_assignment_pattern':
    case 'assignment_pattern':
      return 'It is worked out only where nothing is given.';
    default:
      return above.children.some((child) => child?.type === 'optional_chain') && !isField('object', 'function')
        ? 'It is a part of a chain that may end early.'
        : undefined;
  }
}

const isBodyWithoutBraces = (above: SyntaxNode, below: SyntaxNode): boolean =>
  (['body', 'consequence', 'alternative'].some((each) => field(above, each)?.id === below.id) ||
    above.type === 'else_clause' ||
    above.type === 'labeled_statement') &&
  !/^(?:statement_block|block|else_clause|elif_clause|switch_body|class_body)$/.test(below.type) &&
  /statement$|clause$/.test(above.type);

const acts =
  /^(?:call|call_expression|new_expression|await|await_expression|assignment_expression|augmented_assignment_expression|update_expression|named_expression|macro_invocation|method_invocation)$/;

function before(tree: SyntaxTree, node: SyntaxNode, statement: SyntaxNode, name: string): TextEdit[] | ExactEdit {
  const declares = variablesOf(tree, { start: node.startIndex, end: node.endIndex }).find(({ uses, scope }) =>
    uses.some(
      (use) =>
        use.isDeclaration &&
        (isWithin(use, { start: statement.startIndex, end: node.startIndex }) ||
          (scope.start >= statement.startIndex &&
            scope.end <= statement.endIndex &&
            !isWithin(use, { start: node.startIndex, end: node.endIndex }))),
    ),
  );
  if (declares) return refuse(`It uses “${declares.name}”, which its statement declares.`);
  const isFixed = isConstant(node);
  const isActive = [...descend(node)].some(({ type }) => acts.test(type));
  for (const each of isFixed ? [] : evaluatedBefore(statement, node)) {
    if (acts.test(each.type)) return refuse('Something that stands before it runs first.');
    if (
      isActive &&
      /^(?:member_expression|subscript_expression|attribute|subscript)$/.test(each.type) &&
      !isCallee(each, node)
    )
      return refuse('What stands before it is looked at first.');
    const isChanged = isActive && each.type === 'identifier' && !isCallee(each, node);
    if (
      isChanged &&
      variablesOf(tree, { start: each.startIndex, end: each.endIndex }).some(
        ({ uses }) => uses.filter(({ access }) => access !== 'read').length > 1,
      )
    )
      return refuse('What stands before it is looked at first.');
  }
  const { language, text } = tree;
  const at = lineStartOf(text, statement.startIndex);
  const indent = indentAt(text, statement.startIndex);
  const isAlone = text.slice(at, statement.startIndex).trim() === '';
  const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
  const semicolon = (isScript && usesSemicolons(tree)) || language === 'java' || language === 'rust' ? ';' : '';
  const code = node.text;
  const value = language === 'python' && code.includes('\n') && !/^[([{]/.test(code) ? `(${code})` : code;
  const words: Readonly<Record<SyntaxTree['language'], string>> = {
    ...{ javascript: `const ${name} = `, typescript: `const ${name} = `, tsx: `const ${name} = ` },
    ...{ python: `${name} = `, go: `${name} := `, java: `var ${name} = `, rust: `let ${name} = ` },
  };
  const written = `${words[language]}${value}${semicolon}`;
  const place = statement.startIndex;
  const gap = isAlone ? `${breakOf(text)}${indent}` : semicolon === '' ? '; ' : ' ';
  return [
    { start: place, end: place, text: written + gap },
    { start: node.startIndex, end: node.endIndex, text: replacement(tree, node, name) },
  ];
}

/** All that is worked out before a node in its statement, outermost first. */
function* evaluatedBefore(statement: SyntaxNode, node: SyntaxNode): Generator<SyntaxNode> {
  const isAssignment = /^(?:assignment_expression|assignment|variable_declarator)$/;
  for (const each of descend(statement, (inner) => !isFunction(inner))) {
    if (each.endIndex > node.startIndex) continue;
    // What is assigned to is named first and touched last.
    const { parent } = each;
    if (
      parent &&
      isAssignment.test(parent.type) &&
      (field(parent, 'left') ?? field(parent, 'name'))?.id === each.id &&
      each.childCount === 0
    )
      continue;
    yield each;
  }
}

/** The function that a call around the node calls, or a part of its name. */
function isCallee(each: SyntaxNode, node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = each; at?.parent; at = at.parent) {
    const { parent }: SyntaxNode = at;
    if (field(parent, 'function')?.id === at.id)
      return parent.startIndex <= node.startIndex && node.endIndex <= parent.endIndex;
    if (!/^(?:member_expression|attribute)$/.test(parent.type)) return false;
  }
  return false;
}

/** `{ a: expression }` stays as it is; a key that is its own value does not occur here. */
const replacement = (tree: SyntaxTree, { parent }: SyntaxNode, name: string): string =>
  parent?.type === 'jsx_attribute' && tree.language !== 'python' ? `{${name}}` : name;
