/** Finds the files that the compiler and the tests speak of: in a package, in its modules, in the workspace around it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CargoProject } from '../cargoFindings.ts';
import type { RustProgram } from '../cargoOutput.ts';
import type { WorkspacePath } from '../report.ts';
import { workspacePath, type FrameContext } from '../stackFrames.ts';

export class TreeCargoProject implements CargoProject {
  readonly #tree: FrameContext;
  readonly #cwd: string;
  readonly #root: string;
  readonly #workspaces = new Map<string, string>();
  readonly #modules = new Map<string, WorkspacePath | undefined>();

  /** @param root absolute, links resolved. @param cwd where cargo runs. */
  constructor(tree: FrameContext, root: string, cwd: string) {
    this.#tree = tree;
    this.#root = root;
    this.#cwd = cwd;
  }

  fileOf(name: string, program: RustProgram | undefined): WorkspacePath | undefined {
    const folder = program?.target ? path.dirname(program.target.manifest) : this.#cwd;
    // The compiler is started in the workspace's folder, a test program in its package's.
    for (const start of [this.#workspaceOf(folder), folder]) {
      const place = path.resolve(start, name);
      if (existsSync(place)) return workspacePath(place, this.#tree);
    }
    return undefined;
  }

  moduleOf(program: RustProgram, test: string): WorkspacePath | undefined {
    const { target } = program;
    if (!target) return undefined;
    const parts = test.split('::').slice(0, -1);
    const key = [target.source, ...parts].join('::');
    if (!this.#modules.has(key)) this.#modules.set(key, workspacePath(moduleFile(target.source, parts), this.#tree));
    return this.#modules.get(key);
  }

  text(file: WorkspacePath): string | undefined {
    return readText(path.join(this.#root, file));
  }

  /** The folder of the workspace that a package belongs to: its own where it belongs to none. */
  #workspaceOf(folder: string): string {
    let found = this.#workspaces.get(folder);
    if (found === undefined) {
      found = workspaceAround(folder);
      this.#workspaces.set(folder, found);
    }
    return found;
  }
}

function workspaceAround(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (/^\s*\[workspace(?:\.[\w-]+)?\]/m.test(readText(path.join(at, 'Cargo.toml')) ?? '')) return at;
    if (at === path.dirname(at)) return folder;
  }
}

/** `mod a;` is a.rs or a/mod.rs beside the file that is the crate's root; a module without a file is in the one around it. */
function moduleFile(crate: string, modules: readonly string[]): string {
  let file = crate;
  let folder = path.dirname(crate);
  for (const name of modules) {
    folder = path.join(folder, name);
    const own = [`${folder}.rs`, path.join(folder, 'mod.rs')].find((place) => existsSync(place));
    if (own !== undefined) file = own;
  }
  return file;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
