/**
 * A search that asks a model to rewrite the question as code first. The plain search is answered whatever becomes of
 * that: a model that is slow, fails or says nothing costs its deadline and no result.
 */

import { isAbort } from '../base/abort.ts';
import { describeError } from '../base/errors.ts';
import type { LruCache } from '../base/lru.ts';
import type { Model } from '../model/model.ts';
import { fuseRanks } from './fuse.ts';
import type { SearchReply, SearchRequest, SearchResult } from './searchRequest.ts';
import { codesOf, mostExemplars, rewriteMessages, rewriteTokens, type Exemplar } from './rewritePrompt.ts';

export interface RewriteDeps {
  readonly search: (request: SearchRequest, signal: AbortSignal) => Promise<SearchReply>;
  /** The text of a result; undefined when it is there no more. */
  readonly read: (result: SearchResult) => Promise<string | undefined>;
  readonly model: Pick<Model, 'name' | 'provider' | 'chat'>;
  /** What was rewritten before. */
  readonly cache: LruCache<string, readonly string[]>;
  /** How long the model may take. */
  readonly deadlineMs: number;
}

export interface RewrittenReply extends SearchReply {
  /** The code that was looked for too; empty when there was none. */
  readonly codes: readonly string[];
}

/** Both searches look this deep, so that what only both together show is found. */
const leastDepth = 30;

export async function searchRewritten(
  request: SearchRequest,
  deps: RewriteDeps,
  signal: AbortSignal,
): Promise<RewrittenReply> {
  const started = performance.now();
  const depth = Math.max(leastDepth, request.limit);
  const plain = await deps.search({ ...request, limit: depth }, signal);
  const { codes, why } = await rewrite(request.query, plain.results, deps, signal);
  const replies = await Promise.all(
    codes.map((code) => deps.search({ ...request, query: code, isCode: true, limit: depth }, signal)),
  );
  const lists = [
    // As in the paper the question weighs as much as all of its rewritings together.
    { results: plain.results, weight: 1 },
    ...replies.map(({ results }) => ({ results, weight: 1 / codes.length })),
  ];
  const results = (codes.length === 0 ? plain.results : fuseResults(lists)).slice(0, request.limit);
  const note = why ?? plain.note;
  return { results, codes, ms: performance.now() - started, ...(note !== undefined && { note }) };
}

async function rewrite(
  query: string,
  results: readonly SearchResult[],
  { read, model, cache, deadlineMs }: RewriteDeps,
  signal: AbortSignal,
): Promise<{ readonly codes: readonly string[]; readonly why?: string }> {
  const exemplars = await exemplarsOf(results, read);
  const key = JSON.stringify([model.provider, model.name, query, exemplars.map(({ path }) => path)]);
  const known = cache.get(key);
  if (known) return { codes: known };
  const late = AbortSignal.timeout(deadlineMs);
  try {
    const codes = codesOf(await answerOf(model, rewriteMessages(query, exemplars), AbortSignal.any([signal, late])));
    if (codes.length === 0)
      return {
        codes,
        why: `${model.name} wrote no code for the question, so only the question itself was looked for.`,
      };
    cache.set(key, codes);
    return { codes };
  } catch (error) {
    signal.throwIfAborted();
    const why =
      late.aborted || isAbort(error)
        ? `${model.name} did not rewrite the question within ${deadlineMs / 1000} s, so only the question itself was looked for.`
        : `The question was not rewritten: ${describeError(error)}`;
    return { codes: [], why };
  }
}

async function answerOf(
  model: RewriteDeps['model'],
  messages: ReturnType<typeof rewriteMessages>,
  signal: AbortSignal,
): Promise<string> {
  let answer = '';
  for await (const part of model.chat({ messages, maxTokens: rewriteTokens, temperature: 0.2 }, signal))
    if (part.kind === 'text') answer += part.text;
  return answer;
}

/** The best definitions of different files: they show more of the style than neighbours do. */
async function exemplarsOf(results: readonly SearchResult[], read: RewriteDeps['read']): Promise<readonly Exemplar[]> {
  const exemplars: Exemplar[] = [];
  const seen = new Set<string>();
  for (const result of results.filter(({ symbol }) => symbol !== undefined)) {
    if (seen.has(result.path) || exemplars.length === mostExemplars) continue;
    seen.add(result.path);
    const text = await read(result);
    if (text !== undefined && text.trim() !== '') exemplars.push({ path: result.path, text });
  }
  return exemplars;
}

/** By rank: the scores of two questions say nothing of each other. */
function fuseResults(
  lists: readonly { readonly results: readonly SearchResult[]; readonly weight: number }[],
): SearchResult[] {
  const ids = new Map<string, number>();
  const results: SearchResult[] = [];
  const ranked = lists.map(({ results: list, weight }) => ({
    weight,
    hits: list.map((result) => {
      const place = `${result.path}\n${result.startLine}\n${result.endLine}`;
      let id = ids.get(place);
      if (id === undefined) {
        ids.set(place, (id = results.length));
        results.push(result);
      }
      return { id, score: result.score };
    }),
  }));
  return fuseRanks(ranked).map(({ id, score }) => ({ ...results[id]!, score }));
}
