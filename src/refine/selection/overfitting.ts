/**
 * Signs that a patch passes the tests without being right: it knows a test's input, takes away what nothing asked it
 * to take away, hides a failure, or changes the tests themselves. Read from the code alone; each is a sentence for
 * the reader and counts against the patch. (After Smith et al., Is the Cure Worse than the Disease, 2015; Xiong et
 * al., Identifying Patch Correctness, 2018.)
 */
import { paceSteps, type Steps } from '../../base/steps.ts';
import { isFunction, isLiteral, isStatement } from '../../syntax/grammar.ts';
import { binary, condition } from '../../syntax/shapes.ts';
import { languageOf } from '../../syntax/language.ts';
import type { Parse, SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import type { TestCoverage, TestResult, WorkspacePath } from '../../testing/report.ts';
import { isTestPath } from '../../testing/testPath.ts';
import { diffLines } from '../../text/lineDiff.ts';
import { pause } from '../whereToLook.ts';

export interface Sign {
  /** A whole sentence. */
  readonly text: string;
  /** How much it speaks against a patch, in tokens of change: comparable to `Patch.size`. */
  readonly weight: number;
}

export interface OverfittingInput {
  /** Each changed file as it was and as it is with the patch; '' for one that is new. */
  readonly changes: readonly { readonly path: WorkspacePath; readonly before: string; readonly after: string }[];
  readonly failing: readonly TestResult[];
  readonly coverage: readonly TestCoverage[];
  /** The text of a file without the patch; undefined where there is none. */
  readonly read: (path: WorkspacePath) => Promise<string | undefined>;
}

export async function overfittingSigns(
  input: OverfittingInput,
  parse: Parse,
  signal: AbortSignal,
): Promise<readonly Sign[]> {
  const signs: Sign[] = [];
  const inputs = await literalsOfTests(input);
  const ranByFailing = linesOfFailing(input);
  for (const change of input.changes) {
    if (isTestPath(change.path)) {
      signs.push(...testSigns(change));
      continue;
    }
    const language = languageOf(change.path);
    if (!language || change.before === '') continue;
    const before = await parse(language, change.before);
    const after = await parse(language, change.after, before);
    try {
      const found = signsOf(change, before, after, { inputs, ran: ranByFailing.get(change.path) });
      signs.push(...(await paceSteps(found, { sliceMs: 25, turn: () => pause(0, signal) }, signal)));
    } finally {
      before.dispose();
      after.dispose();
    }
  }
  return signs;
}

interface KnownOfTests {
  readonly inputs: ReadonlySet<string>;
  /** The lines of the file that the failing tests ran, where that is known. */
  readonly ran: ReadonlySet<number> | undefined;
}

/** In steps: each way of looking goes through the whole of both files. */
function* signsOf(
  change: OverfittingInput['changes'][number],
  before: SyntaxTree,
  after: SyntaxTree,
  { inputs, ran }: KnownOfTests,
): Steps<readonly Sign[]> {
  const signs = [...(yield* specialCases(change.path, before, after, inputs))];
  signs.push(...removals(change, before, after, ran));
  yield;
  signs.push(...emptied(change.path, before, after));
  yield;
  signs.push(...swallowed(change.path, before, after));
  yield;
  signs.push(...unreachable(change.path, before, after));
  return signs;
}

/** Nodes that are looked at in a step: some milliseconds. */
const nodesAtATime = 500;

/** A number or a string of a failing test; what every program is full of says nothing. */
const literal = /(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?!\w)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`/g;
const everywhere = new Set(['0', '1', '-1', '2', '""', "''", '``', '" "', "' '"]);

/** Values are compared without the way in which they are quoted. */
const plain = (text: string): string => text.replace(/^(["'`])(.*)\1$/s, '"$2"');

/** Of the lines that the failing tests ran in their own files; of the whole file where that is not known. */
async function literalsOfTests({ failing, coverage, read }: OverfittingInput): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const test of failing) {
    const text = test.file === undefined ? undefined : await read(test.file);
    if (text === undefined || test.file === undefined) continue;
    const ran = coverage.find((run) => run.test === test.id)?.lines.get(test.file);
    const lines = text.split('\n').filter((_line, at) => !ran || ran.size === 0 || ran.has(at + 1));
    for (const [value] of lines.join('\n').matchAll(literal)) if (!everywhere.has(value)) found.add(plain(value));
  }
  return found;
}

function linesOfFailing({ failing, coverage }: OverfittingInput): Map<WorkspacePath, Set<number>> {
  const targets = new Set(failing.map((test) => test.id));
  const lines = new Map<WorkspacePath, Set<number>>();
  for (const run of coverage) {
    if (!targets.has(run.test)) continue;
    for (const [path, ran] of run.lines) {
      const known = lines.get(path) ?? new Set();
      for (const line of ran) known.add(line);
      lines.set(path, known);
    }
  }
  return lines;
}

