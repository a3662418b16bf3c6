/** Errors of the wrong kind: one that is not caught, one that is caught and should not be, one that is thrown for another, one that is swallowed. */

import { isBlock, isFunction } from '../../syntax/grammar.ts';
import { call } from '../../syntax/shapes.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { closest, descend, field, parts } from '../../syntax/walk.ts';
import { parentOf, risksOf, standardErrors } from './standardErrors.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced } from './write.ts';

const mostForAClause = 10;

export function* errorTypes(site: Site): Generator<Draft> {
  for (const clause of clausesAt(site)) {
    const around = clause.parent;
    // The line of the attempt leads to its clauses as well, with less hope.
    const scale = clause.startPosition.row === site.row ? 1 : 0.6;
    if (around && site.tree.language !== 'javascript' && site.tree.language !== 'typescript') {
      const drafts = [...caught(clause, around, site)].sort((a, b) => (b.fit ?? 1) - (a.fit ?? 1));
      for (const draft of drafts.slice(0, mostForAClause)) yield { ...draft, fit: (draft.fit ?? 1) * scale };
    }
    for (const draft of swallowed(clause, site)) yield { ...draft, fit: (draft.fit ?? 1) * scale };
  }
  for (const statement of site.statements) {
    if (/^(raise|throw)_statement$/.test(statement.type)) yield* thrown(statement, site);
  }
  for (const node of site.expressions) yield* variants(node, site);
}

const isClause = (node: SyntaxNode): boolean => node.type === 'except_clause' || node.type === 'catch_clause';

/** The clause that begins on the line or has it inside, and those of the attempt that the line is part of. */
function clausesAt(site: Site): SyntaxNode[] {
  const found = new Map<number, SyntaxNode>();
  for (const statement of site.statements) {
    const own = isClause(statement) ? statement : closest(statement, (above) => isClause(above) || isFunction(above));
    if (own && isClause(own)) found.set(own.id, own);
    const attempt =
      statement.type === 'try_statement'
        ? statement
        : closest(statement, (above) => above.type === 'try_statement' || isClause(above) || isFunction(above));
    if (attempt?.type !== 'try_statement') continue;
    for (const part of parts(attempt)) if (isClause(part)) found.set(part.id, part);
  }
  return [...found.values()].slice(0, 4);
}

/** Where a clause says what it catches. */
function caughtBy(clause: SyntaxNode): { readonly node: SyntaxNode; readonly types: readonly string[] } | undefined {
  if (clause.type === 'except_clause') {
    const value = field(clause, 'value') ?? parts(clause).find((part) => !isBlock(part));
    const node = value?.type === 'as_pattern' ? parts(value)[0] : value;
    return node && { node, types: node.type === 'tuple' ? parts(node).map(({ text }) => text) : [node.text] };
  }
  const parameter = field(clause, 'parameter');
  const node = parameter && parts(parameter).find(({ type }) => type === 'catch_type');
  return node && { node, types: parts(node).map(({ text }) => text) };
}

function* caught(clause: SyntaxNode, attempt: SyntaxNode, site: Site): Generator<Draft> {
  const here = caughtBy(clause);
  const tried = field(attempt, 'body');
  if (!here || !tried) return;
  const { language } = site.tree;
  const write = (types: readonly string[]): string =>
    language === 'java' ? types.join(' | ') : types.length === 1 ? (types[0] ?? '') : `(${types.join(', ')})`;
  const others = new Set(
    parts(attempt)
      .filter((part) => isClause(part) && part.id !== clause.id)
      .flatMap((part) => caughtBy(part)?.types ?? []),
  );
  const likely = new Map<string, number>();
  const add = (type: string, fit: number): void => {
    if (!here.types.includes(type) && !others.has(type) && (likely.get(type) ?? 0) < fit) likely.set(type, fit);
  };
  for (const node of descend(tried)) for (const [type, fit] of risksOf(node, language)) add(type, fit);
  for (const type of errorsNamedIn(site.tree)) add(type, 0.6);
  for (const type of here.types) {
    const wider = parentOf(type);
    if (wider !== undefined) add(wider, 0.5);
  }
  for (const [type, fit] of likely) {
    if (here.types.length === 1) {
      yield replaced('caught error', here.node, type, fit);
    } else {
      for (const own of here.types)
        yield replaced(
          'caught error',
          here.node,
          write(here.types.map((each) => (each === own ? type : each))),
          fit * 0.5,
        );
    }
    const related = here.types.some((own) => isWithin(own, type) || isWithin(type, own));
    if (!related) yield replaced('caught error', here.node, write([...here.types, type]), fit);
  }
  if (here.types.length > 1) {
    for (const own of here.types)
      yield replaced('caught error', here.node, write(here.types.filter((each) => each !== own)), 0.5);
  }
}

/** Whether who catches `outer` catches `inner` too. */
function isWithin(inner: string, outer: string): boolean {
  for (let at: string | undefined = inner, steps = 0; at !== undefined && steps < 6; steps++) {
    if (at === outer) return true;
    at = parentOf(at);
  }
  return false;
}

const named = new WeakMap<SyntaxTree, readonly string[]>();

