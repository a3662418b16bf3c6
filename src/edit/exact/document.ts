/** Documentation as far as a signature tells it: what it is called, what it takes, what it gives, what it throws. */

import { isClass, isFunction } from '../../syntax/grammar.ts';
import type { Definition } from '../../syntax/outline.ts';
import { parametersOf } from '../../syntax/declaredNames.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field } from '../../syntax/walk.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import type { EditPlace } from '../editRequest.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { OpenTrees } from './openTrees.ts';

export async function documentDefinitions(
  place: EditPlace | undefined,
  { files, parse, readOutline }: Pick<ExactDeps, 'files' | 'parse' | 'readOutline'>,
): Promise<ExactEdit> {
  if (!place)
    return refuse(
      'It is not said what is to be documented.',
      'Name the file, and the lines if not all of it is meant.',
    );
  const { path } = place;
  const trees = new OpenTrees(files, parse);
  try {
    const tree = await trees.get(path);
    if (!tree)
      return refuse(
        `Signatures of ${path} cannot be read: only those of JavaScript, TypeScript and Python can.`,
        'Choose a model.',
      );
    const { definitions } = await readOutline(path, tree.text);
    const meant = meantBy(
      place,
      definitions.filter(({ kind }) => documented.has(kind)),
    );
    if (meant.length === 0)
      return refuse(`No function and no class stands there in ${path}.`, 'Name the lines of one.');
    const bare = meant.filter(({ doc }) => doc === '');
    const edits = bare.flatMap((definition) => {
      const node = nodeOf(definition, tree);
      return (node && (tree.language === 'python' ? docstring(node, tree) : comment(definition, node, tree))) ?? [];
    });
    if (bare.length === 0) return refuse('All of it is documented already.', 'Choose a model to have it written anew.');
    if (edits.length === 0)
      return refuse('It has no line of its own for documentation.', 'Put its body on a new line.');
    const what = edits.length === 1 ? (bare[0]?.name ?? path) : `${edits.length} definitions of ${path}`;
    return {
      kind: 'changed',
      title: `Document ${what}`,
      texts: new Map([[path, applyEdits(tree.text, edits)]]),
      notes: ['It says what the signature tells. Why and when is yours to add.'],
    };
  } finally {
    trees.dispose();
  }
}

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

const documented: ReadonlySet<Definition['kind']> = new Set(['function', 'method', 'class']);

/** Those that begin in the lines, or the innermost around them; of a whole file what others can use. */
function meantBy({ lines }: EditPlace, definitions: readonly Definition[]): readonly Definition[] {
  if (!lines) {
    const exported = definitions.filter((each) => each.exported);
    return exported.length > 0 ? exported : definitions.filter(({ scope }) => scope.length === 0);
  }
  const begin = definitions.filter(({ startLine }) => lines.first <= startLine && startLine <= lines.last);
  if (begin.length > 0) return begin;
  const around = definitions.findLast(({ startLine, endLine }) => startLine <= lines.first && lines.last <= endLine);
  return around ? [around] : [];
}

/** The function or class of a definition, which may be the value of a constant. */
function nodeOf({ name, start, end }: Definition, tree: SyntaxTree): SyntaxNode | undefined {
  const within = (node: SyntaxNode): boolean => node.startIndex < end && node.endIndex > start;
  for (const node of descend(tree.root, within)) {
    if (node.startIndex < start || node.endIndex > end) continue;
    if ((isFunction(node) || isClass(node)) && field(node, 'name')?.text === name) return node;
    const value =
      node.type === 'variable_declarator' && field(node, 'name')?.text === name ? field(node, 'value') : undefined;
    if (value && isFunction(value)) return value;
  }
  return undefined;
}

interface Told {
  readonly summary: string;
  readonly parameters: readonly string[];
  readonly returns: boolean;
  readonly throws: readonly string[];
}

