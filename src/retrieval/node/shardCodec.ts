/**
 * How a shard of the store is written: vectra's `IndexCodec`, in binary, with vectors of one byte a number.
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
export const storeFormat = 2;

/** What vectra keeps beside a vector: one string, whose characters are bytes. */
export type ItemData = Record<'data', string>;

/** An item as it lies in a shard: views into its bytes, nothing copied. */
export interface ShardItem {
  readonly id: string;
  readonly data: Buffer;
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

/** The same for vectra, which has vectors as plain numbers. */
export class ShardCodec implements IndexCodec {
  readonly extension = '.shard';
  readonly #embedding: string;

  /** @param embedding which one the vectors are of; those of any other are dropped when they are read. */
  constructor(embedding: string) {
    this.#embedding = embedding;
  }

  serializeIndex({ items }: IndexData): Buffer {
    const writer = new ByteWriter(1 << 16);
    writer.raw(new Uint8Array(headSize));
    writer.text(this.#embedding);
    writer.count(items.length);
    let last = '';
    for (const { id, metadata, vector } of items) {
      const common = commonStart(last, id);
      writer.count(common);
      writer.text(id.slice(common));
      last = id;
      writer.bytes(Buffer.from(String(metadata['data']), 'latin1'));
      writer.count(vector.length);
      if (vector.length === 0) continue;
      const { scale, values } = steps(vector);
      writer.float(scale);
      writer.raw(new Uint8Array(values.buffer, values.byteOffset, values.length));
    }
    const bytes = writer.done();
    bytes.write(magic, 'latin1');
    bytes.writeUInt8(storeFormat, 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(headSize)), 5);
    return bytes;
  }

  deserializeIndex(bytes: Buffer): IndexData {
    const { embedding, items } = readShard(bytes);
    const isOurs = embedding === this.#embedding;
    return {
      version: storeFormat,
      metadata_config: {},
      items: items.map(({ id, data, vector }) => {
        const numbers = numbersOf(isOurs ? vector : undefined);
        // Vectors have the length 1, or are of zeros. Only vectra's own search would look at it, and nobody calls that.
        const norm = numbers.length > 0 && vector?.scale ? 1 : 0;
        return { id, metadata: { data: data.toString('latin1') }, vector: numbers, norm };
      }),
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

/** In steps of which the largest number has 127, as it had when it was written first: so nothing is lost again. */
function steps(vector: readonly number[]): QuantisedVector {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / 127);
  const values = new Int8Array(vector.length);
  if (scale > 0) for (let at = 0; at < vector.length; at++) values[at] = Math.round(vector[at]! / scale);
  return { scale, values };
}

/** As vectra has it. */
export function numbersOf(vector: QuantisedVector | undefined): number[] {
  const numbers: number[] = [];
  if (vector) for (const value of vector.values) numbers.push(value * vector.scale);
  return numbers;
}

const magic = 'TSIX';
const headSize = 9;
