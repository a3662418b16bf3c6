/** What is known of a Go project's packages from its files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GoProject } from '../goFindings.ts';
import { declaredTests, modulePath, packageDirectory, usedModules, type GoModule } from '../goModules.ts';
import type { WorkspacePath } from '../report.ts';
import { workspacePath } from '../stackFrames.ts';
import type { ToolRun } from './toolReader.ts';

type ProjectRun = Pick<ToolRun, 'root' | 'cwd' | 'roots' | 'directory'>;

export class TreeGoProject implements GoProject {
  readonly roots: readonly string[];
  readonly directory: WorkspacePath;
  readonly #run: ProjectRun;
  readonly #modules: GoModule[];
  readonly #tests = new Map<WorkspacePath, ReadonlyMap<string, WorkspacePath>>();

  constructor(run: ProjectRun) {
    this.#run = run;
    this.roots = run.roots;
    this.directory = run.directory;
    this.#modules = modulesAround(run);
  }

  directoryOf(importPath: string): WorkspacePath | undefined {
    const place = importPath === 'command-line-arguments' ? this.#run.cwd : packageDirectory(importPath, this.#modules);
    if (place === undefined) return undefined;
    return place === this.#run.root ? '' : workspacePath(place, this);
  }

  /** What Go calls the package in a folder; undefined where no module is around it. */
  importPathOf(directory: WorkspacePath): string | undefined {
    const place = path.join(this.#run.root, directory);
    const around = this.#modules.filter((module) => isInside(place, module.directory));
    const [nearest] = around.sort((a, b) => b.directory.length - a.directory.length);
    if (!nearest) return undefined;
    const rest = path.relative(nearest.directory, place).split(path.sep).join('/');
    return rest === '' ? nearest.path : `${nearest.path}/${rest}`;
  }

  fileOf(directory: WorkspacePath, name: string): WorkspacePath | undefined {
    return this.testsIn(directory).get(name);
  }

  /** The top-level tests of a folder, by name. */
  testsIn(directory: WorkspacePath): ReadonlyMap<string, WorkspacePath> {
    let found = this.#tests.get(directory);
    if (!found) this.#tests.set(directory, (found = this.#read(directory)));
    return found;
  }

  has(file: WorkspacePath): boolean {
    return existsSync(path.join(this.#run.root, file));
  }

  text(file: WorkspacePath): string | undefined {
    return readText(path.join(this.#run.root, file));
  }

  #read(directory: WorkspacePath): ReadonlyMap<string, WorkspacePath> {
    const found = new Map<string, WorkspacePath>();
    const folder = path.join(this.#run.root, directory);
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      if (!name.endsWith('_test.go')) continue;
      const file = directory === '' ? name : `${directory}/${name}`;
      for (const test of declaredTests(this.text(file) ?? '')) if (!found.has(test)) found.set(test, file);
    }
    return found;
  }
}

const isInside = (place: string, folder: string): boolean => place === folder || place.startsWith(folder + path.sep);

/** The module that the command runs in, and those that a go.work above it names. */
function modulesAround({ cwd }: ProjectRun): GoModule[] {
  const modules: GoModule[] = [];
  const add = (folder: string): boolean => {
    const module = modulePath(readText(path.join(folder, 'go.mod')) ?? '');
    if (module !== undefined) modules.push({ path: module, directory: folder });
    return module !== undefined;
  };
  let inModule = false;
  for (let at = cwd; ; at = path.dirname(at)) {
    if (!inModule) inModule = add(at);
    const work = readText(path.join(at, 'go.work'));
    if (work !== undefined) for (const used of usedModules(work)) add(path.resolve(at, used));
    if (work !== undefined || at === path.dirname(at)) return modules;
  }
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
