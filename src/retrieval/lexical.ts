/**
 * The inverted index: for each term the chunks that have it and what it is worth there. Postings are 32-bit words in one
 * typed array, so memory grows with the number of postings and not with the text, and saving is copying.
 *
 * A posting is a chunk's slot (22 bits) and the term's worth (10 bits). A term's postings stand in a chain of blocks,
 * `[next block, size, postings...]`, each twice as long as the one before. A removed chunk leaves its postings behind
 * as tombstones; when a quarter of the slots is dead, everything is copied together again.
 */

import { asUint32, packSections, unpackSections } from './binary.ts';
import type { ChunkText, Hit } from './chunkText.ts';
import type { ChunkTerms, TermTable } from './terms.ts';
import { plainWorth, termsOfChunk } from './terms.ts';
import { TopHits } from './topHits.ts';
import { WordList } from './wordList.ts';

/** The terms looked for, each with its weight in the query. */
export type QueryTerms = ReadonlyMap<string, number>;

const worthBits = 10;
const worthMax = (1 << worthBits) - 1;
const slotLimit = 2 ** (32 - worthBits);

/** Words of a block before its postings. */
const blockHead = 2;
const largestBlock = 1024;

const savedKind = 0x4c580001;

/** The sections, as `save` writes them. */
type B = Uint8Array;
type Saved = [sizes: B, words: B, first: B, last: B, inLast: B, count: B, pool: B, ids: B, alive: B];

export class LexicalIndex {
  #terms = new WordList();
  /** By term: first and last block, postings in the last block, postings in all. A block at 0 is none. */
  #first = new Uint32Array(1024);
  #last = new Uint32Array(1024);
  #inLast = new Uint32Array(1024);
  #count = new Uint32Array(1024);
  #pool = new Uint32Array(8192);
  /** Words of the pool in use. The first is not, so that a block's place is never 0. */
  #used = 1;

  #slotOf = new Map<number, number>();
  /** By slot: the chunk's id, and 1 while it is there. */
  #ids = new Uint32Array(1024);
  #alive = new Uint8Array(1024);
  #slots = 0;

  /** By slot, all 0 between two searches. */
  #scores = new Float32Array(1024);
  #touched = new Uint32Array(1024);

  /** How many chunks are in it. */
  get size(): number {
    return this.#slotOf.size;
  }

