/**
 * How a shard of the store is written: vectra's `IndexCodec`, in binary, with vectors of one byte a number.
 * Items go past vectra, which would have every number of a vector as a number of its own and looks through all items
 * for each that comes: a change is made to what is read, and vectra is told only which items there are.
 *
 *   "TSIX" · format (1 byte) · CRC-32 of the rest (4 bytes) · embedding · number of items · items
 *   item: id · data · length of the vector, and if it has one: scale (float) · int8 values
 *   id: how many characters it has in common with the one before · the others
 *
 * The checksum stands over everything, so that a cut or changed file is noticed as a whole; another
 * format is the same as damage: the shard is made anew.
 */
import { crc32 } from 'node:zlib';
import type { IndexCodec } from '../../../node_modules/vectra/lib/codecs/IndexCodec.js';
import type { IndexData } from '../../../node_modules/vectra/lib/types.js';
import type { QuantisedVector } from '../vectors.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** To be raised with every change of what is stored, here or in `fileRecord.ts`. */
export const storeFormat = 3;

/** An item as it lies in a shard: when it was read, views into its bytes, nothing copied. */
export interface ShardItem {
  readonly id: string;
  readonly data: Uint8Array;
  readonly vector: QuantisedVector | undefined;
}

export class DamagedShard extends Error {
  constructor(why: string) {
    super(`the shard is damaged: ${why}`);
    this.name = 'DamagedShard';
  }
}

export interface ShardContent {
  /** Which embedding made the vectors; empty when there are none. */
  readonly embedding: string;
  readonly items: readonly ShardItem[];
}

/** @throws DamagedShard */
export function readShard(bytes: Buffer): ShardContent {
  if (bytes.length < headSize || bytes.toString('latin1', 0, 4) !== magic) throw new DamagedShard('no shard at all');
  if (bytes[4] !== storeFormat) throw new DamagedShard('written in another format');
  if (bytes.readUInt32LE(5) !== crc32(bytes.subarray(headSize))) throw new DamagedShard('its checksum is wrong');
  const reader = new ByteReader(bytes.subarray(headSize));
  const embedding = reader.text();
  const items: ShardItem[] = [];
  let id = '';
  for (let left = reader.count(); left > 0; left--) {
    id = id.slice(0, reader.count()) + reader.text();
    const data = reader.bytes();
    const dimensions = reader.count();
    items.push({ id, data, vector: dimensions === 0 ? undefined : readVector(reader, dimensions) });
  }
  return { embedding, items };
}

function readVector(reader: ByteReader, dimensions: number): QuantisedVector {
  const scale = reader.float();
  const bytes = reader.raw(dimensions);
  return { scale, values: new Int8Array(bytes.buffer, bytes.byteOffset, dimensions) };
}

export interface ItemChange {
  readonly put: readonly ShardItem[];
  /** Whether a stored item makes way. */
  readonly isGone: (id: string) => boolean;
}

/** The same for vectra, for one change of one shard. */
export class ShardCodec implements IndexCodec {
  readonly extension = '.shard';
  readonly #embedding: string;
  readonly #change: ItemChange;
  readonly #items = new Map<string, ShardItem>();

  /** @param embedding which one the new vectors are of; stored vectors of any other are dropped. */
  constructor(embedding: string, change: ItemChange) {
    this.#embedding = embedding;
    this.#change = change;
  }

  serializeIndex({ items }: IndexData): Buffer {
    const shardItems = items.flatMap(({ id }) => this.#items.get(id) ?? []);
    const size = shardItems.reduce((sum, { id, data }) => sum + id.length + data.length + vectorRoom, headSize + 256);
    const writer = new ByteWriter(size);
    writer.raw(new Uint8Array(headSize));
    writer.text(this.#embedding);
    writer.count(shardItems.length);
    let last = '';
    for (const { id, data, vector } of shardItems) {
      const common = commonStart(last, id);
      writer.count(common);
      writer.text(id.slice(common));
      last = id;
      writer.bytes(data);
      writer.count(vector?.values.length ?? 0);
      if (!vector) continue;
      writer.float(vector.scale);
      writer.raw(new Uint8Array(vector.values.buffer, vector.values.byteOffset, vector.values.length));
    }
    const bytes = writer.done();
    bytes.write(magic, 'latin1');
    bytes.writeUInt8(storeFormat, 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(headSize)), 5);
    return bytes;
  }

  /** What is stored, with the change. */
  deserializeIndex(bytes: Buffer): IndexData {
    const { embedding, items } = readShard(bytes);
    this.#items.clear();
    for (const item of items) {
      if (this.#change.isGone(item.id)) continue;
      this.#items.set(item.id, embedding === this.#embedding ? item : { ...item, vector: undefined });
    }
    for (const item of this.#change.put) this.#items.set(item.id, item);
    return {
      version: storeFormat,
      metadata_config: {},
      items: Array.from(this.#items.keys(), (id) => ({ id, metadata: {}, vector: [], norm: 0 })),
    };
  }

  // Only vectra's documents and outlined metadata need these, and neither is used here.
  serializeCatalog(): Buffer {
    throw new Error('a shard has no catalog');
  }
  deserializeCatalog(): never {
    throw new Error('a shard has no catalog');
  }
  serializeMetadata(): Buffer {
    throw new Error('a shard keeps its metadata inside');
  }
  deserializeMetadata(): never {
    throw new Error('a shard keeps its metadata inside');
  }
}

/** Never a part of a character of two code units, which could not be written by itself. */
function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const last = a.charCodeAt(at - 1);
  return last >= 0xd800 && last < 0xdc00 ? at - 1 : at;
}

const magic = 'TSIX';
const headSize = 9;
/** About what an item takes besides its id and its data. */
const vectorRoom = 150;
