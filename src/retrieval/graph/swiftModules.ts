/** Swift's modules: all files below a folder, of which each sees what the others define; named in a Package.swift or by custom. */

import { folderOf, joinPath, type FileTree } from './fileTree.ts';
import type { Project } from './project.ts';

/** Of a larger module too many files would have to be looked through; a name that is rare is found without its import. */
const mostFiles = 150;

/** @returns none for a module that is not of this repository. */
export function swiftFiles(project: Project, from: string, module: string): string[] {
  const folder = folderOfModule(project, from, module);
  if (folder === undefined) return [];
  const files = project.tree.below(folder).filter((path) => path.endsWith('.swift'));
  return files.length <= mostFiles ? files : [];
}

/** The folder of the module that a file belongs to; undefined where nothing says. */
export function swiftModuleFolder({ tree, facts }: Project, path: string): string | undefined {
  for (const [place, { modules = {} }] of facts) {
    for (const [name, written] of Object.entries(modules)) {
      const folder = declaredFolder(tree, folderOf(place), name, written);
      if (folder !== undefined && path.startsWith(`${folder}/`)) return folder;
    }
  }
  return /^(?:.*\/)?(?:Sources?|Tests)\/[^/]+(?=\/)/.exec(path)?.[0];
}

function folderOfModule({ tree, facts }: Project, from: string, module: string): string | undefined {
  for (const [place, { modules = {} }] of facts) {
    const written = modules[module];
    const folder = written === undefined ? undefined : declaredFolder(tree, folderOf(place), module, written);
    if (folder !== undefined) return folder;
  }
  return customary.map((top) => tree.foldersEndingWith(`${top}/${module}`, from)[0]).find(Boolean);
}

/** @param written the `path:` of a Package.swift; '' where it has none. */
function declaredFolder(tree: FileTree, top: string, name: string, written: string): string | undefined {
  const places = written === '' ? customary.map((folder) => `${folder}/${name}`) : [written];
  return places
    .map((place) => joinPath(top, place))
    .find((place) => place !== undefined && place !== '' && tree.below(place).length > 0);
}

/** Where the package manager looks. */
const customary = ['Sources', 'Source', 'src', 'srcs', 'Tests'];
