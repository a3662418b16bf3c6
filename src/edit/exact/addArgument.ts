/**
 * Gives a function or a method one parameter more, and every call of it in every file the argument: those that make,
 * override or implement it get the parameter too. A call that cannot be followed is a reason to refuse, or is listed
 * where it works without the argument as well.
 */

import { isGlobal } from '../../syntax/globals.ts';
import { isFunction } from '../../syntax/grammar.ts';
import { scopesOf } from '../../syntax/scope.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, faultsOf, field } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import type { EditPlace } from '../editRequest.ts';
import { argumentAt, countOf, parameterAt, type ArgumentWish } from './argumentEdits.ts';
import type { AddArgumentOrder } from './argumentOrder.ts';
import {
  callOf,
  classMadeFrom,
  constructorDeclared,
  functionDeclared,
  holderOf,
  isPassive,
  superCalls,
} from './calledNodes.ts';
import { placesOf, type FoundTarget } from './calledPlaces.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { memberTarget } from './memberTarget.ts';
import { OpenTrees } from './openTrees.ts';
import { renameTarget } from './renameTarget.ts';

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });
const changeFirst = 'Give the parameter a value to fall back to, change that place first, or choose a model.';

export async function addArgument(
  order: AddArgumentOrder,
  place: EditPlace | undefined,
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit> {
  const { files, parse } = deps;
  const { name, preset, value } = order;
  if (preset === undefined && value === undefined)
    return refuse(
      'It is not said what calls give for it.',
      `Say “add parameter \`${name} = VALUE\` to NAME”, or “… with value VALUE”.`,
    );
  const trees = new OpenTrees(files, parse);
  try {
    const target = await targetOf(order, place, deps, trees);
    if ('why' in target) return refuse(target.why, target.next);
    const places = await placesOf(target, deps, trees, signal);
    if ('kind' in places) return places;
    const wish: ArgumentWish = order;
    const edits = new Map<WorkspacePath, Map<number, TextEdit>>();
    const unsure = [...places.unsure];
    let calls = 0;
    let declarations = 0;
    const functions: { path: WorkspacePath; node: SyntaxNode; tree: SyntaxTree }[] = [];
    const called: { path: WorkspacePath; call: SyntaxNode; tree: SyntaxTree }[] = [];
    for (const { path, start } of places.all) {
      const there = await trees.get(path);
      const node = there?.root.descendantForIndex(start);
      if (!there || !node) continue;
      const made = functionDeclared(node);
      const holder = made ? undefined : constructorDeclared(node);
      if (made ?? holder) functions.push({ path, node: (made ?? holder)!, tree: there });
      else if (callOf(node)) called.push({ path, call: callOf(node)!, tree: there });
      else if (classMadeFrom(node)) {
        const calls = superCalls(classMadeFrom(node)!, node.text);
        for (const call of calls) called.push({ path, call, tree: there });
        if (calls.length === 0)
          unsure.push(
            `${path}:${node.startPosition.row + 1} makes a class from it that has no constructor of its own.`,
          );
      } else if (!isPassive(node)) {
        const where = `${path}:${node.startPosition.row + 1} passes it on without a call`;
        // Whoever calls it there may give more than it takes today.
        if (there.language !== 'python')
          return refuse(`${where}, and what it is given there is not known.`, changeFirst);
        unsure.push(`${where}.`);
      }
    }
    if (functions.length === 0)
      return refuse(`Where “${target.name}” is declared as a function was not found.`, 'Name the file and the line.');
    const first = functions.find(({ path }) => path === target.path) ?? functions[0]!;
    const uneven = functions.find(
      ({ node, tree: there }) => there.language !== 'python' && countOf(node) !== countOf(first.node),
    );
    if (uneven)
      return refuse(
        `${uneven.path}:${uneven.node.startPosition.row + 1} takes another number of parameters.`,
        'Make them even first, or choose a model.',
      );
    for (const { path, node, tree: there } of functions) {
      const edit = parameterAt(node, wish, there);
      if ('why' in edit) return refuse(`${path}:${node.startPosition.row + 1}: ${edit.why}`, edit.next);
      add(path, edit);
      declarations++;
    }
    for (const { path, call, tree: there } of called) {
      const edit = argumentAt(call, first.node, wish, there);
      const where = `${path}:${call.startPosition.row + 1}`;
      if (edit === undefined) continue;
      if ('why' in edit) {
        unsure.push(`${where}: ${edit.why}`);
        continue;
      }
      const unknown = unknownName(value ?? preset!, call, there);
      if (unknown !== undefined)
        return refuse(
          `“${unknown}” is not known at ${where}.`,
          'Give a value that every caller knows, or choose a model.',
        );
      add(path, edit);
      calls++;
    }
    // Without the argument such a call does what it did.
    const [doubt] = unsure;
    if (doubt !== undefined && preset === undefined)
      return refuse(`Not every call of “${target.name}” can be followed. ${doubt}`, changeFirst);
    const texts = new Map<WorkspacePath, string>();
    for (const [path, list] of edits) {
      const before = await trees.get(path);
      if (!before) continue;
      const text = applyEdits(before.text, [...list.values()]);
      const after = await parse(before.language, text, before);
      const isBroken = faultsOf(after.root) > faultsOf(before.root);
      after.dispose();
      if (isBroken)
        return refuse(`${path} would not parse.`, 'Write the parameter as the language has it, in backticks.');
      texts.set(path, text);
    }
    const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
    return {
      kind: 'changed',
      title: `Add the parameter ${name} to ${target.name}${calls > 0 ? ` and to ${counted(calls, 'call')}` : ''}`,
      texts,
      ...(places.by !== undefined && { by: places.by }),
      notes: [
        ...(declarations > 1
          ? [`${counted(declarations, 'declaration')} have it: those that override or implement it too.`]
          : []),
        ...(value === undefined && called.length > 0
          ? [
              `${called.length === 1 ? '1 call stays as it is and takes' : `${called.length} calls stay as they are and take`} “${preset}”.`,
            ]
          : []),
        ...unsure.slice(0, 8).map((why) => `Left as it is: ${why}`),
      ],
    };

    function add(path: WorkspacePath, edit: TextEdit): void {
      const list = edits.get(path) ?? new Map<number, TextEdit>();
      edits.set(path, list);
      list.set(edit.start, edit);
    }
  } finally {
    trees.dispose();
  }
}

type Target = FoundTarget | { readonly why: string; readonly next: string };

async function targetOf(
  { to }: AddArgumentOrder,
  place: EditPlace | undefined,
  { files, project }: ExactDeps,
  trees: OpenTrees,
): Promise<Target> {
  const named = to ?? (place && (await functionAround(place, trees)));
  if (named === undefined)
    return { why: 'It is not said which function is meant.', next: 'Name it, or the file and the line of it.' };
  const isMember = named.includes('.');
  const found = isMember ? undefined : await renameTarget(named, place, files, trees, await project());
  if (found?.kind === 'found') return { ...found, kind: 'name' };
  const member = await memberTarget(named, place, files, trees);
  if (member.kind === 'found') return { kind: 'member', path: member.holder.path, name: named, member };
  return found?.kind === 'unclear' && !isMember
    ? { why: found.why, next: found.next }
    : { why: member.why, next: member.next };
}

/** The name of the function that the lines begin with, or that is around them; with its class, if it is a method. */
async function functionAround({ path, lines }: EditPlace, trees: OpenTrees): Promise<string | undefined> {
  const tree = await trees.get(path);
  if (!tree || !lines) return undefined;
  let found: string | undefined;
  for (const node of descend(tree.root)) {
    const [first, last] = [node.startPosition.row + 1, node.endPosition.row + 1];
    if (first > lines.first || last < lines.first) continue;
    const name = field(node, 'name');
    const isValue = node.type === 'variable_declarator' && isFunction(field(node, 'value') ?? node);
    if (!name || !(isFunction(node) || isValue)) continue;
    const holder = isFunction(node) ? holderOf(node) : undefined;
    found = holder ? `${holder}.${name.text}` : name.text;
  }
  return found;
}

/** A name in the value that the caller does not know. */
function unknownName(value: string, call: SyntaxNode, tree: SyntaxTree): string | undefined {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
  const scopes = scopesOf(tree);
  const words =
    /^(?:true|false|null|undefined|new|typeof|void|None|True|False|lambda|not|and|or|in|is|if|else|this|self|await|async|function)$/;
  for (const match of bare.matchAll(/(?<![\p{L}\p{N}_$.])[\p{L}_$][\p{L}\p{N}_$]*(?!\s*:)/gu)) {
    const [word] = match;
    if (words.test(word) || isGlobal(tree.language, word) || scopes.find(word, call.startIndex)) continue;
    return word;
  }
  return undefined;
}
