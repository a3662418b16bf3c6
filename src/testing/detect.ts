/**
 * Which commands run a project's tests, from its own files: nothing is started to find out. The most
 * likely comes first; a project of several languages has several.
 */
import { goTestCommands } from './detectGo.ts';
import { javaCommands } from './detectJava.ts';
import { javaScriptCommands } from './detectJavaScript.ts';
import { pythonCommands } from './detectPython.ts';
import { cargoTestCommands } from './detectRust.ts';
import { foldersAround, type ProjectFiles, type ProjectFolder } from './projectFiles.ts';
import type { WorkspacePath } from './report.ts';
import type { TestCommand } from './testCommand.ts';

export interface Detection {
  /** The likeliest first; empty where none was found. */
  readonly commands: readonly TestCommand[];
  /** A whole sentence: why the first command, or what was looked for in vain. */
  readonly reason: string;
}

/**
 * @param near a file that the user is at: the package around it is asked before the ones around that.
 * Without it the workspace's own folder is asked first, then the packages in it.
 */
export async function detectTestCommands(project: ProjectFiles, near?: WorkspacePath): Promise<Detection> {
  const files = await project.list();
  const around = near === undefined ? [] : packagesAround(files, near);
  const found: TestCommand[] = [];
  for (const directory of [...around, ...directories(files).filter((each) => !around.includes(each))]) {
    // What is around the user is offered as well, but of other packages only the first that has tests.
    if (found.length > 0 && !around.includes(directory)) break;
    const commands = await commandsIn(directory, files, project);
    found.push(...commands.filter((command) => !found.some((each) => isSame(each, command))));
  }
  const [likeliest] = found;
  if (likeliest) return { commands: found, reason: likeliest.reason };
  return {
    commands: [],
    reason:
      'No test command was found: there is no test script in package.json, no file that uses node:test, mocha, vitest ' +
      'or jest, no pytest configuration, no Python file test*.py or *_test.py with tests in it, no go.mod or ' +
      'Cargo.toml, and no pom.xml or build.gradle with tests beside it',
  };
}

async function commandsIn(
  directory: WorkspacePath,
  files: readonly WorkspacePath[],
  project: ProjectFiles,
): Promise<TestCommand[]> {
  const inside = files.filter((file) => directory === '' || file.startsWith(`${directory}/`));
  const folder: ProjectFolder = {
    directory,
    files: inside.map((file) => (directory === '' ? file : file.slice(directory.length + 1))),
    read: (path) => project.read(directory === '' ? path : `${directory}/${path}`),
    readAround: (path) => project.read(path),
  };
  const commands: TestCommand[] = [];
  for (const find of [javaScriptCommands, pythonCommands, goTestCommands, cargoTestCommands, javaCommands])
    commands.push(...(await find(folder)));
  return commands;
}

const isSame = (a: TestCommand, b: TestCommand): boolean => a.line === b.line && a.directory === b.directory;

const PROJECT_FILE =
  /^(?:.*\/)?(?:package\.json|pyproject\.toml|setup\.py|setup\.cfg|pytest\.ini|tox\.ini|requirements\.txt|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;

/** The folders of projects that a file is in, the innermost first, and the workspace's own. */
function packagesAround(files: readonly WorkspacePath[], near: WorkspacePath): WorkspacePath[] {
  const projects = new Set(files.filter((file) => PROJECT_FILE.test(file)).map(folderOf));
  return foldersAround(folderOf(near)).filter((folder) => folder === '' || projects.has(folder));
}

/** The root, then the folders of projects inside it, the least deep first. */
function directories(files: readonly WorkspacePath[]): WorkspacePath[] {
  const inner = files.filter((file) => file.includes('/') && PROJECT_FILE.test(file) && !NO_PROJECT.test(`/${file}`));
  const folders = new Set(inner.map(folderOf));
  const depth = (path: string): number => path.split('/').length;
  return ['', ...[...folders].sort((a, b) => depth(a) - depth(b) || a.localeCompare(b))];
}

const NO_PROJECT = /\/(?:node_modules|fixtures?|__fixtures__|testdata|examples?|templates?|vendor)\//;

const folderOf = (file: WorkspacePath): WorkspacePath => file.slice(0, Math.max(0, file.lastIndexOf('/')));
