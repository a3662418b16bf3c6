/**
 * A search over the workspace's code where there is no index: BM25F over the same chunks, made for this one issue.
 */

import { LexicalIndex } from '../../retrieval/lexical.ts';
import { termsOfQuery, withOtherWords } from '../../retrieval/queryTerms.ts';
import { bodyOf } from '../../syntax/chunk.ts';
import { languageOf } from '../../syntax/language.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { CodeFiles } from './codeFiles.ts';

export interface Found {
  readonly path: WorkspacePath;
  /** From 1, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Comparable within one answer only. */
  readonly score: number;
}

/** Best first: `touchstone search`, or `lexicalSearch` where there is no index. */
export type SearchIndex = (query: string, limit: number, signal: AbortSignal) => Promise<readonly Found[]>;

/** Parsed for one issue, which a person waits for: about three seconds' worth. */
const mostFiles = 600;

export function lexicalSearch(files: CodeFiles): SearchIndex {
  let opened: Promise<(query: string, limit: number) => Found[]> | undefined;
  const open = async (first: string, signal: AbortSignal): Promise<(query: string, limit: number) => Found[]> => {
    const index = new LexicalIndex();
    const chunks: Omit<Found, 'score'>[] = [];
    for (const path of await likeliest(files, first, signal)) {
      signal.throwIfAborted();
      const file = await files.file(path);
      for (const chunk of file?.chunks ?? []) {
        index.add(chunks.length, { ...chunk, path, body: bodyOf(file!.text, chunk) });
        chunks.push({ path, startLine: chunk.startLine, endLine: chunk.endLine });
      }
    }
    return (query, limit) =>
      index
        .search(withOtherWords(termsOfQuery(query), query), limit)
        .map(({ id, score }) => ({ ...chunks[id]!, score }));
  };
  return async (query, limit, signal) => {
    opened ??= open(query, signal);
    // One that was cancelled is begun again by the next question.
    opened.catch(() => (opened = undefined));
    return (await opened)(query, limit);
  };
}

/** The files to parse: all where they are few, else those with the most of the question's words in their text. */
async function likeliest(files: CodeFiles, query: string, signal: AbortSignal): Promise<readonly WorkspacePath[]> {
  const sources = files.paths.filter(isSource);
  if (sources.length <= mostFiles) return sources;
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? [])].slice(0, 40);
  const counted: { path: WorkspacePath; count: number }[] = [];
  for (const path of sources) {
    signal.throwIfAborted();
    const text = `${path}\n${(await files.text(path)) ?? ''}`.toLowerCase();
    counted.push({ path, count: words.filter((word) => text.includes(word)).length });
  }
  return counted
    .sort((a, b) => b.count - a.count || a.path.localeCompare(b.path))
    .slice(0, mostFiles)
    .map(({ path }) => path);
}

/** Code that a patch may change. */
export const isSource = (path: WorkspacePath): boolean => languageOf(path) !== undefined && !isTestPath(path);
