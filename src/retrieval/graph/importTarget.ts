/** Which files of the workspace an import means, from paths alone: nothing is read and no build tool is asked. */

import type { Import } from '../../syntax/outline.ts';
import { folderOf, joinPath, nameOf, type FileTree } from './fileTree.ts';
import type { Project } from './project.ts';
import { rustFiles } from './rustModules.ts';
import { scriptFiles } from './scriptModules.ts';
import { swiftFiles } from './swiftModules.ts';

/** What one imported name stands for. */
export interface ImportTarget {
  /** What the importing file calls it; '' where everything comes in under its own name. */
  readonly alias: string;
  /** What the other file calls it; `*` for all of it. */
  readonly name: string;
  /** Where it is, if it is there: most imports mean one file, one of a package of Go or Java several. */
  readonly files: readonly string[];
  readonly line: number;
}

/** @returns one for each name; those that come from outside of the workspace are left out. */
export function importTargets(project: Project, from: string, language: string, taken: Import): ImportTarget[] {
  const { names, line } = taken;
  const wanted = names.length > 0 ? names : [{ name: '*', alias: '' }];
  return wanted.flatMap((one) => {
    const target = targetOf(project, from, language, taken.module, one.name);
    return target ? [{ alias: one.alias, name: target.name ?? one.name, files: target.files, line }] : [];
  });
}

interface Target {
  readonly files: readonly string[];
  /** When it is not the imported name: what is named is a whole file. */
  readonly name?: string;
}

function targetOf(project: Project, from: string, language: string, module: string, name: string): Target | undefined {
  const { tree } = project;
  const files = (...found: (string | undefined)[]): Target | undefined => {
    const there = found.filter((file) => file !== undefined && file !== from) as string[];
    return there.length > 0 ? { files: there } : undefined;
  };
  switch (language) {
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return files(...scriptFiles(project, from, module));
    case 'python':
      return pythonTarget(tree, from, module, name);
    case 'go':
      return files(...goFiles(project, from, module));
    case 'rust':
      return rustFiles(project, from, module, name);
    case 'java':
    case 'kotlin':
      return packageTarget(tree, from, module, name);
    case 'c':
    case 'cpp':
      return files(...includedFiles(tree, from, module));
    case 'swift':
      return files(...swiftFiles(project, from, module));
    case 'ruby':
      return files(rubyFile(tree, from, module));
    case 'php':
    case 'c-sharp':
      return namespaceTarget(project, from, module, name);
    case 'bash':
      return files(tree.first([joinPath(folderOf(from), module) ?? '']), tree.endingWith(nameOf(module), from));
    default:
      return undefined;
  }
}

function pythonTarget(tree: FileTree, from: string, module: string, name: string): Target | undefined {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(module)!;
  const path = rest.replaceAll('.', '/');
  const found = dots === '' ? pythonFile(tree, from, path) : fromFolder(up(folderOf(from), dots.length - 1), path);
  // `from package import module` names a file where the package has no such name itself, and beside it otherwise.
  const folder = found?.endsWith('/__init__.py') || found === '__init__.py' ? folderOf(found) : undefined;
  if (name !== '*') {
    const bases = [folder, found === undefined ? packageFolder() : undefined].filter((base) => base !== undefined);
    for (const base of bases) {
      const inner = fromFolder(base, name);
      if (inner !== undefined && inner !== from) return { files: [inner], name: '*' };
    }
  }
  return found !== undefined && found !== from ? { files: [found] } : undefined;

  function fromFolder(base: string | undefined, place: string): string | undefined {
    if (base === undefined) return undefined;
    const at = joinPath(base, place);
    if (at === undefined) return undefined;
    const init = at === '' ? '__init__' : `${at}/__init__`;
    return tree.first(place === '' ? pythonEndings(init) : [...pythonEndings(at), ...pythonEndings(init)]);
  }

  /** A package without `__init__.py`. */
  function packageFolder(): string | undefined {
    if (dots !== '') return joinPath(up(folderOf(from), dots.length - 1) ?? '', path);
    return path === '' ? undefined : tree.foldersEndingWith(path, from)[0];
  }
}

const pythonEndings = (path: string): string[] => [`${path}.py`, `${path}.pyi`];

