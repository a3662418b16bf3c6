/** What must start anew and does not: a field that the others are reset beside, a list that was handed over. */

import {
  assignment,
  assignmentOf,
  body,
  call,
  enclosingClass,
  enclosingLoop,
  isFunction,
  isLoop,
  isSimpleStatement,
} from '../../syntax/grammar.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
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
    for (const { line, fit } of lines.sort((a, b) => b.fit - a.fit).slice(0, mostForAStatement)) {
      const edit = site.layout.after(statement, [line + site.layout.end]);
      if (edit)
        yield {
          template: 'forgotten reset',
          edits: [edit],
          description: `${quoted(line)} behind ${quoted(statement.text)}`,
          fit,
        };
    }
  }
}

interface Reset {
  readonly line: string;
  readonly fit: number;
}

/** Fields of the object that change elsewhere, and that this method leaves as they are while it resets others. */
function* fieldsToReset(statement: SyntaxNode, site: Site): Generator<Reset> {
  const owner = enclosingClass(statement);
  const { fn } = site;
  if (!owner || !fn || /^(__init__|constructor)$/.test(field(fn, 'name')?.text ?? '')) return;
  const { self } = words(site);
  const starts = startsOf(owner, self);
  const set = assignmentOf(statement);
  // Beside another reset it is likely; beside anything else it is a guess.
  const beside =
    set?.operator === '=' && set.left.text.startsWith(`${self}.`) && starts.get(set.left.text) === set.right.text;
  const cleared = call(parts(statement)[0] ?? statement)?.name === 'clear';
  for (const [name, start] of starts) {
    if (fn.text.includes(`${name} = `) || fn.text.includes(`${name}.clear(`) || name === set?.left.text) continue;
    if (!changesElsewhere(name, owner, fn)) continue;
    const collection = /^(new (Map|Set)\b|set\(|\{\}$|dict\(|defaultdict\(|Counter\()/.test(start);
    const line = collection && (site.python || start !== '{}') ? `${name}.clear()` : `${name} = ${start}`;
    const touched = fn.text.includes(`${name}.`) || fn.text.includes(`${name}[`) || fn.text.includes(`${name} `);
    yield { line, fit: (beside || cleared ? 1.5 : 0.4) * (touched ? 1.2 : 1) };
  }
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
    if (!/^(__init__|constructor)$/.test((method && field(method, 'name')?.text) ?? '')) continue;
    if (isStart(set.right.text)) starts.set(set.left.text, set.right.text);
  }
  return starts;
}

function* above(node: SyntaxNode): Generator<SyntaxNode> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

const isStart = (value: string): boolean =>
  /^(-?\d+(\.\d+)?|''|""|\[\]|\{\}|null|None|undefined|true|false|True|False|-?Infinity|new (Map|Set)\b.*\(\)|(set|dict|list|Counter|deque)\(\)|defaultdict\(\w*\))$/.test(
    value,
  );

function changesElsewhere(name: string, owner: SyntaxNode, fn: SyntaxNode): boolean {
  for (const node of descend(owner)) {
    if (contains(fn, node)) continue;
    const set = assignment(node);
    if (set && (set.left.text === name || set.left.text.startsWith(`${name}[`)) && !isStart(set.right.text))
      return true;
    if (set && set.left.text === name && set.operator !== '=') return true;
    if (node.type === 'update_expression' && field(node, 'argument')?.text === name) return true;
    if (
      call(node)?.receiver?.text === name &&
      /^(add|push|append|set|update|extend|insert|delete|discard|pop)$/.test(call(node)?.name ?? '')
    )
      return true;
  }
  return false;
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
