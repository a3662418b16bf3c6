/**
 * What is set up before a loop, looked at within it, and never moved on: the rest that is not taken off,
 * the previous one that is not kept, the room that is not set anew.
 */

import { isFunction, isLoop, isSimpleStatement } from '../../syntax/grammar.ts';
import { assignment, assignmentOf, body, call } from '../../syntax/shapes.ts';
import { typeByName } from '../../syntax/roughType.ts';
import type { RoughType } from '../../syntax/roughType.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, closest, field, parts } from '../../syntax/walk.ts';
import { isReference, reachable } from './names.ts';
import { functionOrFile, ownNodes } from './site.ts';
import type { Draft, Site } from './site.ts';
import { quoted } from './write.ts';

/** More of them than this say that a loop of this kind needs none. */
const mostStill = 4;
const mostForAStatement = 12;

export function* standstill(site: Site): Generator<Draft> {
  for (const statement of site.statements) {
    const fn = functionOrFile(statement);
    if (!isFunction(fn) || !isSimpleStatement(statement) || statement.startPosition.row !== site.row) continue;
    if (/^(return|raise|throw|break|continue)_/.test(statement.type)) continue;
    const loop = outermostLoop(statement, fn);
    if (!loop) continue;
    const drafts = [...updatesBehind(statement, loop, fn, site)];
    yield* drafts.sort((a, b) => (b.fit ?? 1) - (a.fit ?? 1)).slice(0, mostForAStatement);
  }
}

const outermostLoop = (statement: SyntaxNode, fn: SyntaxNode): SyntaxNode | undefined =>
  [...ancestors(statement)].filter((above) => isLoop(above) && above.startIndex >= fn.startIndex).at(-1);

function* updatesBehind(statement: SyntaxNode, loop: SyntaxNode, fn: SyntaxNode, site: Site): Generator<Draft> {
  const still = stillNames(statement, loop, fn, site);
  if (still.length === 0 || still.length > mostStill) return;
  const moving = namesThatMove(statement, loop, site);
  const mentioned = new Set(
    [...ownNodes(statement)].filter((node) => node.type === 'identifier').map((node) => node.text),
  );
  const put = function* (line: string, about: string, fit: number): Generator<Draft> {
    const edit = site.layout.after(statement, [line + site.layout.end]);
    if (edit)
      yield {
        template: 'standstill',
        edits: [edit],
        description: `${quoted(line)} behind ${quoted(statement.text)}, since nothing changes ${quoted(about)}`,
        fit,
      };
  };
  const counted = /^[-+]=$/.test(assignmentOf(statement)?.operator ?? '');
  for (const { binding, weight, fromNothing, initial } of still) {
    const type = guess(binding);
    for (const other of moving) {
      const otherType = guess(other) ?? (counted && mentioned.has(other.name) ? 'number' : undefined);
      if (type !== undefined && otherType !== undefined && type !== otherType) continue;
      if (site.compiled && binding.exact !== other.exact && binding.exact !== undefined) continue;
      const known = type !== undefined && type === otherType ? 1.2 : 0.8;
      const here = weight * known * (mentioned.has(other.name) ? 1.3 : 0.8);
      if ((type ?? otherType) === 'number') {
        yield* put(`${binding.name} -= ${other.name}`, binding.name, here * (fromNothing ? 0.4 : 1.1));
        yield* put(`${binding.name} += ${other.name}`, binding.name, here * (fromNothing ? 1.2 : 0.8));
      } else if (type === 'string') yield* put(`${binding.name} += ${other.name}`, binding.name, here);
      const kept = /prev|last|old|current/i.test(binding.name) ? 1.6 : 0.7;
      yield* put(`${binding.name} = ${other.name}`, binding.name, here * kept);
    }
    for (const given of parametersLike(binding, statement, site).filter((name) => name !== initial))
      yield* put(`${binding.name} = ${given}`, binding.name, weight);
  }
}