  /** How many bytes the postings and the tables beside them take. */
  get byteSize(): number {
    return (
      (this.#pool.length + this.#first.length * 4 + this.#ids.length + this.#scores.length + this.#touched.length) * 4 +
      this.#alive.length +
      this.#terms.byteSize
    );
  }

  /** `id` is a whole number below 2^32; a chunk that has it already is replaced. */
  add(id: number, chunk: ChunkText): void {
    this.addTerms(id, termsOfChunk(chunk));
  }

  /** As `add`, for terms that were counted already. */
  addTerms(id: number, terms: ChunkTerms): void {
    this.remove(id);
    const slot = this.#slotFor(id);
    for (const [term, worth] of terms) this.#append(this.#numberOf(term), postingOf(slot, worth));
  }

  /** The same for all chunks of a file, which have the ids from `firstId` on: each of its terms is looked up once. */
  addTable(firstId: number, { terms, starts, places, worths }: TermTable): void {
    const chunks = starts.length - 1;
    // All before the terms are looked up: clearing away what is removed gives them other numbers.
    for (let at = 0; at < chunks; at++) this.remove(firstId + at);
    const numbers = Uint32Array.from(terms, (term) => this.#numberOf(term));
    for (let at = 0; at < chunks; at++) {
      const slot = this.#slotFor(firstId + at);
      for (let entry = starts[at]!; entry < starts[at + 1]!; entry++) {
        this.#append(numbers[places[entry]!]!, postingOf(slot, worths[entry]!));
      }
    }
  }

  remove(id: number): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return;
    this.#slotOf.delete(id);
    this.#alive[slot] = 0;
    this.#compactWhen(1 / 4);
  }

  /**
   * The best chunks for these terms, best first; those of `always` are among them, whatever they score.
   * `accepts` leaves out chunks that are not wanted.
   */
  search(
    terms: QueryTerms,
    limit: number,
    { always = [], accepts }: { readonly always?: Iterable<number>; readonly accepts?: (id: number) => boolean } = {},
  ): Hit[] {
    const touched = this.#score(terms);
    const scores = this.#scores;
    const best = new TopHits(limit);
    let threshold = best.threshold;
    for (let index = 0; index < touched; index++) {
      const slot = this.#touched[index]!;
      const score = scores[slot]!;
      if (score < threshold || this.#alive[slot] === 0) continue;
      const id = this.#ids[slot]!;
      if (accepts && !accepts(id)) continue;
      best.offer(id, score);
      threshold = best.threshold;
    }
    const hits = best.take();
    const found = new Set(hits.map((hit) => hit.id));
    for (const id of always) {
      const slot = this.#slotOf.get(id);
      if (slot === undefined || found.has(id) || (accepts && !accepts(id))) continue;
      hits.push({ id, score: scores[slot]! });
    }
    for (let index = 0; index < touched; index++) scores[this.#touched[index]!] = 0;
    return hits;
  }

  /** How rare a term is: BM25's inverse document frequency, 0 for one that is nowhere. */
  rarity(term: string): number {
    const number = this.#terms.find(term);
    return number === undefined ? 0 : this.#rarityOf(number);
  }

  /** What a chunk would score that has each of these terms once, in its text: the measure of a good answer. */
  selfScore(terms: QueryTerms): number {
    let sum = 0;
    for (const [term, weight] of terms) sum += weight * this.rarity(term) * plainWorth;
    return sum;
  }

  save(): Uint8Array {
    this.#compactWhen(1 / 32);
    const terms = this.#terms.size;
    return packSections(savedKind, [
      new Uint32Array([terms, this.#used, this.#slots]),
      this.#terms.save(),
      ...[this.#first, this.#last, this.#inLast, this.#count].map((table) => table.subarray(0, terms)),
      this.#pool.subarray(0, this.#used),
      this.#ids.subarray(0, this.#slots),
      this.#alive.subarray(0, this.#slots),
    ]);
  }

  /** `undefined` when the bytes are not those of a whole index of this version. */
  static load(bytes: Uint8Array): LexicalIndex | undefined {
    const sections = unpackSections(savedKind, bytes);
    if (sections?.length !== 9) return undefined;
    const [sizes, words, first, last, inLast, count, pool, ids, alive] = sections as Saved;
    const index = new LexicalIndex();
    index.#terms = WordList.load(words);
    index.#first = asUint32(first).slice();
    index.#last = asUint32(last).slice();
    index.#inLast = asUint32(inLast).slice();
    index.#count = asUint32(count).slice();
    index.#pool = asUint32(pool).slice();
    index.#ids = asUint32(ids).slice();
    index.#alive = alive.slice();
    index.#used = asUint32(sizes)[1]!;
    index.#slots = asUint32(sizes)[2]!;
    index.#scores = new Float32Array(index.#slots);
    index.#touched = new Uint32Array(index.#slots);
    for (let slot = 0; slot < index.#slots; slot++) {
      if (index.#alive[slot] === 1) index.#slotOf.set(index.#ids[slot]!, slot);
    }
    return index;
  }

  /** Adds up every chunk's score; returns how many chunks have one. */
  #score(terms: QueryTerms): number {
    const [pool, scores, list] = [this.#pool, this.#scores, this.#touched];
    let touched = 0;
    for (const [term, weight] of terms) {
      const number = this.#terms.find(term);
      if (number === undefined || weight <= 0) continue;
      const unit = (weight * this.#rarityOf(number)) / worthMax;
      const last = this.#last[number]!;
      for (let block = this.#first[number]!; block !== 0; block = pool[block]!) {
        const size = block === last ? this.#inLast[number]! : pool[block + 1]!;
        const end = block + blockHead + size;
        for (let at = block + blockHead; at < end; at++) {
          const posting = pool[at]!;
          const slot = posting >>> worthBits;
          const sum = scores[slot]!;
          if (sum === 0) list[touched++] = slot;
          scores[slot] = sum + unit * (posting & worthMax);
        }
      }
    }
    return touched;
  }

  /** Tombstones count on both sides of the fraction until they are cleared away. Never 0, so a score is never 0. */
  #rarityOf(number: number): number {
    const having = this.#count[number]!;
    return Math.log(1 + (this.#slots - having + 0.5) / (having + 0.5));
  }

  #slotFor(id: number): number {
    if (this.#slots >= slotLimit) throw new RangeError(`an index holds at most ${slotLimit} chunks`);
    const slot = this.#slots++;
    if (slot >= this.#ids.length) this.#growSlots(slot + 1);
    this.#ids[slot] = id;
    this.#alive[slot] = 1;
    this.#slotOf.set(id, slot);
    return slot;
  }

  #numberOf(term: string): number {
    const number = this.#terms.numberOf(term);
    if (number >= this.#first.length) this.#growTerms(number + 1);
    return number;
  }

  #append(number: number, posting: number): void {
    let block = this.#last[number]!;
    let filled = this.#inLast[number]!;
    if (block === 0 || filled === this.#pool[block + 1]) {
      const size = block === 0 ? 1 : Math.min(largestBlock, this.#pool[block + 1]! * 2);
      const fresh = this.#allocate(size);
      if (block === 0) this.#first[number] = fresh;
      else this.#pool[block] = fresh;
      this.#last[number] = fresh;
      block = fresh;
      filled = 0;
    }
    this.#pool[block + blockHead + filled] = posting;
    this.#inLast[number] = filled + 1;
    this.#count[number] = this.#count[number]! + 1;
  }

  #allocate(size: number): number {
    const block = this.#used;
    this.#used += blockHead + size;
    if (this.#used > this.#pool.length) this.#pool = grown(this.#pool, this.#used);
    this.#pool[block + 1] = size;
    return block;
  }

  #growSlots(needed: number): void {
    this.#ids = grown(this.#ids, needed);
    const alive = new Uint8Array(this.#ids.length);
    alive.set(this.#alive);
    this.#alive = alive;
    this.#scores = new Float32Array(this.#ids.length);
    this.#touched = new Uint32Array(this.#ids.length);
  }

  #growTerms(needed: number): void {
    this.#first = grown(this.#first, needed);
    this.#last = grown(this.#last, needed);
    this.#inLast = grown(this.#inLast, needed);
    this.#count = grown(this.#count, needed);
  }

  /** @param share of the slots that may belong to what was removed */
  #compactWhen(share: number): void {
    const dead = this.#slots - this.#slotOf.size;
    if (dead > 256 && dead > this.#slots * share) this.#compact();
  }

  /** Leaves the dead out and gives the living new slots, in their old order, each term one block. */
  #compact(): void {
    const moved = new Uint32Array(this.#slots);
    const slots = this.#slotOf.size;
    const ids = new Uint32Array(Math.max(1024, slots));
    let next = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.#alive[slot] === 0) continue;
      moved[slot] = next;
      ids[next] = this.#ids[slot]!;
      this.#slotOf.set(ids[next]!, next++);
    }
    const before = {
      terms: this.#terms,
      pool: this.#pool,
      first: this.#first,
      last: this.#last,
      inLast: this.#inLast,
    };
    const alive = this.#alive;
    this.#terms = new WordList();
    this.#first = new Uint32Array(before.first.length);
    this.#last = new Uint32Array(before.first.length);
    this.#inLast = new Uint32Array(before.first.length);
    this.#count = new Uint32Array(before.first.length);
    // What of it stays empty takes no memory; a shorter copy would be a third one for a moment.
    this.#pool = new Uint32Array(before.pool.length);
    this.#used = 1;
    const kept: number[] = [];
    for (let number = 0; number < before.terms.size; number++) {
      kept.length = 0;
      for (let block = before.first[number]!; block !== 0; block = before.pool[block]!) {
        const size = block === before.last[number] ? before.inLast[number]! : before.pool[block + 1]!;
        for (let at = block + blockHead; at < block + blockHead + size; at++) {
          const posting = before.pool[at]!;
          const slot = posting >>> worthBits;
          if (alive[slot] === 1) kept.push(((moved[slot]! << worthBits) | (posting & worthMax)) >>> 0);
        }
      }
      if (kept.length > 0) this.#setPostings(this.#terms.take(before.terms, number), kept);
    }
    this.#ids = ids;
    this.#alive = new Uint8Array(ids.length).fill(1, 0, slots);
    this.#scores = new Float32Array(ids.length);
    this.#touched = new Uint32Array(ids.length);
    this.#slots = slots;
  }

  #setPostings(number: number, postings: readonly number[]): void {
    const block = this.#allocate(postings.length);
    this.#pool.set(postings, block + blockHead);
    this.#first[number] = block;
    this.#last[number] = block;
    this.#inLast[number] = postings.length;
    this.#count[number] = postings.length;
  }
}

const postingOf = (slot: number, worth: number): number =>
  ((slot << worthBits) | Math.max(1, Math.round(worth * worthMax))) >>> 0;

/** A longer copy. A quarter more at a time: doubling would leave half of a large index empty. */
function grown(array: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(Math.max(needed, Math.ceil(array.length * 1.25), 1024));
  longer.set(array);
  return longer;
}
