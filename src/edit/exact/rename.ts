/**
 * Renames what one name stands for, in every file that uses it: through imports, aliases, re-exports, `require` and
 * `module.exports`, for JavaScript, TypeScript and Python. What cannot be followed for sure is a reason to refuse.
 */

import { faultsOf } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { applyEdits } from '../../text/edit.ts';
import type { EditPlace } from '../editRequest.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { rootScope, says } from './named.ts';
import { followedLanguage, OpenTrees } from './openTrees.ts';
import { renameMember } from './renameMember.ts';
import { renameTarget } from './renameTarget.ts';
import { Renaming } from './renaming.ts';

export async function renameSymbol(
  { from, to }: { readonly from: string | undefined; readonly to: string },
  place: EditPlace | undefined,
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit> {
  const { files, parse, project: openProject } = deps;
  if (from?.includes('.')) return renameMember({ from, to }, place, deps, signal);
  if (!isName(to)) return refuse(`“${to}” cannot be a name.`, 'Choose a name of letters, digits and “_”.');
  const project = await openProject();
  const trees = new OpenTrees(files, parse);
  try {
    const target = await renameTarget(from, place, files, trees, project);
    if (target.kind === 'member') return await renameMember({ from: target.name, to }, target.place, deps, signal);
    if (target.kind === 'unclear') return refuse(target.why, target.next);
    const { name } = target;
    if (name === to) return refuse(`It is called “${to}” already.`, 'Choose another name.');
    const renaming = new Renaming(name, to, trees, project);
    const others: WorkspacePath[] = [];
    const mentioned: WorkspacePath[] = [];
    for (const path of await files.paths()) {
      signal.throwIfAborted();
      const text = await files.text(path);
      if (text === undefined) continue;
      const isSaid = says(text, name);
      if (followedLanguage(path)) {
        if (path !== target.path && (isSaid || /(?:export|import)\s*\*/.test(text))) others.push(path);
      } else if (isSaid && target.scope === rootScope) {
        if (hasScript.test(path)) renaming.doubt(`${path} names it, and files of that kind cannot be followed.`);
        else mentioned.push(path);
      }
    }
    await renaming.run(target.path, target.scope, others, signal);
    const doubt = renaming.doubts[0];
    if (doubt !== undefined)
      return refuse(
        `“${name}” cannot be renamed for sure. ${doubt}`,
        'Rename it with the editor (F2), choose a model, or change that place first.',
      );
    return await renamed(renaming, { name, to, mentioned }, trees, parse);
  } finally {
    trees.dispose();
  }
}

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

/** Files that hold scripts among other things. */
const hasScript = /\.(?:vue|svelte|astro|mdx|html?|ipynb|pyx|pxd)$/i;

const keywords = new Set(
  `and as assert async await break case catch class const continue debugger def default del delete do elif else enum
  except export extends false finally for from function global if implements import in instanceof interface is lambda let
  new nonlocal not null or package pass private protected public raise return static super switch this throw true try
  typeof var void while with yield None True False undefined`.split(/\s+/),
);

const isName = (name: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !keywords.has(name);

async function renamed(
  renaming: Renaming,
  { name, to, mentioned }: { readonly name: string; readonly to: string; readonly mentioned: readonly WorkspacePath[] },
  trees: OpenTrees,
  parse: ExactDeps['parse'],
): Promise<ExactEdit> {
  const texts = new Map<WorkspacePath, string>();
  const left = new Set(mentioned);
  for (const [path, edits] of renaming.edits) {
    const tree = await trees.get(path);
    if (!tree || edits.size === 0) continue;
    const text = applyEdits(tree.text, [...edits.values()]);
    const after = await parse(tree.language, text, tree);
    try {
      if (faultsOf(after.root) > faultsOf(tree.root))
        return refuse(`${path} would not parse with “${to}”.`, 'Choose another name.');
    } finally {
      after.dispose();
    }
    texts.set(path, text);
    if (says(text, name)) left.add(path);
  }
  if (texts.size === 0) return refuse(`Nothing would change.`, 'Name it as it is written.');
  const some = [...left].slice(0, 5).join(', ');
  const more = left.size > 5 ? ` and ${left.size - 5} more files` : '';
  return {
    kind: 'changed',
    title: `Rename ${name} to ${to} in ${texts.size === 1 ? '1 file' : `${texts.size} files`}`,
    texts,
    notes:
      left.size === 0
        ? []
        : [`“${name}” still stands in comments, in strings or as the name of something else in ${some}${more}.`],
  };
}
