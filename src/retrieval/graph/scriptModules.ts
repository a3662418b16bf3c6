/** JavaScript's and TypeScript's modules: relative paths, aliases of a tsconfig, packages of the same repository. */

import { folderOf, joinPath, nameOf, type FileTree } from './fileTree.ts';
import type { Project } from './project.ts';

const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs', '.vue', '.svelte', '.json'];

export function scriptFiles(project: Project, from: string, module: string): (string | undefined)[] {
  const { tree } = project;
  const path = module.replace(/[?#].*$/, '');
  if (path.startsWith('.')) {
    const place = joinPath(folderOf(from), path);
    return [place === undefined ? undefined : moduleFile(tree, place)];
  }
  return [aliased(project, from, path) ?? packageFile(project, from, path) ?? fromSource(project, from, path)];
}

/** A file with this path, with an ending that was left out, with the ending that it has before it is compiled, or its index. */
function moduleFile(tree: FileTree, place: string): string | undefined {
  const compiled = /^(.*)\.([mc]?)js(x?)$/.exec(place);
  return tree.first([
    ...(place === '' ? [] : [place]),
    ...(compiled ? [`${compiled[1]}.${compiled[2]}ts${compiled[3]}`, `${compiled[1]}.tsx`, `${compiled[1]}.d.ts`] : []),
    ...(place === '' ? [] : endings.map((ending) => place + ending)),
    ...endings.map((ending) => (place === '' ? `index${ending}` : `${place}/index${ending}`)),
  ]);
}

/** By `paths` and `baseUrl` of the nearest configuration that has them. */
function aliased({ tree, facts }: Project, from: string, module: string): string | undefined {
  const configurations = [...facts]
    .filter(([place, { paths, baseUrl }]) => (paths ?? baseUrl) !== undefined && isAbove(folderOf(place), from))
    .sort(([a], [b]) => b.length - a.length);
  for (const [place, { paths = {}, baseUrl }] of configurations) {
    const base = joinPath(folderOf(place), baseUrl ?? '.');
    if (base === undefined) continue;
    for (const [pattern, targets] of Object.entries(paths)) {
      const rest = matched(pattern, module);
      if (rest === undefined) continue;
      for (const target of targets) {
        const file = joinPath(
          base,
          target.replace('*', () => rest),
        );
        const found = file === undefined ? undefined : moduleFile(tree, file);
        if (found !== undefined) return found;
      }
    }
    const file = baseUrl === undefined ? undefined : joinPath(base, module);
    const found = file === undefined ? undefined : moduleFile(tree, file);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the `*` of a pattern stands for; '' for a pattern without one that is the module itself. */
function matched(pattern: string, module: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === module ? '' : undefined;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = module.length >= start.length + end.length && module.startsWith(start) && module.endsWith(end);
  return fits ? module.slice(start.length, module.length - end.length) : undefined;
}

/** A package of this repository by its name, its entry compiled or as source. */
function packageFile({ tree, facts }: Project, from: string, module: string): string | undefined {
  for (const [place, { name, entries = [] }] of facts) {
    if (name === undefined || nameOf(place) !== 'package.json') continue;
    if (module !== name && !module.startsWith(`${name}/`)) continue;
    const folder = folderOf(place);
    const rest = module.slice(name.length + 1);
    const tries =
      rest === ''
        ? [...entries.flatMap((entry) => [entry, sourceOf(entry)]), 'src/index', 'index', 'lib/index', 'src/main']
        : [rest, `src/${rest}`, `lib/${rest}`];
    for (const one of tries) {
      const path = joinPath(folder, one);
      const found = path === undefined ? undefined : moduleFile(tree, path);
      if (found !== undefined && found !== from) return found;
    }
  }
  return undefined;
}

/** `dist/main.js` comes from `src/main`. */
const sourceOf = (entry: string): string =>
  entry.replace(/^(?:\.\/)?(?:dist|build|lib|out|esm|cjs)\//, 'src/').replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');

/** `@/x` and `~/x`, which bundlers are told to look for in the package's sources. */
function fromSource({ tree, facts }: Project, from: string, module: string): string | undefined {
  const rest = /^[@~]\/(.+)$/.exec(module)?.[1];
  if (rest === undefined) return undefined;
  const folders = [...facts.keys()]
    .filter((place) => nameOf(place) === 'package.json' && isAbove(folderOf(place), from))
    .map(folderOf)
    .sort((a, b) => b.length - a.length);
  for (const folder of [...folders, '']) {
    for (const top of ['src', '.', 'app']) {
      const path = joinPath(folder, `${top}/${rest}`);
      const found = path === undefined ? undefined : moduleFile(tree, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const isAbove = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
