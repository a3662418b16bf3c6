/**
 * Writes what this machine has indexed to the shared server: what changed since the last time, by the hashes of
 * contents, whoever wrote it then. It reads the store on disk, so it is in nobody's way. First comes what is new,
 * then the `head` that names it, then what is no longer named is removed: a reader sees the old index or the new.
 */
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { PackedLinks } from '../graph/packedLinks.ts';
import type { SharedCollection, SharedRecord } from './chromaServer.ts';
import { isPart, metaOf, termsOfFile, unpackChunk, unpackFacts, unpackLinks } from './fileRecord.ts';
import { IndexStore, shardCount, type StoredFile } from './indexStore.ts';
import {
  anyVector,
  fileId,
  headId,
  listId,
  modelId,
  packHead,
  packList,
  packPieces,
  packSharedChunk,
  packSharedFile,
  sharedFormat,
  termsId,
  unpackList,
  vectorFor,
  type ListedFile,
  type SharedHead,
  type SharedSegment,
} from './sharedRecords.ts';
import { bucketCount, definitionTermsOf, makeBuckets } from './sharedTerms.ts';
import { storeFormat } from './shardCodec.ts';

export interface SharedCollections {
  readonly chunks: SharedCollection;
  readonly files: SharedCollection;
}

export interface PublishedEmbedding {
  readonly id: string;
  /** The model as it is saved; undefined for one that is asked elsewhere. */
  readonly model: Uint8Array | undefined;
  readonly dimensions: number;
}

/** What a publication leaves for the next one. */
export interface PublishMemo {
  generation: string;
  /** Of the shards of the store. */
  versions: readonly string[];
}

/**
 * @param folder of the store of this machine's index, in which everything has its vectors.
 * @param before what is there, of our format.
 * @param memo kept from one publication to the next.
 * @param isRenewed everything is written, also what is there already.
 * @param onStep called now and then, and before the `head` is written, so that the claim to be the writer can be renewed.
 * @returns what is there afterwards: `before` itself when nothing had changed.
 */
