/** `touchstone search --rewrite`: a chat model writes the code that the question looks for, and that is looked for too. */
import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LruCache } from '../../base/lru.ts';
import type { Log } from '../../base/log.ts';
import { TouchstoneError } from '../../base/errors.ts';
import { createOpenAiModel } from '../../model/node/openaiClient.ts';
import { searchRewritten } from '../rewrite.ts';
import type { SearchReply, SearchRequest, SearchResult } from '../searchRequest.ts';
import { readTextFile } from './textFile.ts';

export const rewriteFlags = {
  rewrite: { type: 'boolean' },
  model: { type: 'string' },
  'base-url': { type: 'string' },
} as const;

export const rewriteUsage = `  --rewrite --model NAME --base-url URL
                        let this chat model write code that the question may look for, and look for that too; its
                        key, if it wants one, is read from TOUCHSTONE_KEY
`;

type Search = (request: SearchRequest, signal: AbortSignal) => Promise<SearchReply>;

/** Longer files are not in the index. */
const mostBytes = 1_000_000;
/** Nobody types meanwhile: a local model may take its time. */
const deadlineMs = 20_000;

/** @returns what makes of a search one that rewrites, if that is asked for. @throws TouchstoneError for options that do not fit. */
export function rewriting(
  workspace: string,
  values: Readonly<Record<string, unknown>>,
  { key, log }: { readonly key: string | undefined; readonly log: Log },
): (search: Search) => Search {
  const { rewrite, model: name, 'base-url': baseUrl } = values;
  if (rewrite !== true && name === undefined && baseUrl === undefined) return (search) => search;
  if (rewrite !== true || typeof name !== 'string' || typeof baseUrl !== 'string')
    throw new TouchstoneError(
      'Give --rewrite, --model NAME and --base-url URL together.',
      'Run “touchstone search --help” for the options.',
    );
  const model = createOpenAiModel({
    baseUrl,
    model: name,
    key: () => Promise.resolve(key),
    timeoutMs: deadlineMs,
    // A plain question asks nothing about the endpoint, so nothing is kept there.
    storageFolder: path.join(os.tmpdir(), 'touchstone-endpoints'),
    log,
  });
  const cache = new LruCache<string, readonly string[]>(100);
  const read = async (result: SearchResult): Promise<string | undefined> => textOf(await realpath(workspace), result);
  return (search) => (request, signal) => searchRewritten(request, { search, read, model, cache, deadlineMs }, signal);
}

function textOf(root: string, { path: place, startLine, endLine }: SearchResult): string | undefined {
  const found = readTextFile(root, place, mostBytes);
  return found.kind === 'text'
    ? found.text
        .split('\n')
        .slice(startLine - 1, endLine)
        .join('\n')
    : undefined;
}
