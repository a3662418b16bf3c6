/** The command that compiles a whole project and keeps nothing of it, where compiling is what checks its types. */

import { foldersAround, type ProjectFiles } from './projectFiles.ts';
import type { WorkspacePath } from './report.ts';
import type { TestCommand } from './testCommand.ts';

const builds: readonly { readonly file: RegExp; readonly project: string; readonly line: string }[] = [
  { file: /\.go$/, project: 'go.mod', line: 'go vet ./...' },
  { file: /\.rs$/, project: 'Cargo.toml', line: 'cargo check --tests --offline --message-format short' },
];

/** Tests are compiled too. Undefined for languages that are not compiled, and outside of a project. */
export async function buildCheckCommand(
  { read }: Pick<ProjectFiles, 'read'>,
  path: WorkspacePath,
): Promise<TestCommand | undefined> {
  const build = builds.find(({ file }) => file.test(path));
  if (!build) return undefined;
  for (const directory of foldersAround(path.slice(0, Math.max(0, path.lastIndexOf('/'))))) {
    const project = directory === '' ? build.project : `${directory}/${build.project}`;
    if ((await read(project)) !== undefined)
      return { framework: 'custom', line: build.line, directory, reason: `${project} is there` };
  }
  return undefined;
}
