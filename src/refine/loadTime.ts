/**
 * Suspicion for what ran when a file was loaded. Every test of a process shares such a line, so its spectrum
 * says nothing; but a constant, a class's field or a parameter's default is as suspicious as what reads it.
 */

import { runSteps, type Steps } from '../base/steps.ts';
import { isClass, isFunction } from '../syntax/grammar.ts';
import { assignment } from '../syntax/shapes.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/tree.ts';
import { descend, field, parts } from '../syntax/walk.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { SuspiciousPlace } from './event.ts';

/** Of what its reader has. */
const shareOfConstant = 0.85;
const shareOfDefault = 0.7;
/** A table of more lines than this has its rows looked at by nobody. */
const mostRows = 12;

interface LoadTime {
  /** First and last line, counted from 1, of what the file sets up when it is loaded, by name. */
  readonly made: ReadonlyMap<string, readonly [number, number]>;
  /** Names that occur on a line. */
  readonly names: ReadonlyMap<number, ReadonlySet<string>>;
  /** Functions with defaults: the lines of the header, and of all. */
  readonly headers: readonly { readonly header: readonly [number, number]; readonly last: number }[];
}

/**
 * The places, and with them those that were set up at load time and are read there, each as suspicious as its
 * most suspicious reader lets it be.
 */
export function withLoadTime(
  places: readonly SuspiciousPlace[],
  trees: ReadonlyMap<WorkspacePath, SyntaxTree>,
): SuspiciousPlace[] {
  const found = new Map(places.map((place) => [`${place.path}:${place.line}`, place]));
  const files = new Map([...trees].map(([path, tree]) => [path, loadTimeOf(tree)]));
  const suspect = (
    path: WorkspacePath,
    [first, last]: readonly [number, number],
    by: SuspiciousPlace,
    share: number,
  ): void => {
    for (let line = first; line <= Math.min(last, first + mostRows); line++) {
      const key = `${path}:${line}`;
      const known = found.get(key);
      const score = by.score * share;
      if (known && known.score >= score) continue;
      found.set(key, {
        path,
        line,
        score,
        reasons: [`read by ${by.path}:${by.line}, ${by.reasons[0] ?? 'which is suspicious'}`],
      });
    }
  };
  for (const place of places) {
    const file = files.get(place.path);
    if (!file) continue;
    for (const name of file.names.get(place.line) ?? []) {
      const here = file.made.get(name);
      if (here) suspect(place.path, here, place, shareOfConstant);
      else {
        const elsewhere = [...files].filter(([, other]) => other.made.has(name));
        const only = elsewhere.length === 1 ? elsewhere[0] : undefined;
        // Constants and members travel by their names; a plain local of another file does not.
        if (only && /^[A-Z][A-Z0-9_]+$/.test(name)) suspect(only[0], only[1].made.get(name)!, place, shareOfConstant);
      }
    }
    for (const { header, last } of file.headers) {
      if (header[0] <= place.line && place.line <= last) suspect(place.path, header, place, shareOfDefault);
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score);
}

const known = new WeakMap<SyntaxTree, LoadTime>();

function loadTimeOf(tree: SyntaxTree): LoadTime {
  return runSteps(readLoadTime(tree));
}

/** Finds what `withLoadTime` needs to know of a file, in steps; found once for each tree. */
export function* readLoadTime(tree: SyntaxTree): Steps<LoadTime> {
  const found = known.get(tree) ?? (yield* analyse(tree));
  known.set(tree, found);
  return found;
}

/** Nodes that are looked at in a step: some milliseconds. */
const nodesAtATime = 500;

function* analyse(tree: SyntaxTree): Steps<LoadTime> {
  let looked = 0;
  const made = new Map<string, readonly [number, number]>();
  const names = new Map<number, Set<string>>();
  const headers: { header: readonly [number, number]; last: number }[] = [];
  for (const node of descend(tree.root, (inner) => !isFunction(inner))) {
    if (++looked % nodesAtATime === 0) yield;
    const target = madeAtLoad(node);
    if (target) made.set(target, rows(node));
  }
  for (const node of descend(tree.root)) {
    if (++looked % nodesAtATime === 0) yield;
    if (/identifier$/.test(node.type) && node.namedChildCount === 0) {
      const line = node.startPosition.row + 1;
      names.set(line, (names.get(line) ?? new Set()).add(node.text));
    }
    const parameters = isFunction(node) ? field(node, 'parameters') : undefined;
    if (parameters && parts(parameters).some(hasDefault))
      headers.push({ header: rows(parameters), last: rows(node)[1] });
  }
  return { made, names, headers };
}

/** The name that an assignment, a declarator or a class's field gives to a value. */
function madeAtLoad(node: SyntaxNode): string | undefined {
  if (/^(public_)?field_definition$/.test(node.type) && field(node, 'value')) {
    return (field(node, 'name') ?? field(node, 'property'))?.text;
  }
  const set = assignment(node);
  if (!set || set.operator !== '=' || !/identifier$/.test(set.left.type)) return undefined;
  // A function under a name is run later, and another module is looked at by itself.
  const other = isFunction(set.right) || isClass(set.right) || /^require\(/.test(set.right.text);
  return other ? undefined : set.left.text;
}

const hasDefault = (parameter: SyntaxNode): boolean =>
  /default|assignment_pattern/.test(parameter.type) || field(parameter, 'value') !== undefined;

const rows = (node: SyntaxNode): readonly [number, number] => [node.startPosition.row + 1, node.endPosition.row + 1];
