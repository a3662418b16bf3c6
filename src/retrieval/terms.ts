/**
 * What a chunk is worth for each of its terms: BM25F (Robertson, Zaragoza and Taylor, 2004). Occurrences are summed over
 * the fields by weight, each field normalised by its length, and then saturated once.
 * Lengths are measured against fixed references instead of the workspace's means. So a chunk's terms depend on nothing
 * but the chunk: they need not be counted again when others come and go, and the vectors can be made from them too.
 */

import type { ChunkText } from './chunkText.ts';
import { lexicon, NumberList } from './tokens.ts';

/** Term to worth, above 0 and below 1. */
export type ChunkTerms = ReadonlyMap<string, number>;

/** The same of several chunks, as numbers over one list of terms. */
export interface TermTable {
  /** Each stands once. */
  readonly terms: readonly string[];
  /** Where each chunk's entries begin, and at the end how many there are. */
  readonly starts: Uint32Array;
  /** Of each entry: which term it is, in rising order within a chunk, and what that is worth. */
  readonly places: Uint32Array;
  readonly worths: Float32Array;
}

/** A chunk whose body is what lies in a text between these offsets. */
export interface ChunkSource extends Omit<ChunkText, 'body'> {
  readonly text: string;
  readonly body: readonly (readonly [from: number, to: number])[];
}

export type Field = 'name' | 'path' | 'signature' | 'doc' | 'body';

export interface FieldWeight {
  readonly weight: number;
  /** How much a long field counts less, 0 to 1: BM25's b. */
  readonly lengthPenalty: number;
  /** The length, in terms, that is neither long nor short. */
  readonly usualLength: number;
}

export type FieldWeights = Readonly<Record<Field, FieldWeight>>;

/** Chosen on the packages for tuning of `npm run bench -- retrieval`. */
const fieldWeights: FieldWeights = {
  name: { weight: 4, lengthPenalty: 0.5, usualLength: 3 },
  path: { weight: 1.2, lengthPenalty: 0.6, usualLength: 6 },
  signature: { weight: 0.7, lengthPenalty: 0.6, usualLength: 12 },
  doc: { weight: 1.2, lengthPenalty: 0.6, usualLength: 20 },
  body: { weight: 0.3, lengthPenalty: 0.7, usualLength: 45 },
};

/** BM25's k1: how soon more of the same term stops counting. */
const saturation = 1.2;

/** Of a term that stands once in a text of usual length. */
export const plainWorth = fieldWeights.body.weight / (saturation + fieldWeights.body.weight);

/** Text between definitions shares their path and words and is seldom what is looked for. */
const unnamedShare = 0.5;

export function termsOfChunk({ body, ...chunk }: ChunkText): ChunkTerms {
  return termMaps(termTable([{ ...chunk, text: body, body: [[0, body.length]] }]))[0]!;
}

export function termMaps({ terms, starts, places, worths }: TermTable): ChunkTerms[] {
  return Array.from({ length: starts.length - 1 }, (_, chunk) => {
    const map = new Map<string, number>();
    for (let at = starts[chunk]!; at < starts[chunk + 1]!; at++) map.set(terms[places[at]!]!, worths[at]!);
    return map;
  });
}

/** Of all chunks of a file: what they have in common is looked at once. */
export const termTable = (chunks: readonly ChunkSource[]): TermTable => counter.count(chunks);

/** Counts in memory that is used again for every file. */
class TermCounter {
  #terms: string[] = [];
  /** By number in the lexicon: 1 and the term's place in the list of the file in work, else 0. */
  #placeOf = new Uint32Array(1024);
  /** The numbers of the file in work, in the order of the list. */
  readonly #numbers = new NumberList();
  /** By place: what the chunk in work has of it; all 0 between two chunks. */
  #sums = new Float64Array(1024);
  /** Of the file in work, chunk after chunk. */
  readonly #places = new NumberList();
  #worths = new Float32Array(1024);
  /** The numbers of the field in work. */
  readonly #found = new NumberList();

