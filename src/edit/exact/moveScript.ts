/** What a move means for the imports of one file of JavaScript or TypeScript. How a path was written stays so. */

import { folderOf, nameOf } from '../../retrieval/graph/fileTree.ts';
import type { Project } from '../../retrieval/graph/project.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TextEdit } from '../../text/edit.ts';
import { filesOf } from './linkedFiles.ts';
import type { Move, MoveEdits } from './move.ts';

export function scriptMove(tree: SyntaxTree, path: WorkspacePath, move: Move): MoveEdits {
  const edits: TextEdit[] = [];
  const doubts: string[] = [];
  const isMoved = path === move.from;
  const at = isMoved ? move.to : path;
  for (const { node, isCertain } of modulePaths(tree)) {
    const module = node.text.slice(1, -1);
    const target = targetOf(move.before, path, tree.language, module);
    if (target === undefined) continue;
    const now = target === move.from ? move.to : target;
    if (target !== move.from && (!isMoved || targetOf(move.after, at, tree.language, module) === now)) continue;
    if (!isCertain && target !== move.from) continue;
    const written = rewritten(module, target, now, at, tree.language, move);
    if (written === undefined)
      doubts.push(
        `${path} imports it as “${module}” (line ${node.startPosition.row + 1}), and how that is written then is not clear.`,
      );
    else if (written !== module) edits.push({ start: node.startIndex + 1, end: node.endIndex - 1, text: written });
  }
  return { edits, doubts };
}

/** Strings that name a module: of imports and exports, and of calls that load or replace one. */
function* modulePaths(tree: SyntaxTree): Generator<{ readonly node: SyntaxNode; readonly isCertain: boolean }> {
  for (const node of descend(tree.root)) {
    if (node.type !== 'string') continue;
    const { parent } = node;
    if (!parent) continue;
    const isSource = field(parent, 'source')?.id === node.id;
    if (isSource || parent.type === 'import_require_clause') yield { node, isCertain: true };
    else if (parent.type === 'arguments' && parent.parent?.type === 'call_expression') {
      const isFirst = parent.namedChildren.find((child) => child?.type !== 'comment')?.id === node.id;
      const callee = field(parent.parent, 'function');
      if (!isFirst || !callee) continue;
      if (callee.type === 'import' || callee.text === 'require') yield { node, isCertain: true };
      // A test's way to put something in a module's place: `vi.mock('./a')`.
      else if (/^(?:require\.resolve|(?:jest|vi|mock|td)\.\w*(?:mock|module|actual|replace)\w*)$/i.test(callee.text))
        yield { node, isCertain: false };
    }
  }
}

function targetOf(project: Project, from: WorkspacePath, language: string, module: string): WorkspacePath | undefined {
  const { files } = filesOf(project, from, language, module, '*');
  return files.length === 1 ? files[0] : undefined;
}

function rewritten(
  module: string,
  target: WorkspacePath,
  now: WorkspacePath,
  at: WorkspacePath,
  language: string,
  { after }: Move,
): string | undefined {
  const fits = (written: string): boolean => {
    const { files } = filesOf(after, at, language, written, '*');
    return files.length === 1 && files[0] === now;
  };
  const ending = /\.[cm]?[jt]sx?$/.exec(nameOf(module).replace(/^\.+/, ''))?.[0] ?? '';
  const bare = now.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const ownEnding = now.slice(bare.length);
  // `.js` stands for what `.ts` is compiled to, and goes with it.
  const written =
    ending === ''
      ? bare
      : `${bare}${/^\.[cm]?js/.test(ending) && !ownEnding.startsWith('.js') ? compiled(ownEnding) : ownEnding}`;
  const withoutIndex = bare.endsWith('/index') || bare === 'index' ? bare.replace(/\/?index$/, '') : undefined;
  const namesFolder = /(?:^|\/)index\.\w+$/.test(target) && !/(?:^|\/)index(?:\.\w+)?$/.test(module);
  const asNamed = (path: string): string => (namesFolder ? path.replace(/\/index\.\w+$/, '') : path);
  const aliased = module.startsWith('.') ? undefined : aliasOf(module, asNamed(target), asNamed(now));
  const candidates = [
    ...(aliased === undefined ? [] : [aliased]),
    ...(namesFolder && withoutIndex !== undefined ? [relative(at, withoutIndex)] : []),
    relative(at, written),
    ...(ending === '' ? [] : [relative(at, now)]),
  ];
  return candidates.find(fits);
}

const compiled = (ending: string): string => ending.replace(/^(?:\.d)?\.([cm]?)tsx?$/, '.$1js');

/** `@/util/a` for `src/util/a.ts` is `@/b/a` for `src/b/a.ts`: what stands before the path stays. */
function aliasOf(module: string, target: WorkspacePath, now: WorkspacePath): string | undefined {
  const ending = /\.[cm]?[jt]sx?$/.exec(module)?.[0] ?? '';
  const bare = (path: string): string => path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const [said, was, is] = [bare(module), bare(target), bare(now)];
  let same = 0;
  while (same < said.length && same < was.length && said.at(-1 - same) === was.at(-1 - same)) same++;
  const shared = said.slice(said.length - same);
  const cut = shared.startsWith('/') ? 0 : Math.max(0, shared.indexOf('/'));
  const kept = shared.slice(cut);
  const [prefix, folder] = [said.slice(0, said.length - kept.length), was.slice(0, was.length - kept.length)];
  if (kept === '' || (folder !== '' && !is.startsWith(`${folder}/`))) return undefined;
  const rest = folder === '' ? `/${is}` : is.slice(folder.length);
  return `${prefix}${prefix === '' || prefix.endsWith('/') ? rest.slice(1) : rest}${ending}`;
}

/** With `./` or `../` in front. */
function relative(from: WorkspacePath, to: string): string {
  const [here, there] = [folderOf(from).split('/').filter(Boolean), to.split('/').filter(Boolean)];
  let same = 0;
  while (same < here.length && same < there.length && here[same] === there[same]) same++;
  const up = here.length - same;
  const path = [...Array<string>(up).fill('..'), ...there.slice(same)].join('/');
  return up > 0 ? path : path === '' ? '.' : `./${path}`;
}