/** The errors that a file throws, catches or makes, the most used first. */
function errorsNamedIn(tree: SyntaxTree): readonly string[] {
  const before = named.get(tree);
  if (before) return before;
  const counts = new Map<string, number>();
  const count = (name: string | undefined): void => {
    if (name !== undefined && /^[A-Z]\w*$/.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const node of descend(tree.root)) {
    if (isClause(node)) for (const type of caughtBy(node)?.types ?? []) count(type);
    else if (/^(raise|throw)_statement$/.test(node.type)) count(thrownBy(node)?.text);
    else if (/^class/.test(node.type) && node.isNamed) {
      const header = node.text.slice(0, 200).split(/[{:]/)[0] ?? '';
      if (/(Error|Exception|Fault|Failure)\b.*$/.test(header.replace(/^\s*\w*\s*class\s+\w+/, '')))
        count(field(node, 'name')?.text);
    }
  }
  const found = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  named.set(tree, found);
  return found;
}

/** The name of what is thrown. */
function thrownBy(statement: SyntaxNode): SyntaxNode | undefined {
  const value = parts(statement)[0];
  if (!value) return undefined;
  const type =
    value.type === 'new_expression'
      ? (field(value, 'constructor') ?? parts(value).find((part) => /identifier$/.test(part.type)))
      : (call(value)?.callee ?? value);
  return type && /identifier$/.test(type.type) ? type : undefined;
}

/** One error for another: those of the project, and the usual ones. */
function* thrown(statement: SyntaxNode, site: Site): Generator<Draft> {
  const type = thrownBy(statement);
  if (!type || !/^[A-Z]/.test(type.text)) return;
  const own = errorsNamedIn(site.tree);
  const fits = new Map<string, number>();
  for (const [at, name] of standardErrors(type.text, site.tree.language).entries()) fits.set(name, 0.7 - at * 0.12);
  // Who throws one of the project's own errors hardly means a general one.
  const scale = own.includes(type.text) && fits.size === 0 ? 1 : 0.7;
  for (const name of own.slice(0, 6))
    fits.set(name, Math.max(fits.get(name) ?? 0, scale * (0.6 + 0.6 * nameSimilarity(type.text, name))));
  fits.delete(type.text);
  for (const [name, fit] of fits) yield replaced('thrown error', type, name, fit);
}

const paths = new WeakMap<SyntaxTree, ReadonlyMap<string, ReadonlyMap<string, number>>>();

/** What the file has of each `Type::…`: declared, or used somewhere. */
function pathsIn(tree: SyntaxTree): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const before = paths.get(tree);
  if (before) return before;
  const found = new Map<string, Map<string, number>>();
  const put = (owner: string, name: string): void => {
    const names = found.get(owner) ?? new Map<string, number>();
    names.set(name, (names.get(name) ?? 0) + 1);
    found.set(owner, names);
  };
  for (const node of descend(tree.root)) {
    const path = node.type === 'scoped_identifier' ? /^([A-Z]\w*)::([A-Z]\w*)$/.exec(node.text) : undefined;
    if (path?.[1] !== undefined && path[2] !== undefined) put(path[1], path[2]);
    if (node.type !== 'enum_item') continue;
    const owner = field(node, 'name')?.text;
    for (const part of descend(node)) {
      const name = part.type === 'enum_variant' ? field(part, 'name')?.text : undefined;
      if (owner !== undefined && name !== undefined) put(owner, name);
    }
  }
  paths.set(tree, found);
  return found;
}

/** `Fault::Gone` where `Fault::Full` is meant. */
function* variants(node: SyntaxNode, site: Site): Generator<Draft> {
  const path = node.type === 'scoped_identifier' ? /^([A-Z]\w*)::([A-Z]\w*)$/.exec(node.text) : undefined;
  const [owner, name] = [path?.[1], path?.[2]];
  if (owner === undefined || name === undefined) return;
  const others = [...(pathsIn(site.tree).get(owner) ?? [])].filter(([other]) => other !== name);
  const crowd = 5 / (5 + others.length);
  for (const [other, count] of others.sort((a, b) => b[1] - a[1]).slice(0, 8))
    yield replaced(
      'wrong member',
      node,
      `${owner}::${other}`,
      crowd * (0.5 + 0.4 * nameSimilarity(name, other) + (count > 1 ? 0.1 : 0)),
    );
}

/** What is caught and should go on its way. */
function* swallowed(clause: SyntaxNode, site: Site): Generator<Draft> {
  const block = field(clause, 'body') ?? parts(clause).find(isBlock);
  const statements = block ? parts(block) : [];
  const first = statements[0];
  if (!block || /\b(raise|throw)\b/.test(block.text)) return;
  const parameter = field(clause, 'parameter');
  const name =
    parameter && (field(parameter, 'pattern')?.text ?? (parameter.type === 'identifier' ? parameter.text : undefined));
  const again = site.python ? 'raise' : name === undefined ? undefined : `throw ${name}`;
  // Java asks who throws again to say so, where the error is not of the kind that needs no mention.
  if (again === undefined || !first || (site.tree.language === 'java' && caughtBy(clause)?.types.includes('Exception')))
    return;
  const only = statements.length === 1;
  if (only && /^(pass|return|expression)_/.test(first.type))
    yield {
      ...replaced('swallowed error', first, again + (first.text.endsWith(';') ? ';' : ''), 1),
      description: `what is caught is thrown again instead of ${quoted(first.text)}`,
    };
  const last = statements.at(-1);
  const behind =
    last && !/^(return|pass|break|continue)_/.test(last.type)
      ? site.layout.after(last, [again + site.layout.end])
      : undefined;
  if (behind)
    yield { template: 'swallowed error', edits: [behind], description: 'what is caught is thrown again', fit: 0.8 };
  if (site.python || site.compiled || name === undefined) return;
  // A language that catches everything: what is not meant goes on.
  for (const type of errorsNamedIn(site.tree)
    .filter((each) => each !== 'Error')
    .slice(0, 3)) {
    const edit = site.layout.before(first, [`if (!(${name} instanceof ${type})) throw ${name}${site.layout.end}`]);
    if (edit)
      yield { template: 'swallowed error', edits: [edit], description: `only ${quoted(type)} is caught`, fit: 0.8 };
  }
}
