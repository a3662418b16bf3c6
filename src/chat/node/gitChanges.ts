import { TouchstoneError } from '../../base/errors.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import { git } from '../../testing/node/gitRepository.ts';
import { runProcess } from '../../testing/node/process.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { DiffOf } from '../review/reviewChanges.ts';

/**
 * What differs from a commit, without files that hold secrets. Git reads only: no pager, no hook, no program that the
 * repository's own configuration names for diffs.
 * @param root absolute. @throws TouchstoneError where git cannot say
 */
export async function gitChanges(root: string, of: DiffOf, signal: AbortSignal): Promise<string> {
  const result = await runProcess(
    {
      command: [
        ...([
          'git',
          '-c',
          'core.fsmonitor=false',
          '-c',
          'core.hooksPath=/dev/null',
          '-c',
          'core.quotePath=false',
        ] as const),
        ...['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--relative', '--src-prefix=a/', '--dst-prefix=b/'],
        ...comparedWith(of),
        '--',
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

/** The same, with the files that nobody has added yet: they are new as a whole. */
export async function allChanges(
  root: string,
  of: DiffOf,
  files: Pick<WorkspaceTexts, 'text'>,
  signal: AbortSignal,
): Promise<string> {
  const known = await gitChanges(root, of, signal);
  if (of.kind === 'staged') return known;
  const listed = (await git(root, ['ls-files', '-z', '--others', '--exclude-standard'], signal)) ?? '';
  const paths = listed.split('\0').filter((path) => path !== '' && judgePath(path).kind === 'allowed');
  const texts = await Promise.all(
    paths.slice(0, mostNew).map(async (path) => ({ path, before: undefined, after: await files.text(path) })),
  );
  return known + formatUnifiedDiff(texts.filter(({ after }) => after !== undefined));
}

const mostNew = 200;

function comparedWith(of: DiffOf): string[] {
  if (of.kind === 'staged') return ['--cached'];
  if (!/^[\w./@^~-]+$/.test(of.base) || of.base.startsWith('-'))
    throw new TouchstoneError(`${of.base} is no name of a commit.`, 'Name a branch, a tag or a commit.');
  return of.kind === 'branch' ? ['--merge-base', of.base] : [of.base];
}
