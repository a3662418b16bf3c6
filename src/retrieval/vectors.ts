/**
 * Vectors of 8-bit numbers, searched by reading all of them: exact, quick to change, and at a hundred thousand rows a
 * matter of milliseconds, so there is no graph to build and to keep.
 */

import type { Hit } from './chunkText.ts';
import { createScanKernel, type ScanKernel } from './scanKernel.ts';
import { TopHits } from './topHits.ts';

/** A vector of length 1, or of zeros. `values[i] * scale` is about its component. */
export interface QuantisedVector {
  readonly values: Int8Array;
  readonly scale: number;
}

/** Brings a vector to 8 bits and, by the scale, to length 1. What has no direction (zeros, NaN) becomes zeros. */
export function quantise(vector: ArrayLike<number>): QuantisedVector {
  let largest = 0;
  for (let at = 0; at < vector.length; at++) largest = Math.max(largest, Math.abs(vector[at]!));
  const values = new Int8Array(vector.length);
  if (!(largest > 0) || !Number.isFinite(largest)) return { values, scale: 0 };
  let squares = 0;
  for (let at = 0; at < vector.length; at++) {
    const value = Math.round((vector[at]! / largest) * 127);
    values[at] = value;
    squares += value * value;
  }
  return { values, scale: 1 / Math.sqrt(squares) };
}

const pageBytes = 65_536;
/** How many rows are looked at before it is asked again how near the nearest are. */
const blockRows = 4096;

export class VectorMatrix {
  /** Of a row, filled with zeros up to whole 128-bit vectors. */
  readonly #width: number;
  readonly #dimensions: number;
  readonly #kernel: ScanKernel | undefined;
  /** The query in 16-bit numbers, then `capacity` rows, then as many scales, then room for what is found in a block. */
  #buffer: ArrayBuffer;
  #query: Int16Array;
  #rows: Int8Array;
  #scales: Float32Array;
  /** Pairs: the row's number within its block, and the dot product. */
  #found: Int32Array;
  #capacity = 0;
  #ids = new Uint32Array(0);
  readonly #rowOf = new Map<number, number>();

  /** A kernel serves one matrix, whose rows are in its memory. Without one the scan is in JavaScript, ten times slower. */
  constructor(dimensions: number, kernelFor: (width: number) => ScanKernel | undefined = createScanKernel) {
    this.#dimensions = dimensions;
    this.#width = (dimensions + 15) & ~15;
    this.#kernel = kernelFor(this.#width);
    this.#buffer = this.#kernel?.memory.buffer ?? new ArrayBuffer(0);
    this.#query = new Int16Array(0);
    this.#rows = new Int8Array(0);
    this.#scales = new Float32Array(0);
    this.#found = new Int32Array(0);
    this.#grow(64);
  }

  get size(): number {
    return this.#rowOf.size;
  }

  /** How many bytes the rows and the tables beside them take. */
  get byteSize(): number {
    return this.#buffer.byteLength + this.#ids.byteLength;
  }

  has(id: number): boolean {
    return this.#rowOf.has(id);
  }

  /** `id` is a whole number below 2^32; what it had is replaced. */
  set(id: number, vector: QuantisedVector): void {
    if (vector.values.length !== this.#dimensions) {
      throw new RangeError(
        `a vector of ${vector.values.length} numbers does not fit among those of ${this.#dimensions}`,
      );
    }
    let row = this.#rowOf.get(id);
    if (row === undefined) {
      row = this.#rowOf.size;
      if (row >= this.#capacity) this.#grow(Math.ceil(this.#capacity * 1.25) + 64);
      this.#rowOf.set(id, row);
      this.#ids[row] = id;
    }
    this.#rows.set(vector.values, row * this.#width);
    this.#scales[row] = vector.scale;
  }

  remove(id: number): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    // The last row moves into the gap.
    const last = this.#rowOf.size;
    if (row === last) return;
    const moved = this.#ids[last]!;
    this.#rows.copyWithin(row * this.#width, last * this.#width, (last + 1) * this.#width);
    this.#scales[row] = this.#scales[last]!;
    this.#ids[row] = moved;
    this.#rowOf.set(moved, row);
  }

  /** The nearest by cosine, best first. What has no direction is near to nothing. */
  search(query: QuantisedVector, limit: number, accepts?: (id: number) => boolean): Hit[] {
    if (query.scale === 0) return [];
    this.#query.set(query.values);
    const best = new TopHits(limit);
    const [rows, scales, found] = [this.#rowOf.size, this.#scales, this.#found];
    let threshold = 0;
    for (let first = 0; first < rows; first += blockRows) {
      // A little less, since the scan counts less exactly.
      const least = (Math.max(0, threshold) / query.scale) * (1 - 1e-6);
      const count = this.#scan(first, Math.min(blockRows, rows - first), least);
      for (let at = 0; at < 2 * count; at += 2) {
        const row = first + found[at]!;
        const score = found[at + 1]! * scales[row]! * query.scale;
        if (score < threshold || score <= 0) continue;
        const id = this.#ids[row]!;
        if (accepts && !accepts(id)) continue;
        best.offer(id, score);
        threshold = best.threshold;
      }
    }
    return best.take();
  }

  /** How near the query is to these; what is not there is left out. */
  cosines(query: QuantisedVector, ids: Iterable<number>): Hit[] {
    const hits: Hit[] = [];
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      const start = row * this.#width;
      let sum = 0;
      for (let at = 0; at < this.#dimensions; at++) sum += query.values[at]! * this.#rows[start + at]!;
      hits.push({ id, score: sum * this.#scales[row]! * query.scale });
    }
    return hits;
  }

  /** Those of a block of rows that are nearer to the query than `least`. @returns how many. */
  #scan(first: number, rows: number, least: number): number {
    const width = this.#width;
    if (this.#kernel) {
      const matrix = this.#rows.byteOffset + first * width;
      return this.#kernel.scan(matrix, this.#scales.byteOffset + first * 4, rows, least, this.#found.byteOffset);
    }
    let count = 0;
    for (let row = 0, at = first * width; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < width; column++, at++) sum += this.#query[column]! * this.#rows[at]!;
      if (sum * this.#scales[first + row]! <= least) continue;
      this.#found[2 * count] = row;
      this.#found[2 * count + 1] = sum;
      count++;
    }
    return count;
  }

  #grow(capacity: number): void {
    const before = this.#rows;
    const width = this.#width;
    const scales = this.#scales.slice();
    const rowsAt = 2 * width;
    const scalesAt = rowsAt + capacity * width;
    const foundAt = scalesAt + capacity * 4;
    const needed = foundAt + (blockRows + 1) * 8;
    if (this.#kernel) {
      const { memory } = this.#kernel;
      const missing = needed - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
      // What else was there lies where rows will be now; a row is written whole before it is read.
      this.#buffer = memory.buffer;
    } else {
      this.#buffer = new ArrayBuffer(needed);
      new Int8Array(this.#buffer).set(before, rowsAt);
    }
    this.#query = new Int16Array(this.#buffer, 0, width);
    this.#rows = new Int8Array(this.#buffer, rowsAt, capacity * width);
    this.#scales = new Float32Array(this.#buffer, scalesAt, capacity);
    this.#scales.set(scales);
    this.#found = new Int32Array(this.#buffer, foundAt, 2 * (blockRows + 1));
    const ids = new Uint32Array(capacity);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#capacity = capacity;
  }
}