export async function publishIndex(
  folder: string,
  embedding: PublishedEmbedding | undefined,
  { chunks, files }: SharedCollections,
  before: SharedHead | undefined,
  memo: PublishMemo,
  isRenewed: boolean,
  onStep: () => Promise<void>,
  signal: AbortSignal,
): Promise<SharedHead> {
  const store = new IndexStore(folder);
  const wasListed = await readLists(files, before, signal);
  const isKept = !isRenewed && before !== undefined && before.embedding === (embedding?.id ?? '');
  const dimensions = embedding?.dimensions ?? 1;
  let nextId = before?.nextId ?? 0;
  const lists: ListedFile[][] = [];
  const dead: number[] = [];
  const gone: string[] = [];
  const versions: string[] = [];
  const newFiles = new RecordQueue(files, signal);
  const newChunks = new RecordQueue(chunks, signal);
  let isChanged = !isKept;

  for (let shard = 0; shard < shardCount; shard++) {
    signal.throwIfAborted();
    await onStep();
    const version = await store.versionOf(shard);
    const isWritten = isKept && memo.generation === before.generation && memo.versions[shard] === version;
    versions.push(version);
    if (isWritten) {
      lists.push(wasListed[shard] ?? []);
      continue;
    }
    const known = new Map((wasListed[shard] ?? []).map((file) => [file.path, file]));
    const list: ListedFile[] = [];
    const fresh: { readonly file: StoredFile; readonly listed: ListedFile }[] = [];
    for (const file of await filesOf(store, shard, embedding?.id ?? '')) {
      const { hash } = unpackFacts(file.path, file.head);
      if (hash === '') continue;
      const old = known.get(file.path);
      known.delete(file.path);
      if (isKept && old?.hash === hash && old.chunks === file.chunks.length) {
        list.push(old);
        continue;
      }
      if (old) for (let id = old.firstId; id < old.firstId + old.chunks; id++) dead.push(id);
      const listed = { path: file.path, hash, firstId: nextId, chunks: file.chunks.length };
      nextId += listed.chunks;
      list.push(listed);
      fresh.push({ file, listed });
    }
    for (const old of known.values()) {
      gone.push(fileId(old.path));
      for (let id = old.firstId; id < old.firstId + old.chunks; id++) dead.push(id);
    }
    isChanged ||= fresh.length > 0 || known.size > 0;
    lists.push(list);
    for (const { file, listed } of fresh) {
      await newFiles.add({
        id: fileId(file.path),
        fields: packSharedFile(file, listed.hash, embedding?.id ?? ''),
        vector: anyVector(),
      });
      for (const record of chunkRecords(file, listed, dimensions)) await newChunks.add(record);
    }
  }
  await newFiles.flush();
  await newChunks.flush();
  if (!isChanged && before) {
    Object.assign(memo, { generation: before.generation, versions });
    return before;
  }

  const { segments, unused } = await writeTerms(store, files, before, lists, nextId, onStep, signal);
  const modelPieces = embedding?.model ? packPieces(embedding.model) : [];
  if (embedding && !isKept)
    await files.put(
      modelPieces.map((fields, at) => ({ id: modelId(embedding.id, at), fields, vector: anyVector() })),
      signal,
    );
  const records = lists.map((list, shard) => listRecord(shard, list));
  const wasNamed = new Set(before?.lists.map((version, shard) => listId(shard, version)));
  await files.put(
    records.filter(({ record }) => !wasNamed.has(record.id)).map(({ record }) => record),
    signal,
  );
  const head: SharedHead = {
    format: sharedFormat,
    store: storeFormat,
    generation: randomUUID(),
    files: lists.reduce((sum, list) => sum + list.length, 0),
    chunks: chunksIn(lists),
    embedding: embedding?.id ?? '',
    modelPieces: modelPieces.length,
    dimensions,
    nextId,
    segments,
    lists: records.map(({ version }) => version),
  };
  await onStep();
  await files.put([{ id: headId, fields: packHead(head), vector: anyVector() }], signal);
  Object.assign(memo, { generation: head.generation, versions });

  for (const { record } of records) wasNamed.delete(record.id);
  if (before && before.embedding !== embedding?.id)
    for (let at = 0; at < before.modelPieces; at++) unused.push(modelId(before.embedding, at));
  await files.remove([...gone, ...wasNamed, ...unused], signal);
  await chunks.remove(dead.map(String), signal);
  return head;
}

/** Writes records many at a time: each request costs the server a transaction. */
class RecordQueue {
  readonly #collection: SharedCollection;
  readonly #signal: AbortSignal;
  #waiting: SharedRecord[] = [];

  constructor(collection: SharedCollection, signal: AbortSignal) {
    this.#collection = collection;
    this.#signal = signal;
  }

