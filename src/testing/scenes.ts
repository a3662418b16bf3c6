/**
 * What the tests at hand make code do: for each assertion of a test the expression that it looks at, and the
 * statements that lead there. Nothing is run. A scene with another literal in it is an input that nobody wrote.
 */
import { isFunction } from '../syntax/grammar.ts';
import { member } from '../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/tree.ts';
import { descend, field, parts } from '../syntax/walk.ts';
import { siteAt, testSites } from './testSites.ts';
import type { Scene } from './variations.ts';

/** A test whose body can be rewritten. Offsets are into the file's text. */
export interface TestBody {
  /** From the outermost suite to the test. */
  readonly names: readonly string[];
  /** The function, and its body. */
  readonly whole: SyntaxNode;
  readonly body: SyntaxNode;
  readonly scenes: readonly Scene[];
}

/** More say little that is new. */
const mostScenes = 4;

export function testBodies(tree: SyntaxTree): TestBody[] {
  const sites = testSites(tree.root);
  const found: TestBody[] = [];
  for (const node of descend(tree.root)) {
    const body = isFunction(node) ? field(node, 'body') : undefined;
    if (!body || !isTestFunction(node, tree)) continue;
    const site = siteAt(sites, node.startPosition.row + 1);
    if (site?.kind !== 'test') continue;
    const scenes = scenesIn(body);
    if (scenes.length > 0) found.push({ names: site.names, whole: node, body, scenes });
  }
  return found;
}

/** The function that is the test, not one inside it. */
function isTestFunction(node: SyntaxNode, { language }: SyntaxTree): boolean {
  if (language === 'python') return /^test/.test(field(node, 'name')?.text ?? '') && !/^async\b/.test(node.text);
  const list = node.parent;
  const called = list?.type === 'arguments' ? field(list.parent ?? list, 'function') : undefined;
  return called !== undefined && /^(?:it|test|specify|fit)\b|\.(?:it|test)$/.test(called.text);
}

function scenesIn(body: SyntaxNode): Scene[] {
  // An arrow without braces is one statement.
  const statements = /block/.test(body.type) ? parts(body) : [body];
  const local = new Set(statements.flatMap((statement) => namesMadeBy(statement)));
  const scenes: Scene[] = [];
  for (const [at, statement] of statements.entries()) {
    const actual = assertedBy(statement);
    if (!actual || scenes.length >= mostScenes) continue;
    const setup = leadingTo(actual, statements.slice(0, at), local);
    // Without a call nothing of the program is run.
    if ([actual, ...setup].some(runsCode)) scenes.push({ setup, actual });
  }
  return scenes;
}

const runsCode = (node: SyntaxNode): boolean =>
  [...descend(node)].some(({ type }) => /^(?:call|call_expression|new_expression)$/.test(type));

/** Of the statements before an assertion those that make, use or change what it looks at, and so on backwards. */
function leadingTo(actual: SyntaxNode, before: readonly SyntaxNode[], local: ReadonlySet<string>): SyntaxNode[] {
  const wanted = new Set<string>();
  const want = (node: SyntaxNode): void => {
    for (const name of namesIn(node)) if (local.has(name)) wanted.add(name);
    for (const name of receiversIn(node)) wanted.add(name);
  };
  want(actual);
  const needed: SyntaxNode[] = [];
  for (const statement of [...before].reverse()) {
    if (assertedBy(statement) || !namesIn(statement).some((name) => wanted.has(name))) continue;
    want(statement);
    needed.unshift(statement);
  }
  return needed;
}

/** What has a state, perhaps from a fixture: `queue` of `queue.pop()`, not `Math` of `Math.max`. */
const receiversIn = (node: SyntaxNode): string[] =>
  [...descend(node)].flatMap((inner) => {
    const object = member(inner)?.object;
    return object && /^[a-z_$]/.test(object.text) && parts(object).length === 0 ? [object.text] : [];
  });

const namesIn = (node: SyntaxNode): string[] =>
  [...descend(node)].filter(({ type }) => /identifier$/.test(type)).map(({ text }) => text);

function namesMadeBy(statement: SyntaxNode): string[] {
  const made: string[] = [];
  for (const node of descend(statement, (inner) => !isFunction(inner))) {
    const target =
      node.type === 'variable_declarator' || /^function_(?:declaration|definition)$/.test(node.type)
        ? field(node, 'name')
        : node.type === 'assignment'
          ? field(node, 'left')
          : undefined;
    if (target) made.push(...namesIn(target));
  }
  return made;
}

/** What an assertion looks at: its first argument, the left side of a comparison, what a callback gives. */
function assertedBy(statement: SyntaxNode): SyntaxNode | undefined {
  if (statement.type === 'assert_statement') return lookedAt(parts(statement)[0]);
  let call: SyntaxNode | undefined = statement.type === 'expression_statement' ? parts(statement)[0] : statement;
  if (call && /^await/.test(call.type)) call = parts(call)[0];
  if (!call || !/^call/.test(call.type)) return undefined;
  const called = field(call, 'function')?.text ?? '';
  if (
    /^(?:assert|t|self|should|chai\.assert)\b/.test(called) &&
    /^assert$|\.(?:assert\w*|\w*(?:[eE]qual|ok|is|match|throws)\w*)$/.test(called)
  )
    return lookedAt(firstArgument(call));
  // `expect(actual).not.toBe(…)`: the innermost call of the chain.
  let inner: SyntaxNode | undefined = call;
  while (inner) {
    if (field(inner, 'function')?.text === 'expect') return lookedAt(firstArgument(inner));
    inner = field(inner, 'function') ?? field(inner, 'object');
  }
  return undefined;
}

const firstArgument = (call: SyntaxNode): SyntaxNode | undefined => {
  const list = field(call, 'arguments');
  return list && parts(list)[0];
};

function lookedAt(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (!node) return undefined;
  if (isFunction(node)) {
    const body = field(node, 'body');
    if (!body || !/block/.test(body.type)) return body;
    const only = parts(body);
    return only.length === 1 && only[0]?.type === 'expression_statement' ? parts(only[0])[0] : undefined;
  }
  if (node.type === 'binary_expression' && /^[=!<>]/.test(field(node, 'operator')?.text ?? ''))
    return field(node, 'left');
  if (node.type === 'comparison_operator' || node.type === 'not_operator') return parts(node)[0];
  if (node.type === 'unary_expression' && node.text.startsWith('!')) return field(node, 'argument');
  return node.type === 'string' || /^(?:true|false|none|number|integer)$/i.test(node.type) ? undefined : node;
}
