/** What the user means by a name: the one thing that is declared so, or why that is not clear. */

import type { Project } from '../../retrieval/graph/project.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { EditPlace } from '../editRequest.ts';
import { filesOf } from './linkedFiles.ts';
import { moduleLinks } from './moduleLinks.ts';
import { namedIn, rootScope, says, type Named } from './named.ts';
import { followedLanguage, type OpenTrees } from './openTrees.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';

export type RenameTarget =
  | { readonly kind: 'found'; readonly path: WorkspacePath; readonly scope: string; readonly name: string }
  /** A method or a field, and where it was found. */
  | { readonly kind: 'member'; readonly name: string; readonly place: EditPlace }
  | {
      readonly kind: 'unclear';
      readonly why: string;
      readonly next: string;
      /** Nothing at that place has the name. */
      readonly isAbsent?: boolean;
    };

const unclear = (why: string, next: string) => ({ kind: 'unclear', why, next }) as const;
const nameFile = 'Name the file and the line of the one that is meant.';

export async function renameTarget(
  name: string | undefined,
  place: EditPlace | undefined,
  files: WorkspaceTexts,
  trees: OpenTrees,
  project: Project,
): Promise<RenameTarget> {
  const here = place ? await atPlace(name, place, trees) : await anywhere(name, files, trees);
  const isElsewhere = place && name !== undefined && here.kind === 'unclear' && here.isAbsent;
  const found = isElsewhere ? await elsewhere(name, place, files, trees) : here;
  return found.kind === 'found' ? origin(found, trees, project, 0) : found;
}

/** Whoever says a name need not stand on it: the one in that file is meant, else the one in the workspace. */
async function elsewhere(
  name: string,
  { path, lines }: EditPlace,
  files: WorkspaceTexts,
  trees: OpenTrees,
): Promise<RenameTarget> {
  const inFile = lines ? await atPlace(name, { path }, trees) : undefined;
  return inFile && !(inFile.kind === 'unclear' && inFile.isAbsent) ? inFile : anywhere(name, files, trees);
}

/** The name that a place defines, or that stands there. */
async function atPlace(written: string | undefined, place: EditPlace, trees: OpenTrees): Promise<RenameTarget> {
  const { path, lines } = place;
  const tree = await trees.get(path);
  if (!tree)
    return unclear(
      `Names in ${path} cannot be followed: only those of JavaScript, TypeScript and Python can.`,
      'Rename it with the editor (F2), or choose a model.',
    );
  const isThere = ({ node }: Pick<Named, 'node'>): boolean =>
    !lines || (lines.first <= node.startPosition.row + 1 && node.startPosition.row + 1 <= lines.last);
  const name = written ?? (lines && firstDeclared(tree.text, lines.first));
  if (name === undefined) return unclear('It is not said what is to be renamed.', 'Say “rename OLD to NEW”.');
  const all = namedIn(tree, name);
  const here = all.filter(isThere);
  const scoped = here.filter(({ scope }) => scope !== undefined);
  const scopes = new Set(scoped.map(({ scope }) => scope!));
  if ([...scopes].some((scope) => scope.startsWith('class_definition')) && !scopes.has(rootScope))
    return { kind: 'member', name, place };
  if (!lines && scopes.has(rootScope)) return { kind: 'found', path, scope: rootScope, name };
  const [scope, ...others] = scopes;
  if (scope === undefined) {
    if (here.some(({ role }) => role === 'member' || role === 'key')) return { kind: 'member', name, place };
    const where = lines ? ` at line ${lines.first}` : '';
    const why = `Nothing that is declared in ${path} is called “${name}”${where}.`;
    return { ...unclear(why, 'Name it as it is written.'), isAbsent: true };
  }
  if (others.length > 0) {
    const at = scoped.filter(({ role }) => role === 'declaration').map(({ node }) => node.startPosition.row + 1);
    return unclear(`Several things in ${path} are called “${name}” (lines ${at.join(', ')}).`, nameFile);
  }
  return { kind: 'found', path, scope, name };
}

