import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { inputLines } from '../../base/node/inputLines.ts';
import type { Log } from '../../base/log.ts';
import type { IndexStatus, SearchReply } from './indexEvent.ts';
import { checkWritten, sharedFlags, sharedOf, sharedUsage } from './sharedOptions.ts';
import { embeddingSentence, type EmbeddingStatus } from '../embeddingStatus.ts';
import { approveOnTerminal, checkEmbedded, embedderOf, embeddingFlags, embeddingUsage } from './modelOptions.ts';
import {
  answerPlace,
  contextRequest,
  placeFlags,
  placeJson,
  placeQuestions,
  placeText,
  placeUsage,
} from './placeQuestions.ts';
import { rewriteFlags, rewriteUsage, rewriting } from './rewriteOptions.ts';
import { openIndex, usualIndexSettings, type WorkspaceIndex } from './workspaceIndex.ts';

const usualLimit = 10;
const mostResults = 1000;
/** How long an embedding model may take to read a query. */
const queryMs = 10_000;

export const indexUsage = `touchstone index --workspace DIR [--exclude GLOB]... [--rebuild] [--list] [--shared URL] [--json]

Builds the index of DIR, or brings it up to date, and tells what is in it. DIR stays byte-identical:
the index is kept elsewhere.

  --workspace DIR       the project
  --exclude GLOB        files that are not indexed, from the top of DIR; may be given several times
  --rebuild             begin anew, whatever is stored
  --list                every file that is indexed, and for every other why it is not
${embeddingUsage}  --yes                 embed without asking; what it costs is said first
${sharedUsage}  --json                the result as one JSON object on standard output

Exit code: 0 when everything is indexed, and with --yes embedded; 2 for a usage or environment error, also when the
embedding model or the shared index could not be had. The index of the words is there in any case.
`;

export const searchUsage = `touchstone search --workspace DIR (--query TEXT | --callers NAME | ... | --stdin) [--limit N] [--exclude GLOB]... [--shared URL] [--json]

Finds the places in DIR that a question or a piece of code is about, or that have to do with a name or a file. The index is built when there is none,
and brought up to date otherwise.

  --workspace DIR       the project
  --query TEXT          what is looked for, in words or as code
${placeUsage}  --stdin               answer requests on standard input, one JSON object a line: {"query": TEXT, "limit": N}, or
                        {"file": FILE, "line": N, "column": N, "limit": N} for what helps to write at that place
  --limit N             how many places at most (default ${usualLimit})
  --exclude GLOB        files that are not indexed, from the top of DIR; may be given several times
${embeddingUsage}${rewriteUsage}${sharedUsage}  --json                {"results": [{"path", "startLine", "endLine", "symbol", "kind", "score"}], "ms"}; lines count
                        from 1 and are inclusive. Names and places have a "reason" each, and "why" when
                        nothing was found. With --stdin every answer is one such line.

Exit code: 0 when it was searched, 2 for a usage or environment error.
`;

export interface SearchIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  readonly stdin: NodeJS.ReadableStream;
  /** Where things are. */
  readonly host: {
    readonly assets: string;
    readonly storage: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
}

/** `touchstone index`. @returns the exit code. */
export function runIndexCommand(args: readonly string[], io: SearchIo, signal: AbortSignal): Promise<number> {
  return withExitCode(io, signal, async () => {
    const options = read('index', args, {
      rebuild: { type: 'boolean' },
      list: { type: 'boolean' },
      yes: { type: 'boolean' },
    });
    const started = performance.now();
    await withIndex(options, io, signal, async (index) => {
      if (options.values['rebuild'] === true) await index.rebuild();
      await index.settled(signal);
      const { unstored } = index.status;
      checkWritten(index.status);
      const embedding = await index.embedded(signal);
      const { indexed, refused, isCut } = await index.listing();
      const report = {
        files: indexed.length,
        chunks: index.status.chunks,
        refused: refused.length,
        seconds: (performance.now() - started) / 1000,
        ...(embedding && { embedding }),
        ...(options.values['list'] === true && { indexed, notIndexed: refused, isCut }),
      };
      if (options.json) {
        io.out(`${JSON.stringify(report)}\n`);
        checkStored(unstored);
        return checkEmbedded(embedding);
      }
      io.out(
        `${report.files} files and ${report.chunks} chunks are indexed, ${report.refused} files and folders are not.\n`,
      );
      if (embedding) io.out(`${embeddingSentence(embedding)}\n`);
      if (options.values['list'] === true) {
        for (const file of indexed) io.out(`+ ${file.path}\n`);
        for (const { path: place, reason } of refused) io.out(`- ${place}: ${reason}\n`);
      }
      checkStored(unstored);
      checkEmbedded(embedding);
    });
  });
}

