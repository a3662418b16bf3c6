/** Which chunks of an index have no vector of the embedding model yet, each text once. */
import { setImmediate as turn } from 'node:timers/promises';
import { tokensOfLength } from '../../model/tokenEstimate.ts';
import { chunkTexts, type TextSource } from './chunkTexts.ts';
import type { FileTable, TableFile } from './fileTable.ts';
import type { ModelVectors } from './modelVectors.ts';

export interface WantedText {
  readonly key: string;
  readonly file: TableFile;
  /** Which of the file's chunks. */
  readonly at: number;
  /** About. */
  readonly tokens: number;
}

export interface WantedSource extends TextSource {
  readonly table: FileTable;
  readonly vectors: ModelVectors;
}

/** Reads the files whose texts nobody knows, and tells the vectors of them. In the order of the paths. */
export async function wantedTexts(source: WantedSource, signal: AbortSignal): Promise<readonly WantedText[]> {
  const { table, vectors } = source;
  const wanted = new Map<string, WantedText>();
  const files = [...table.files()].filter(({ isUnsaved, chunkCount }) => !isUnsaved && chunkCount > 0);
  let since = performance.now();
  for (const file of files.sort((a, b) => (a.facts.path < b.facts.path ? -1 : 1))) {
    // Searches go on meanwhile.
    if (performance.now() - since > sliceMs) {
      await turn();
      since = performance.now();
    }
    signal.throwIfAborted();
    // What has changed by now comes with the next look.
    if (table.get(file.facts.path)?.firstId !== file.firstId) continue;
    let keys = vectors.keysOf(file);
    if (!keys) {
      const texts = chunkTexts(file, source);
      if (!texts) continue;
      keys = texts.map(({ key }) => key);
      vectors.learn(file, keys);
    }
    for (const [at, key] of keys.entries())
      if (!vectors.hasVector(key) && !wanted.has(key))
        wanted.set(key, { key, file, at, tokens: tokensOf(file, at, table) });
  }
  return [...wanted.values()];
}

/** How long this thread may be busy with one thing while somebody may want to search. */
const sliceMs = 5;

/** By its length: its text is read when its turn has come. */
function tokensOf({ firstId, facts }: TableFile, at: number, table: FileTable): number {
  const chunk = table.chunk(firstId + at);
  if (!chunk) return 0;
  const omitted = chunk.omitted.reduce((sum, { start, end }) => sum + end - start, 0);
  const length = Math.min(8_000, chunk.end - chunk.start - omitted) + facts.path.length + chunk.name.length + 8;
  return tokensOfLength(length);
}