  async add(record: SharedRecord): Promise<void> {
    this.#waiting.push(record);
    if (this.#waiting.length >= 500) await this.flush();
  }

  async flush(): Promise<void> {
    await this.#collection.put(this.#waiting.splice(0), this.#signal);
  }
}

/** Which files a shared index lists, by shard. */
export async function readLists(
  files: SharedCollection,
  head: SharedHead | undefined,
  signal: AbortSignal,
): Promise<ListedFile[][]> {
  if (!head) return [];
  const ids = head.lists.map((version, shard) => listId(shard, version));
  const found = await files.get(ids, signal);
  return ids.map((id) => unpackList(found.get(id)));
}

const chunksIn = (lists: readonly (readonly ListedFile[])[]): number =>
  lists.flat().reduce((sum, file) => sum + file.chunks, 0);

function listRecord(shard: number, list: readonly ListedFile[]): { version: string; record: SharedRecord } {
  const fields = packList([...list].sort((a, b) => (a.path < b.path ? -1 : 1)));
  const version = crc32(String(fields['data'])).toString(16);
  return { version, record: { id: listId(shard, version), fields, vector: anyVector() } };
}

async function filesOf(store: IndexStore, shard: number, embedding: string): Promise<readonly StoredFile[]> {
  const stored = await store.load(shard);
  if (!stored || stored.embedding === embedding) return stored?.files ?? [];
  return stored.files.map((file) => ({
    ...file,
    chunks: file.chunks.map(({ data }) => ({ data, vector: undefined })),
  }));
}

function chunkRecords({ path, chunks }: StoredFile, listed: ListedFile, dimensions: number): SharedRecord[] {
  const firsts = new Map<string, number>();
  return chunks.map(({ data, vector }, at) => {
    const id = listed.firstId + at;
    const meta = metaOf(data);
    const { kind, name, scope, signature, startLine, endLine } = unpackChunk(meta);
    let whole: number | undefined;
    if (isPart(meta)) {
      const definition = [...scope, name, signature].join('\n');
      whole = firsts.get(definition) ?? id;
      firsts.set(definition, whole);
    }
    const fields = packSharedChunk({ path, hash: listed.hash, whole, kind, name, startLine, endLine, vector });
    return { id: String(id), fields, vector: vectorFor(id, vector, dimensions) };
  });
}

/** A tail this long is searched as fast as a short one, and written again as fast. */
const shortTail = 2_000;
const tailShare = 0.15;
/** Chunks that are gone make words look more common than they are. */
const deadShare = 0.25;

/** The large segment is written rarely, the other each time: together they are the whole. */
async function writeTerms(
  store: IndexStore,
  files: SharedCollection,
  before: SharedHead | undefined,
  lists: readonly (readonly ListedFile[])[],
  nextId: number,
  onStep: () => Promise<void>,
  signal: AbortSignal,
): Promise<{ segments: SharedSegment[]; unused: string[] }> {
  const base = before?.segments[0];
  const live = chunksIn(lists);
  const tail = base ? nextId - base.to : 0;
  const dead = base ? base.chunks + tail - live : 0;
  const keepsBase =
    base !== undefined && tail <= Math.max(shortTail, base.chunks * tailShare) && dead <= live * deadShare;
  const from = keepsBase ? base.to : 0;
  const segment = { id: randomUUID().slice(0, 8), from, to: nextId };

  async function* chunksOf(): AsyncGenerator<{ id: number; terms: ReadonlyMap<string, number> }> {
    for (const [shard, list] of lists.entries()) {
      await onStep();
      const wanted = new Map(list.filter((file) => file.firstId >= from).map((file) => [file.path, file]));
      if (wanted.size === 0) continue;
      for (const { path, head, chunks } of (await store.load(shard))?.files ?? []) {
        const listed = wanted.get(path);
        // It may have been saved since it was listed; then the next time it comes.
        if (!listed || listed.hash !== unpackFacts(path, head).hash || listed.chunks !== chunks.length) continue;
        const terms = termsOfFile({ path, head, chunks: chunks.map(({ data }) => data) });
        const definitions = new PackedLinks(unpackLinks(head)).definitions();
        for (const [at, one] of terms.entries())
          yield { id: listed.firstId + at, terms: new Map([...one, ...definitionTermsOf(path, definitions, at)]) };
      }
    }
  }

  let postings = 0;
  let chunks = 0;
  for await (const { terms } of chunksOf()) {
    postings += terms.size;
    chunks++;
  }
  const records = new RecordQueue(files, signal);
  for await (const { bucket, fields } of makeBuckets(chunksOf, postings))
    await records.add({ id: termsId(segment.id, bucket), fields, vector: anyVector() });
  await records.flush();
  const made: SharedSegment = { ...segment, chunks, buckets: bucketCount(postings) };
  const unused = (before?.segments ?? []).slice(keepsBase ? 1 : 0);
  return {
    segments: keepsBase ? [base, made] : [made],
    unused: unused.flatMap(({ id, buckets }) => Array.from({ length: buckets }, (_, at) => termsId(id, at))),
  };
}
