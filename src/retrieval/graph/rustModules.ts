/** Rust's modules: `crate`, `super`, `self`, files and folders called as modules are, and crates of the same workspace. */

import { folderOf, joinPath, nameOf, stemOf, type FileTree } from './fileTree.ts';
import type { Project } from './project.ts';

/** @returns the file of the module; with the name `*` when the imported name is itself a module. */
export function rustFiles(
  project: Project,
  from: string,
  module: string,
  name: string,
): { readonly files: readonly string[]; readonly name?: string } | undefined {
  const { tree } = project;
  const path = module.split('::').filter(Boolean);
  const start = startOf(project, from, path);
  if (!start) return undefined;
  const file = walk(tree, start.folder, start.rest, start.file);
  if (name !== '*' && file !== undefined) {
    const inner = child(tree, moduleFolder(file), name);
    if (inner !== undefined && inner !== from) return { files: [inner], name: '*' };
  }
  return file !== undefined && file !== from ? { files: [file] } : undefined;
}

interface Start {
  /** Where files of the modules below lie. */
  readonly folder: string;
  /** Of the module itself. */
  readonly file: string | undefined;
  readonly rest: readonly string[];
}

function startOf(project: Project, from: string, path: readonly string[]): Start | undefined {
  const { tree, facts } = project;
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  const own = moduleFolder(from);
  if (first === 'crate') {
    const root = crateRoot(tree, from);
    return root === undefined ? undefined : { folder: folderOf(root), file: root, rest };
  }
  if (first === 'self') return { folder: own, file: from, rest };
  if (first === 'super') {
    let folder = isHead(from) ? folderOf(folderOf(from)) : folderOf(from);
    let left = rest;
    for (; left[0] === 'super'; left = left.slice(1)) folder = folderOf(folder);
    return { folder, file: headOf(tree, folder), rest: left };
  }
  // `mod name;` and paths that begin at a module of this file.
  if (child(tree, own, first) !== undefined) return { folder: own, file: undefined, rest: path };
  for (const [place, { name }] of facts) {
    if (nameOf(place) !== 'Cargo.toml' || name?.replaceAll('-', '_') !== first) continue;
    const folder = joinPath(folderOf(place), 'src') ?? 'src';
    return { folder, file: tree.first([`${folder}/lib.rs`, `${folder}/main.rs`]), rest };
  }
  return undefined;
}

/** The file of the last segment that is one; what follows is defined in it. */
function walk(tree: FileTree, start: string, path: readonly string[], file: string | undefined): string | undefined {
  let folder = start;
  let last = file;
  for (const segment of path) {
    const next = child(tree, folder, segment);
    if (next === undefined) break;
    last = next;
    folder = moduleFolder(next);
  }
  return last;
}

const child = (tree: FileTree, folder: string, name: string): string | undefined =>
  tree.first([`${name}.rs`, `${name}/mod.rs`].map((path) => (folder === '' ? path : `${folder}/${path}`)));

const isHead = (path: string): boolean => ['mod', 'lib', 'main'].includes(stemOf(path));

const moduleFolder = (path: string): string => (isHead(path) ? folderOf(path) : path.replace(/\.rs$/, ''));

/** The file of the module whose inner modules lie in this folder. */
const headOf = (tree: FileTree, folder: string): string | undefined =>
  tree.first([
    ...['mod', 'lib', 'main'].map((name) => (folder === '' ? `${name}.rs` : `${folder}/${name}.rs`)),
    `${folder}.rs`,
  ]);

function crateRoot(tree: FileTree, from: string): string | undefined {
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    const root = tree.first(['lib.rs', 'main.rs'].map((name) => (folder === '' ? name : `${folder}/${name}`)));
    if (root !== undefined || folder === '') return root;
  }
}
