/**
 * What functions of the same kind do, in this file and in others: the guard that they begin with, the statement that
 * stands in this one's place there, renamed to what is known here. Code repeats itself, and so do its repairs.
 * (Jiang et al., SimFix, 2018: repair by similar code; here with the functions of the workspace at hand.)
 */

import { isSimpleStatement } from '../../syntax/grammar.ts';
import { parameterName } from '../../syntax/declaredNames.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { isGlobal } from '../../syntax/globals.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { isDocstring } from './layout.ts';
import { functionsOf } from './knownFunctions.ts';
import type { KnownFunction } from './knownFunctions.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replacement } from './write.ts';

const mostFunctions = 3;
const leastAlike = 0.3;
const mostForAStatement = 6;

export function* similarCode(site: Site): Generator<Draft> {
  const { fn } = site;
  const own = fn && functionsOf(site.tree).find(({ node }) => node.id === fn.id);
  if (!own) return;
  const others = similarTo(own, site);
  for (const statement of site.statements) {
    if (statement.startPosition.row !== site.row || !site.layout.standsAlone(statement)) continue;
    const drafts = others.flatMap(({ other, alike }) => [...fromFunction(statement, own, other, alike, site)]);
    yield* drafts.sort((a, b) => (b.fit ?? 1) - (a.fit ?? 1)).slice(0, mostForAStatement);
  }
}

interface Similar {
  readonly other: KnownFunction;
  readonly alike: number;
}

const ranked = new WeakMap<KnownFunction, readonly Similar[]>();

function similarTo(own: KnownFunction, site: Site): readonly Similar[] {
  const before = ranked.get(own);
  if (before) return before;
  const all = new Set([...functionsOf(site.tree), ...(site.ingredients?.functions ?? [])]);
  const found = [...all]
    .filter((other) => other !== own && other.tree.language === own.tree.language && !same(other, own))
    .map((other) => ({ other, alike: likeness(own, other) }))
    .filter(({ alike }) => alike >= leastAlike)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, mostFunctions);
  ranked.set(own, found);
  return found;
}

const same = (a: KnownFunction, b: KnownFunction): boolean => a.tree === b.tree && a.node.id === b.node.id;

/** By name, by what they use, a little more when they are neighbours. */
function likeness(a: KnownFunction, b: KnownFunction): number {
  let shared = 0;
  for (const word of a.words) if (b.words.has(word)) shared++;
  const words = shared / Math.max(1, Math.min(a.words.size, b.words.size));
  const near = a.tree === b.tree ? 0.1 : 0;
  const parameters = a.parameters.length === b.parameters.length && a.parameters.length > 0 ? 0.05 : 0;
  return 0.45 * nameSimilarity(a.name, b.name) + 0.45 * words + near + parameters;
}

function* fromFunction(
  statement: SyntaxNode,
  own: KnownFunction,
  other: KnownFunction,
  alike: number,
  site: Site,
): Generator<Draft> {
  const text = own.node.text;
  for (const theirs of other.statements) {
    if (isDocstring(theirs)) continue;
    const written = renamed(theirs, own, other, statement, site);
    if (written === undefined || (text.includes(written) && isSimpleStatement(theirs))) continue;
    const matching = theirs.type === statement.type ? overlap(written, statement.text) : 0;
    if (matching >= 0.6 && written !== statement.text) {
      yield {
        template: 'similar code',
        edits: [replacement(statement, written.replaceAll('\n', site.layout.eol + site.layout.indentOf(statement)))],
        description: `${quoted(statement.text)} as in ${quoted(other.name)}: ${quoted(written)}`,
        fit: alike * (0.5 + matching) * 1.4,
      };
    }
    const guard = theirs.type === 'if_statement' && !field(theirs, 'alternative') && leaves(theirs);
    const effect = theirs.type === 'expression_statement';
    if (!(guard || effect) || text.includes(written)) continue;
    const lines = written.split('\n');
    const before = site.layout.before(statement, lines);
    const jump = /^(return|raise|throw|break|continue)_/.test(statement.type);
    const after = jump || guard ? undefined : site.layout.after(statement, lines);
    for (const edit of [before, after]) {
      if (edit)
        yield {
          template: 'similar code',
          edits: [edit],
          description: `${quoted(written)} ${edit === before ? 'before' : 'behind'} ${quoted(statement.text)}, as in ${quoted(other.name)}`,
          fit: alike * (guard ? 1.2 : 0.8),
        };
    }
  }
}

const leaves = (branch: SyntaxNode): boolean =>
  /\b(return|continue|break|throw|raise)\b/.test(field(branch, 'consequence')?.text ?? '');

/** The share of words that two texts have in common. */
function overlap(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  let shared = 0;
  for (const word of left) if (right.has(word)) shared++;
  return (2 * shared) / Math.max(1, left.size + right.size);
}

const wordsOf = (text: string): Set<string> =>
  new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s\p{L}\p{N}]+/gu) ?? []);

/** A statement of another function in the names of this one; `undefined` when one of them is not known here. */
function renamed(
  theirs: SyntaxNode,
  own: KnownFunction,
  other: KnownFunction,
  target: SyntaxNode,
  site: Site,
): string | undefined {
  const names = new Map<string, string>();
  if (own.parameters.length === other.parameters.length) {
    for (const [at, name] of other.parameters.entries()) {
      const mine = own.parameters[at];
      if (name !== '' && mine !== undefined && mine !== '') names.set(name, mine);
    }
  }
  const [receiver, mine] = [receiverOf(other.node), receiverOf(own.node)];
  if (receiver !== undefined && mine !== undefined) names.set(receiver, mine);
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const node of descend(theirs)) {
    if (node.type !== 'identifier') continue;
    const binding = site.scopes.find(node.text, target.startIndex);
    const reached = binding !== undefined && (binding.start < target.startIndex || binding.kind === 'function');
    const name = names.get(node.text) ?? node.text;
    const isKnown = names.has(node.text) || reached || isGlobal(site.tree.language, node.text);
    if (!isKnown) return undefined;
    if (name !== node.text) edits.push({ start: node.startIndex, end: node.endIndex, text: name });
  }
  let text = theirs.text;
  for (const edit of edits.reverse())
    text = text.slice(0, edit.start - theirs.startIndex) + edit.text + text.slice(edit.end - theirs.startIndex);
  return dedented(text, theirs, other.tree);
}

/** The text without the indentation that it has there. */
function dedented(text: string, node: SyntaxNode, tree: SyntaxTree): string {
  const start = tree.text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const own = /^[ \t]*/.exec(tree.text.slice(start, node.startIndex))?.[0] ?? '';
  return text
    .split(/\r?\n/)
    .map((line, at) => (at > 0 && line.startsWith(own) ? line.slice(own.length) : line))
    .join('\n');
}

function receiverOf(fn: SyntaxNode): string | undefined {
  const list = field(fn, 'receiver');
  const only = list && parts(list)[0];
  return only && parameterName(only)?.text;
}
