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

export class VectorMatrix {
  /** Of a row, filled with zeros up to whole 128-bit vectors. */
  readonly #width: number;
  readonly #dimensions: number;
  readonly #kernel: ScanKernel | null;
  /** The query's row, then `capacity` rows, then `capacity` results of 32 bits. */
  #buffer: ArrayBuffer;
  #rows: Int8Array;
  #dots: Int32Array;
  #capacity = 0;
  #scales = new Float32Array(0);
  #ids = new Uint32Array(0);
  readonly #rowOf = new Map<number, number>();

  /** A kernel serves one matrix, whose rows are in its memory. Without one the scan is in JavaScript, ten times slower. */
  constructor(dimensions: number, kernel: ScanKernel | null = createScanKernel() ?? null) {
    this.#kernel = kernel;
    this.#dimensions = dimensions;
    this.#width = (dimensions + 15) & ~15;
    this.#buffer = kernel?.memory.buffer ?? new ArrayBuffer(0);
    this.#rows = new Int8Array(0);
    this.#dots = new Int32Array(0);
    this.#grow(64);
  }

  get size(): number {
    return this.#rowOf.size;
  }

  /** How many bytes the rows and the tables beside them take. */
  get byteSize(): number {
    return this.#buffer.byteLength + this.#scales.byteLength + this.#ids.byteLength;
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
    this.#rows.set(vector.values, (row + 1) * this.#width);
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
    this.#rows.copyWithin((row + 1) * this.#width, (last + 1) * this.#width, (last + 2) * this.#width);
    this.#scales[row] = this.#scales[last]!;
    this.#ids[row] = moved;
    this.#rowOf.set(moved, row);
  }

  /** The nearest by cosine, best first. What has no direction is near to nothing. */
  search(query: QuantisedVector, limit: number, accepts?: (id: number) => boolean): Hit[] {
    if (query.scale === 0) return [];
    const dots = this.#scan(query.values);
    const best = new TopHits(limit);
    const [rows, scales] = [this.#rowOf.size, this.#scales];
    let threshold = 0;
    for (let row = 0; row < rows; row++) {
      const score = dots[row]! * scales[row]! * query.scale;
      if (score < threshold || score <= 0) continue;
      const id = this.#ids[row]!;
      if (accepts && !accepts(id)) continue;
      best.offer(id, score);
      threshold = best.threshold;
    }
    return best.take();
  }

  /** How near the query is to these; what is not there is left out. */
  cosines(query: QuantisedVector, ids: Iterable<number>): Hit[] {
    const hits: Hit[] = [];
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      const start = (row + 1) * this.#width;
      let sum = 0;
      for (let at = 0; at < this.#dimensions; at++) sum += query.values[at]! * this.#rows[start + at]!;
      hits.push({ id, score: sum * this.#scales[row]! * query.scale });
    }
    return hits;
  }

  #scan(query: Int8Array): Int32Array {
    const width = this.#width;
    const rows = this.#rows;
    const dots = this.#dots;
    rows.fill(0, 0, width);
    rows.set(query, 0);
    if (this.#kernel) {
      this.#kernel.scan(0, width, this.#rowOf.size, width, this.#dots.byteOffset);
      return dots;
    }
    for (let row = 0, at = width; row < this.#rowOf.size; row++) {
      let sum = 0;
      for (let column = 0; column < width; column++, at++) sum += rows[column]! * rows[at]!;
      dots[row] = sum;
    }
    return dots;
  }

  #grow(capacity: number): void {
    const before = this.#rows;
    const place = (capacity + 1) * this.#width;
    const needed = place + capacity * 4;
    if (this.#kernel) {
      const { memory } = this.#kernel;
      const missing = needed - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
      // The old results lie where rows will be now; a row is written whole before it is read.
      this.#buffer = memory.buffer;
    } else {
      this.#buffer = new ArrayBuffer(needed);
      new Int8Array(this.#buffer).set(before);
    }
    this.#rows = new Int8Array(this.#buffer, 0, place);
    this.#dots = new Int32Array(this.#buffer, place, capacity);
    const scales = new Float32Array(capacity);
    scales.set(this.#scales);
    this.#scales = scales;
    const ids = new Uint32Array(capacity);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#capacity = capacity;
  }
}
