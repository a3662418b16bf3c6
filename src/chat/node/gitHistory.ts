/** What changed lately, as git tells it. It reads only: no hook, no pager, no program that the repository names. */
import { judgePath } from '../../safety/pathPolicy.ts';
import { git } from '../../testing/node/gitRepository.ts';
import type { Commit, HistoryQuestion, SearchedDeps } from '../searched/searchedDeps.ts';

const mostPaths = 50;
const separator = '\x1f';
const record = '\x1e';

/** @param root absolute */
export function gitHistory(root: string): NonNullable<SearchedDeps['history']> {
  return async (about, signal) => {
    if (about.path !== undefined && judgePath(about.path).kind === 'refused') return [];
    const commits = read((await git(root, command(about), signal)) ?? '');
    // Lines of a file that was never committed have no history; the file's own may say more.
    if (commits.length > 0 || !about.lines) return commits;
    return read((await git(root, command({ limit: about.limit, path: about.path! }), signal)) ?? '');
  };
}

function command({ path, lines, limit }: HistoryQuestion): string[] {
  const format = `--format=${record}%h${separator}%cs${separator}%an${separator}%s`;
  const shown = ['-c', 'core.quotePath=false', '-c', 'log.showSignature=false', '--literal-pathspecs', 'log'];
  const quiet = ['--no-color', '--no-ext-diff', '--no-textconv', `--max-count=${limit}`, format];
  if (path !== undefined && lines) return [...shown, ...quiet, '--no-patch', `-L${lines.first},${lines.last}:${path}`];
  return [...shown, ...quiet, '--name-only', '--relative', '--', ...(path === undefined ? [] : [path])];
}

function read(text: string): Commit[] {
  return text
    .split(record)
    .slice(1)
    .map((one) => {
      const [head = '', ...rest] = one.split('\n');
      const [hash = '', date = '', author = '', subject = ''] = head.split(separator);
      const paths = rest.filter((line) => line !== '' && judgePath(line).kind === 'allowed').slice(0, mostPaths);
      return { hash, date, author, subject, paths };
    })
    .filter(({ hash }) => hash !== '');
}
