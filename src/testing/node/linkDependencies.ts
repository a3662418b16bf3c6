/**
 * Installed packages are linked into a copy, not copied. A node_modules folder becomes a real folder of
 * links, for two reasons: a link that leads to a package of the workspace itself must lead to its copy,
 * and what tools write there (caches, mostly) must not land in the user's. What is linked whole, such as
 * a virtual environment, is protected by the sandbox alone.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isCacheFolder } from './folderKinds.ts';
import { relativeTo, stampOf, type TreeEntry } from './treeEntry.ts';

export interface LinkedDependencies {
  readonly entries: readonly TreeEntry[];
  /** Absolute, real places that the links lead to. */
  readonly linked: readonly string[];
  /** Folders of the copy, relative to its top, that an editable Python install names in the user's tree. */
  readonly importRoots: readonly string[];
}

/** `folders` are relative to `top`, which is absolute and real. */
export function linkDependencies(top: string, folders: readonly string[]): LinkedDependencies {
  const found = new Found(top, folders);
  for (const folder of folders) {
    if (path.posix.basename(folder) === 'node_modules') found.addNodeModules(folder);
    else found.addWhole(folder);
  }
  return found;
}

class Found implements LinkedDependencies {
  readonly entries: TreeEntry[] = [];
  readonly linked: string[] = [];
  readonly importRoots: string[] = [];
  readonly #top: string;
  readonly #folders: readonly string[];

  constructor(top: string, folders: readonly string[]) {
    this.#top = top;
    this.#folders = folders;
  }

  addWhole(folder: string): void {
    const place = realPath(path.join(this.#top, folder));
    if (place === undefined) return;
    this.entries.push({ kind: 'link', path: folder, target: place, toFolder: true });
    this.linked.push(place);
    for (const root of editableRoots(place)) {
      const inside = relativeTo(this.#top, root);
      if (inside !== undefined && !this.#isDependency(inside)) this.importRoots.push(inside);
    }
  }

  addNodeModules(folder: string): void {
    const place = realPath(path.join(this.#top, folder));
    if (place === undefined) return;
    this.linked.push(place);
    this.#addFolder(folder, place);
  }

  #addFolder(folder: string, place: string): void {
    this.entries.push({ kind: 'folder', path: folder });
    for (const child of readdirSync(place, { withFileTypes: true })) {
      const entry = `${folder}/${child.name}`;
      const source = path.join(place, child.name);
      if (child.isSymbolicLink()) this.#addLink(entry, source);
      else if (!child.isDirectory()) this.#addFile(entry, source);
      else if (child.name === '.bin') this.#addPrograms(entry, source);
      else if (child.name.startsWith('@')) this.#addFolder(entry, source);
      else if (!isToolFolder(child.name)) this.entries.push(linkTo(entry, source));
    }
  }

  /** npm, pnpm and yarn link packages of the workspace from where they are; pnpm links all of them. */
  #addLink(entry: string, source: string): void {
    const place = realPath(source);
    if (place === undefined) return;
    const inside = relativeTo(this.#top, place);
    if (inside !== undefined && !this.#isDependency(inside)) {
      const target = path.posix.relative(path.posix.dirname(entry), inside);
      this.entries.push({ kind: 'link', path: entry, target, toFolder: statSync(place).isDirectory() });
      return;
    }
    if (inside === undefined) this.linked.push(place);
    this.entries.push(linkTo(entry, place));
  }

  /** Relative links and scripts find their package beside them, so each keeps its text. */
  #addPrograms(folder: string, place: string): void {
    this.entries.push({ kind: 'folder', path: folder });
    for (const child of readdirSync(place, { withFileTypes: true })) {
      const entry = `${folder}/${child.name}`;
      const source = path.join(place, child.name);
      if (!child.isSymbolicLink()) {
        if (child.isFile()) this.#addFile(entry, source);
        continue;
      }
      const target = readlinkSync(source);
      if (path.isAbsolute(target)) this.#addLink(entry, source);
      else this.entries.push({ kind: 'link', path: entry, target, toFolder: false });
    }
  }

  #addFile(entry: string, source: string): void {
    this.entries.push({ kind: 'file', path: entry, source, stamp: stampOf(lstatSync(source)), cloneOnly: false });
  }

  #isDependency(inside: string): boolean {
    return this.#folders.some((folder) => inside === folder || inside.startsWith(`${folder}/`));
  }
}

function linkTo(entry: string, target: string): TreeEntry {
  return { kind: 'link', path: entry, target, toFolder: true };
}

/** Hidden folders of tools are caches, except where package managers and generators keep what is imported. */
function isToolFolder(name: string): boolean {
  return (
    isCacheFolder(name) || (name.startsWith('.') && !/^\.(pnpm|store|prisma|aspect_rules_js|ignored.*)$/.test(name))
  );
}

/** The folders that editable installs of a virtual environment put on sys.path, wherever they are. */
function editableRoots(environment: string): string[] {
  const roots: string[] = [];
  for (const packages of sitePackages(environment)) {
    for (const name of readdirSync(packages)) {
      if (name.endsWith('.pth')) {
        const lines = readFileSync(path.join(packages, name), 'utf8').split(/\r?\n/);
        // A line that imports is code; any other is a folder (docs.python.org/3/library/site.html).
        roots.push(...lines.filter((line) => path.isAbsolute(line)));
      } else if (/^__editable__.*_finder\.py$/.test(name)) {
        const mapping = /^MAPPING\b[^=]*=\s*(\{.*\})\s*$/m.exec(readFileSync(path.join(packages, name), 'utf8'))?.[1];
        for (const [, place] of (mapping ?? '').matchAll(/:\s*'([^']+)'/g)) if (place) roots.push(path.dirname(place));
      }
    }
  }
  return roots.map((root) => realPath(root)).filter((root) => root !== undefined);
}

function sitePackages(environment: string): string[] {
  const libraries = ['lib', 'lib64', 'Lib']
    .map((name) => path.join(environment, name))
    .filter((folder) => realPath(folder) !== undefined);
  const folders = libraries.flatMap((library) => [
    path.join(library, 'site-packages'),
    ...readdirSync(library)
      .filter((name) => name.startsWith('python'))
      .map((name) => path.join(library, name, 'site-packages')),
  ]);
  return [...new Set(folders.map(realPath).filter((folder) => folder !== undefined))];
}

function realPath(place: string): string | undefined {
  try {
    return realpathSync.native(place);
  } catch {
    return undefined;
  }
}
