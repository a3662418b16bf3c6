/** Sorts imports and drops those that nothing uses. What an import does by being there stays where it is. */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import type { EditPlace } from '../editRequest.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { namedIn, says } from './named.ts';
import { OpenTrees } from './openTrees.ts';

export async function organiseImports(
  place: EditPlace | undefined,
  { files, parse }: Pick<ExactDeps, 'files' | 'parse'>,
): Promise<ExactEdit> {
  if (!place) return refuse('It is not said of which file the imports are meant.', 'Name the file.');
  const { path } = place;
  const trees = new OpenTrees(files, parse);
  try {
    const tree = await trees.get(path);
    if (!tree)
      return refuse(
        `Imports of ${path} cannot be organised: only those of JavaScript, TypeScript and Python can.`,
        'Choose a model, or use the language’s own tool.',
      );
    if (tree.root.hasError) return refuse(`${path} does not parse.`, 'Mend that first.');
    // A package's own file passes on what it imports.
    const dropsUnused = !/(?:^|\/)__init__\.pyi?$|\.d\.[cm]?ts$/.test(path);
    const edits = groupsOf(tree).flatMap((group) => organised(group, tree, dropsUnused) ?? []);
    if (edits.length === 0)
      return refuse(`The imports of ${path} are in order, and all are used.`, 'There is nothing to do.');
    return {
      kind: 'changed',
      title: `Organise imports of ${path}`,
      texts: new Map([[path, applyEdits(tree.text, edits)]]),
      notes: [],
    };
  } finally {
    trees.dispose();
  }
}

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

/** Imports on neighbouring lines, with nothing else on them. */
function groupsOf(tree: SyntaxTree): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [];
  let last: SyntaxNode | undefined;
  for (const node of tree.root.namedChildren) {
    if (!node || !/^import(?:_from)?_statement$/.test(node.type)) {
      // A comment behind an import goes along with its line.
      if (node?.type !== 'comment' || !last || node.startPosition.row !== last.endPosition.row) last = undefined;
      continue;
    }
    const group = groups.at(-1);
    if (last && group && node.startPosition.row === last.endPosition.row + 1) group.push(node);
    else groups.push([node]);
    last = node;
  }
  return groups.filter((group) => group.every((node) => node.startPosition.column === 0));
}

interface Line {
  readonly text: string;
  readonly key: string;
  /** It is there for what it does: nothing goes past it. */
  readonly stays: boolean;
}

