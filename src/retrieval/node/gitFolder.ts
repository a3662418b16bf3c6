/** What git keeps beside a working tree, found without git: its own folder, and where it says what everybody's ignore files leave out. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Whether a folder is the top of a repository. An empty folder `.git` makes none. */
export function isRepositoryTop(folder: string): boolean {
  return gitFolderOf(folder) !== undefined;
}

/** The file with the rules that this clone alone has; a linked work tree shares those of the repository. */
export function ownExcludes(top: string): string | undefined {
  const folder = gitFolderOf(top);
  if (folder === undefined) return undefined;
  const common = read(path.join(folder, 'commondir'))?.trim();
  return path.join(common === undefined ? folder : path.resolve(folder, common), 'info/exclude');
}

/** The file with the rules of this user for all repositories, by git's own setting or where it is by custom. */
export function userExcludes(environment: NodeJS.ProcessEnv = process.env, home = os.homedir()): string {
  const configured = environment['XDG_CONFIG_HOME'];
  const custom = path.join(
    configured === undefined || configured === '' ? path.join(home, '.config') : configured,
    'git',
  );
  // The later one counts.
  for (const file of [path.join(home, '.gitconfig'), path.join(custom, 'config')]) {
    const written = excludesFileIn(read(file) ?? '');
    if (written !== undefined) return path.resolve(home, written.replace(/^~(?=[\\/])/, home));
  }
  return path.join(custom, 'ignore');
}

/** `excludesFile` of the section `core`. */
function excludesFileIn(config: string): string | undefined {
  const core = config.split(/^\s*(?=\[)/m).filter((section) => /^\[core\]/i.test(section));
  const values = core.flatMap((section) =>
    Array.from(section.matchAll(/^\s*excludesfile\s*=\s*(?:"([^"\n]+)"|([^#;\n]+))/gim), ([, quoted, plain]) =>
      (quoted ?? plain!).trim(),
    ),
  );
  return values.at(-1);
}

function gitFolderOf(top: string): string | undefined {
  const place = path.join(top, '.git');
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return existsSync(path.join(place, 'HEAD')) ? place : undefined;
  // Of a submodule or a linked work tree.
  const written = stats && /^gitdir: (.+)$/m.exec(read(place) ?? '')?.[1]?.trim();
  return written === undefined ? undefined : path.resolve(top, written);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // Not there, or not ours to read.
  }
}
