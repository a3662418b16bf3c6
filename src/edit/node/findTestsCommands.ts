/** For the editor, which asks before anything runs: the commands that new tests of a file can be judged by. */
import { languageOf } from '../../syntax/language.ts';
import { findTestCommands, findTestCommandsWith, workspaceFolder } from '../../testing/node/findTests.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { testsCommands } from '../tests/testsCommand.ts';

/** The likeliest first; none where the engine will say why. Files are read, nothing is started. */
export async function findTestsCommands(
  folder: string,
  source: WorkspacePath,
  unsaved: ReadonlyMap<WorkspacePath, string>,
  signal: AbortSignal,
): Promise<readonly TestCommand[]> {
  const language = languageOf(source);
  if (!language) return [];
  const root = await workspaceFolder(folder);
  const deps = {
    files: openWorkspaceFiles(root, unsaved),
    findTests: (near: WorkspacePath | undefined, stop: AbortSignal) => findTestCommands(root, near, stop),
    findTestsWith: (added: ReadonlyMap<WorkspacePath, string>, near: WorkspacePath | undefined, stop: AbortSignal) =>
      findTestCommandsWith(root, added, near, stop),
  };
  const found = await testsCommands(source, language, undefined, deps, signal);
  return 'why' in found ? [] : found.commands;
}
