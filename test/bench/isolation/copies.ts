import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShadowWorkspace } from '../../../src/testing/node/shadowWorkspace.ts';
import { sourceTree } from '../index/sourceTree.ts';
import { runProgram } from '../repair/processes.ts';
import { table } from '../repair/tables.ts';

const repeats = 7;
const never = new AbortController().signal;

/** Milliseconds of each way to a copy of a repository with so many files, the median of several. */
export async function measureCopies(files: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'isolation-bench-'));
  try {
    const repository = join(folder, 'repository');
    cpSync(await sourceTree(files), repository, { recursive: true });
    await git(repository, 'init', '--quiet', '--initial-branch=main');
    await git(repository, 'add', '--all');
    const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org'];
    await git(repository, ...author, 'commit', '--quiet', '--message', 'Import');
    const times = new Map<string, number[]>();
    const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      const started = performance.now();
      const value = await work();
      times.set(what, [...(times.get(what) ?? []), performance.now() - started]);
      return value;
    };
    for (let round = 0; round < repeats; round++) {
      const plain = join(folder, `plain-${round}`);
      await timed('cp -a', () => runProgram('cp', ['-a', repository, plain], { cwd: folder, limitSeconds: 120 }));
      rmSync(plain, { recursive: true });
      const tree = join(folder, `tree-${round}`);
      await timed('git worktree add', () => git(repository, 'worktree', 'add', '--quiet', '--detach', tree));
      await git(repository, 'worktree', 'remove', '--force', tree);

      const options = { workspace: repository, storage: join(folder, 'storage') };
      const shadow = await timed('shadow workspace', () => createShadowWorkspace(options, never));
      const lane = await timed('a lane beside it', () => shadow.lane(never));
      const [file] = await shadow.files();
      await timed('one file written and reset', async () => {
        await shadow.write(file!, 'changed\n');
        await shadow.reset();
      });
      await timed('both removed', () => Promise.all([shadow.dispose(), lane.dispose()]));
    }
    const plain = median(times.get('cp -a')!);
    console.log(`\n${files} files in a git repository, median of ${repeats}`);
    console.log(
      table(
        ['what', 'ms', 'of cp -a'],
        [...times].map(([what, all]) => [what, median(all).toFixed(0), (median(all) / plain).toFixed(2)]),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function git(directory: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runProgram('git', args, { cwd: directory, limitSeconds: 120 });
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`);
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
