/** Has texts embedded: in batches of the right size, some at once, each handed over as soon as it is there. */
import type { EmbeddingLimits } from '../../model/embedding.ts';
import { EmbeddingFailed } from './embeddingPort.ts';
import { chunkTexts, type ChunkEmbeddingText, type TextSource } from './chunkTexts.ts';
import type { FileTable, TableFile } from './fileTable.ts';
import type { WantedText } from './wantedTexts.ts';

export interface EmbedWantedDeps {
  readonly source: TextSource & { readonly table: FileTable };
  readonly limits: EmbeddingLimits;
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Resolves when the next batch may begin. */
  readonly ready: () => Promise<void>;
  /** Keeps the vectors: nothing more is asked for when it fails. */
  readonly take: (embedded: readonly { readonly key: string; readonly vector: Float32Array }[]) => Promise<void>;
  /** This text cannot be embedded, and is not tried again. */
  readonly refuse: (key: string, why: string) => void;
}

/** Some tens of thousands of tokens: endpoints limit a request by them too. */
const batchCharacters = 60_000;
/** A hosted endpoint answers slowly and many at once; a machine of one's own has one thing to do. */
const hostedLanes = 3;
/** Refused one after the other, and none taken in between: then it is not about the texts. */
const mostRefusals = 5;

export async function embedWanted(
  wanted: readonly WantedText[],
  deps: EmbedWantedDeps,
  signal: AbortSignal,
): Promise<void> {
  const batches = batchesOf(wanted, deps);
  let failed: Error | undefined;
  let refusals = 0;

  const embed = async (batch: readonly ChunkEmbeddingText[]): Promise<void> => {
    try {
      const vectors = await deps.embed(batch.map(({ text }) => text));
      await deps.take(batch.map(({ key }, at) => ({ key, vector: vectors[at]! })));
      refusals = 0;
    } catch (error) {
      if (!(error instanceof EmbeddingFailed) || error.kind !== 'texts' || refusals >= mostRefusals) throw error;
      if (batch.length === 1) {
        refusals++;
        deps.refuse(batch[0]!.key, error.message);
        return;
      }
      await embed(batch.slice(0, batch.length >> 1));
      await embed(batch.slice(batch.length >> 1));
    }
  };
  const lane = async (): Promise<void> => {
    while (failed === undefined) {
      await deps.ready();
      const batch = batches.next();
      if (batch.done) return;
      await embed(batch.value);
    }
  };
  const lanes = Array.from({ length: deps.limits.isLocal ? 1 : hostedLanes }, () =>
    lane().catch((error: unknown) => (failed ??= error instanceof Error ? error : new Error(String(error)))),
  );
  // All of them: what the others have paid for is kept.
  await Promise.all(lanes);
  signal.throwIfAborted();
  if (failed !== undefined) throw failed;
}

function* batchesOf(
  wanted: readonly WantedText[],
  { source, limits }: EmbedWantedDeps,
): Generator<readonly ChunkEmbeddingText[], void> {
  let batch: ChunkEmbeddingText[] = [];
  let characters = 0;
  let read: { readonly file: TableFile; readonly texts: readonly ChunkEmbeddingText[] } | undefined;
  for (const { file, at, key } of wanted) {
    if (read?.file !== file) {
      // A file that was only touched is another entry with the same chunks.
      const isThere = source.table.get(file.facts.path)?.firstId === file.firstId;
      read = { file, texts: isThere ? (chunkTexts(file, source) ?? []) : [] };
    }
    const text = read.texts[at];
    // Changed meanwhile: what it is now comes with the next look.
    if (text?.key !== key) continue;
    if (batch.length >= limits.batch || (batch.length > 0 && characters + text.text.length > batchCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.text.length;
  }
  if (batch.length > 0) yield batch;
}
