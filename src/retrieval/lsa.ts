/**
 * The embedded embedding: latent semantic analysis (Deerwester and others, 1990) learned on the workspace itself.
 * Terms that stand in the same chunks come to lie near each other, so that a question finds code that uses other words.
 * It needs no weights to be shipped, a second to learn and microseconds to embed.
 */

import { asFloat32, asInt8, packSections, packWords, unpackSections, unpackWords } from './binary.ts';
import { RowSum } from './rowSum.ts';
import { leadingSingular } from './svd.ts';
import type { SparseMatrix } from './svd.ts';
import type { TermTable } from './terms.ts';
import { quantise } from './vectors.ts';
import type { QuantisedVector } from './vectors.ts';

export const lsaDimensions = 128;

/** Learning from more takes longer and finds hardly more. */
export const lsaSampleSize = 4000;

/** The most frequent terms. Those beyond stand in too few chunks to say what they go with. */
const vocabularySize = 12_000;

const savedKind = 0x4c530001;

/** Term to weight: a chunk's worths or a query's weights. */
type Weighted = ReadonlyMap<string, number>;

export class LsaModel {
  readonly #places: ReadonlyMap<string, number>;
  readonly #rarities: Float32Array;
  /** Each term's row of 8-bit numbers and what they are multiplied by. */
  readonly #rows: Int8Array;
  readonly #scales: Float32Array;

  private constructor(
    places: ReadonlyMap<string, number>,
    rarities: Float32Array,
    rows: Int8Array,
    scales: Float32Array,
  ) {
    this.#places = places;
    this.#rarities = rarities;
    this.#rows = rows;
    this.#scales = scales;
  }

  /** Learns from the terms of some chunks; of more than `lsaSampleSize`, from every so manieth. */
  static learn(chunks: readonly Weighted[]): LsaModel {
    const sample = evenly(chunks, lsaSampleSize);
    const { places, rarities } = chooseTerms(sample);
    const { right, rank } = leadingSingular(matrixOf(sample, places, rarities), lsaDimensions, 1);
    const rows = new Int8Array(places.size * lsaDimensions);
    const scales = new Float32Array(places.size);
    for (let term = 0; term < places.size; term++) {
      const row = right.subarray(term * rank, (term + 1) * rank);
      const length = Math.hypot(...row);
      const { values, scale } = quantise(row);
      rows.set(values, term * lsaDimensions);
      scales[term] = scale * length;
    }
    return new LsaModel(places, rarities, rows, scales);
  }

  /** Of zeros when nothing in it is known. */
  embed(terms: Weighted): QuantisedVector {
    const sum = new RowSum(this.#rows, lsaDimensions, terms.size);
    for (const [term, weight] of terms) {
      const place = this.#places.get(term);
      if (place !== undefined) sum.add(place, weight * this.#rarities[place]! * this.#scales[place]!);
    }
    const vector = new Float64Array(lsaDimensions);
    sum.addTo(vector, 0);
    return quantise(vector);
  }

  /** The same of each chunk of a file: its terms are looked up once. */
  embedAll({ terms, starts, places, worths }: TermTable): QuantisedVector[] {
    const known = Int32Array.from(terms, (term) => this.#places.get(term) ?? -1);
    const factors = Float64Array.from(known, (place) =>
      place === -1 ? 0 : this.#rarities[place]! * this.#scales[place]!,
    );
    const sum = new RowSum(this.#rows, lsaDimensions, terms.length);
    const vector = new Float64Array(lsaDimensions);
    return Array.from({ length: starts.length - 1 }, (_, chunk) => {
      for (let entry = starts[chunk]!; entry < starts[chunk + 1]!; entry++) {
        const term = places[entry]!;
        if (known[term] !== -1) sum.add(known[term]!, worths[entry]! * factors[term]!);
      }
      vector.fill(0);
      sum.addTo(vector, 0);
      return quantise(vector);
    });
  }

  save(): Uint8Array {
    return packSections(savedKind, [packWords(this.#places.keys()), this.#rarities, this.#rows, this.#scales]);
  }

  /** `undefined` when the bytes are not those of a whole model of this version. */
  static load(bytes: Uint8Array): LsaModel | undefined {
    const [words, rarities, rows, scales] = unpackSections(savedKind, bytes) ?? [];
    if (!words || !rarities || !rows || !scales) return undefined;
    const places = new Map(unpackWords(words).map((word, place) => [word, place]));
    return new LsaModel(places, asFloat32(rarities), asInt8(rows), asFloat32(scales));
  }
}

function evenly<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
}

/** Terms of at least two chunks and at most half of them. */
function chooseTerms(sample: readonly Weighted[]): { places: Map<string, number>; rarities: Float32Array } {
  const having = new Map<string, number>();
  for (const chunk of sample) for (const term of chunk.keys()) having.set(term, (having.get(term) ?? 0) + 1);
  const chosen = [...having]
    .filter(([, count]) => count >= 2 && count <= Math.max(2, sample.length / 2))
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, vocabularySize);
  return {
    places: new Map(chosen.map(([term], place) => [term, place])),
    rarities: Float32Array.from(chosen, ([, count]) => Math.log(1 + sample.length / count)),
  };
}

/** A row for each chunk, each of length 1: long chunks say no more than short ones about what goes with what. */
function matrixOf(
  sample: readonly Weighted[],
  places: ReadonlyMap<string, number>,
  rarities: Float32Array,
): SparseMatrix {
  const starts = new Uint32Array(sample.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  sample.forEach((chunk, row) => {
    let squares = 0;
    for (const [term, weight] of chunk) {
      const place = places.get(term);
      if (place === undefined) continue;
      const value = weight * rarities[place]!;
      columns.push(place);
      values.push(value);
      squares += value * value;
    }
    for (let at = starts[row]!; at < values.length; at++) values[at]! /= Math.sqrt(squares);
    starts[row + 1] = values.length;
  });
  return {
    rows: sample.length,
    columns: places.size,
    starts,
    places: Uint32Array.from(columns),
    values: Float32Array.from(values),
  };
}
