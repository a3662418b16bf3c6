/** JavaScript's and TypeScript's modules: relative paths, aliases of a tsconfig or a package, packages of the same repository. */

import { folderOf, joinPath, nameOf, type FileTree } from './fileTree.ts';
import type { Project } from './project.ts';
import type { ProjectFacts } from './projectFacts.ts';

const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs', '.vue', '.svelte', '.json'];

export function scriptFiles(project: Project, from: string, module: string): (string | undefined)[] {
  const { tree } = project;
  const path = module.replace(/(?!^)[?#].*$/, '');
  if (path.startsWith('.')) {
    const place = joinPath(folderOf(from), path);
    return [place === undefined ? undefined : moduleFile(tree, place)];
  }
  // Nothing else may begin so: a package's own aliases.
  if (path.startsWith('#')) {
    const own = ownAlias(project, from, path);
    if (own !== undefined) return [own];
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

/** By `paths` and `baseUrl` of the nearest configuration that has them or takes them over. */
function aliased(project: Project, from: string, module: string): string | undefined {
  const { tree, facts } = project;
  const configurations = [...facts]
    .filter(([place, one]) => (one.paths ?? one.baseUrl ?? one.extends) !== undefined && isAbove(folderOf(place), from))
    .sort(([a], [b]) => b.length - a.length);
  for (const [place] of configurations) {
    const { base, paths } = aliasesOf(project, place);
    if (paths !== undefined) {
      const found = byPattern(paths.patterns, module, (target) => moduleIn(tree, base ?? paths.folder, target));
      if (found !== undefined) return found;
    }
    const found = base === undefined ? undefined : moduleIn(tree, base, module);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Aliases {
  /** The folder of `baseUrl`. */
  readonly base?: string | undefined;
  /** With the folder of the configuration that has them, which they start from where there is no `baseUrl`. */
  readonly paths?: { readonly folder: string; readonly patterns: NonNullable<ProjectFacts['paths']> } | undefined;
}

/** What a configuration says of aliases, or those that it extends. */
function aliasesOf(project: Project, place: string, depth = 0): Aliases {
  const facts = project.facts.get(place);
  if (!facts || depth > mostExtended) return {};
  const folder = folderOf(place);
  let aliases: Aliases = {};
  for (const written of facts.extends ?? []) {
    const extended = configurationFile(project, folder, written);
    if (extended === undefined || extended === place) continue;
    const { base, paths } = aliasesOf(project, extended, depth + 1);
    aliases = { base: base ?? aliases.base, paths: paths ?? aliases.paths };
  }
  return {
    base: facts.baseUrl === undefined ? aliases.base : joinPath(folder, facts.baseUrl),
    paths: facts.paths === undefined ? aliases.paths : { folder, patterns: facts.paths },
  };
}

/** Those that extend each other are an error, which is not told here. */
const mostExtended = 8;

/** `../tsconfig.base`, or a file of a package of this repository. */
function configurationFile({ facts }: Project, folder: string, written: string): string | undefined {
  const places = written.startsWith('.')
    ? [joinPath(folder, written)]
    : [...facts].flatMap(([place, { name }]) => {
        if (name === undefined || nameOf(place) !== 'package.json') return [];
        if (written === name) return [joinPath(folderOf(place), 'tsconfig.json')];
        return written.startsWith(`${name}/`) ? [joinPath(folderOf(place), written.slice(name.length + 1))] : [];
      });
  return places
    .flatMap((place) => (place === undefined ? [] : [place, `${place}.json`, joinPath(place, 'tsconfig.json') ?? '']))
    .find((place) => facts.has(place));
}

/** What the nearest package says that its `#names` stand for. */
function ownAlias(project: Project, from: string, module: string): string | undefined {
  const { tree, facts } = project;
  const packages = [...facts]
    .filter(([place, { imports }]) => imports !== undefined && isAbove(folderOf(place), from))
    .sort(([a], [b]) => b.length - a.length);
  for (const [place, { imports = {} }] of packages) {
    const found = byPattern(imports, module, (target) =>
      target.startsWith('.') ? builtFrom(tree, folderOf(place), target) : packageFile(project, from, target),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first file that a pattern leads to; the more of it is written out, the more it counts. */
function byPattern(
  patterns: Readonly<Record<string, readonly string[]>>,
  module: string,
  fileOf: (target: string) => string | undefined,
): string | undefined {
  const fitting = Object.entries(patterns).flatMap(([pattern, targets]) => {
    const rest = matched(pattern, module);
    return rest === undefined ? [] : [{ pattern, targets, rest }];
  });
  fitting.sort(
    (a, b) => Number(a.pattern.includes('*')) - Number(b.pattern.includes('*')) || b.pattern.length - a.pattern.length,
  );
  for (const { targets, rest } of fitting) {
    for (const target of targets) {
      const found = fileOf(target.replaceAll('*', () => rest));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function moduleIn(tree: FileTree, folder: string, path: string): string | undefined {
  const place = joinPath(folder, path);
  return place === undefined ? undefined : moduleFile(tree, place);
}

/** A file that a package names, or the source that it is built from. */
function builtFrom(tree: FileTree, folder: string, path: string): string | undefined {
  for (const one of [path, ...sourcesOf(path)]) {
    const found = moduleIn(tree, folder, one);
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
  for (const [place, { name, entries = [], exports = {} }] of facts) {
    if (name === undefined || nameOf(place) !== 'package.json') continue;
    if (module !== name && !module.startsWith(`${name}/`)) continue;
    const folder = folderOf(place);
    const rest = module.slice(name.length + 1);
    const exported = rest === '' ? undefined : byPattern(exports, rest, (target) => builtFrom(tree, folder, target));
    if (exported !== undefined && exported !== from) return exported;
    const tries =
      rest === ''
        ? [...entries.flatMap((entry) => [entry, ...sourcesOf(entry)]), 'src/index', 'index', 'lib/index', 'src/main']
        : [rest, `src/${rest}`, `lib/${rest}`];
    for (const one of tries) {
      const found = moduleIn(tree, folder, one);
      if (found !== undefined && found !== from) return found;
    }
  }
  return undefined;
}

/** `dist/main.js` comes from `src/main`, and so may `dist/esm/main.js`. */
function sourcesOf(built: string): string[] {
  const path = built.replace(/^\.\//, '').replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');
  const inner = /^(?:dist|build|lib|out|esm|cjs|types)\/(.+)$/.exec(path)?.[1];
  if (inner === undefined) return [];
  const innermost = /^(?:esm|cjs|types|src|es|node|browser)\/(.+)$/.exec(inner)?.[1];
  return [`src/${inner}`, ...(innermost === undefined ? [] : [`src/${innermost}`]), inner];
}

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
      const found = moduleIn(tree, folder, `${top}/${rest}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const isAbove = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
