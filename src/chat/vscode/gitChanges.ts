import { TouchstoneError } from '../../base/errors.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import { runProcess } from '../../testing/node/process.ts';

/**
 * What differs from a commit, without files that hold secrets. Git reads only: no pager, no hook, no program that the
 * repository's own configuration names for diffs.
 * @param root absolute. @throws TouchstoneError where git cannot say
 */
export async function gitChanges(root: string, base: string | undefined, signal: AbortSignal): Promise<string> {
  const from = base ?? 'HEAD';
  if (!/^[\w./@^~-]+$/.test(from) || from.startsWith('-'))
    throw new TouchstoneError(`${from} is no name of a commit.`, 'Name a branch, a tag or a commit.');
  const result = await runProcess(
    {
      command: [
        ...(['git', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', 'diff', '--no-color'] as const),
        ...['--no-ext-diff', '--no-textconv', '--relative', from, '--'],
      ],
      cwd: root,
      environment: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_OPTIONAL_LOCKS: '0' },
      limitMs: 20_000,
      sandbox: 'off',
      writable: [],
    },
    signal,
  );
  if (result.end.kind !== 'exited' || result.end.code !== 0)
    throw new TouchstoneError(
      'Git cannot say what has changed.',
      `It said: ${result.stderr.trim().split('\n', 1)[0] ?? 'nothing'}`,
    );
  return result.stdout
    .split(/^(?=diff --git )/m)
    .filter((part) => {
      const path = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? /^--- a\/(.*)$/m.exec(part)?.[1];
      return path !== undefined && judgePath(path.replace(/\t$/, '')).kind === 'allowed';
    })
    .join('');
}
