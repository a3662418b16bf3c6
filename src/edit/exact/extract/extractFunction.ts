/**
 * Takes statements or an expression out into a function and calls that instead, so that the program does what it did:
 * every variable is handed over or stays in reach, and what cannot be for certain is a reason to refuse.
 */

import { languageOf } from '../../../syntax/language.ts';
import { newFault } from '../../../syntax/newFault.ts';
import type { SyntaxTree } from '../../../syntax/tree.ts';
import type { WorkspacePath } from '../../../testing/report.ts';
import { applyEdits } from '../../../text/edit.ts';
import { diffLines } from '../../../text/lineDiff.ts';
import type { EditPlace } from '../../editRequest.ts';
import type { ExactDeps, ExactEdit } from '../exactDeps.ts';
import { says } from '../named.ts';
import { handOver, type HandOver } from './handOver.ts';
import { homeOf, type Home } from './home.ts';
import { tiesOf } from './leaving.ts';
import { selected } from './selected.ts';
import { isLastInFunction } from './tail.ts';
import { writtenIn } from './written.ts';
import type { Extraction, Refused, Written } from './extraction.ts';

export interface ExtractOrder {
  readonly name: string | undefined;
  /** The expression that is meant, as the instruction quotes it. */
  readonly code: string | undefined;
}

const refuse = (why: string, next: string): Refused => ({ kind: 'refused', why, next });
const selectOther = 'Select other lines, or choose a model.';

export async function extractFunction(
  order: ExtractOrder,
  place: EditPlace | undefined,
  deps: Pick<ExactDeps, 'files' | 'parse' | 'typeScript'>,
  signal: AbortSignal,
): Promise<ExactEdit> {
  if (!place) return refuse('It is not said what is to be taken out.', 'Name the file and the lines.');
  const { path } = place;
  const language = languageOf(path);
  const text = language && (await deps.files.text(path));
  if (!language || text === undefined)
    return refuse(`Code in ${path} cannot be taken out: its language is not known well enough.`, 'Choose a model.');
  const tree = await deps.parse(language, text);
  try {
    const prepared = await extraction(tree, path, order, place, deps, signal);
    if ('kind' in prepared) return prepared;
    const written = await writtenIn(prepared, path, deps, signal);
    if ('kind' in written) return written;
    return await tried(prepared, path, written, deps);
  } finally {
    tree.dispose();
  }
}

async function extraction(
  tree: SyntaxTree,
  path: WorkspacePath,
  order: ExtractOrder,
  place: EditPlace,
  { files }: Pick<ExactDeps, 'files'>,
  signal: AbortSignal,
): Promise<Extraction | Refused> {
  const taken = selected(tree, place, order.code);
  if (taken.kind === 'unclear') return refuse(taken.why, taken.next);
  const nodes = taken.kind === 'statements' ? taken.nodes : [taken.node];
  const ties = tiesOf(nodes);
  if (ties.refusal !== undefined) return refuse(ties.refusal, selectOther);
  const home = homeOf(tree, taken, ties);
  if ('why' in home) return refuse(home.why, selectOther);
  const handed = handOver({
    ...{ tree, nodes, span: taken.span, home: home.span },
    ...{ alwaysLeaves: ties.alwaysLeaves, suspends: ties.awaits || ties.yields },
  });
  if ('why' in handed) return refuse(handed.why, selectOther);
  if (taken.kind === 'expression' && (handed.back.length > 0 || handed.anew.length > 0))
    return refuse('The expression changes a variable that is used elsewhere.', selectOther);
  const isTail = taken.kind === 'statements' && isLastInFunction(taken, home.around);
  if (ties.returns > 0 && !ties.alwaysLeaves && !isTail)
    return refuse('It may return from the function, or go on behind the selection.', selectOther);
  const name = await nameFor(order.name, tree, path, home, handed, files, signal);
  if (typeof name !== 'string') return name;
  const givesResult = ties.returns > 0 || (ties.alwaysLeaves && home.around !== undefined);
  return { tree, taken, home, ties, handed, name, givesResult };
}

/** The one that was asked for if it is free, or one that is. */
async function nameFor(
  wanted: string | undefined,
  { text, language }: SyntaxTree,
  path: WorkspacePath,
  { kind }: Home,
  { back }: HandOver,
  files: ExactDeps['files'],
  signal: AbortSignal,
): Promise<string | Refused> {
  const others: string[] = [];
  // A class elsewhere may have a method of that name that this one would stand in for.
  if (kind === 'method')
    for (const other of await files.paths()) {
      signal.throwIfAborted();
      if (other !== path && languageOf(other) === language) others.push((await files.text(other)) ?? '');
    }
  const isFree = (name: string): boolean => !says(text, name) && !others.some((other) => says(other, name));
  if (wanted !== undefined) {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(wanted))
      return refuse(`“${wanted}” cannot be a name.`, 'Choose a name of letters, digits and “_”.');
    return isFree(wanted) ? wanted : refuse(`“${wanted}” is used already.`, 'Choose another name.');
  }
  const [only, ...more] = back;
  const base = only && more.length === 0 ? joined('compute', only.variable.name, language) : 'extracted';
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base}${at}`;
    if (isFree(name)) return name;
  }
}

const joined = (verb: string, name: string, language: string): string => {
  const bare = name.replace(/^[_$]+/, '');
  return /python|rust/.test(language) ? `${verb}_${bare}` : `${verb}${bare.slice(0, 1).toUpperCase()}${bare.slice(1)}`;
};

async function tried(
  { tree, name, home, taken }: Extraction,
  path: WorkspacePath,
  { edits, by }: Written,
  { parse }: Pick<ExactDeps, 'parse'>,
): Promise<ExactEdit> {
  const text = applyEdits(tree.text, edits);
  const after = await parse(tree.language, text);
  try {
    if (newFault(tree, after, diffLines(tree.text, text)))
      return refuse('The result would not parse, or use a name that is not known.', selectOther);
  } finally {
    after.dispose();
  }
  const [first, last] = [taken.span.start, taken.span.end].map((at) => tree.text.slice(0, at).split('\n').length);
  const lines = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return {
    kind: 'changed',
    title: `Extract ${lines} of ${path} as ${home.kind === 'method' ? 'method' : 'function'} ${name}`,
    texts: new Map([[path, text]]),
    ...(by !== undefined && { by }),
    notes: [],
  };
}
