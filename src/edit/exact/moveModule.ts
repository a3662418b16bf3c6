/**
 * Moves a file of JavaScript, TypeScript or Python, and rewrites every import of it and its own, so that each means the
 * same file as before. What cannot be resolved for sure is a reason to refuse; what only names it in words is told.
 */

import { FileTree, folderOf, nameOf } from '../../retrieval/graph/fileTree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import { applyEdits } from '../../text/edit.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { moduleName, type Move } from './move.ts';
import type { MoveOrder } from './moveOrder.ts';
import { followedLanguage, OpenTrees } from './openTrees.ts';
import { pythonMove } from './movePython.ts';
import { scriptMove } from './moveScript.ts';

export async function moveModule(
  order: MoveOrder,
  { files, parse, project }: Pick<ExactDeps, 'files' | 'parse' | 'project'>,
  signal: AbortSignal,
): Promise<ExactEdit> {
  const paths = await files.paths();
  const from = normalizeWorkspacePath(order.from);
  const text = from === undefined ? undefined : await files.text(from);
  if (from === undefined || text === undefined)
    return refuse(
      `There is no file ${order.from} in the workspace.`,
      'Name it by its path from the top of the workspace.',
    );
  const written = normalizeWorkspacePath(order.to);
  const isFolder = order.to.endsWith('/') || paths.some((path) => path.startsWith(`${written}/`));
  const to =
    written === undefined || !isFolder ? written : written === '' ? nameOf(from) : `${written}/${nameOf(from)}`;
  if (to === undefined) return refuse(`“${order.to}” is not a path inside the workspace.`, 'Name a path inside it.');
  if (to === from) return refuse(`${from} is there already.`, 'Name another place.');
  if (paths.includes(to)) return refuse(`There is a file ${to} already.`, 'Name a place where there is none.');
  const why = files.whyNot(to);
  if (why !== undefined) return refuse(why, 'Name another place.');
  const language = followedLanguage(from);
  if (!language || followedLanguage(to) !== language)
    return refuse(
      `${to} would not be a file of the same language as ${from}.`,
      'Keep the ending of its name; only files of JavaScript, TypeScript and Python can be moved.',
    );
  const isPython = language === 'python';
  if (isPython && !/^[\p{L}_][\p{L}\p{N}_]*\.pyi?$/u.test(nameOf(to)))
    return refuse(`Python could not import ${to} by that name.`, 'Choose a name of letters, digits and “_”.');

  const texts = new Map<WorkspacePath, string>();
  if (isPython) for (const init of missingInits(from, to, paths)) texts.set(init, '');
  const before = await project();
  const tree = new FileTree();
  for (const path of [...paths.filter((path) => path !== from), to, ...texts.keys()]) tree.add(path);
  const move: Move = { from, to, before, after: { ...before, tree } };
  const trees = new OpenTrees(files, parse);
  const mentioned: WorkspacePath[] = [];
  try {
    texts.set(to, text);
    for (const path of paths) {
      signal.throwIfAborted();
      const old = await files.text(path);
      if (old === undefined) continue;
      const followed = followedLanguage(path);
      if (!followed || (followed === 'python') !== isPython) {
        if (old.includes(isPython ? moduleName(from) : from)) mentioned.push(path);
        continue;
      }
      // Whoever imports it writes the end of its path, but for a folder's own file.
      if (path !== from && !old.includes(stemOf(from))) continue;
      const read = await trees.get(path);
      if (!read) continue;
      const { edits, doubts } = isPython ? pythonMove(read, path, move) : scriptMove(read, path, move);
      if (doubts[0] !== undefined)
        return refuse(
          `${from} cannot be moved for sure. ${doubts[0]}`,
          'Move it with the editor, or change that place first.',
        );
      if (edits.length > 0) texts.set(path === from ? to : path, applyEdits(old, edits));
    }
  } finally {
    trees.dispose();
  }
  const importers = [...texts.keys()].filter((path) => path !== to && texts.get(path) !== '').length;
  const some = mentioned.slice(0, 5).join(', ');
  return {
    kind: 'changed',
    title: `Move ${from} to ${to}${importers === 0 ? '' : `, and its imports in ${importers === 1 ? '1 file' : `${importers} files`}`}`,
    texts,
    removed: [from],
    notes:
      mentioned.length === 0
        ? []
        : [`${from} is named in ${some}${mentioned.length > 5 ? ' and others' : ''}, which stays as it is.`],
  };
}

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

/** What an import of it cannot do without: the name of the folder where that stands for the file. */
function stemOf(path: WorkspacePath): string {
  const stem = nameOf(path).replace(/(?:\.d)?\.\w+$/, '');
  if (stem !== 'index' && stem !== '__init__') return stem;
  // `from '.'` names nothing.
  return '';
}

/** Folders on the way that have none, where the file comes from one that has: it would be no package else. */
function missingInits(from: WorkspacePath, to: WorkspacePath, paths: readonly WorkspacePath[]): WorkspacePath[] {
  const there = new Set(paths);
  const initOf = (folder: string): WorkspacePath => (folder === '' ? '__init__.py' : `${folder}/__init__.py`);
  if (!there.has(initOf(folderOf(from)))) return [];
  const missing: WorkspacePath[] = [];
  for (let folder = folderOf(to); folder !== '' && !there.has(initOf(folder)); folder = folderOf(folder)) {
    // Above the packages there is a folder that is none.
    if (paths.some((path) => folderOf(path) === folder && path.endsWith('.py')) && !there.has(initOf(folder))) break;
    missing.push(initOf(folder));
  }
  return missing;
}
