/** `touchstone api`: what an installed package declares, told in a terminal. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAbort } from '../../../base/abort.ts';
import { describeError, TouchstoneError } from '../../../base/errors.ts';
import type { Log } from '../../../base/log.ts';
import { splitApiName } from '../../packages/name.ts';
import type { ApiDeclaration, ApiHit, ApiSearchReply, InstalledPackage, LookUp } from '../../packages/installed.ts';
import { openInstalledPackages } from './installedPackages.ts';

const usualLimit = 10;
const mostResults = 200;

export const apiUsage = `touchstone api PACKAGE[.NAME…] --workspace DIR [--from FILE] [--json]
touchstone api --search TEXT --workspace DIR [--from FILE] [--limit N] [--json]
touchstone api --list --workspace DIR [--from FILE] [--json]

Tells what the packages that are installed in DIR declare: signature, version, place. Nothing is run and nothing
is downloaded.

  PACKAGE.NAME          as it is imported, then a dotted name: openai.OpenAI.chat, @scope/kit.parse, node:fs.readFile.
                        A space may stand between the two. PACKAGE alone lists its names
  --search TEXT         declarations of the direct dependencies, by words
  --list                the direct dependencies with their versions
  --workspace DIR       the project
  --from FILE           the file that would use it; which packages there are may depend on it (default DIR)
  --limit N             how many results of a search at most (default ${usualLimit})
  --python FILE         the Python interpreter of the project; it is looked beside, never run
  --json                the result as one JSON object on standard output

Exit code: 0 when it is there, 1 when it is not, 2 for a usage or environment error. A name of which nobody can tell
whether it exists counts as not there, and the answer says so.
`;

export interface ApiIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  readonly host: { readonly assets: string; readonly environment: Readonly<Record<string, string | undefined>> };
}

/** @returns the exit code. */
export async function runApiCommand(
  args: readonly string[],
  { out, log, host }: ApiIo,
  signal: AbortSignal,
): Promise<number> {
  try {
    const options = read(args);
    const { workspace, from, json } = options;
    if (!(await isFolder(workspace)))
      throw new TouchstoneError(`“${workspace}” is not a folder that can be read.`, 'Name an existing folder.');
    const { python } = options;
    const packages = await openInstalledPackages(workspace, { ...host, ...(python !== undefined && { python }) });
    try {
      if (options.search !== undefined) {
        const reply = await packages.search({ from, query: options.search, limit: options.limit }, signal);
        out(json ? `${JSON.stringify(reply)}\n` : searchText(reply));
        return reply.results.length > 0 ? 0 : 1;
      }
      if (options.list) {
        const installed = await packages.installed(from, signal);
        out(json ? `${JSON.stringify({ packages: installed })}\n` : listText(installed));
        return installed.length > 0 ? 0 : 1;
      }
      const answer = await packages.lookUp({ from, ...options.asked }, signal);
      out(json ? `${JSON.stringify(answer)}\n` : answerText(answer, workspace));
      return answer.kind === 'found' || answer.kind === 'names' ? 0 : 1;
    } finally {
      packages.dispose();
    }
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  }
}

interface Options {
  readonly workspace: string;
  readonly from: string;
  readonly json: boolean;
  readonly list: boolean;
  readonly search: string | undefined;
  readonly limit: number;
  readonly python: string | undefined;
  readonly asked: { readonly package: string; readonly name?: string };
}

function read(args: readonly string[]): Options {
  const { positionals, values } = parse(args);
  const { workspace, json = false, list = false, search } = values;
  if (workspace === undefined || workspace === '') throw usage('--workspace DIR is missing.');
  const ways = Number(positionals.length > 0) + Number(list) + Number(search !== undefined);
  if (ways !== 1) throw usage('Give either PACKAGE[.NAME], --search TEXT or --list.');
  if (positionals.length > 2) throw usage('Give one PACKAGE, and one NAME at most.');
  const limit = values.limit === undefined ? usualLimit : Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostResults)
    throw usage(`--limit takes a whole number from 1 to ${mostResults}, not “${String(values.limit)}”.`);
  const root = path.resolve(workspace);
  const [written = '', name] = positionals;
  return {
    workspace: root,
    from: values.from === undefined ? root : path.resolve(root, values.from),
    json,
    list,
    search,
    limit,
    python: values.python === undefined ? undefined : path.resolve(values.python),
    asked: name === undefined ? splitApiName(written) : { package: written, name },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workspace: { type: 'string' },
        from: { type: 'string' },
        search: { type: 'string' },
        limit: { type: 'string' },
        python: { type: 'string' },
        list: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

const isFolder = (place: string): Promise<boolean> =>
  stat(place).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone api --help” for the options.', { cause });
}

function answerText(answer: LookUp, root: string): string {
  const head = answer.package ? `${packageText(answer.package)}\n` : '';
  switch (answer.kind) {
    case 'found':
    case 'names': {
      const told = answer.declarations.map((one) => declarationText(one, root)).join('');
      const none = answer.declarations.length === 0 ? 'It offers no names.\n' : '';
      const cut = answer.kind === 'names' && answer.isCut ? 'Not all of its names are told.\n' : '';
      return `${head}${told}${none}${cut}${answer.note === undefined ? '' : `${answer.note}\n`}`;
    }
    case 'absent':
    case 'unknown':
      return `${head}${answer.reason}\n${answer.didYouMean.length === 0 ? '' : `Did you mean ${answer.didYouMean.join(', ')}?\n`}`;
  }
}

function packageText({ name, version, range, isMissing, deprecated }: InstalledPackage): string {
  const installed = isMissing ? 'not installed' : (version ?? 'version unknown');
  const asked = range === undefined || range === '' ? '' : ` (asked for: ${range})`;
  return `${name} ${installed}${asked}${deprecated === undefined ? '' : `\nDeprecated: ${deprecated}`}`;
}

function declarationText(
  { name, signature, doc, deprecated, file, line, isPrivate }: ApiDeclaration,
  root: string,
): string {
  const place = file === undefined ? '' : `    ${placeText(file, root)}:${line}\n`;
  const said = [deprecated === undefined ? '' : `Deprecated. ${deprecated}`.trim(), isPrivate ? 'Private.' : '', doc];
  const notes = said.filter(Boolean).map((one) => `    ${one}\n`);
  return `${name}\n    ${signature}\n${place}${notes.join('')}`;
}

const placeText = (file: string, root: string): string => {
  const inside = path.relative(root, file);
  return inside.startsWith('..') ? file : inside;
};

const searchText = ({ results, notes }: ApiSearchReply): string =>
  [
    ...(results.length === 0 ? ['Nothing was found.\n'] : results.map(hitText)),
    ...notes.map((note) => `${note}\n`),
  ].join('');

const hitText = ({ name, signature, package: from, version }: ApiHit): string =>
  `${name}  ${from}${version === undefined ? '' : ` ${version}`}\n    ${signature}\n`;

const listText = (installed: readonly InstalledPackage[]): string =>
  installed.length === 0
    ? 'No manifest names a package here.\n'
    : installed.map((one) => `${packageText(one)}\n`).join('');
