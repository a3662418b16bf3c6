/**
 * Asks git which files belong to a repository, and makes for the copy a small repository of its own
 * that borrows the user's objects. Nothing is ever written to the user's repository: a worktree of it
 * would share refs, stash and config with whatever a test does in the copy, and leave an entry behind.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { neverSource } from './folderKinds.ts';
import type { WrittenEntry } from './treeEntry.ts';

export interface Repository {
  /** Absolute and real. */
  readonly top: string;
  /** Where the workspace is in it: `''` or `packages/one/`. */
  readonly prefix: string;
  /** Absolute path of the folder of objects. */
  readonly objects: string;
  /** Files of the copy's own `.git` folder. */
  readonly files: readonly WrittenEntry[];
}

/** Paths are relative to the top. */
export interface RepositoryListing {
  readonly repository: Repository;
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
  /** A folder ends in a slash and stands for all that is in it. */
  readonly ignored: readonly string[];
}

/** Undefined when the folder is in no repository that git can read, or git is missing: then it is a plain folder. */
export async function listRepository(workspace: string, signal: AbortSignal): Promise<RepositoryListing | undefined> {
  const about = await git(workspace, ['rev-parse', '--show-toplevel', '--show-prefix', ...PLACES], signal);
  if (about === undefined) return undefined;
  const [toplevel, prefix, objects, index, shallow] = about.split('\n');
  if (!toplevel || prefix === undefined || !objects || !index || !shallow || !existsSync(toplevel)) return undefined;
  const top = await realpath(toplevel);
  const place = (relative: string): string => path.resolve(workspace, relative);
  const places = { workspace, objects: place(objects), index: place(index), shallow: place(shallow) };
  const [lists, files] = await Promise.all([listFiles(top, signal), ownRepository(places, signal)]);
  // A workspace that a repository further up knows nothing of, such as a project in a home folder of dot files.
  if (lists === undefined) return undefined;
  if (prefix !== '' && !lists.tracked.some((file) => file.startsWith(prefix))) return undefined;

  return { repository: { top, prefix, objects: await realpath(place(objects)), files }, ...lists };
}

const PLACES = ['--git-path', 'objects', '--git-path', 'index', '--git-path', 'shallow'];

interface FileLists {
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
  readonly ignored: readonly string[];
}

/** Submodules, and repositories that simply lie in the tree, are listed as part of it. */
async function listFiles(top: string, signal: AbortSignal): Promise<FileLists | undefined> {
  const others = ['ls-files', '-z', '--others', '--exclude-standard', ...neverSource.flatMap((name) => ['-x', name])];
  const [staged, untracked, ignored] = await Promise.all([
    git(top, ['ls-files', '-z', '--stage'], signal),
    git(top, others, signal),
    git(top, [...others, '--ignored', '--directory'], signal),
  ]);
  if (staged === undefined || untracked === undefined || ignored === undefined) return undefined;

  const tracked = new Set<string>();
  const nested: string[] = [];
  for (const line of records(staged)) {
    const file = line.slice(line.indexOf('\t') + 1);
    if (line.startsWith('160000 ')) nested.push(file);
    else tracked.add(file); // A file in conflict has up to three lines.
  }
  const lists = { tracked: [...tracked], untracked: [] as string[], ignored: records(ignored) };
  for (const file of records(untracked)) {
    if (file.endsWith('/')) nested.push(file.slice(0, -1));
    else lists.untracked.push(file);
  }
  for (const folder of nested) {
    if (!existsSync(path.join(top, folder, '.git'))) continue;
    const inner = await listFiles(path.join(top, folder), signal);
    const moved = (file: string): string => `${folder}/${file}`;
    lists.tracked.push(...(inner?.tracked ?? []).map(moved));
    lists.untracked.push(...(inner?.untracked ?? []).map(moved));
    lists.ignored.push(...(inner?.ignored ?? []).map(moved));
  }
  return lists;
}

interface GitPlaces {
  readonly workspace: string;
  readonly objects: string;
  readonly index: string;
  readonly shallow: string;
}

/** HEAD is detached, tags and branches are as they were, the index is a copy. gitrepository-layout(5). */
async function ownRepository(places: GitPlaces, signal: AbortSignal): Promise<WrittenEntry[]> {
  const refFormat = '--format=%(objectname) %(refname)';
  const [head, refs, objectFormat, index, shallow] = await Promise.all([
    git(places.workspace, ['rev-parse', '--quiet', '--verify', 'HEAD'], signal),
    git(places.workspace, ['for-each-ref', refFormat, 'refs/heads', 'refs/tags', 'refs/remotes'], signal),
    git(places.workspace, ['config', 'extensions.objectFormat'], signal),
    readFile(places.index).catch(() => undefined),
    readFile(places.shallow).catch(() => undefined),
  ]);
  const format = objectFormat?.trim();
  const config = [
    '[core]',
    `\trepositoryformatversion = ${format ? 1 : 0}`,
    '\tbare = false',
    `\thooksPath = ${process.platform === 'win32' ? 'NUL' : '/dev/null'}`,
    '[gc]',
    '\tauto = 0',
    ...(format ? ['[extensions]', `\tobjectFormat = ${format}`] : []),
    '',
  ].join('\n');
  const files: [name: string, content: string | Uint8Array][] = [
    ['HEAD', head ? head : 'ref: refs/heads/main\n'],
    ['config', config],
    ['objects/info/alternates', `${places.objects}\n`],
    ['refs/heads/.keep', ''],
  ];
  if (refs) files.push(['packed-refs', `# pack-refs with: sorted \n${refs}`]);
  if (shallow) files.push(['shallow', shallow]);
  if (index) {
    files.push(['index', index]);
    // A split index keeps its unchanging part in a file beside it.
    const folder = path.dirname(places.index);
    const shared = readdirSync(folder).filter((name) => name.startsWith('sharedindex.'));
    for (const name of shared) files.push([name, await readFile(path.join(folder, name))]);
  }
  return files.map(([name, content]) => ({
    kind: 'written',
    path: `.git/${name}`,
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
    mode: 0o644,
  }));
}

/** What git prints, or undefined when it fails. It neither locks, nor refreshes the index, nor runs a hook. */
export function git(cwd: string, args: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const options = {
    cwd,
    env: gitEnvironment(),
    signal,
    maxBuffer: 1 << 30,
    encoding: 'utf8' as const,
    windowsHide: true,
  };
  const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  return new Promise((resolve, reject) => {
    execFile('git', [...quiet, ...args], options, (error, stdout) => {
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(error ? undefined : stdout);
    });
  });
}

/** Variables such as GIT_DIR or GIT_INDEX_FILE, set when an editor is started from a hook, would point elsewhere. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

function records(text: string): string[] {
  return text.split('\0').filter((record) => record !== '');
}
