import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './childProcess.ts';
import { childEnvironment, root, ScriptError } from './project.ts';

/** The bundled projects with one failing test each, as people and tests open them. */
export const samplesFolder = join(root, 'test', 'fixtures', 'samples');

/** A fresh copy of a project as a git repository with one commit, so that it looks like anybody's project. */
export async function copyWorkspace(from: string, to: string): Promise<string> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true });
  await linkDependencies(to);
  const author = { GIT_AUTHOR_NAME: 'Sample', GIT_AUTHOR_EMAIL: 'sample@localhost' };
  const committer = { GIT_COMMITTER_NAME: 'Sample', GIT_COMMITTER_EMAIL: 'sample@localhost' };
  // The user's own git settings (hooks, signing) have no say in a sample.
  const env = childEnvironment({ ...author, ...committer, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull });
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '--all'],
    ['commit', '-q', '-m', 'First version'],
  ]) {
    const result = await run('git', args, { cwd: to, env });
    if (result.code !== 0) throw new ScriptError(`git ${args.join(' ')} failed in ${to}:\n${result.output.trim()}`);
  }
  return to;
}

/** What `npm install` would bring, out of this clone's own dependencies: no download for a sample. */
async function linkDependencies(project: string): Promise<void> {
  const manifest = join(project, 'package.json');
  if (!existsSync(manifest)) return;
  const { devDependencies = {} } = JSON.parse(await readFile(manifest, 'utf8')) as { devDependencies?: object };
  for (const name of Object.keys(devDependencies)) {
    const ours = join(root, 'node_modules', name);
    const theirs = join(project, 'node_modules', name);
    if (!existsSync(ours)) continue;
    await mkdir(dirname(theirs), { recursive: true });
    await symlink(ours, theirs, 'junction');
    await linkPrograms(ours, join(project, 'node_modules', '.bin'));
  }
}

/** The sample's own Node among them: the one on the PATH of a person's shell may be too old for its tests. */
async function linkPrograms(dependency: string, folder: string): Promise<void> {
  const { bin } = JSON.parse(await readFile(join(dependency, 'package.json'), 'utf8')) as { bin?: object };
  for (const [name, path] of Object.entries(bin ?? {})) {
    await mkdir(folder, { recursive: true });
    await symlink(join(dependency, String(path)), join(folder, name));
  }
}