/** From the importing file's folder upwards, then `src`, then wherever a path ends so. */
function pythonFile(tree: FileTree, from: string, path: string): string | undefined {
  if (path === '') return undefined;
  const wanted = [...pythonEndings(path), ...pythonEndings(`${path}/__init__`)];
  for (let folder: string | undefined = folderOf(from); folder !== undefined; folder = up(folder, 1)) {
    const found = tree.first(wanted.map((one) => (folder === '' ? one : `${folder}/${one}`)));
    if (found !== undefined) return found;
  }
  const inSource = tree.first(['src', 'lib', 'python'].flatMap((top) => wanted.map((one) => `${top}/${one}`)));
  if (inSource !== undefined) return inSource;
  // A single word is in many places: `utils`.
  if (!path.includes('/')) return undefined;
  for (const one of wanted) {
    const found = tree.endingWith(one, from);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** So many folders up; undefined above the top. */
function up(folder: string, count: number): string | undefined {
  let at = folder;
  for (let left = count; left > 0; left--) {
    if (at === '') return undefined;
    at = folderOf(at);
  }
  return at;
}

/** All files of the package, without its tests. */
function goFiles({ tree, facts }: Project, from: string, module: string): string[] {
  const folders: string[] = [];
  for (const [place, { name }] of facts) {
    if (nameOf(place) !== 'go.mod' || name === undefined) continue;
    if (module === name || module.startsWith(`${name}/`)) {
      const folder = joinPath(folderOf(place), module.slice(name.length));
      if (folder !== undefined) folders.push(folder);
    }
  }
  // The longest module path is the right one; without any the folder's own path may be what is imported.
  folders.sort((a, b) => b.length - a.length);
  folders.push(module);
  const folder = folders.find((one) => tree.inFolder(one).some(isGo)) ?? longestEnd(tree, module, from);
  return folder === undefined ? [] : tree.inFolder(folder).filter((path) => isGo(path) && !path.endsWith('_test.go'));
}

const isGo = (path: string): boolean => path.endsWith('.go');

/** The folder that has the most of the module's last parts; one part alone is too little to tell. */
function longestEnd(tree: FileTree, module: string, from: string): string | undefined {
  for (let parts = module.split('/').slice(1); parts.length > 1; parts = parts.slice(1)) {
    const [folder] = tree.foldersEndingWith(parts.join('/'), from);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** Java's and Kotlin's: folders are called as packages are, a file as the type in it. */
function packageTarget(tree: FileTree, from: string, module: string, name: string): Target | undefined {
  const path = module.replaceAll('.', '/');
  if (name !== '*') {
    const file = typeFile(tree, `${path}/${name}`, from);
    if (file !== undefined) return { files: [file] };
  }
  // The module may be a type, and the name a member or a type in it.
  const outer = typeFile(tree, path, from);
  if (outer !== undefined) return { files: [outer] };
  const folders = tree.foldersEndingWith(path, from);
  const files = folders.flatMap((folder) => tree.inFolder(folder).filter((one) => /\.(?:java|kts?)$/.test(one)));
  return files.length > 0 ? { files } : undefined;
}

const typeFile = (tree: FileTree, path: string, from: string): string | undefined =>
  tree.endingWith(`${path}.java`, from) ?? tree.endingWith(`${path}.kt`, from);

/** The header, and the sources that have its name: what it declares is defined there. */
function includedFiles(tree: FileTree, from: string, module: string): string[] {
  const beside = joinPath(folderOf(from), module);
  const header =
    tree.first([...(beside === undefined ? [] : [beside]), module]) ??
    tree.endingWith(module.replace(/^(?:\.\.?\/)+/, ''), from);
  if (header === undefined) return [];
  const bare = header.replace(/\.[^./]*$/, '');
  const paired = sourceEndings.map((ending) => `${bare}.${ending}`).filter((path) => path !== header && tree.has(path));
  const stem = nameOf(bare);
  const apart = sourceEndings.map((ending) => tree.endingWith(`${stem}.${ending}`, header));
  return [...new Set([header, ...paired, ...(paired.length > 0 ? [] : apart)])].filter((path) => path !== undefined);
}

const sourceEndings = ['c', 'cc', 'cpp', 'cxx', 'm', 'mm', 'inl', 'tpp', 'ipp'];

function rubyFile(tree: FileTree, from: string, module: string): string | undefined {
  const file = /\.rb$/.test(module) ? module : `${module}.rb`;
  if (module.startsWith('.')) return tree.first([joinPath(folderOf(from), file) ?? '']);
  return tree.first([`lib/${file}`, file]) ?? tree.endingWith(file, from);
}

/** PHP by PSR-4: the path ends as the name does, its first parts standing for a folder. C# by what files declare. */
function namespaceTarget(project: Project, from: string, module: string, name: string): Target | undefined {
  const { tree, declaring } = project;
  const parts = module.split(/[\\.]/).filter(Boolean);
  const isPhp = from.endsWith('.php');
  const whole = name === '*' ? parts : [...parts, name];
  if (isPhp && name !== '*') {
    for (let rest = whole; rest.length > 0; rest = rest.slice(1)) {
      const file = tree.endingWith(`${rest.join('/')}.php`, from);
      if (file !== undefined && file !== from) return { files: [file] };
      if (rest.length === 2) break;
    }
  }
  const declared = declaring(module).filter((file) => file !== from);
  if (declared.length > 0) return { files: declared };
  const all = declaring(whole.join(isPhp ? '\\' : '.')).filter((file) => file !== from);
  return all.length > 0 ? { files: all, name: '*' } : undefined;
}