/** `function price(`, `const price =`, `class Price`, `def price(`: the name that a line declares first. */
function firstDeclared(text: string, line: number): string | undefined {
  const written = text.split('\n')[line - 1] ?? '';
  return /\b(?:function\*?|const|let|var|class|interface|type|enum|def)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(
    written,
  )?.[1];
}

async function anywhere(name: string | undefined, files: WorkspaceTexts, trees: OpenTrees): Promise<RenameTarget> {
  if (name === undefined) return unclear('It is not said what is to be renamed.', 'Say “rename OLD to NEW”.');
  const found: { path: WorkspacePath; line: number }[] = [];
  let isInside = false;
  for (const path of await files.paths()) {
    if (!followedLanguage(path)) continue;
    const text = await files.text(path);
    if (text === undefined || !says(text, name)) continue;
    const tree = await trees.get(path);
    if (!tree) continue;
    const links = new Set(moduleLinks(tree).flatMap((link) => ('local' in link ? [link.local] : [])));
    const named = namedIn(tree, name);
    isInside ||= named.some(({ scope, role }) => (scope !== undefined && scope !== rootScope) || role === 'key');
    const own = named.find(({ role, scope }) => role === 'declaration' && scope === rootScope);
    if (own && !links.has(name)) found.push({ path, line: own.node.startPosition.row + 1 });
  }
  const [only, ...others] = found;
  if (!only) {
    return isInside
      ? unclear(`Nothing at the top of a file is called “${name}”; it is the name of something inside.`, nameFile)
      : unclear(`Nothing in the workspace is called “${name}”.`, 'Name it as it is written.');
  }
  if (others.length > 0) {
    const at = found.slice(0, 5).map(({ path, line }) => `${path}:${line}`);
    return unclear(`${found.length} things are called “${name}”: ${at.join(', ')}.`, nameFile);
  }
  return { kind: 'found', path: only.path, scope: rootScope, name };
}

const mostSteps = 10;

/** What an import brings in is renamed where it comes from; under a name of its own it is only that name. */
async function origin(
  target: RenameTarget & { readonly kind: 'found' },
  trees: OpenTrees,
  project: Project,
  step: number,
): Promise<RenameTarget> {
  const { path, scope, name } = target;
  const tree = await trees.get(path);
  if (!tree || scope !== rootScope || step > mostSteps) return target;
  for (const link of moduleLinks(tree)) {
    if (link.kind === 'object' && link.local === name) return target;
    if (link.kind !== 'name' || link.local !== name || link.name !== name) continue;
    const { files, isWhole } = filesOf(project, path, tree.language, link.module, link.name);
    const [from, ...others] = files;
    if (isWhole) return unclear(`“${name}” is the name of a file.`, 'Rename the file in the editor.');
    if (from === undefined)
      return unclear(
        `“${name}” comes from “${link.module}”, which is not in the workspace.`,
        'Choose a name of your own for it where it is imported.',
      );
    if (others.length > 0) return unclear(`“${name}” may come from several files: ${files.join(', ')}.`, nameFile);
    const there = await trees.get(from);
    const declared =
      there && namedIn(there, name).some((each) => each.role === 'declaration' && each.scope === rootScope);
    if (declared) return origin({ kind: 'found', path: from, scope: rootScope, name }, trees, project, step + 1);
    for (const passed of there ? moduleLinks(there) : []) {
      const isPassed =
        passed.kind === 'all' || (passed.kind === 'name' && passed.exported === name && passed.name === name);
      if (!isPassed || !there) continue;
      for (const next of filesOf(project, from, there.language, passed.module, name).files) {
        const tree2 = await trees.get(next);
        if (tree2 && namedIn(tree2, name).some((each) => each.role === 'declaration' && each.scope === rootScope))
          return origin({ kind: 'found', path: next, scope: rootScope, name }, trees, project, step + 1);
      }
    }
    return unclear(`Where “${name}” of ${from} is declared was not found.`, nameFile);
  }
  return target;
}
