/** Renames a method or a field: by the project's own TypeScript where it may be asked, else where every use is certain. */

import { faultsOf } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import type { EditPlace } from '../editRequest.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { memberTarget } from './memberTarget.ts';
import { MemberSearch } from './members.ts';
import { says } from './named.ts';
import { followedLanguage, OpenTrees } from './openTrees.ts';

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });
const changeFirst = 'Rename it with the editor (F2), choose a model, or change that place first.';

export async function renameMember(
  { from, to }: { readonly from: string; readonly to: string },
  place: EditPlace | undefined,
  { files, parse, project: openProject, typeScript }: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit> {
  const trees = new OpenTrees(files, parse);
  try {
    const target = await memberTarget(from, place, files, trees);
    if (target.kind === 'unclear') return refuse(target.why, target.next);
    const { holder, name, node } = target;
    const bare = to.split('.').at(-1)!;
    if (!/^#?[\p{L}_$][\p{L}\p{N}_$]*$/u.test(bare))
      return refuse(`“${bare}” cannot be a name.`, 'Choose a name of letters, digits and “_”.');
    if (bare === name) return refuse(`It is called “${name}” already.`, 'Choose another name.');
    const near: WorkspacePath[] = [];
    const isPython = followedLanguage(holder.path) === 'python';
    let other: WorkspacePath | undefined;
    for (const path of await files.paths()) {
      signal.throwIfAborted();
      const text = await files.text(path);
      if (text === undefined) continue;
      const language = followedLanguage(path);
      if (language && (language === 'python') === isPython) {
        if (says(text, name) || says(text, holder.name) || /\bextends\b|^\s*class\b/m.test(text)) near.push(path);
      } else if (/\.(?:vue|svelte|astro|mdx|html?|ipynb|pyx|pxd)$/i.test(path) && says(text, name)) other ??= path;
    }
    if (other !== undefined)
      return refuse(
        `“${name}” cannot be renamed for sure. ${other} names it, and files of that kind cannot be followed.`,
        changeFirst,
      );
    const edits = new Map<WorkspacePath, TextEdit[]>();
    let by: string | undefined;
    let whyNot = '';
    if (typeScript && !isPython) {
      const answer = await typeScript(
        { kind: 'rename', path: holder.path, offset: node.startIndex, files: near },
        signal,
      );
      if (answer.kind === 'places') {
        const [first] = answer.unsure;
        if (first)
          return refuse(
            `“${name}” cannot be renamed for sure. ${await shownPlace(first.path, first.start)} says it of something whose type is not known.`,
            changeFirst,
          );
        for (const each of answer.places)
          add(each.path, { start: each.start, end: each.end, text: `${each.before ?? ''}${bare}${each.after ?? ''}` });
        by = 'the project’s TypeScript';
      } else if (answer.kind === 'none') whyNot = ` ${answer.why}`;
    }
    if (by === undefined) {
      const search = new MemberSearch(trees, await openProject(), near);
      const { declarations, uses, unsure, doubt } = await search.run(holder, name, signal);
      const [first] = unsure;
      if (first)
        return refuse(
          `“${name}” cannot be renamed for sure. Whose it is at ${first.path}:${first.node.startPosition.row + 1} cannot be told.${whyNot}`,
          changeFirst,
        );
      if (doubt !== undefined) return refuse(`“${name}” cannot be renamed for sure. ${doubt}${whyNot}`, changeFirst);
      for (const each of [...declarations, ...uses])
        add(each.path, { start: each.node.startIndex, end: each.node.endIndex, text: bare });
    }
    for (const path of edits.keys())
      if (says((await files.text(path)) ?? '', bare))
        return refuse(`“${bare}” is used already in ${path}.`, 'Choose another name.');
    return await changed();

    function add(path: WorkspacePath, edit: TextEdit): void {
      const list = edits.get(path) ?? [];
      edits.set(path, list);
      if (!list.some(({ start }) => start === edit.start)) list.push(edit);
    }

    async function shownPlace(path: WorkspacePath, offset: number): Promise<string> {
      return `${path}:${((await files.text(path)) ?? '').slice(0, offset).split('\n').length}`;
    }

    async function changed(): Promise<ExactEdit> {
      const texts = new Map<WorkspacePath, string>();
      const left: WorkspacePath[] = [];
      for (const [path, list] of edits) {
        const tree = await trees.get(path);
        if (!tree) continue;
        const text = applyEdits(tree.text, list);
        const after = await parse(tree.language, text, tree);
        const isBroken = faultsOf(after.root) > faultsOf(tree.root);
        after.dispose();
        if (isBroken) return refuse(`${path} would not parse with “${bare}”.`, 'Choose another name.');
        texts.set(path, text);
        if (says(text, name)) left.push(path);
      }
      return {
        kind: 'changed',
        title: `Rename ${holder.name}.${name} to ${bare} in ${texts.size === 1 ? '1 file' : `${texts.size} files`}`,
        texts,
        ...(by !== undefined && { by }),
        notes:
          left.length === 0
            ? []
            : [
                `“${name}” still stands in comments, in strings or as the name of something else in ${left.slice(0, 5).join(', ')}.`,
              ],
      };
    }
  } finally {
    trees.dispose();
  }
}
