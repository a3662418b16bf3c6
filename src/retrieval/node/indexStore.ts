/**
 * The durable part of the index: vectra's `LocalIndex`, one for each of many shards. A file belongs to a
 * shard by the hash of its path, so that a saved file rewrites a small part of the whole, and damage
 * costs a small part of the whole. In a shard each file is one item, its head, followed by one item a
 * chunk, with the chunk's vector.
 *
 * `LocalIndex` is imported from its own file: the package's entry loads 8 MB that are not used here.
 */
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LocalIndex } from '../../../node_modules/vectra/lib/LocalIndex.js';
import type { QuantisedVector } from '../vectors.ts';
import { AtomicStorage } from './atomicStorage.ts';
import { DamagedShard, readShard, ShardCodec, storeFormat } from './shardCodec.ts';
import type { ItemChange, ShardItem } from './shardCodec.ts';

export const shardCount = 64;

/** Which shard a file belongs to. Spread evenly, so the files of any few shards are a fair sample of all. */
export function shardOf(place: string): number {
  // FNV-1a, its high bits folded into those that count.
  let hash = 0x811c9dc5;
  for (let at = 0; at < place.length; at++) hash = Math.imul(hash ^ place.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % shardCount;
}

export interface StoredChunk {
  readonly data: Uint8Array;
  readonly vector: QuantisedVector | undefined;
}

export interface StoredFile {
  readonly path: string;
  readonly head: Uint8Array;
  readonly chunks: readonly StoredChunk[];
}

export interface StoredShard {
  /** Which embedding the vectors are of; `''` for none. */
  readonly embedding: string;
  readonly files: readonly StoredFile[];
}

export interface ShardChange {
  /** Each takes the place of what is stored under its path. */
  readonly put: readonly StoredFile[];
  readonly remove: readonly string[];
}

export class IndexStore {
  readonly folder: string;
  readonly #storage = new AtomicStorage();

  constructor(folder: string) {
    this.folder = folder;
  }

  async create(): Promise<void> {
    // What is stored was read from the user's files, so it is as private as they may be.
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * What a shard holds, read past vectra as views into one buffer; undefined when it was never written.
   * @throws DamagedShard
   */
  async load(shard: number): Promise<StoredShard | undefined> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#fileOf(shard));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new DamagedShard('it cannot be read');
    }
    const { embedding, items } = readShard(bytes);
    return { embedding, files: filesOf(items) };
  }

  /**
   * Writes changes of one shard, all of them or none.
   * @param embedding which one the new vectors are of; stored vectors of another are dropped.
   * @returns false when what was there was damaged: then only what was put is there now.
   */
  async commit(shard: number, change: ShardChange, embedding: string): Promise<boolean> {
    this.#storage.failure = undefined;
    try {
      return await this.#commit(shard, change, embedding);
    } catch (error) {
      throw this.#storage.failure ?? error;
    }
  }

  async #commit(shard: number, { put, remove }: ShardChange, embedding: string): Promise<boolean> {
    const gone = new Set([...remove, ...put.map((file) => file.path)]);
    const change: ItemChange = { put: put.flatMap(itemsOf), isGone: (id) => gone.has(pathOf(id)) };
    // One that has been created holds that it is empty, and would not read it.
    const open = (): LocalIndex =>
      new LocalIndex(this.#folderOf(shard), undefined, this.#storage, new ShardCodec(embedding, change));
    let isWhole = true;
    if (!(await open().isIndexCreated())) await open().createIndex({ version: storeFormat });
    let index = open();
    try {
      await index.beginUpdate();
    } catch {
      isWhole = false;
      await this.drop(shard);
      await open().createIndex({ version: storeFormat });
      index = open();
      await index.beginUpdate();
    }
    await index.endUpdate();
    return isWhole;
  }

  async drop(shard: number): Promise<void> {
    await rm(this.#folderOf(shard), { recursive: true, force: true });
  }

  /** Changes whenever a shard is written: how another process sees that there is something new. */
  async versionOf(shard: number): Promise<string> {
    const stats = await stat(this.#fileOf(shard)).catch(() => undefined);
    return stats ? `${stats.ino}:${stats.mtimeMs}:${stats.size}` : '';
  }

  /** Bytes on disk of all shards. */
  async size(): Promise<number> {
    const sizes = Array.from({ length: shardCount }, async (_, shard) => {
      const stats = await stat(this.#fileOf(shard)).catch(() => undefined);
      return stats?.size ?? 0;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  #folderOf(shard: number): string {
    return path.join(this.folder, 'shards', String(shard).padStart(2, '0'));
  }

  #fileOf(shard: number): string {
    return path.join(this.#folderOf(shard), 'index.shard');
  }
}

/** No path of the index holds a line break. */
const separator = '\n';

const pathOf = (id: string): string => id.split(separator, 1)[0]!;

/** A file's head, then its chunks in their order. */
const itemsOf = ({ path: place, head, chunks }: StoredFile): ShardItem[] => [
  { id: place, data: head, vector: undefined },
  ...chunks.map(({ data, vector }, number) => ({ id: `${place}${separator}${number}`, data, vector })),
];

/** Every head is followed by its chunks, in their order. */
function filesOf(items: readonly ShardItem[]): StoredFile[] {
  const files: { path: string; head: Uint8Array; chunks: StoredChunk[] }[] = [];
  for (const { id, data, vector } of items) {
    const last = files.at(-1);
    if (!id.includes(separator)) files.push({ path: id, head: data, chunks: [] });
    else if (last?.path === pathOf(id)) last.chunks.push({ data, vector });
    else throw new DamagedShard('a chunk without its file');
  }
  return files;
}
