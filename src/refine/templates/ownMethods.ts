/**
 * A call that other code of the same object makes and that is missing here: what tidies up behind a change, what takes
 * back what was taken.
 */

import { enclosingClass, isFunction, isLiteral, isSimpleStatement } from '../../syntax/grammar.ts';
import { assignmentOf, call } from '../../syntax/shapes.ts';
import { bare, declarationsOf, ownerOf } from '../../syntax/exactType.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import { functionsOf, type KnownFunction } from './knownFunctions.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, words } from './write.ts';

const mostForAStatement = 4;

export function* ownMethods(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (!site.layout.standsAlone(statement) || isFunction(statement) || statement.startPosition.row !== site.row)
      continue;
    yield* tidying(statement, site);
    if (site.compiled) yield* takenBack(statement, site);
    yield* through(statement, site);
  }
}

/** `this.update()` behind a statement, because other methods call it. */
function* tidying(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn || !isSimpleStatement(statement)) return;
  const owner = ownerOf(fn) || enclosingClass(fn)?.id;
  if (owner === undefined || owner === '') return;
  const { self } = words(site);
  let found = 0;
  for (const [method, calls] of [...selfCalls(site.tree)].sort((a, b) => b[1] - a[1])) {
    const line = `${self}.${method}()`;
    if (fn.text.includes(`.${method}(`) || field(fn, 'name')?.text === method || found >= mostForAStatement) continue;
    if (site.compiled && !declarationsOf(site.tree).functions.get(String(owner))?.has(method)) continue;
    found++;
    const jump = /^(return|raise|throw|break|continue)_/.test(statement.type);
    const text = line + site.layout.end;
    const edit = jump ? site.layout.before(statement, [text]) : site.layout.after(statement, [text]);
    if (edit)
      yield {
        template: 'own method',
        edits: [edit],
        description: `${quoted(line)} ${jump ? 'before' : 'behind'} ${quoted(statement.text)}`,
        fit: Math.min(1.5, 0.7 + calls * 0.3),
      };
  }
}

/** `day = day + 1` becomes `day = self.next_open(day + 1)`: a function of the same class or file that takes just this. */
function* through(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { fn } = site;
  const set = assignmentOf(statement);
  const value = set ? set.right : statement.type === 'return_statement' ? parts(statement)[0] : undefined;
  const owner = fn && enclosingClass(fn);
  if (!fn || !value || isLiteral(value) || (set && set.operator !== '=')) return;
  const names = new Set([...(set ? [set.left.text] : []), ...descend(value)].flatMap(nameIn));
  const made = site.compiled ? site.exact(value) : undefined;
  for (const name of names) {
    for (const other of takersOf(site.tree).get(name) ?? []) {
      if (other.node.id === fn.id || value.text.includes(`${other.name}(`)) continue;
      const own = enclosingClass(other.node)?.id;
      // Neither a method of another class nor, in a function of none, a method at all.
      if (own !== undefined && own !== owner?.id) continue;
      const result = (field(other.node, 'return_type') ?? field(other.node, 'result'))?.text;
      if (made !== undefined && result !== undefined && result !== made) continue;
      const isBare = own === undefined || site.tree.language === 'java';
      const callee = isBare ? other.name : `${words(site).self}.${other.name}`;
      yield replaced('own method', value, `${callee}(${value.text})`, 2);
    }
  }
}

const takers = new WeakMap<SyntaxTree, ReadonlyMap<string, readonly KnownFunction[]>>();

/** The functions that take one thing and give something back, by the name of their parameter. */
function takersOf(tree: SyntaxTree): ReadonlyMap<string, readonly KnownFunction[]> {
  const before = takers.get(tree);
  if (before) return before;
  const found = new Map<string, KnownFunction[]>();
  for (const fn of functionsOf(tree)) {
    const [only, ...more] = fn.parameters.filter((name) => !/^(self|cls|this)$/.test(name));
    if (only === undefined || more.length > 0 || !/\breturn\b/.test(fn.node.text)) continue;
    found.set(only, [...(found.get(only) ?? []), fn]);
  }
  takers.set(tree, found);
  return found;
}

const nameIn = (node: SyntaxNode | string): string[] => {
  if (typeof node !== 'string') return node.type === 'identifier' ? [node.text] : [];
  return [/[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(node)?.[0] ?? ''];
};

const known = new WeakMap<SyntaxTree, ReadonlyMap<string, number>>();

/** Methods that the file's code calls on its own object without arguments, with how often. */
function selfCalls(tree: SyntaxTree): ReadonlyMap<string, number> {
  const before = known.get(tree);
  if (before) return before;
  const found = new Map<string, number>();
  const receivers = new Map<number, string | undefined>();
  for (const node of descend(tree.root)) {
    const done = call(node);
    if (!done?.receiver || done.values.length > 0 || done.isNew) continue;
    const fn = functionOrFile(node);
    if (!receivers.has(fn.id)) receivers.set(fn.id, receiverOf(fn));
    const own = /^(this|self)$/.test(done.receiver.text) || done.receiver.text === receivers.get(fn.id);
    // What is asked for its value is no tidying.
    if (own && /^(expression_statement|return_statement|expression_list)$/.test(node.parent?.type ?? ''))
      found.set(done.name, (found.get(done.name) ?? 0) + 1);
  }
  known.set(tree, found);
  return found;
}

const receiverOf = (fn: SyntaxNode): string | undefined => {
  const list = field(fn, 'receiver');
  return list && /^\(\s*(\w+)/.exec(list.text)?.[1];
};

/** `menu.take(name, 1)` was done; on this way out its counterpart is missing, which takes the same. */
function* takenBack(statement: SyntaxNode, site: Site): Generator<Draft> {
  const { fn } = site;
  if (!fn || !/^(return|throw|continue|break)_statement$/.test(statement.type)) return;
  const { functions } = declarationsOf(site.tree);
  const seen = new Set<string>();
  for (const node of ownNodes(fn)) {
    const done = call(node);
    if (!done?.receiver || done.values.length === 0 || node.startIndex >= statement.startIndex) continue;
    const owner = bare(site.exact(done.receiver) ?? '');
    const methods = functions.get(owner);
    const taken = methods?.get(done.name);
    if (!methods || !taken) continue;
    for (const [name, other] of methods) {
      if (name === done.name || !/^(void)?$/.test(other.result) || other.parameters.join() !== taken.parameters.join())
        continue;
      const line = `${done.receiver.text}.${name}${done.list.text}`;
      if (seen.has(line) || fn.text.includes(`${done.receiver.text}.${name}(`)) continue;
      seen.add(line);
      const edit = site.layout.before(statement, [line + site.layout.end]);
      if (edit)
        yield {
          template: 'never undone',
          edits: [edit],
          description: `${quoted(line)} before ${quoted(statement.text)}`,
          fit: 1,
        };
    }
  }
}
