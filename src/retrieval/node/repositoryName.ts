/** What a shared index of a folder is called: by its repository, so that nothing of this machine's paths is in it. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { TouchstoneError } from '../../base/errors.ts';
import { collectionName, isCollectionName, repositoryOf } from '../shared.ts';

/**
 * @param set what the setting says; `''` for the repository's remote and the folder's place in it.
 * @throws TouchstoneError when there is neither a setting nor a remote.
 */
export async function sharedNameOf(root: string, set: string): Promise<string> {
  if (set !== '') {
    if (isCollectionName(set)) return set;
    throw new TouchstoneError(
      `“${set}” cannot be the name of a shared index.`,
      'Use letters, digits, dots, dashes and underscores, at least three.',
    );
  }
  const found = await remoteOf(root);
  if (!found)
    throw new TouchstoneError(
      'This folder has no git remote by which its shared index could be found.',
      'Name the collection in the setting touchstone.index.shared.collection.',
    );
  const repository = repositoryOf(found.remote);
  const key = createHash('sha256').update(`${repository}\n${found.inside}`).digest('hex').slice(0, 16);
  return collectionName(repository, key);
}

/** Of the repository that the folder is in, and where in it the folder is. */
async function remoteOf(root: string): Promise<{ remote: string; inside: string } | undefined> {
  for (let top = root; ; top = path.dirname(top)) {
    const config = await configOf(path.join(top, '.git'));
    const remote = config === undefined ? undefined : firstRemote(config);
    if (remote !== undefined) return { remote, inside: path.relative(top, root).split(path.sep).join('/') };
    if (config !== undefined || path.dirname(top) === top) return undefined;
  }
}

/** Undefined when there is no repository. */
async function configOf(place: string): Promise<string | undefined> {
  const stats = await stat(place).catch(() => undefined);
  if (!stats) return undefined;
  let folder = place;
  if (stats.isFile()) {
    // A worktree or a submodule says where its repository is; a worktree's configuration is that of the main one.
    const link = /^gitdir: (.+)$/m.exec(await readFile(place, 'utf8'))?.[1];
    if (link === undefined) return '';
    folder = path.resolve(path.dirname(place), link.trim());
    const common = await readFile(path.join(folder, 'commondir'), 'utf8').catch(() => undefined);
    if (common !== undefined) folder = path.resolve(folder, common.trim());
  }
  return readFile(path.join(folder, 'config'), 'utf8').catch(() => '');
}

/** `origin` if there is one. */
function firstRemote(config: string): string | undefined {
  const remotes = new Map<string, string>();
  let name: string | undefined;
  for (const line of config.split('\n')) {
    const section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) name = /^remote\s+"(.+)"$/.exec(section.trim())?.[1];
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (name !== undefined && url !== undefined && !remotes.has(name)) remotes.set(name, url);
  }
  return remotes.get('origin') ?? remotes.values().next().value;
}