const equalities = new Set(['==', '===', '!=', '!==', 'is', 'is not', 'in', 'not in']);
const caseTypes = new Set(['switch_case', 'case_clause', 'expression_case', 'match_arm', 'switch_label']);
const equalCalls = /^(?:equals|equalsIgnoreCase|includes|has|contains|startsWith|endsWith|startswith|endswith)$/;

/** Comparisons with a literal, and labels of cases, by their text. */
function* comparedLiterals(tree: SyntaxTree): Steps<{ value: string; whole: SyntaxNode }[]> {
  let looked = 0;
  const found: { value: string; whole: SyntaxNode }[] = [];
  const add = (node: SyntaxNode | undefined, whole: SyntaxNode): void => {
    if (node && (isLiteral(node) || /^-\d/.test(node.text))) found.push({ value: plain(node.text), whole });
  };
  for (const node of descend(tree.root)) {
    if (++looked % nodesAtATime === 0) yield;
    const pair = binary(node);
    if (pair && equalities.has(pair.operator)) {
      add(pair.left, node);
      add(pair.right, node);
      if (/in$/.test(pair.operator)) for (const item of parts(pair.right)) add(item, node);
    }
    if (caseTypes.has(node.type)) {
      const label = field(node, 'pattern') ?? field(node, 'value') ?? parts(node)[0];
      for (const value of label ? [label, ...parts(label)] : []) add(value, node);
    }
    const callee = field(node, 'function') ?? field(node, 'name');
    const name = /(\w+)$/.exec(callee?.text ?? '')?.[1];
    const list = field(node, 'arguments');
    if (name && list && equalCalls.test(name)) for (const value of parts(list)) add(value, node);
  }
  return found;
}

function* specialCases(
  path: WorkspacePath,
  before: SyntaxTree,
  after: SyntaxTree,
  inputs: ReadonlySet<string>,
): Steps<Sign[]> {
  const known = new Set((yield* comparedLiterals(before)).map(({ value }) => value));
  const signs = new Map<string, Sign>();
  for (const { value, whole } of yield* comparedLiterals(after)) {
    if (known.has(value) || !inputs.has(value)) continue;
    const code = oneLine(whole.text);
    signs.set(value, {
      text: `It compares with ${value}, a value of the failing test (“${code}”, ${at(path, whole)}): it may be right for that input alone.`,
      weight: 12,
    });
  }
  return [...signs.values()];
}

/** Statements that are gone and that nothing like them replaces. */
function removals(
  change: OverfittingInput['changes'][number],
  before: SyntaxTree,
  after: SyntaxTree,
  ran: ReadonlySet<number> | undefined,
): Sign[] {
  const signs: Sign[] = [];
  for (const hunk of diffLines(change.before, change.after)) {
    const [first, last] = [hunk.oldStart, hunk.oldStart + hunk.removed.length - 1];
    const gone = statementsWithin(before, first, last);
    const come = statementsWithin(after, hunk.newStart, hunk.newStart + hunk.added.length - 1);
    // What was moved or wrapped is still there.
    const lost = gone.filter((node) => !after.text.includes(node.text.trim()));
    if (gone.length <= come.length || lost.length === 0 || lost.length <= come.length) continue;
    const [shown] = lost;
    if (!shown) continue;
    const more = lost.length - come.length > 1 ? ` and ${lost.length - come.length - 1} more` : '';
    const lines = lost.map((node) => node.startPosition.row + 1);
    const needless = ran !== undefined && ran.size > 0 && !lines.some((line) => ran.has(line));
    signs.push({
      text: needless
        ? `It removes “${oneLine(shown.text)}”${more} (${at(change.path, shown)}), which no failing test runs.`
        : `It removes “${oneLine(shown.text)}”${more} (${at(change.path, shown)}): check that nobody needs it.`,
      weight: needless ? 12 : 4 * Math.min(3, lost.length - come.length),
    });
  }
  return signs;
}

/** The outermost statements that lie within some lines. */
function statementsWithin(tree: SyntaxTree, first: number, last: number): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  if (last < first) return found;
  const inside = (node: SyntaxNode): boolean =>
    node.startPosition.row + 1 >= first && node.endPosition.row + 1 <= last && isStatement(node);
  for (const node of descend(tree.root, (inner) => !inside(inner))) if (inside(node)) found.push(node);
  return found;
}

/** Functions that did something and do nothing now. */
function emptied(path: WorkspacePath, before: SyntaxTree, after: SyntaxTree): Sign[] {
  const full = new Set<string>();
  for (const node of descend(before.root)) {
    const name = isFunction(node) ? field(node, 'name')?.text : undefined;
    const body = field(node, 'body');
    if (name && body && !doesNothing(body)) full.add(name);
  }
  const signs: Sign[] = [];
  for (const node of descend(after.root)) {
    const name = isFunction(node) ? field(node, 'name')?.text : undefined;
    const body = field(node, 'body');
    if (name && body && full.has(name) && doesNothing(body)) {
      signs.push({ text: `${name} does nothing any more (${at(path, node)}).`, weight: 20 });
    }
  }
  return signs;
}

