/**
 * An index's folder on disk, and what of it is in memory: shards, the embedding, a snapshot of the lexical
 * index, the writer's lock. One window writes; the others read what it has written, and one of them goes on
 * writing when it is gone. Only the shards are truth: whatever else is missing or damaged is made from them.
 */
import { mkdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { lsaSampleSize } from '../lsa.ts';
import { AtomicStorage, sweepDrafts } from './atomicStorage.ts';
import { unpackFacts, type FileFacts, type PackedFile } from './fileRecord.ts';
import { IndexStore, shardCount, shardOf, type StoredFile, type StoredShard } from './indexStore.ts';
import { packEmbedding, unpackEmbedding, type SearchIndex, type Snapshot } from './searchIndex.ts';
import { ShardWriter } from './shardWriter.ts';
import { storeTrouble } from './storeTrouble.ts';
import { takeLock, type WriterLock } from './writerLock.ts';

export class IndexFolder {
  readonly #folder: string;
  readonly #index: SearchIndex;
  readonly #log: Log;
  readonly #store: IndexStore;
  readonly #writer: ShardWriter;
  readonly #files = new AtomicStorage();
  #lock: WriterLock | undefined;
  /** Shards with chunks that have no vector of the present embedding. */
  readonly #bare = new Set<number>();
  /** What a reader has read, to see what is new. */
  readonly #versions = new Map<number, string>();
  #embeddingVersion = '';
  /** How many chunks there were when the embedding was learned. */
  #learnedFrom = 0;
  #isSnapshotOld = false;
  #trouble: string | undefined;

  constructor(folder: string, index: SearchIndex, log: Log) {
    this.#folder = folder;
    this.#index = index;
    this.#log = log;
    this.#store = new IndexStore(folder);
    this.#writer = new ShardWriter(
      this.#store,
      () => this.#holdsLock(),
      (error) => this.#note(error),
    );
  }

  get isWriter(): boolean {
    return this.#lock !== undefined;
  }

  /** Why it is not kept on disk, as sentences. It is searched all the same, for as long as it is open. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  async open(): Promise<void> {
    if (this.tryToWrite()) await sweepDrafts(this.#folder);
    await this.#readEmbedding();
    const snapshot = await this.#readSnapshot();
    let next = this.#loadShard(0);
    for (let shard = 0; shard < shardCount; shard++) {
      const loaded = await next;
      // The disk is at the next one while this one is read.
      if (shard + 1 < shardCount) next = this.#loadShard(shard + 1);
      await this.#readShard(shard, loaded, snapshot);
      await turn();
    }
    snapshot?.dropRest();
    this.#isSnapshotOld ||= !snapshot;
  }

  /** Becomes the writer if there is none. @returns whether it is one now and was not before. */
  tryToWrite(): boolean {
    if (this.#lock) return false;
    try {
      // What is stored was read from the user's files, so it is as private as they may be.
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#lock = takeLock(this.#place('writer'));
      this.#note(undefined);
    } catch (error) {
      this.#note(error);
    }
    return this.#lock !== undefined;
  }

  /** Reads what the writer has written since the last time. */
  async follow(): Promise<void> {
    if ((await this.#versionOf('embedding')) !== this.#embeddingVersion) {
      await this.#readEmbedding();
      this.#versions.clear();
    }
    for (let shard = 0; shard < shardCount; shard++) {
      if ((await this.#store.versionOf(shard)) === (this.#versions.get(shard) ?? '')) continue;
      const there = await this.#readShard(shard, await this.#loadShard(shard));
      for (const { facts, isUnsaved } of [...this.#index.table.files()])
        if (!isUnsaved && !there.has(facts.path) && shardOf(facts.path) === shard) this.#index.remove(facts.path);
    }
  }

  /** Whether some writer got to the end once: then what is missing is little. */
  async isComplete(): Promise<boolean> {
    // Where nobody can write there is no writer to wait for.
    if (!this.#lock && this.#trouble !== undefined) return true;
    return this.#files.pathExists(this.#place('complete'));
  }

  put(file: StoredFile): void {
    this.#isSnapshotOld = true;
    if (isBare(file)) this.#bare.add(shardOf(file.path));
    this.#writer.put(file);
  }

  touch(facts: FileFacts): void {
    this.#writer.touch(facts);
  }

  remove(place: string): void {
    this.#isSnapshotOld = true;
    this.#writer.remove(place);
  }

  get waitingShards(): readonly number[] {
    return this.#writer.shards;
  }

  /** @returns false when the shard turned out to be damaged, and its other files are lost. */
  commit(shard: number): Promise<boolean> {
    return this.#writer.commit(shard, this.#index.embedding?.id ?? '');
  }

  /** Files with about so many chunks, from as few shards as have them. */
  async sample(chunks: number): Promise<PackedFile[]> {
    const sample: PackedFile[] = [];
    let count = 0;
    for (let shard = 0; shard < shardCount && count < chunks; shard++) {
      for (const { path: place, head, chunks: stored } of await this.#filesOf(shard)) {
        sample.push({ path: place, head, chunks: stored.map(({ data }) => data) });
        count += stored.length;
      }
    }
    return sample;
  }

  /** Whether none was learned yet, or from much less than there is now. */
  get wantsEmbedding(): boolean {
    const { embedding, table } = this.#index;
    if (!this.isWriter || table.chunkCount === 0) return false;
    return !embedding || (this.#learnedFrom < lsaSampleSize && table.chunkCount > 2 * this.#learnedFrom);
  }

  /**
   * @param model as it is saved.
   * @param chunkCount how many chunks there were when it was learned.
   */
  async setEmbedding(model: Uint8Array, chunkCount = this.#index.table.chunkCount): Promise<void> {
    const bytes = packEmbedding(model, chunkCount);
    if (this.#holdsLock())
      await this.#files.upsertFile(this.#place('embedding'), bytes).catch((error: unknown) => this.#note(error));
    this.#useEmbedding(bytes);
    for (let shard = 0; shard < shardCount; shard++) this.#bare.add(shard);
  }

  get bareShards(): readonly number[] {
    return [...this.#bare];
  }

  /** Gives a shard's chunks the vectors that they miss; they wait to be written then. */
  async embed(shard: number): Promise<void> {
    this.#bare.delete(shard);
    const { embedding } = this.#index;
    if (!embedding) return;
    for (const file of await this.#filesOf(shard, embedding.id)) {
      if (isBare(file)) this.#writer.put(this.#index.embed(file));
    }
  }

  /** Everything there is is written: the next start reads the snapshot and is done. */
  async complete(): Promise<void> {
    try {
      await this.#saveSnapshot();
      if (this.#holdsLock() && !(await this.isComplete())) await this.#files.upsertFile(this.#place('complete'), '');
    } catch (error) {
      this.#note(error);
    }
  }

  #note(error: unknown): void {
    const trouble = error === undefined ? undefined : storeTrouble(error, 'The index of this folder', this.#folder);
    if (trouble !== undefined && trouble !== this.#trouble) this.#log.warn(trouble);
    this.#trouble = trouble;
  }

  async clear(): Promise<void> {
    this.#writer.forget();
    this.#bare.clear();
    this.#learnedFrom = 0;
    if (!this.#holdsLock()) return;
    await this.#files.deleteFile(this.#place('complete'));
    for (let shard = 0; shard < shardCount; shard++) await this.#store.drop(shard);
    for (const name of ['files', 'lexical', 'embedding']) await this.#files.deleteFile(this.#place(name));
  }

  async close(): Promise<void> {
    for (const shard of this.#writer.shards) await this.commit(shard);
    await this.#saveSnapshot().catch((error: unknown) => {
      this.#log.debug(`The index was closed without a snapshot: ${describeError(error)}`);
    });
    this.#lock?.release();
    this.#lock = undefined;
  }

  /** What is stored of a shard, and in its place what waits to be. Vectors of another embedding are left out. */
  async #filesOf(shard: number, embedding?: string): Promise<StoredFile[]> {
    const waiting = this.#writer.waiting(shard);
    const stored = await this.#store.load(shard).catch(() => undefined);
    const files = (stored?.files ?? []).filter(({ path: place }) => !this.#writer.isWaiting(place));
    if (embedding !== undefined && stored?.embedding === embedding) return [...files, ...waiting];
    return [...files.map(withoutVectors), ...waiting];
  }

  async #loadShard(shard: number): Promise<LoadedShard> {
    // Before its content: what is written meanwhile is then read again.
    const version = await this.#store.versionOf(shard);
    try {
      return { version, stored: await this.#store.load(shard) };
    } catch (error) {
      return { version, stored: undefined, damage: describeError(error) };
    }
  }

  /** @returns which files are stored in it. */
  async #readShard(
    shard: number,
    { version, stored, damage }: LoadedShard,
    snapshot?: Snapshot,
  ): Promise<ReadonlySet<string>> {
    this.#versions.set(shard, version);
    if (damage !== undefined) {
      this.#log.warn(`A part of the index is read anew: ${damage}`);
      if (this.#holdsLock()) await this.#store.drop(shard);
    }
    const files = stored?.files ?? [];
    for (const file of files) this.#takeStored(file, stored?.embedding ?? '', snapshot);
    if (files.some(isBare) || (files.length > 0 && stored?.embedding !== this.#index.embedding?.id))
      this.#bare.add(shard);
    return new Set(files.map((file) => file.path));
  }

  #takeStored(file: StoredFile, embedding: string, snapshot: Snapshot | undefined): void {
    const facts = unpackFacts(file.path, file.head);
    const known = this.#index.table.get(file.path);
    // What this window holds unsaved, or has seen saved, is newer.
    if (known && (known.isUnsaved || known.facts.stamp.mtimeMs > facts.stamp.mtimeMs)) return;
    const kept = known?.facts.hash === facts.hash ? known.firstId : undefined;
    const firstId = kept ?? snapshot?.take(file.path, facts.hash, file.chunks.length);
    if (kept === undefined) this.#index.putStored(file, embedding, firstId);
    else this.#index.updateStored(file, embedding);
  }

  async #readEmbedding(): Promise<void> {
    this.#embeddingVersion = await this.#versionOf('embedding');
    const bytes = await readFile(this.#place('embedding')).catch(() => undefined);
    if (bytes) this.#useEmbedding(bytes);
  }

  #useEmbedding(bytes: Buffer): void {
    const embedding = unpackEmbedding(bytes);
    this.#learnedFrom = embedding?.chunkCount ?? 0;
    this.#index.setEmbedding(embedding);
  }

  async #saveSnapshot(): Promise<void> {
    if (!this.#isSnapshotOld || !this.#holdsLock()) return;
    this.#isSnapshotOld = false;
    const { lexical, files } = this.#index.saveSnapshot();
    await this.#files.upsertFile(
      this.#place('lexical'),
      Buffer.from(lexical.buffer, lexical.byteOffset, lexical.length),
    );
    await this.#files.upsertFile(this.#place('files'), files);
  }

  async #readSnapshot(): Promise<Snapshot | undefined> {
    try {
      const lexical = await readFile(this.#place('lexical'));
      return this.#index.loadSnapshot({ lexical, files: await readFile(this.#place('files')) });
    } catch {
      return undefined; // There is none; it is made from the shards.
    }
  }

  #holdsLock(): boolean {
    if (this.#lock && !this.#lock.isHeld()) {
      this.#log.warn('Another window writes the index now.');
      this.#lock.release();
      this.#lock = undefined;
      this.#versions.clear();
    }
    return this.#lock !== undefined;
  }

  async #versionOf(name: string): Promise<string> {
    const stats = await stat(this.#place(name)).catch(() => undefined);
    return stats ? `${stats.ino}:${stats.mtimeMs}:${stats.size}` : '';
  }

  #place(name: string): string {
    return path.join(this.#folder, name);
  }
}

interface LoadedShard {
  readonly version: string;
  /** Undefined when it was never written. */
  readonly stored: StoredShard | undefined;
  readonly damage?: string;
}

const isBare = ({ chunks }: StoredFile): boolean => chunks.some(({ vector }) => !vector);

const withoutVectors = (file: StoredFile): StoredFile => ({
  ...file,
  chunks: file.chunks.map(({ data }) => ({ data, vector: undefined })),
});