  count(chunks: readonly ChunkSource[]): TermTable {
    this.#terms = [];
    lexicon.forgetIfFull();
    const starts = new Uint32Array(chunks.length + 1);
    for (const [at, chunk] of chunks.entries()) {
      this.#count(chunk, starts[at]!);
      starts[at + 1] = this.#places.length;
    }
    const { length } = this.#places;
    const table = {
      terms: this.#terms,
      starts,
      places: this.#places.values.slice(0, length),
      worths: this.#worths.slice(0, length),
    };
    this.#places.length = 0;
    for (let at = 0; at < this.#numbers.length; at++) this.#placeOf[this.#numbers.values[at]!] = 0;
    this.#numbers.length = 0;
    return table;
  }

  #count({ path, name, scope, signature, doc, text, body }: ChunkSource, start: number): void {
    this.#addWhole(fieldWeights.name, name, true);
    this.#addWhole(fieldWeights.path, `${path} ${scope.join(' ')}`);
    this.#addWhole(fieldWeights.signature, signature);
    this.#addWhole(fieldWeights.doc, doc);
    for (const [from, to] of body) lexicon.collect(text, from, to, false, this.#found);
    this.#weigh(fieldWeights.body);
    const { values, length } = this.#places;
    values.subarray(start, length).sort();
    if (this.#worths.length < values.length) {
      const longer = new Float32Array(values.length);
      longer.set(this.#worths);
      this.#worths = longer;
    }
    const share = name === '' ? unnamedShare : 1;
    for (let at = start; at < length; at++) {
      const place = values[at]!;
      this.#worths[at] = saturated(this.#sums[place]!) * share;
      this.#sums[place] = 0;
    }
  }

  #addWhole(weight: FieldWeight, text: string, asName = false): void {
    lexicon.collect(text, 0, text.length, asName, this.#found);
    this.#weigh(weight);
  }

  #weigh(weight: FieldWeight): void {
    const { values, length } = this.#found;
    const each = worthOfEach(weight, length);
    for (let at = 0; at < length; at++) {
      const place = this.#placeIn(values[at]!);
      const sum = this.#sums[place]!;
      if (sum === 0) this.#places.push(place);
      this.#sums[place] = sum + each;
    }
    this.#found.length = 0;
  }

  #placeIn(number: number): number {
    const known = number < this.#placeOf.length ? this.#placeOf[number]! : 0;
    if (known > 0) return known - 1;
    if (number >= this.#placeOf.length) {
      const longer = new Uint32Array(number * 2);
      longer.set(this.#placeOf);
      this.#placeOf = longer;
    }
    const place = this.#terms.push(lexicon.term(number)) - 1;
    this.#placeOf[number] = place + 1;
    this.#numbers.push(number);
    if (place >= this.#sums.length) {
      const longer = new Float64Array(place * 2);
      longer.set(this.#sums);
      this.#sums = longer;
    }
    return place;
  }
}

const counter = new TermCounter();

export function weighTerms(terms: Readonly<Record<Field, readonly string[]>>, weights: FieldWeights): ChunkTerms {
  const worth = new Map<string, number>();
  for (const field of fields) {
    const occurrences = terms[field];
    const each = worthOfEach(weights[field], occurrences.length);
    if (each > 0) for (const term of occurrences) worth.set(term, (worth.get(term) ?? 0) + each);
  }
  for (const [term, sum] of worth) worth.set(term, saturated(sum));
  return worth;
}

const fields: readonly Field[] = ['name', 'path', 'signature', 'doc', 'body'];

/** Of each occurrence in a field that has so many. */
const worthOfEach = ({ weight, lengthPenalty, usualLength }: FieldWeight, length: number): number =>
  weight / (1 - lengthPenalty + (lengthPenalty * length) / usualLength);

const saturated = (sum: number): number => sum / (saturation + sum);
