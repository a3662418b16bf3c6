/** Every place that names a function or a method, under whatever name and in whatever file. */

import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { filesOf } from './linkedFiles.ts';
import type { MemberTarget } from './memberTarget.ts';
import { MemberSearch } from './members.ts';
import { namedIn, rootScope, says } from './named.ts';
import { followedLanguage, type OpenTrees } from './openTrees.ts';
import { Renaming } from './renaming.ts';

/** Where the function is named. */
interface Places {
  readonly all: readonly { readonly path: WorkspacePath; readonly start: number }[];
  /** It may be meant there; whole sentences. */
  readonly unsure: readonly string[];
  readonly by?: string;
}

export type FoundTarget =
  | { readonly kind: 'name'; readonly path: WorkspacePath; readonly scope: string; readonly name: string }
  | {
      readonly kind: 'member';
      readonly path: WorkspacePath;
      readonly name: string;
      readonly member: MemberTarget & { readonly kind: 'found' };
    };
const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

export async function placesOf(
  target: FoundTarget,
  deps: ExactDeps,
  trees: OpenTrees,
  signal: AbortSignal,
): Promise<Places | ExactEdit> {
  const { files, typeScript, project } = deps;
  const { path } = target;
  const isPython = followedLanguage(path) === 'python';
  const near: WorkspacePath[] = [];
  const unread: string[] = [];
  const name = target.kind === 'member' ? target.member.name : target.name;
  for (const other of await files.paths()) {
    signal.throwIfAborted();
    const text = await files.text(other);
    if (text === undefined) continue;
    const language = followedLanguage(other);
    if (language) {
      const mayMatter =
        says(text, name) ||
        (target.kind === 'member' &&
          (says(text, target.member.holder.name) || /\bextends\b|^\s*class\b/m.test(text))) ||
        /(?:export|import)\s*\*/.test(text);
      if ((language === 'python') === isPython && mayMatter) near.push(other);
    } else if (/\.(?:vue|svelte|astro|mdx|html?|ipynb|pyx|pxd)$/i.test(other) && says(text, name))
      unread.push(`${other} names it, and files of that kind cannot be followed.`);
  }
  if (target.kind === 'member') {
    const { holder, node } = target.member;
    if (typeScript && !isPython) {
      const answer = await typeScript(
        { kind: 'references', path: holder.path, offset: node.startIndex, files: near },
        signal,
      );
      if (answer.kind === 'places') {
        const doubts: string[] = [];
        for (const each of answer.unsure) {
          const line = ((await files.text(each.path)) ?? '').slice(0, each.start).split('\n').length;
          doubts.push(`${each.path}:${line} says it of something whose type is not known.`);
        }
        return { all: answer.places, unsure: [...unread, ...doubts], by: 'the project’s TypeScript' };
      }
    }
    const found = await new MemberSearch(trees, await project(), near).run(holder, name, signal);
    if (found.doubt !== undefined) return refuse(found.doubt, 'Choose a model.');
    return {
      all: [...found.declarations, ...found.uses].map((each) => ({ path: each.path, start: each.node.startIndex })),
      unsure: [
        ...unread,
        ...found.unsure.map((each) => `Whose it is at ${each.path}:${each.node.startPosition.row + 1} cannot be told.`),
      ],
    };
  }
  const renaming = new Renaming(name, `${name}ThatNobodyElseHas`, trees, await project());
  await renaming.run(
    path,
    target.scope,
    near.filter((other) => other !== path),
    signal,
  );
  const all: { path: WorkspacePath; start: number }[] = [];
  for (const [other, edits] of renaming.edits) for (const start of edits.keys()) all.push({ path: other, start });
  const aliases = await aliasUses(all, name, trees);
  const whole = target.scope === rootScope && !isPython ? await wholeModuleUses(path, name, deps, trees, signal) : [];
  return { all: [...all, ...aliases.places, ...whole], unsure: [...unread, ...renaming.doubts, ...aliases.unsure] };
}

