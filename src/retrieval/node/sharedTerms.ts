/**
 * The inverted index of a shared index, in buckets by term, so that a search fetches what it needs and no more.
 * A bucket holds some terms, each with its postings: the chunk's number, as the difference to the one before, and
 * what the term is worth there, in the same steps as in `LexicalIndex`. So the scores are the same to the last bit.
 */
import { byScore, type Hit } from '../chunkText.ts';
import type { LinkedDefinition } from '../graph/fileLinks.ts';
import type { QueryTerms } from '../lexical.ts';
import { plainWorth, type ChunkTerms } from '../terms.ts';
import { isTestFile } from '../graph/testFile.ts';
import { TopHits } from '../topHits.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Fields } from './chromaServer.ts';

/** As in `LexicalIndex`. */
const worthMax = 1023;

/** About as many as a record of some kilobytes has. */
const bucketPostings = 3000;

/** How many postings are held at once while buckets are made. */
const passPostings = 4_000_000;

export function bucketCount(postings: number): number {
  return Math.max(1, Math.min(65_536, Math.ceil(postings / bucketPostings)));
}

export function bucketOf(term: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % buckets;
}

/**
 * Makes the buckets of a segment, some at a time.
 * @param chunks gives every chunk with its number and its terms; called once for each pass.
 */
export async function* makeBuckets(
  chunks: () => AsyncIterable<{ readonly id: number; readonly terms: ChunkTerms }>,
  postings: number,
): AsyncGenerator<{ readonly bucket: number; readonly fields: Fields }> {
  const buckets = bucketCount(postings);
  const passes = Math.ceil(postings / passPostings);
  const width = Math.ceil(buckets / Math.max(1, passes));
  for (let first = 0; first < buckets; first += width) {
    const lists = new Map<string, number[]>();
    for await (const { id, terms } of chunks()) {
      for (const [term, worth] of terms) {
        const bucket = bucketOf(term, buckets);
        if (bucket < first || bucket >= first + width) continue;
        const list = lists.get(term) ?? [];
        if (list.length === 0) lists.set(term, list);
        list.push(id * (worthMax + 1) + Math.max(1, Math.round(worth * worthMax)));
      }
    }
    const terms: string[][] = Array.from({ length: Math.min(width, buckets - first) }, () => []);
    for (const term of lists.keys()) terms[bucketOf(term, buckets) - first]!.push(term);
    for (const [at, some] of terms.entries())
      yield { bucket: first + at, fields: { data: packBucket(some, lists).toString('base64') } };
  }
}

function packBucket(terms: readonly string[], lists: ReadonlyMap<string, number[]>): Buffer {
  const writer = new ByteWriter(16_384);
  writer.count(terms.length);
  for (const term of terms) {
    const postings = lists.get(term)!.sort((a, b) => a - b);
    const list = new ByteWriter(postings.length * 4 + 8);
    list.count(postings.length);
    let last = 0;
    for (const posting of postings) {
      const id = Math.floor(posting / (worthMax + 1));
      list.count(id - last);
      list.count(posting % (worthMax + 1));
      last = id;
    }
    writer.text(term);
    writer.bytes(list.done());
  }
  return writer.done();
}

/** The packed postings of each term. @throws RangeError for what is no bucket. */
export function unpackBucket(fields: Fields): ReadonlyMap<string, Buffer> {
  const reader = new ByteReader(Buffer.from(String(fields['data']), 'base64'));
  const terms = new Map<string, Buffer>();
  for (let left = reader.count(); left > 0; left--) {
    const term = reader.text();
    terms.set(term, reader.bytes());
  }
  return terms;
}

/** The part of the inverted index that one search needs, and the search in it. */
export class SharedTerms {
  readonly #lists = new Map<string, Buffer[]>();
  readonly #counts = new Map<string, number>();
  readonly #chunks: number;

  /** @param chunks how many there are, with those that are gone and still in the buckets. */
  constructor(chunks: number) {
    this.#chunks = chunks;
  }

  add(term: string, postings: Buffer): void {
    const lists = this.#lists.get(term) ?? [];
    lists.push(postings);
    this.#lists.set(term, lists);
    this.#counts.set(term, (this.#counts.get(term) ?? 0) + new ByteReader(postings).count());
  }

  /** BM25's inverse document frequency, as in `LexicalIndex`; 0 for a term that is nowhere. */
  rarity(term: string): number {
    const having = this.#counts.get(term);
    return having === undefined ? 0 : this.rarityOf(having);
  }

  /** Of a term that so many chunks have. */
  rarityOf(having: number): number {
    return Math.log(1 + (this.#chunks - having + 0.5) / (having + 0.5));
  }

  selfScore(terms: QueryTerms): number {
    let sum = 0;
    for (const [term, weight] of terms) sum += weight * this.rarity(term) * plainWorth;
    return sum;
  }

  count(term: string): number {
    return this.#counts.get(term) ?? 0;
  }

  /** The chunks that have a term, those to which it is worth most first. */
  having(term: string): Hit[] {
    const hits: Hit[] = [];
    for (const list of this.#lists.get(term) ?? []) eachPosting(list, (id, worth) => hits.push({ id, score: worth }));
    return hits.sort(byScore);
  }

  /** What each chunk scores that has one of the terms. @throws RangeError for postings that are none. */
  scores(terms: QueryTerms): Map<number, number> {
    const scores = new Map<number, number>();
    for (const [term, weight] of terms) {
      if (weight <= 0) continue;
      const unit = (weight * this.rarity(term)) / worthMax;
      for (const list of this.#lists.get(term) ?? []) {
        eachPosting(list, (id, worth) => {
          // In single precision, as there.
          scores.set(id, Math.fround((scores.get(id) ?? 0) + unit * worth));
        });
      }
    }
    return scores;
  }
}

function eachPosting(list: Buffer, visit: (id: number, worth: number) => void): void {
  const reader = new ByteReader(list);
  let id = 0;
  for (let left = reader.count(); left > 0; left--) {
    id += reader.count();
    visit(id, reader.count());
  }
}

/** By these a name's definitions are found, as if they were terms, with what is said for each as its worth. */
export const definitionTerm = (name: string): string => `\u0001${name}`;

/** @param chunk in the file. */
export function definitionTermsOf(
  path: string,
  definitions: readonly LinkedDefinition[],
  chunk: number,
): [term: string, worth: number][] {
  return definitions
    .filter((definition) => definition.chunk === chunk)
    .flatMap(({ name, owner, exported }) => {
      // In the same order as in `symbolRelations`.
      const steps = (exported ? 4 : 0) + (owner === '' ? 2 : 0) + (isTestFile(path) ? 0 : 8) + 1;
      const worth = steps / worthMax;
      const whole: [string, number][] = [[definitionTerm(name), worth]];
      if (owner !== '') whole.push([definitionTerm(ownedName(owner, name)), worth]);
      return whole;
    });
}

/** However the two are joined in a query. */
export const ownedName = (owner: string, name: string): string => `${owner}.${name}`;

export function bestOf(scores: ReadonlyMap<number, number>, limit: number): Hit[] {
  const best = new TopHits(limit);
  for (const [id, score] of scores) if (score >= best.threshold) best.offer(id, score);
  return best.take();
}