/** `touchstone search`. @returns the exit code. */
export function runSearchCommand(args: readonly string[], io: SearchIo, signal: AbortSignal): Promise<number> {
  return withExitCode(io, signal, async () => {
    const options = read('search', args, {
      query: { type: 'string' },
      limit: { type: 'string' },
      stdin: { type: 'boolean' },
      ...placeFlags,
      ...rewriteFlags,
    });
    const { query, limit: written, stdin } = options.values;
    const limit = written === undefined ? usualLimit : Number(written);
    if (!isLimit(limit))
      throw usage('search', `--limit takes a whole number from 1 to ${mostResults}, not “${String(written)}”.`);
    const places = placeQuestions(options.workspace, options.values, limit);
    if (places.length + Number(query !== undefined) + Number(stdin !== undefined) !== 1)
      throw usage('search', 'Give one of --query TEXT, --stdin, or a question about a name or a place.');
    const [place] = places;
    if (places.length > 0 && !place) throw usage('search', 'A name, a file, or FILE:LINE:COLUMN is missing.');
    const key = io.host.environment['TOUCHSTONE_KEY'];
    const rewrite = rewriting(options.workspace, options.values, { key, log: io.log });
    await withIndex(options, io, signal, async (index) => {
      await index.settled(signal);
      if (place) {
        const reply = await answerPlace(index, place, signal);
        if (reply.why !== undefined) io.log.info(reply.why);
        return io.out(options.json ? `${JSON.stringify(placeJson(reply))}\n` : placeText(reply));
      }
      const model = await embeddedSoon(index, signal);
      const search = rewrite((request, stop) => index.search(model ? { ...request, waitMs: queryMs } : request, stop));
      if (typeof query === 'string') {
        const reply = await search({ query, limit }, signal);
        if (reply.note !== undefined) io.log.info(reply.note);
        if (reply.results.length === 0) io.log.info(whyNothing(index.status));
        return io.out(options.json ? `${JSON.stringify(asJson(reply))}\n` : asText(reply));
      }
      for await (const line of inputLines(io.stdin, signal)) {
        if (line.trim() === '') continue;
        io.out(`${JSON.stringify(await answer(line, limit, options.workspace, index, search, signal))}\n`);
      }
    });
  });
}

/** What changed may be embedded first; an endpoint that is gone is not waited for. */
async function embeddedSoon(index: WorkspaceIndex, signal: AbortSignal): Promise<EmbeddingStatus | undefined> {
  try {
    return await index.embedded(AbortSignal.any([signal, AbortSignal.timeout(queryMs)]));
  } catch (error) {
    signal.throwIfAborted();
    if (isAbort(error) || (error instanceof Error && error.name === 'TimeoutError')) return index.status.embedding;
    throw error;
  }
}

/** A line that is no request gets an answer too: whoever sent it waits for one. */
async function answer(
  line: string,
  usual: number,
  workspace: string,
  index: WorkspaceIndex,
  search: WorkspaceIndex['search'],
  signal: AbortSignal,
): Promise<object> {
  const request = requestOf(line);
  const { query, limit = usual } = request;
  if (isLimit(limit)) {
    if (typeof query === 'string') return asJson(await search({ query, limit }, signal));
    const place = contextRequest(workspace, { ...request, limit });
    if (place) return placeJson(await answerPlace(index, place, signal));
  }
  return {
    error: `No request: each line is {"query": TEXT, "limit": N} or {"file": FILE, "line": N, "column": N}, each N from 1, the limit to ${mostResults}.`,
  };
}

function requestOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const request: unknown = JSON.parse(line);
    return typeof request === 'object' && request !== null ? { ...request } : {};
  } catch {
    return {};
  }
}

interface Options {
  readonly command: Command;
  readonly workspace: string;
  readonly exclude: readonly string[];
  readonly json: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

type Command = 'index' | 'search';

function read(
  command: Command,
  args: readonly string[],
  own: Readonly<Record<string, { type: 'string' | 'boolean' }>>,
): Options {
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string' },
        exclude: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        ...sharedFlags,
        ...embeddingFlags,
        ...own,
      },
    }));
  } catch (cause) {
    throw usage(command, describeError(cause), cause);
  }
  const { workspace, exclude = [], json } = values;
  if (typeof workspace !== 'string' || workspace === '') throw usage(command, '--workspace DIR is missing.');
  return { command, workspace: path.resolve(workspace), exclude: exclude as string[], json: json === true, values };
}

/** Opens the index for some work, and closes it whatever became of that. */
async function withIndex(
  { command, workspace, exclude, values }: Options,
  { log, host }: SearchIo,
  signal: AbortSignal,
  work: (index: WorkspaceIndex) => Promise<void>,
): Promise<void> {
  let phase: IndexStatus['phase'] | undefined;
  const onStatus = (status: IndexStatus): void => {
    if (status.phase === phase) return;
    phase = status.phase;
    if (phase === 'building') log.info(`reading ${status.total} files`);
    if (phase === 'following') log.info('another window builds the index of this folder; waiting for it');
  };
  const { environment, ...places } = host;
  const shared = await sharedOf(workspace, command, values, environment['TOUCHSTONE_SHARED_TOKEN']);
  const settings = { ...usualIndexSettings, exclude, ...(shared && { shared }) };
  const embedder = embedderOf(command, values, { key: environment['TOUCHSTONE_EMBEDDING_KEY'], log });
  const model = embedder && { embedder, approveEmbedding: approveOnTerminal(command, values['yes'] === true, log) };
  const index = await openIndex(workspace, settings, { ...places, log, onStatus, ...model }, signal);
  try {
    await work(index);
  } finally {
    await index.close();
  }
}

async function withExitCode({ log }: SearchIo, signal: AbortSignal, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  }
}

/** Whoever builds an index wants to have it later. @throws TouchstoneError */
function checkStored(unstored: string | undefined): void {
  if (unstored === undefined) return;
  throw new TouchstoneError('The folder was read, and nothing of that is kept or not all.', unstored);
}

function whyNothing({ files, shared }: IndexStatus): string {
  if (files > 0) return `None of the ${files} indexed files has a word of the query, or one like it. Try other words.`;
  return shared?.state === 'joined'
    ? 'Nothing in the shared index has a word of the query, or one like it. Try other words.'
    : 'No file of the folder is indexed. “touchstone index --list” says why each one is left out.';
}

const asJson = ({ results, ms, note }: SearchReply): object => ({
  results: results.map(({ path: place, startLine, endLine, symbol, kind, score }) => ({
    ...{ path: place, startLine, endLine, ...(symbol !== undefined && { symbol }), kind },
    score: Number(score.toFixed(4)),
  })),
  ms: Number(ms.toFixed(2)),
  ...(note !== undefined && { note }),
});

const asText = ({ results }: SearchReply): string =>
  results.length === 0
    ? 'Nothing was found.\n'
    : results
        .map(
          ({ path: place, startLine, endLine, kind, symbol }) =>
            `${place}:${startLine}-${endLine}  ${kind}${symbol === undefined ? '' : ` ${symbol}`}\n`,
        )
        .join('');

const isLimit = (limit: unknown): limit is number =>
  typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= mostResults;

function usage(command: Command, message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, `Run “touchstone ${command} --help” for the options.`, { cause });
}
