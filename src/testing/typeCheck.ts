/**
 * The command with which a project checks its types, from its own files: nothing is started to find out. Only
 * checkers that check and write nothing.
 */
import { foldersAround, type ProjectFiles } from './projectFiles.ts';
import type { WorkspacePath } from './report.ts';
import type { TestCommand } from './testCommand.ts';

/** What an editor says of a line, as far as it tells who says it. */
export interface DiagnosticOrigin {
  readonly path: WorkspacePath;
  /** The editor's word for who reports it: "ts", "Pylance", "mypy". */
  readonly source?: string;
}

/** The checker that is likely to report it too; undefined where none is known, as for what a linter says. */
export async function typeCheckCommand(
  project: Pick<ProjectFiles, 'read'>,
  { path, source = '' }: DiagnosticOrigin,
): Promise<TestCommand | undefined> {
  const folders = foldersAround(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  if (/\.[cm]?[jt]sx?$/.test(path) && /^(?:ts|js|typescript|javascript|)$/i.test(source))
    return typeScript(project, folders);
  if (/\.pyi?$/.test(path) && /^(?:mypy|pyright|pylance|)$/i.test(source))
    return python(project, folders, path, source.toLowerCase());
  return undefined;
}

async function typeScript(
  { read }: Pick<ProjectFiles, 'read'>,
  folders: readonly WorkspacePath[],
): Promise<TestCommand | undefined> {
  const directory = await firstWith(folders, (folder) => read(within(folder, 'tsconfig.json')));
  if (directory === undefined) return undefined;
  const compiler = 'node_modules/typescript/bin/tsc';
  const installed = await firstWith(foldersAround(directory), (folder) => read(within(folder, compiler)));
  if (installed === undefined) return undefined;
  const reason = `${within(directory, 'tsconfig.json')} is there`;
  // Not by npx, which takes as long again: it is run for every patch.
  const up = '../'.repeat(depthOf(directory) - depthOf(installed));
  const line = `node ${up}${compiler} --noEmit --skipLibCheck --pretty false`;
  return { framework: 'custom', line, directory, reason };
}

/** Each of the two where the project is set up for it. */
async function python(
  { read }: Pick<ProjectFiles, 'read'>,
  folders: readonly WorkspacePath[],
  path: WorkspacePath,
  source: string,
): Promise<TestCommand | undefined> {
  const isSetUp = async (
    folder: WorkspacePath,
    files: readonly string[],
    section: RegExp,
  ): Promise<true | undefined> => {
    for (const file of files) if ((await read(within(folder, file))) !== undefined) return true;
    for (const file of ['pyproject.toml', 'setup.cfg'])
      if (section.test((await read(within(folder, file))) ?? '')) return true;
    return undefined;
  };
  const mypy = await firstWith(folders, (folder) =>
    isSetUp(folder, ['mypy.ini', '.mypy.ini'], /^\[(?:tool\.)?mypy\]/m),
  );
  const pyright = await firstWith(folders, (folder) => isSetUp(folder, ['pyrightconfig.json'], /^\[tool\.pyright\]/m));
  const command = (line: string, directory: WorkspacePath, reason: string): TestCommand => {
    const file = directory === '' ? path : path.slice(directory.length + 1);
    return { framework: 'custom', line: `${line} ${quoted(file)}`, directory, reason };
  };
  if (mypy !== undefined && source !== 'pyright' && source !== 'pylance')
    return command('python3 -m mypy', mypy, 'the project is set up for mypy');
  if (pyright !== undefined && source !== 'mypy')
    return command('pyright', pyright, 'the project is set up for pyright');
  return undefined;
}

async function firstWith(
  folders: readonly WorkspacePath[],
  look: (folder: WorkspacePath) => Promise<unknown>,
): Promise<WorkspacePath | undefined> {
  for (const folder of folders) if ((await look(folder)) !== undefined) return folder;
  return undefined;
}

const depthOf = (folder: WorkspacePath): number => (folder === '' ? 0 : folder.split('/').length);

const within = (folder: WorkspacePath, file: string): WorkspacePath => (folder === '' ? file : `${folder}/${file}`);

const quoted = (file: string): string =>
  /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