function toldBy(name: string, node: SyntaxNode): Told {
  const isOwn = (inner: SyntaxNode): boolean => inner.id === node.id || !isFunction(inner);
  let returns = false;
  const throws = new Set<string>();
  for (const inner of isFunction(node) ? descend(node, isOwn) : []) {
    if (inner.type === 'return_statement' && inner.namedChildCount > 0) returns = true;
    if (/^(?:throw|raise)_statement$/.test(inner.type)) {
      const thrown = /^(?:throw\s+new|raise)\s+([\w.]+)/.exec(inner.text)?.[1];
      if (thrown !== undefined) throws.add(thrown);
    }
  }
  const body = node.type === 'arrow_function' ? field(node, 'body') : undefined;
  if (body && body.type !== 'statement_block') returns = true;
  const parameters = isFunction(node) ? parametersOf(node).flatMap((parameter) => parameterWord(parameter) ?? []) : [];
  return { summary: `${words(name)}.`, parameters, returns, throws: [...throws] };
}

function parameterWord(parameter: SyntaxNode): string | undefined {
  const inner = field(parameter, 'pattern') ?? field(parameter, 'name') ?? field(parameter, 'left') ?? parameter;
  const name = [...descend(inner)].find(({ type }) => type === 'identifier')?.text;
  if (/pattern$/.test(inner.type) && !/splat|rest/.test(inner.type)) return 'options';
  return name === undefined || /^(?:self|cls|this|_+)$/.test(name) ? undefined : name;
}

/** `netPriceOf`: "Net price of". */
function words(name: string): string {
  const split = name
    .replace(/^[_$#]+/, '')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[_$]+/g, ' ')
    .split(' ')
    .map((word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase()))
    .join(' ')
    .trim();
  return split === '' ? name : split[0]!.toUpperCase() + split.slice(1);
}

function comment({ name, start }: Definition, node: SyntaxNode, tree: SyntaxTree): TextEdit | undefined {
  const [at, indent] = lineStart(tree.text, start);
  if (indent === undefined) return undefined;
  const { summary, parameters, returns, throws } = toldBy(name, node);
  const tags = [
    ...parameters.map((parameter) => `@param ${parameter}`),
    ...(returns ? [`@returns ${words(name).toLowerCase()}`] : []),
    ...throws.map((thrown) => `@throws ${thrown}`),
  ];
  const breaks = breakOf(tree.text);
  const lines =
    tags.length === 0
      ? [`/** ${summary} */`]
      : ['/**', ` * ${summary}`, ' *', ...tags.map((tag) => ` * ${tag}`), ' */'];
  return { start: at, end: at, text: lines.map((line) => indent + line + breaks).join('') };
}

function docstring(node: SyntaxNode, tree: SyntaxTree): TextEdit | undefined {
  const body = field(node, 'body');
  const first = body?.namedChildren.find((child) => child !== null);
  const name = field(node, 'name')?.text;
  // `def f(): return 1` has no line for it.
  if (!body || !first || name === undefined || first.startPosition.row === node.startPosition.row) return undefined;
  if (closest(first, ({ id }) => id === node.id) === undefined) return undefined;
  const [at, indent] = lineStart(tree.text, first.startIndex);
  if (indent === undefined) return undefined;
  const { summary, parameters, returns, throws } = toldBy(name, node);
  const section = (heading: string, entries: readonly string[]): string[] =>
    entries.length === 0 ? [] : ['', `${heading}:`, ...entries.map((entry) => `    ${entry}`)];
  const inner = [
    ...section(
      'Args',
      parameters.map((parameter) => `${parameter}: ${words(parameter)}.`),
    ),
    ...section('Returns', returns ? [summary] : []),
    ...section('Raises', throws),
  ];
  const breaks = breakOf(tree.text);
  const lines = inner.length === 0 ? [`"""${summary}"""`] : [`"""${summary}`, ...inner, '"""'];
  return { start: at, end: at, text: lines.map((line) => (line === '' ? '' : indent + line) + breaks).join('') };
}

/** Where the line begins, and its indentation; `undefined` when other code stands before the place. */
function lineStart(text: string, offset: number): [number, string | undefined] {
  const at = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(at, offset);
  return [at, before.trim() === '' ? before : undefined];
}

const breakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