/** Where it is all that a module gives: `export default`, `module.exports = name`. */
async function wholeModuleUses(
  path: WorkspacePath,
  name: string,
  { files, project }: ExactDeps,
  trees: OpenTrees,
  signal: AbortSignal,
): Promise<{ path: WorkspacePath; start: number }[]> {
  const tree = await trees.get(path);
  if (!tree || !isWholeModule(tree, name)) return [];
  const stem = path
    .split('/')
    .at(-1)!
    .replace(/\.[^.]+$/, '');
  const word = stem === 'index' ? (path.split('/').at(-2) ?? '') : stem;
  const found: { path: WorkspacePath; start: number }[] = [];
  const opened = await project();
  for (const other of await files.paths()) {
    signal.throwIfAborted();
    const language = followedLanguage(other);
    const text = (await files.text(other)) ?? '';
    if (!language || language === 'python' || !(text.includes(word) || /['"]\.\.?\/?['"]/.test(text))) continue;
    const there = await trees.get(other);
    for (const { local, module } of there ? wholeImports(there) : []) {
      if (!filesOf(opened, other, language, module, '*').files.includes(path)) continue;
      const named = namedIn(there!, local.text);
      const scope = named.find((each) => each.node.startIndex === local.startIndex)?.scope;
      for (const each of named)
        if (each.scope === scope && each.node.startIndex !== local.startIndex)
          found.push({ path: other, start: each.node.startIndex });
    }
  }
  return found;
}

const isWholeModule = (tree: SyntaxTree, name: string): boolean =>
  namedIn(tree, name).some(({ node: { parent }, node }) => {
    if (parent?.type === 'assignment_expression')
      return field(parent, 'left')?.text === 'module.exports' && field(parent, 'right')?.id === node.id;
    const statement = parent?.type === 'export_statement' ? parent : parent?.parent;
    return statement?.type === 'export_statement' && statement.children.some((child) => child?.type === 'default');
  });

/** `import local from 'module'`, `const local = require('module')` */
function* wholeImports(tree: SyntaxTree): Generator<{ readonly local: SyntaxNode; readonly module: string }> {
  for (const node of descend(tree.root)) {
    const source = node.type === 'import_statement' ? field(node, 'source') : undefined;
    const clause = source && node.namedChildren.find((child) => child?.type === 'import_clause');
    const local = clause?.namedChildren.find((child) => child?.type === 'identifier');
    if (source && local) yield { local, module: source.text.slice(1, -1) };
    const value = node.type === 'variable_declarator' ? field(node, 'value') : undefined;
    const required = value && /^require\((['"])([^'"]+)\1\)$/.exec(value.text)?.[2];
    const name = required === undefined ? undefined : field(node, 'name');
    if (name?.type === 'identifier' && required !== undefined) yield { local: name, module: required };
  }
}

/** Under the names that imports give it. */
async function aliasUses(
  all: Places['all'],
  name: string,
  trees: OpenTrees,
): Promise<{ places: { path: WorkspacePath; start: number }[]; unsure: string[] }> {
  const places: { path: WorkspacePath; start: number }[] = [];
  const unsure: string[] = [];
  for (const { path, start } of all) {
    const tree = await trees.get(path);
    const node = tree?.root.descendantForIndex(start);
    if (!tree || !node) continue;
    let parent = node.parent;
    if (parent?.type === 'dotted_name') ({ parent } = parent);
    const alias =
      parent && /^(?:import_specifier|aliased_import)$/.test(parent.type)
        ? field(parent, 'alias')
        : parent?.type === 'pair_pattern'
          ? field(parent, 'value')
          : undefined;
    if (parent?.type === 'export_specifier' && field(parent, 'alias') && field(parent, 'alias')?.text !== name)
      unsure.push(`${path}:${node.startPosition.row + 1} passes it on under another name.`);
    if (!alias || alias.text === name || alias.id === node.id) continue;
    const named = namedIn(tree, alias.text);
    const scope = named.find((each) => each.node.startIndex === alias.startIndex)?.scope ?? rootScope;
    for (const each of named)
      if (each.scope === scope && each.node.startIndex !== alias.startIndex)
        places.push({ path, start: each.node.startIndex });
  }
  return { places, unsure };
}
