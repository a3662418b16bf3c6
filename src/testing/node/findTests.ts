/** Which commands test a folder on disk: its files are read, nothing is started. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import { detectTestCommands, type Detection } from '../detect.ts';
import { recogniseTestCommand } from '../recognise.ts';
import type { WorkspacePath } from '../report.ts';
import type { TestCommand } from '../testCommand.ts';
import { listTree } from './treeListing.ts';

/**
 * The ways in which a folder's tests can be run, the likeliest first, or why none was found.
 * @param near a file that the user is at, relative to `root`: the package around it comes first.
 */
export function findTestCommands(
  root: string,
  near: WorkspacePath | undefined,
  signal: AbortSignal,
): Promise<Detection> {
  return findTestCommandsWith(root, new Map(), near, signal);
}

/** The same as if these files were there. */
export async function findTestCommandsWith(
  root: string,
  added: ReadonlyMap<WorkspacePath, string>,
  near: WorkspacePath | undefined,
  signal: AbortSignal,
): Promise<Detection> {
  const folder = await workspaceFolder(root);
  const { kept, prefix, top } = await listTree(folder, signal);
  const paths = kept.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  const base = path.join(top, prefix);
  const project = {
    list: () => Promise.resolve([...new Set([...paths, ...added.keys()])]),
    read: async (file: WorkspacePath) => added.get(file) ?? (await readText(path.join(base, file))),
  };
  return detectTestCommands(project, near);
}

/** The command that a line given by the user stands for, run at the workspace's root unless it was found elsewhere. */
export async function understandCommand(root: string, line: string, signal: AbortSignal): Promise<TestCommand> {
  const { commands } = await findTestCommands(root, undefined, signal);
  const known = commands.find((command) => command.line === line);
  return known ?? recogniseTestCommand(line, '', await readText(path.join(root, 'package.json')));
}

/** The real path of a workspace folder. Throws where there is none. */
export async function workspaceFolder(root: string): Promise<string> {
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new TouchstoneError(`“${root}” is not a folder.`, 'Name the folder of the project.');
  return realpath(root);
}

const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