function organised(group: readonly SyntaxNode[], tree: SyntaxTree, dropsUnused: boolean): TextEdit | undefined {
  const start = group[0]!.startIndex;
  const end = lineEnd(tree.text, group.at(-1)!.endIndex);
  const lines: Line[] = [];
  for (const node of group) {
    const line = lineOf(node, tree, dropsUnused);
    if (line) lines.push(line);
  }
  const sorted: Line[] = [];
  let run: Line[] = [];
  const close = (): void => {
    sorted.push(...run.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
    run = [];
  };
  for (const line of lines) {
    if (!line.stays) run.push(line);
    else {
      close();
      sorted.push(line);
    }
  }
  close();
  const lineBreak = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const text = sorted.map((line) => line.text).join(lineBreak);
  if (text === tree.text.slice(start, end)) return undefined;
  if (text !== '') return { start, end, text };
  // A group that is gone leaves no gap behind.
  const gap = /^(?:\r?\n){1,2}/.exec(tree.text.slice(end))?.[0].length ?? 0;
  return { start, end: end + gap, text: '' };
}

/** @returns `undefined` when nothing of it is used. */
function lineOf(node: SyntaxNode, tree: SyntaxTree, dropsUnused: boolean): Line | undefined {
  const whole = tree.text.slice(node.startIndex, lineEnd(tree.text, node.endIndex));
  const names = namesOf(node);
  const module =
    (field(node, 'source') ?? field(node, 'module_name') ?? parts(node)[0])?.text.replace(/^["']|["']$/g, '') ?? '';
  const key = `${node.type === 'import_from_statement' ? '1' : '0'}${place(module)}${module.toLowerCase()}\0${module}`;
  const isFixed =
    names.length === 0 || /\b(?:noqa|eslint-disable|@ts-|isort:\s*skip)/.test(whole) || module === '__future__';
  if (isFixed) return { text: whole, key, stays: true };
  const used = dropsUnused ? names.filter(({ local }) => isUsed(local, node, tree)) : names;
  if (used.length === 0) return undefined;
  const listed = names.filter(({ inList }) => inList);
  const order = [...listed.filter((each) => used.includes(each))].sort((a, b) => compare(a.name, b.name));
  const isSame = used.length === names.length && order.every((each, at) => each === listed[at]);
  if (isSame) return { text: whole, key, stays: false };
  const rewritten = rewrittenList(node, tree, whole, names, used, order);
  return { text: rewritten ?? whole, key, stays: false };
}

/** Packages come before files of one's own, as most have it. */
const place = (module: string): string => (/^\.|^[@~]\/|^#/.test(module) ? '1' : '0');

interface ImportedName {
  readonly node: SyntaxNode;
  readonly name: string;
  readonly local: string;
  /** Between braces, or behind Python's `import`. */
  readonly inList: boolean;
}

function namesOf(statement: SyntaxNode): ImportedName[] {
  const found: ImportedName[] = [];
  const add = (node: SyntaxNode, name: string, local: string, inList: boolean): void =>
    void found.push({ node, name, local, inList });
  if (
    statement.type === 'import_from_statement' ||
    (statement.type === 'import_statement' && !field(statement, 'source'))
  ) {
    const module = field(statement, 'module_name');
    for (const child of statement.namedChildren) {
      if (!child || child.id === module?.id) continue;
      if (child.type === 'aliased_import')
        add(child, field(child, 'name')?.text ?? '', field(child, 'alias')?.text ?? '', true);
      else if (child.type === 'dotted_name') {
        const local = module ? child.text : (child.text.split('.')[0] ?? child.text);
        add(child, child.text, local, true);
      } else if (child.type === 'import_require_clause') {
        const name = child.namedChildren.find((part) => part?.type === 'identifier');
        if (name) add(child, name.text, name.text, false);
      }
    }
    return found;
  }
  for (const node of descend(statement)) {
    if (node.type === 'import_specifier') {
      const name = field(node, 'name');
      if (name) add(node, name.text, (field(node, 'alias') ?? name).text, true);
    } else if (node.type === 'namespace_import') {
      const name = parts(node)[0];
      if (name) add(node, name.text, name.text, false);
    } else if (node.type === 'identifier' && node.parent?.type === 'import_clause')
      add(node, node.text, node.text, false);
  }
  return found;
}

/** What JSX is compiled to, and what comments speak of, counts as used. */
function isUsed(local: string, statement: SyntaxNode, tree: SyntaxTree): boolean {
  if (/^(?:React|h|Fragment|jsx)$/.test(local) && /<[A-Za-z>]/.test(tree.text)) return true;
  const outside = tree.text.slice(0, statement.startIndex) + tree.text.slice(statement.endIndex);
  if (!says(outside, local)) return false;
  const places = namedIn(tree, local);
  if (places.some(({ role, scope }) => role === 'use' && scope === 'root')) return true;
  const mentions = places.filter(({ role }) => role !== 'string').length;
  // In comments and strings: JSDoc types, `__all__`, names that are looked up.
  return countOf(tree.text, local) > mentions;
}

function countOf(text: string, name: string): number {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replace(/\$/g, String.raw`\$`)}(?![\\p{L}\\p{N}_$])`, 'gu');
  return [...text.matchAll(word)].length;
}

function rewrittenList(
  node: SyntaxNode,
  tree: SyntaxTree,
  whole: string,
  names: readonly ImportedName[],
  used: readonly ImportedName[],
  order: readonly ImportedName[],
): string | undefined {
  if (node.children.some((child) => child?.type === 'comment') || /\/[/*]|#/.test(node.text)) return undefined;
  const written = order.map((each) => each.node.text);
  const tail = whole.slice(node.endIndex - node.startIndex);
  if (tree.language === 'python') {
    const module = field(node, 'module_name');
    if (!module) return `import ${written.join(', ')}${tail}`;
    const isLong = node.text.includes('\n');
    const list = isLong ? `(\n${written.map((each) => `    ${each},`).join('\n')}\n)` : written.join(', ');
    const brackets = !isLong && node.text.includes('(') ? `(${list})` : list;
    return `from ${module.text} import ${brackets}${tail}`;
  }
  const list = names.some(({ inList }) => inList)
    ? [...descend(node)].find(({ type }) => type === 'named_imports')
    : undefined;
  const outside = names.filter((each) => !each.inList);
  const kept = outside.filter((each) => used.includes(each));
  const source = field(node, 'source');
  if (!source) return undefined;
  const isType = /^import\s+type\b/.test(node.text) ? 'type ' : '';
  const isLong = list?.text.includes('\n') ?? false;
  const indent = /\n([ \t]+)/.exec(list?.text ?? '')?.[1] ?? '  ';
  const lineBreak = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const braces =
    written.length === 0
      ? []
      : [
          isLong
            ? `{${lineBreak}${written.map((each) => `${indent}${each},`).join(lineBreak)}${lineBreak}}`
            : `{ ${written.join(', ')} }`,
        ];
  const clause = [...kept.map((each) => each.node.text), ...braces].join(', ');
  const rest = tree.text.slice(source.endIndex, node.endIndex);
  return `import ${isType}${clause} from ${source.text}${rest}${tail}`;
}

const compare = (a: string, b: string): number => {
  const [low, high] = [a.toLowerCase(), b.toLowerCase()];
  return low < high ? -1 : low > high ? 1 : a < b ? -1 : a > b ? 1 : 0;
};

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  const end = at < 0 ? text.length : at;
  return text[end - 1] === '\r' ? end - 1 : end;
}
