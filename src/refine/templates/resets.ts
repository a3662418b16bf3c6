/** What must start anew and does not: a field that the others are reset beside, a list that was handed over. */

import {
  enclosingClass,
  enclosingLoop,
  isConstructor,
  isFunction,
  isLoop,
  isSimpleStatement,
} from '../../syntax/grammar.ts';
import { assignment, assignmentOf, body, call } from '../../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { contains, descend, field, parts } from '../../syntax/walk.ts';
import { reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted, words } from './write.ts';

const mostForAStatement = 6;

export function* resets(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    if (!isSimpleStatement(statement) || statement.startPosition.row !== site.row) continue;
    if (/^(return|raise|throw|break|continue)_/.test(statement.type)) continue;
    const lines = [...fieldsToReset(statement, site), ...localsToReset(statement, site)];
    for (const { line, fit, about } of lines.sort((a, b) => b.fit - a.fit).slice(0, mostForAStatement)) {
      const edit = site.layout.after(statement, [line + site.layout.end]);
      if (edit)
        yield {
          template: 'forgotten reset',
          edits: [edit],
          description: `${quoted(line)} behind ${quoted(statement.text)}`,
          fit,
          ...(about !== undefined && { about }),
        };
    }
  }
}

interface Reset {
  readonly line: string;
  readonly fit: number;
  readonly about?: string;
}

/** Fields of the object that change elsewhere, and that this method leaves as they are while it resets others. */
function* fieldsToReset(statement: SyntaxNode, site: Site): Generator<Reset> {
  const owner = enclosingClass(statement);
  const { fn } = site;
  if (!owner || !fn || isConstructor(fn)) return;
  const { starts, changes } = fieldsOf(owner, site);
  const { self } = words(site);
  const set = assignmentOf(statement);
  // Beside another reset it is likely; beside anything else it is a guess.
  const beside =
    set?.operator === '=' && set.left.text.startsWith(`${self}.`) && starts.get(set.left.text) === set.right.text;
  const cleared = call(parts(statement)[0] ?? statement)?.name === 'clear';
  for (const [name, start] of starts) {
    if (fn.text.includes(`${name} = `) || fn.text.includes(`${name}.clear(`) || name === set?.left.text) continue;
    if (!changes.get(name)?.some((node) => !contains(fn, node))) continue;
    const collection = /^(new \w*(Map|Set|List|Deque|Queue|Stack)\b|set\(|\{\}$|dict\(|defaultdict\(|Counter\()/.test(
      start,
    );
    const line = collection && (site.python || start !== '{}') ? `${name}.clear()` : `${name} = ${start}`;
    const touched = fn.text.includes(`${name}.`) || fn.text.includes(`${name}[`) || fn.text.includes(`${name} `);
    const likely = beside || cleared;
    yield { line, fit: (likely ? 1.5 : 0.4) * (touched ? 1.2 : 1), ...(likely && { about: name }) };
  }
}

interface Fields {
  readonly starts: ReadonlyMap<string, string>;
  readonly changes: ReadonlyMap<string, readonly SyntaxNode[]>;
}

const known = new WeakMap<SyntaxTree, Map<number, Fields>>();

/** Asked for each statement of the class: the class is looked through once. */
function fieldsOf(owner: SyntaxNode, site: Site): Fields {
  const classes = known.get(site.tree) ?? new Map<number, Fields>();
  known.set(site.tree, classes);
  let fields = classes.get(owner.id);
  if (!fields) {
    const starts = startsOf(owner, words(site).self);
    classes.set(owner.id, (fields = { starts, changes: changesIn(owner, starts.keys()) }));
  }
  return fields;
}

/** What the fields of a class start with, where that is the same for every object: literals and empty collections. */
function startsOf(owner: SyntaxNode, self: string): Map<string, string> {
  const starts = new Map<string, string>();
  for (const node of descend(owner)) {
    if (/^(public_)?field_definition$/.test(node.type)) {
      const name = (field(node, 'name') ?? field(node, 'property'))?.text;
      const value = field(node, 'value')?.text;
      if (name !== undefined && value !== undefined && isStart(value))
        starts.set(`${self}.${name}`, value.replace(/<[^()]*>\(/, '('));
      continue;
    }
    const set = assignment(node);
    if (set?.operator !== '=' || !set.left.text.startsWith(`${self}.`) || starts.has(set.left.text)) continue;
    const method = [node, ...above(node)].find(isFunction);
    if (!method || !isConstructor(method)) continue;
    if (isStart(set.right.text)) starts.set(set.left.text, set.right.text);
  }
  return starts;
}

function* above(node: SyntaxNode): Generator<SyntaxNode> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

const isStart = (value: string): boolean =>
  /^(-?\d+(\.\d+)?|''|""|\[\]|\{\}|null|None|undefined|true|false|True|False|-?Infinity|new \w*(Map|Set|List|Deque|Queue|Stack)\b.*\(\)|\w+::new\(\)|(map)?\[\w*\][\w[\]]+\{\}|nil|(set|dict|list|Counter|deque)\(\)|defaultdict\(\w*\))$/.test(
    value,
  );

/** Where the fields of a class get another value than one to start with. */
function changesIn(owner: SyntaxNode, fields: Iterable<string>): Map<string, SyntaxNode[]> {
  const found = new Map<string, SyntaxNode[]>([...fields].map((name) => [name, []]));
  for (const node of descend(owner)) {
    const set = assignment(node);
    const target = set?.left.text;
    if (set && target !== undefined) {
      if (set.operator !== '=' || !isStart(set.right.text)) found.get(target)?.push(node);
      // `this.rows[at] = …`, of a table of tables as well
      if (!isStart(set.right.text))
        for (let end = target.indexOf('['); end !== -1; end = target.indexOf('[', end + 1))
          found.get(target.slice(0, end))?.push(node);
    }
    if (node.type === 'update_expression') found.get(field(node, 'argument')?.text ?? '')?.push(node);
    const called = call(node);
    if (called?.receiver && /^(add|push|append|set|update|extend|insert|delete|discard|pop)$/.test(called.name))
      found.get(called.receiver.text)?.push(node);
  }
  return found;
}

/** A local that a loop fills and hands over, and that goes on full. */
function* localsToReset(statement: SyntaxNode, site: Site): Generator<Reset> {
  const loop = enclosingLoop(statement);
  const block = loop && body(loop);
  const fn = functionOrFile(statement);
  if (!loop || !block || !isFunction(fn)) return;
  for (const binding of reachable(statement, site)) {
    if (binding.kind !== 'variable' || binding.start < fn.startIndex || binding.start >= loop.startIndex) continue;
    let start: string | undefined;
    let changes = false;
    let resets = false;
    for (const node of ownNodes(fn)) {
      const set = assignment(node);
      if (set?.left.text === binding.name) {
        if (node.startIndex < loop.startIndex) start ??= set.right.text;
        else if (set.operator === '=' && set.right.text === start) resets = true;
        else changes = true;
      } else if (node.startIndex < loop.startIndex) continue;
      else if (node.type === 'update_expression' && field(node, 'argument')?.text === binding.name) changes = true;
      else if (call(node)?.receiver?.text === binding.name) changes = true;
      else if (isLoop(node)) continue;
    }
    if (start === undefined || !isStart(start) || !changes || resets) continue;
    const handed =
      new RegExp(`\\b${binding.name}\\b`).test(statement.text) && call(parts(statement)[0] ?? statement) !== undefined;
    yield { line: `${binding.name} = ${start}`, fit: handed ? 1 : 0.3 };
  }
}
