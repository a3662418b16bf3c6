/** A program with a bug, as its developer would have it on disk: without the held-out tests and without a trace of the fix. */

import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { runProgram, runShell } from './processes.ts';
import { replaceOnce, seed } from './seededBug.ts';
import type { SeededBug, SeededProgram } from './seededBug.ts';

export const BUGS = join(import.meta.dirname, '../../fixtures/bugs');
const ROOT = join(import.meta.dirname, '../../..');
const HELD_OUT = 'heldout';
/** What a test run may leave in any folder, and what was linked. */
const NOT_CONTENT = new Set(['.git', 'node_modules', HELD_OUT, '__pycache__', '.pytest_cache', 'target']);

export interface BugWorkspace {
  readonly directory: string;
  /** Lines of the faulty file, counted from 1, of which any is a right answer. */
  readonly lines: ReadonlySet<number>;
}

/** The correct program in a folder of its own, held-out tests left out. */
export async function makeWorkspace(program: SeededProgram): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'repair-bench-'));
  const source = join(BUGS, program.name);
  await cp(source, directory, {
    recursive: true,
    filter: (path) =>
      !path
        .slice(source.length)
        .split(sep)
        .some((name) => NOT_CONTENT.has(name)),
  });
  await linkDependencies(program, directory);
  return directory;
}

/** Only mocha comes from outside; the other programs need nothing but their interpreter. */
async function linkDependencies(program: SeededProgram, directory: string): Promise<void> {
  if (program.heldoutTest.startsWith('mocha')) {
    await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  }
}

export async function makeFaultyWorkspace(
  program: SeededProgram,
  bug: SeededBug,
  repository: boolean,
): Promise<BugWorkspace> {
  const directory = await makeWorkspace(program);
  const file = join(directory, bug.path);
  const faulty = seed(await readFile(file, 'utf8'), bug);
  await writeFile(file, faulty.text);
  for (const place of bug.also ?? []) {
    const other = join(directory, place.path);
    await writeFile(other, replaceOnce(await readFile(other, 'utf8'), place, bug.id));
  }
  if (repository) {
    await git(directory, 'init', '--quiet', '--initial-branch=main');
    await git(directory, 'add', '--all');
    await git(
      directory,
      '-c',
      'user.name=Bench',
      '-c',
      'user.email=bench@example.org',
      'commit',
      '--quiet',
      '-m',
      'Import',
    );
  }
  return { directory, lines: faulty.lines };
}

async function git(directory: string, ...args: string[]): Promise<string> {
  const result = await runProgram('git', args, { cwd: directory, limitSeconds: 30 });
  if (result.code !== 0) {
    throw new Error(`git ${args.join(' ')} failed: ${result.stderr}`);
  }
  return result.stdout;
}

/** Everything in the workspace that its owner could miss, as one text; equal before and after an honest run. */
export async function fingerprint(directory: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(directory.length + 1);
    if (relative === '.git' || relative.startsWith(`.git${sep}`)) {
      continue;
    }
    if (entry.isSymbolicLink()) {
      lines.push(`${relative} -> ${await readlink(path)}`);
    } else if (entry.isFile()) {
      lines.push(
        `${relative} ${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')}`,
      );
    } else {
      lines.push(`${relative}/`);
    }
  }
  lines.sort();
  const names = await readdir(directory);
  if (names.includes('.git')) {
    lines.push(
      await git(directory, 'for-each-ref'),
      await git(directory, 'worktree', 'list', '--porcelain'),
      await git(directory, 'status', '--porcelain'),
    );
  }
  return lines.join('\n');
}

/** A copy of a workspace with a patch in it; says why when the patch does not fit. */
export async function copyWithPatch(
  workspace: string,
  patch: string,
): Promise<{ readonly directory: string; readonly refused?: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'repair-bench-'));
  await cp(workspace, directory, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.startsWith(join(workspace, '.git') + sep) && path !== join(workspace, '.git'),
  });
  const file = join(directory, '..', `${directory.slice(directory.lastIndexOf(sep) + 1)}.patch`);
  await writeFile(file, patch);
  try {
    const applied = await runProgram('git', ['apply', file], { cwd: directory, limitSeconds: 30 });
    return applied.code === 0 ? { directory } : { directory, refused: applied.stderr.trim() };
  } finally {
    await rm(file);
  }
}

/** Brings the held-out tests to a folder that the engine is done with. */
export async function addHeldOutTests(program: SeededProgram, directory: string): Promise<void> {
  await cp(join(BUGS, program.name, HELD_OUT), join(directory, HELD_OUT), {
    recursive: true,
    filter: (path) => !path.endsWith('__pycache__'),
  });
}

export async function runSuite(
  line: string,
  directory: string,
): Promise<{ readonly code: number; readonly output: string; readonly seconds: number }> {
  const result = await runShell(line, { cwd: directory, limitSeconds: 60 });
  return { code: result.code, output: result.stdout + result.stderr, seconds: result.seconds };
}

export async function removeWorkspace(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