function doesNothing(body: SyntaxNode): boolean {
  const inner = parts(body);
  if (!/block|body/.test(body.type)) return false;
  return inner.every(
    (node) => node.type === 'pass_statement' || /^(?:return|return;|return None|\.\.\.)$/.test(node.text),
  );
}

const handlers = new Set(['catch_clause', 'except_clause']);

/** Handlers that are new and let nobody know of the exception. */
function swallowed(path: WorkspacePath, before: SyntaxTree, after: SyntaxTree): Sign[] {
  const quiet = (tree: SyntaxTree): SyntaxNode[] =>
    [...descend(tree.root)].filter((node) => handlers.has(node.type) && isQuiet(node));
  const [were, are] = [quiet(before), quiet(after)];
  const known = new Set(were.map((node) => node.text));
  const fresh = are.filter((node) => !known.has(node.text)).slice(0, Math.max(0, are.length - were.length));
  return fresh.map((node) => ({
    text: `It swallows an exception (“${oneLine(node.text)}”, ${at(path, node)}): the failure is hidden, not mended.`,
    weight: 15,
  }));
}

function isQuiet(handler: SyntaxNode): boolean {
  const body = field(handler, 'body') ?? parts(handler).at(-1);
  const inner = body ? parts(body) : [];
  return inner.every((node) =>
    /^(?:pass|continue;?|return( (None|null|undefined|false|False|''|""|0|\[\]))?;?)$/.test(node.text.trim()),
  );
}

const leaving = /^(?:return|throw|raise|break|continue)_(?:statement|expression)$/;

/** Code that cannot run any more: after an unconditional exit, under a condition that is a constant, or a second time. */
function unreachable(path: WorkspacePath, before: SyntaxTree, after: SyntaxTree): Sign[] {
  const known = new Set(deadCode(before).map(({ node }) => oneLine(node.text)));
  return deadCode(after)
    .filter(({ node }) => !known.has(oneLine(node.text)))
    .slice(0, 2)
    .map(({ node, why }) => ({ text: `“${oneLine(node.text)}” (${at(path, node)}) ${why}.`, weight: 15 }));
}

function deadCode(tree: SyntaxTree): { node: SyntaxNode; why: string }[] {
  const found: { node: SyntaxNode; why: string }[] = [];
  for (const node of descend(tree.root)) {
    if (leaving.test(node.type)) {
      const next = nextStatement(node);
      if (next && isStatement(next) && !isFunction(next) && !caseTypes.has(next.type) && !/clause$/.test(next.type))
        found.push({ node: next, why: 'can never run now' });
    }
    if (loop.test(node.type) && leavesAtOnce(node)) found.push({ node, why: 'never goes round a second time now' });
    const test = condition(node);
    if (test && !/^while|^do|^for|^loop/.test(node.type) && /^(?:true|false|True|False|!?[01])$/.test(test.text))
      found.push({ node, why: 'always goes the same way now' });
  }
  return found;
}

const loop = /^(?:for|for_in|for_range|enhanced_for|while|do|loop)_(?:statement|expression|loop)$/;

/** Whether each way through the body ends the loop. */
function leavesAtOnce(node: SyntaxNode): boolean {
  const body = field(node, 'body');
  if (!body || /\bcontinue\b/.test(body.text)) return false;
  return parts(body).some((each) => {
    const [inner] = each.type === 'expression_statement' ? parts(each) : [each];
    return inner !== undefined && /^(?:return|throw|raise|break)_/.test(inner.type);
  });
}

function nextStatement(node: SyntaxNode): SyntaxNode | undefined {
  let next = node.nextNamedSibling;
  while (next && /comment/.test(next.type)) next = next.nextNamedSibling;
  // A branch without braces is no block: what follows belongs to the branch's owner.
  const owner = node.parent;
  const inBlock =
    owner !== null && /block|body|program|module|statement_list|switch_case|switch_default/.test(owner.type);
  return inBlock ? (next ?? undefined) : undefined;
}

const assertion = /\b(?:assert\w*|expect\w*|should|t\.(?:Error|Fatal)f?|require\.\w+)\b/;

function testSigns({ path, before, after }: OverfittingInput['changes'][number]): Sign[] {
  if (before === '') return [];
  const count = (text: string): number => text.split('\n').filter((line) => assertion.test(line)).length;
  const gone = count(before) - count(after);
  const text =
    gone > 0
      ? `It changes the test file ${path} and takes ${gone === 1 ? 'an assertion' : `${gone} assertions`} away.`
      : `It changes the test file ${path}: a test that was bent to pass proves nothing.`;
  return [{ text, weight: gone > 0 ? 40 : 25 }];
}

const at = (path: WorkspacePath, node: SyntaxNode): string => `${path}:${node.startPosition.row + 1}`;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