/** The type of a name, where something gives it away; what starts as nothing may become anything. */
function guess(binding: Binding): RoughType | undefined {
  return binding.type === 'null' ? undefined : (binding.type ?? typeByName(binding.name));
}

interface Still {
  readonly binding: Binding;
  /** How telling it is that nothing changes it. */
  readonly weight: number;
  /** The value that it starts with, as written. */
  readonly initial: string;
  /** That value is 0, nothing, an empty text. */
  readonly fromNothing: boolean;
}

/** Locals that were declared before the loop with a value to start from, and are only read since. */
function stillNames(statement: SyntaxNode, loop: SyntaxNode, fn: SyntaxNode, site: Site): Still[] {
  const found: Still[] = [];
  for (const binding of reachable(statement, site)) {
    if (binding.kind !== 'variable' || binding.start < fn.startIndex || binding.start >= loop.startIndex) continue;
    let initial: SyntaxNode | undefined;
    let sets = 0;
    let read = false;
    for (const node of ownNodes(fn)) {
      const set = assignment(node);
      if (set && names(set.left, binding.name)) {
        sets++;
        initial ??= set.right;
      } else if (node.type === 'update_expression' && names(field(node, 'argument'), binding.name)) sets++;
      else if (call(node)?.receiver?.text === binding.name) sets++;
      else if (isLoop(node) && names(field(node, 'left'), binding.name)) sets++;
      else if (node.type === 'identifier' && node.text === binding.name && node.startIndex >= loop.startIndex)
        read ||= isReference(node);
    }
    if (sets !== 1 || !read || !initial) continue;
    const declared = closest(initial, (above) => /^(lexical|variable)_declaration$/.test(above.type));
    // Whoever writes `let` means to set it again.
    const variable =
      !site.python &&
      declared !== undefined &&
      (site.compiled ? !/^let (?!mut )|^final /.test(declared.text) : /^(let|var)\b/.test(declared.text));
    if (!site.python && !variable) continue;
    const starts = startsFrom(initial);
    if (!variable && starts === undefined) continue;
    found.push({
      binding,
      weight: variable ? 2 : starts === 'nothing' ? 1.2 : 0.9,
      initial: initial.text,
      fromNothing: starts === 'nothing',
    });
  }
  return found;
}

/** `i`, and `i` in `a, i`. */
const names = (target: SyntaxNode | undefined, name: string): boolean =>
  target !== undefined &&
  (target.text === name ||
    (/pattern|list|tuple/.test(target.type) && parts(target).some((part) => part.text === name)));

/** A value that a loop may start from: nothing yet, or all that a name holds. */
function startsFrom(value: SyntaxNode): 'nothing' | 'name' | undefined {
  if (/^(0|0\.0|-1|''|""|None|null|undefined|False|false|\[\]|\{\})$/.test(value.text)) return 'nothing';
  return /^(identifier|attribute|member_expression)$/.test(value.type) ? 'name' : undefined;
}

/** What is new with every turn: the loops' own names, and what their bodies assign, the nearest first. */
function namesThatMove(statement: SyntaxNode, loop: SyntaxNode, site: Site): Binding[] {
  const block = body(loop);
  const inside = reachable(statement, site).filter(
    (binding) =>
      (binding.kind === 'loop' && binding.start >= loop.startIndex) ||
      (binding.kind === 'variable' && block !== undefined && binding.start >= block.startIndex),
  );
  const own = assignmentOf(statement)?.left.text;
  return inside
    .filter((binding) => binding.start < loop.endIndex && binding.name !== own)
    .sort((a, b) => b.start - a.start)
    .slice(0, 4);
}

/** Parameters of its type that a name could be set to: those that little else is done with. */
function parametersLike(binding: Binding, statement: SyntaxNode, site: Site): string[] {
  const type = guess(binding);
  const fn = functionOrFile(statement);
  return reachable(statement, site)
    .filter((other) => other.kind === 'parameter' && other.start >= fn.startIndex && other.start < fn.endIndex)
    .filter((other) => type === undefined || (other.type ?? type) === type)
    .map((other) => other.name)
    .slice(0, 3);
}
