/**
 * The tests of a file one by one, as far as they can be taken out again: where each stands with its comments and
 * decorations, which results are its own, and what it does apart from its name.
 */
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import { testNodes } from '../../testing/testSites.ts';

export interface TestUnit {
  /** From the outermost suite to the test. */
  readonly names: readonly string[];
  readonly name: string;
  /** Offsets of whole lines, with what belongs to it above. */
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly code: string;
  /** What it does, without its name and how it is laid out: equal for two tests that say the same. */
  readonly does: string;
  /** Of a table of tests: the names of its rows, by the title that each row fills in. */
  readonly rows: RegExp | undefined;
}

interface Found {
  readonly names: readonly string[];
  readonly isSuite: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly does: string;
  readonly rows: RegExp | undefined;
}

const foundAt = (names: readonly string[], isSuite: boolean, node: SyntaxNode): Found => ({
  ...{ names, isSuite, startIndex: node.startIndex, endIndex: node.endIndex },
  ...{ does: doneBy(node), rows: rowsOf(node) },
});

export function testUnits(tree: SyntaxTree): TestUnit[] {
  const units: TestUnit[] = [];
  for (const each of foundIn(tree)) {
    const { names, isSuite, startIndex, endIndex, does, rows } = each;
    const inside = units.some((unit) => unit.start <= startIndex && endIndex <= unit.end);
    if (isSuite || inside) continue;
    const { start, end } = wholeLines(tree, each);
    const lineAt = (offset: number): number => tree.text.slice(0, offset).split('\n').length;
    units.push({
      names,
      name: names.join(' › '),
      ...{ start, end, firstLine: lineAt(start), lastLine: lineAt(endIndex), does, rows },
      code: tree.text.slice(start, end).trim(),
    });
  }
  return units;
}

/** The text without these tests, and without suites in which nothing else is left. */
export function withoutUnits(tree: SyntaxTree, dropped: ReadonlySet<TestUnit>): string {
  if (dropped.size === 0) return tree.text;
  const all = testUnits(tree);
  const gone = all.filter((unit) => [...dropped].some(({ start, end }) => start === unit.start && end === unit.end));
  const suites = foundIn(tree).filter(({ isSuite }) => isSuite);
  const ranges: { start: number; end: number }[] = [];
  for (const suite of suites) {
    const range = wholeLines(tree, suite);
    const inside = all.filter(({ start, end }) => range.start <= start && end <= range.end);
    if (inside.length > 0 && inside.every((unit) => gone.includes(unit))) ranges.push(range);
  }
  for (const unit of gone) ranges.push(unit);
  const outer = ranges
    .filter((range) => !ranges.some((other) => other !== range && holds(other, range)))
    .sort((a, b) => a.start - b.start);
  let text = '';
  let at = 0;
  for (const { start, end } of outer) {
    if (start < at) continue;
    text += tree.text.slice(at, start);
    // The empty line that kept it apart from the one before goes with it.
    at = end;
    if (/(?:\n|[{(:])[ \t]*\r?\n$/.test(text) || text === '')
      at = end + (/^(?:[ \t]*\r?\n)+/.exec(tree.text.slice(end))?.[0].length ?? 0);
    // Nor is one left above the bracket that closes what it was the last of.
    if (/^[ \t]*\}/.test(tree.text.slice(at, at + 200))) text = text.replace(/(?<=\n)[ \t]*\r?\n$/, '');
  }
  return `${(text + tree.text.slice(at)).trimEnd()}\n`;
}

const holds = (outer: { start: number; end: number }, inner: { start: number; end: number }): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer.end - outer.start > inner.end - inner.start;

/** The results that a test gave: one, or one for each row of its table. */
export function resultsOf(
  unit: TestUnit,
  units: readonly TestUnit[],
  path: WorkspacePath,
  results: readonly TestResult[],
): TestResult[] {
  const own = results.filter(({ file }) => file === path);
  const exact = own.filter((result) => isNamed(plainName(result), unit.name));
  if (exact.length > 0) return exact;
  const { rows } = unit;
  const filled = rows ? own.filter(({ name }) => rows.test(name.split(' › ').at(-1) ?? '')) : [];
  if (filled.length > 0) return filled;
  // Some tools leave suites out of a name, or put the module before it; a table's rows fill in the name of another.
  const last = unit.names.at(-1) ?? '';
  if (units.filter(({ names }) => names.at(-1) === last).length > 1) return [];
  return own.filter((result) => isNamed(plainName(result).split(' › ').at(-1) ?? '', last));
}

const isNamed = (given: string, name: string): boolean => given === name || given.startsWith(`${name} › `);

/** Without a row's values and the number that tells tests of one name apart. */
const plainName = ({ name }: TestResult): string => name.replaceAll('::', ' › ').replace(/\[[^\]]*\]$|\(\)$/, '');

