/**
 * The vectors of one embedding model on disk, by the keys of the embedded texts: each batch is written before the next
 * is asked for, so a crash costs no vector that was paid for. They lie in segments, vectra's `LocalIndex` with our codec
 * like the shards of the index, but in the order in which they came: a segment that is full is never written again.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { QuantisedVector } from '../vectors.ts';
import { AtomicStorage } from './atomicStorage.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { parseProgress, type EmbeddingProgress } from '../embeddingProgress.ts';
import { IndexStore } from './indexStore.ts';
import { storeFormat } from './shardCodec.ts';

export interface KeyedVector {
  /** As characters. */
  readonly key: string;
  readonly vector: QuantisedVector;
}

/** So many vectors make a segment: a batch writes this much again, at most. */
const segmentSize = 512;

export class EmbeddingStore {
  readonly #parent: string;
  readonly #folder: string;
  readonly #space: string;
  readonly #store: IndexStore;
  readonly #files = new AtomicStorage();
  readonly #log: Log;
  /** What was read of each segment, and how many vectors it has. */
  readonly #segments = new Map<number, { readonly version: string; readonly count: number }>();
  #writing: Promise<void> = Promise.resolve();

  /** @param parent the folder for the vectors of all models. */
  constructor(parent: string, space: string, log: Log) {
    this.#parent = parent;
    this.#space = createHash('sha256').update(space).digest('hex').slice(0, 24);
    this.#folder = path.join(parent, this.#space);
    this.#store = new IndexStore(this.#folder);
    this.#log = log;
  }

  /** Removes the vectors of all models. */
  static async clear(parent: string): Promise<void> {
    await rm(parent, { recursive: true, force: true });
  }

  /** Reads what was written since the last time. A damaged segment is dropped if this is the writer. */
  async read(take: (vector: KeyedVector) => void, isWriter: boolean): Promise<void> {
    const names = await readdir(path.join(this.#folder, 'shards')).catch(() => []);
    for (const segment of names
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => a - b)) {
      const version = await this.#store.versionOf(segment);
      if (this.#segments.get(segment)?.version === version) continue;
      this.#segments.set(segment, { version, count: await this.#readSegment(segment, take, isWriter) });
      await turn();
    }
  }

  /** @throws when it cannot be written: then nothing more should be paid for. */
  append(vectors: readonly KeyedVector[]): Promise<void> {
    const writing = this.#writing.then(() => this.#append(vectors));
    this.#writing = writing.catch(() => {});
    return writing;
  }

  /** The keys of the chunks of files, by content: without them every file would be read to know its vectors. */
  async saveContents(contents: ReadonlyMap<string, string>): Promise<void> {
    const writer = new ByteWriter(contents.size * 200 + 64);
    writer.raw(new Uint8Array(8));
    writer.count(contents.size);
    for (const [content, keys] of contents) {
      writer.text(content);
      writer.bytes(Buffer.from(keys, 'latin1'));
    }
    const bytes = writer.done();
    bytes.writeUInt32LE(storeFormat, 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
    await this.#store.create();
    await this.#files.upsertFile(this.#place('contents'), bytes);
  }

  async readContents(): Promise<ReadonlyMap<string, string>> {
    const contents = new Map<string, string>();
    try {
      const bytes = await readFile(this.#place('contents'));
      if (bytes.readUInt32LE(0) !== storeFormat || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return contents;
      const reader = new ByteReader(bytes.subarray(8));
      for (let left = reader.count(); left > 0; left--) contents.set(reader.text(), reader.bytes().toString('latin1'));
      return contents;
    } catch {
      return new Map(); // There are none, or they are cut: the files are read again, which costs time and no money.
    }
  }

  async readProgress(): Promise<EmbeddingProgress | undefined> {
    return readFile(this.#place('progress'), 'utf8').then(parseProgress, () => undefined);
  }

  async saveProgress(progress: EmbeddingProgress): Promise<void> {
    await this.#store.create();
    await this.#files.upsertFile(this.#place('progress'), JSON.stringify(progress));
  }

  /** Leaves out vectors that nobody wants any more. @returns the keys that are gone. */
  async compact(isWanted: (key: string) => boolean): Promise<readonly string[]> {
    const gone: string[] = [];
    for (const segment of [...this.#segments.keys()]) {
      const kept: KeyedVector[] = [];
      const dropped: string[] = [];
      const sort = (one: KeyedVector): void => {
        if (isWanted(one.key)) kept.push(one);
        else dropped.push(one.key);
      };
      await this.#readSegment(segment, sort, true);
      if (dropped.length <= kept.length) continue;
      // First what stays is written elsewhere: a crash in between leaves it twice.
      this.#segments.set(segment, { version: '', count: segmentSize });
      await this.append(kept);
      await this.#store.drop(segment);
      this.#segments.delete(segment);
      gone.push(...dropped);
      await turn();
    }
    return gone;
  }

  /** The vectors of other models, when this one's are complete. */
  async dropOthers(): Promise<void> {
    for (const name of await readdir(this.#parent).catch(() => []))
      if (name !== this.#space) await rm(path.join(this.#parent, name), { recursive: true, force: true });
  }

  async #append(vectors: readonly KeyedVector[]): Promise<void> {
    for (let at = 0; at < vectors.length;) {
      const segment = this.#openSegment();
      const count = this.#segments.get(segment)?.count ?? 0;
      const some = vectors.slice(at, at + segmentSize - count);
      await this.#store.create();
      const chunks = some.map(({ key, vector }) => ({ data: Buffer.from(key, 'latin1'), vector }));
      const put = [{ path: `from ${count}`, head: new Uint8Array(0), chunks }];
      await this.#store.commit(segment, { put, remove: [] }, this.#space);
      this.#segments.set(segment, {
        version: await this.#store.versionOf(segment),
        count: count + some.length,
      });
      at += some.length;
    }
  }

  /** The last one while there is room, else the next. */
  #openSegment(): number {
    const last = Math.max(-1, ...this.#segments.keys());
    return last >= 0 && this.#segments.get(last)!.count < segmentSize ? last : last + 1;
  }

  /** @returns how many vectors it has. */
  async #readSegment(segment: number, take: (vector: KeyedVector) => void, isWriter: boolean): Promise<number> {
    try {
      const stored = await this.#store.load(segment);
      const chunks = stored?.embedding === this.#space ? stored.files.flatMap((file) => file.chunks) : [];
      for (const { data, vector } of chunks) if (vector) take({ key: Buffer.from(data).toString('latin1'), vector });
      return chunks.length;
    } catch (error) {
      this.#log.warn(`Some vectors are embedded anew: ${describeError(error)}`);
      if (isWriter) await this.#store.drop(segment);
      return segmentSize;
    }
  }

  #place(name: string): string {
    return path.join(this.#folder, name);
  }
}
