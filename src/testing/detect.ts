/**
 * Which commands run a project's tests, from its own files: nothing is started to find out. The most
 * likely comes first; a project of several languages has several.
 */
import { javaScriptCommands } from './detectJavaScript.ts';
import { pythonCommands } from './detectPython.ts';
import type { ProjectFiles, ProjectFolder } from './projectFiles.ts';
import type { WorkspacePath } from './report.ts';
import type { TestCommand } from './testCommand.ts';

export interface Detection {
  /** The likeliest first; empty where none was found. */
  readonly commands: readonly TestCommand[];
  /** A whole sentence: why the first command, or what was looked for in vain. */
  readonly reason: string;
}

export async function detectTestCommands(project: ProjectFiles): Promise<Detection> {
  const files = await project.list();
  for (const directory of directories(files)) {
    const inside = files.filter((file) => directory === '' || file.startsWith(`${directory}/`));
    const folder: ProjectFolder = {
      directory,
      files: inside.map((file) => (directory === '' ? file : file.slice(directory.length + 1))),
      read: (path) => project.read(directory === '' ? path : `${directory}/${path}`),
    };
    const commands = [...(await javaScriptCommands(folder)), ...(await pythonCommands(folder))];
    if (commands[0]) return { commands, reason: commands[0].reason };
  }
  return {
    commands: [],
    reason:
      'No test command was found: there is no test script in package.json, no file that uses node:test or mocha, ' +
      'no pytest configuration, and no Python file test*.py or *_test.py with tests in it',
  };
}

const PROJECT_FILE =
  /^(?:.*\/)?(?:package\.json|pyproject\.toml|setup\.py|setup\.cfg|pytest\.ini|tox\.ini|requirements\.txt)$/;

/** The root, then the folders of projects inside it, the least deep first. */
function directories(files: readonly WorkspacePath[]): WorkspacePath[] {
  const inner = files.filter((file) => file.includes('/') && PROJECT_FILE.test(file) && !NO_PROJECT.test(`/${file}`));
  const folders = new Set(inner.map((file) => file.slice(0, file.lastIndexOf('/'))));
  const depth = (path: string): number => path.split('/').length;
  return ['', ...[...folders].sort((a, b) => depth(a) - depth(b) || a.localeCompare(b))];
}

const NO_PROJECT = /\/(?:node_modules|fixtures?|__fixtures__|testdata|examples?|templates?|vendor)\//;