/** The names of the rows of `test.each(rows)('%i zones', …)`. */
function rowsOf(node: SyntaxNode): RegExp | undefined {
  const title = /^[\w.]+\.each\b[^]*?\)\s*\(\s*(['"`])((?:(?!\1)[^\\])*)\1/.exec(node.text)?.[2];
  if (title === undefined) return undefined;
  const parts = title.split(/%[sdifjoOp#$]|\$[\w.#]+|\$\{[^}]*\}/);
  const literal = parts.map((part) => part.replaceAll('%%', '%').replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return parts.some((part) => part.trim() !== '') ? new RegExp(`^${literal.join('.*')}$`) : undefined;
}

function foundIn(tree: SyntaxTree): Found[] {
  switch (tree.language) {
    case 'java':
      return javaTests(tree);
    case 'rust':
      return [...descend(tree.root)].flatMap((node) => {
        if (node.type === 'test_module') return rustModuleTests(tree, node);
        const name = node.type === 'test_function' ? /\bfn\s+(\w+)/.exec(node.text)?.[1] : undefined;
        return name === undefined ? [] : [foundAt([name], false, node)];
      });
    default:
      return testNodes(tree.root).map(({ site, node }) =>
        foundAt(site.names, site.kind === 'suite', statementOf(node)),
      );
  }
}

/** Nothing looks into such a module but who wants its tests: its functions end where a formatter puts their bracket. */
function rustModuleTests({ text }: SyntaxTree, module: SyntaxNode): Found[] {
  const heads =
    /^([ \t]*)#\[(?:\w+::)*(?:test|rstest|test_case)\b.*\n(?:[ \t]*(?:#\[|\/\/).*\n)*[ \t]*((?:pub |async )*fn\s+(\w+).*)$/gm;
  return [...module.text.matchAll(heads)].flatMap(([all, margin = '', first = '', name = '']) => {
    const head = module.text.indexOf(all);
    const startIndex = module.startIndex + head + all.length - first.length;
    const isShort = first.trimEnd().endsWith('}');
    const close = isShort ? -1 : text.indexOf(`\n${margin}}`, startIndex);
    if (!isShort && close < 0) return [];
    const endIndex = isShort ? startIndex + first.trimEnd().length : close + margin.length + 2;
    const does = said(text.slice(startIndex, endIndex).replace(/\bfn\s+\w+/, ''));
    return [{ names: [name], isSuite: false, startIndex, endIndex, does, rows: undefined }];
  });
}

function javaTests(tree: SyntaxTree): Found[] {
  const found: Found[] = [];
  for (const node of descend(tree.root)) {
    const name = field(node, 'name')?.text;
    if (
      node.type === 'method_definition' &&
      name !== undefined &&
      /^[^(]*@(?:\w+\.)*(?:Parameterized|Repeated)?Test\b/.test(node.text)
    )
      found.push(foundAt([name], false, node));
  }
  return found;
}

/** The call as a statement, the function with its decorators; a suite that is one expression goes as a whole. */
function statementOf(node: SyntaxNode): SyntaxNode {
  if (node.parent?.type === 'decorated_definition') return node.parent;
  if (!/^call/.test(node.type)) return node;
  for (let above = node.parent; above; above = above.parent) if (above.type === 'expression_statement') return above;
  return node;
}

/** With the comments and attributes right above, wherever a grammar hangs them. */
function wholeLines(
  { text }: SyntaxTree,
  node: Pick<Found, 'startIndex' | 'endIndex'>,
): { readonly start: number; readonly end: number } {
  const lineStart = text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const rest = /^[;, \t]*(?:(?:\/\/|#)[^\n]*)?\r?\n?/.exec(text.slice(node.endIndex))?.[0].length ?? 0;
  const end = node.endIndex + rest;
  if (text.slice(lineStart, node.startIndex).trim() !== '') return { start: node.startIndex, end };
  let start = lineStart;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^\s*(?:\/\/|\/\*|\*|#(?!!)|@)/.test(text.slice(above, start))) break;
    start = above;
  }
  return { start, end };
}

function doneBy(node: SyntaxNode): string {
  const definition = node.type === 'decorated_definition' ? (field(node, 'definition') ?? node) : node;
  const body = field(definition, 'body');
  const call = node.type === 'expression_statement' ? node.namedChildren[0] : undefined;
  const list = call && field(call, 'arguments');
  const code =
    body?.text ??
    list?.namedChildren
      .slice(1)
      .map((each) => each?.text ?? '')
      .join(',') ??
    node.text.replace(/\bfn\s+\w+/, '');
  return said(code);
}

/** Without how it is laid out. */
const said = (code: string): string =>
  code
    .replace(/\s+/g, '')
    .replaceAll('"', "'")
    .replace(/;(?=\}|$)/g, '');
