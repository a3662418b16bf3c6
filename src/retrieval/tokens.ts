/**
 * The terms of a text, the same for code and for English: an identifier gives the stems of its words and, when it has
 * several, also itself as one term, so that `maxRowCount` is found by "max rows", by `max_row_count` and by itself.
 */

import { stemmer } from 'stemmer';
import { subtokens } from '../syntax/subtokens.ts';

/** Terms in the order of the text, as often as they occur, without stop words and single letters. */
export const termsOf = (text: string): string[] => collected(text, false);

/** As `termsOf`, but nothing is too common to keep: `of`, `get` and `x` are names too. */
export const termsOfName = (name: string): string[] => collected(name, true);

/** The words as they stand there, in lower case, stop words included: what pairs of neighbours are made from. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  let paired = false;
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? kindOf(text.charCodeAt(at)) : other;
    if (kind !== other) {
      if (start === -1) start = at;
      paired ||= kind === unspaced;
    } else if (start !== -1) {
      const word = text.slice(start, at).toLowerCase();
      words.push(...(paired ? pairsOf(word) : [word]));
      start = -1;
      paired = false;
    }
  }
  return words;
}

export const stem = (word: string): string => (/^[a-z]+$/.test(word) ? stemmer(word) : word);

export const isStopWord = (word: string): boolean => stopWords.has(word);

/** Longer than any name that a person wrote: a hash, a key, encoded data. */
const longestWord = 60;

/** Numbers one after another in memory that is used again. */
export class NumberList {
  values = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Uint32Array(this.length * 2);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }
}

/** Words are forgotten when there are so many: all at once, and between two texts. */
const mostWords = 50_000;

/**
 * Terms as numbers. Names repeat, most words of a text have been seen before: so a word is split and stemmed once, and
 * is found again by its letters where they stand in the text, without being cut out of it.
 */
class Lexicon {
  #terms: string[] = [];
  #numbers = new Map<string, number>();
  #stems = new Map<string, string>();
  /** By word: its two hashes, and where its terms stand in the list: those of a name, then those of a text. */
  #hashes = new NumberList();
  #starts = new NumberList();
  #listed = new NumberList();
  /** Open addressing: a word's number and 1, at its hash or the next free place. */
  #table = new Uint32Array(1 << 12);

  term(number: number): string {
    return this.#terms[number]!;
  }

  /** To be called between two texts: numbers that were given before may mean other terms afterwards. */
  forgetIfFull(): void {
    if (this.#starts.length < mostWords) return;
    this.#terms = [];
    for (const map of [this.#numbers, this.#stems]) map.clear();
    for (const list of [this.#hashes, this.#starts, this.#listed]) list.length = 0;
    this.#table.fill(0);
  }

  /** Adds the terms of a stretch of text. @param asName keeps those that are too common otherwise. */
  collect(text: string, from: number, to: number, asName: boolean, into: NumberList): void {
    for (let at = from; at < to;) {
      const start = at;
      let first = firstSeed;
      let second = secondSeed;
      let paired = false;
      for (; at < to; at++) {
        const code = text.charCodeAt(at);
        let kind = kinds[code]!;
        if (kind === unknown) kind = kindOf(code);
        if (kind === other) break;
        if (kind === unspaced) paired = true;
        first = Math.imul(first ^ code, firstFactor);
        second = Math.imul(second ^ code, secondFactor);
      }
      if (at === start) at++;
      else if (!paired) this.#add(this.#wordAt(text, start, at, first, second), asName, into);
      else for (const pair of pairsOf(text.slice(start, at))) this.#addPair(pair, asName, into);
    }
  }

  #addPair(pair: string, asName: boolean, into: NumberList): void {
    let first = firstSeed;
    let second = secondSeed;
    for (let at = 0; at < pair.length; at++) {
      first = Math.imul(first ^ pair.charCodeAt(at), firstFactor);
      second = Math.imul(second ^ pair.charCodeAt(at), secondFactor);
    }
    this.#add(this.#wordAt(pair, 0, pair.length, first, second), asName, into);
  }

  #add(word: number, asName: boolean, into: NumberList): void {
    const listed = this.#listed.values;
    const start = this.#starts.values[word]!;
    const ofName = listed[start]!;
    const first = asName ? start + 2 : start + 2 + ofName;
    const end = asName ? first + ofName : first + listed[start + 1]!;
    for (let at = first; at < end; at++) into.push(listed[at]!);
  }

  /** Of two words that are equal in both hashes, one in some billions of billions, the first would stand for both. */
  #wordAt(text: string, start: number, end: number, first: number, second: number): number {
    const table = this.#table;
    const hashes = this.#hashes.values;
    const mask = table.length - 1;
    let slot = (first ^ (first >>> 15)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const word = table[slot]! - 1;
      if (word === -1) break;
      if (hashes[2 * word] === first >>> 0 && hashes[2 * word + 1] === second >>> 0) return word;
    }
    const added = this.#addWord(detached(text.slice(start, end)));
    this.#hashes.push(first);
    this.#hashes.push(second);
    table[slot] = added + 1;
    if (added * 2 > mask) this.#growTable();
    return added;
  }

  #addWord(word: string): number {
    const { terms, all } = this.#split(word);
    this.#starts.push(this.#listed.length);
    this.#listed.push(all.length);
    this.#listed.push(terms.length);
    for (const term of all) this.#listed.push(this.#numberOf(term));
    for (const term of terms) this.#listed.push(this.#numberOf(term));
    return this.#starts.length - 1;
  }

  #numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) this.#numbers.set(term, (number = this.#terms.push(term) - 1));
    return number;
  }

  #split(word: string): { terms: string[]; all: string[] } {
    if (word.length > longestWord) return { terms: [], all: [] };
    const parts = subtokens(word.replaceAll('$', '_'));
    const all: string[] = [];
    const terms: string[] = [];
    for (const part of parts) {
      const stemmed = this.#stemOf(part);
      all.push(stemmed);
      if (part.length > 1 && !stopWords.has(part)) terms.push(stemmed);
    }
    if (parts.length > 1 && /[a-z]/i.test(word)) {
      const whole = stem(parts.join(''));
      all.push(whole);
      if (whole.length > 2) terms.push(whole);
    }
    return { terms, all };
  }

  #stemOf(part: string): string {
    let stemmed = this.#stems.get(part);
    if (stemmed === undefined) this.#stems.set(part, (stemmed = stem(part)));
    return stemmed;
  }

  #growTable(): void {
    const table = new Uint32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let word = 0; word < this.#starts.length; word++) {
      const first = this.#hashes.values[2 * word]!;
      let slot = (first ^ (first >>> 15)) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = word + 1;
    }
    this.#table = table;
  }
}

/** Of two hashes of the kind of FNV-1a. */
const [firstSeed, firstFactor, secondSeed, secondFactor] = [0x811c9dc5, 0x01000193, 0x1b873593, 0x85ebca6b];

function collected(text: string, asName: boolean): string[] {
  lexicon.forgetIfFull();
  const numbers = new NumberList();
  lexicon.collect(text, 0, text.length, asName, numbers);
  return Array.from(numbers.values.subarray(0, numbers.length), (number) => lexicon.term(number));
}

/** The thread's own. */
export const lexicon = new Lexicon();

/** What a character is: of no word, or of one; of one in a script that puts no spaces between words. */
const [unknown, other, letter, unspaced] = [0, 1, 2, 3];

/** By UTF-16 unit, as far as they have been met. */
const kinds = new Uint8Array(65_536);
for (let code = 0; code < 128; code++) kinds[code] = /[a-zA-Z0-9_$]/.test(String.fromCharCode(code)) ? letter : other;

function kindOf(code: number): number {
  const known = kinds[code]!;
  if (known !== unknown) return known;
  const sign = String.fromCharCode(code);
  const kind = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/.test(sign)
    ? unspaced
    : /[\p{L}\p{N}\p{M}]/u.test(sign)
      ? letter
      : other;
  kinds[code] = kind;
  return kind;
}

/** A script without spaces: each two neighbouring signs. */
const pairsOf = (word: string): string[] =>
  word.length === 1 ? [word] : Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));

/** A copy: what is sliced from a text keeps the whole text in memory. */
const detached = (slice: string): string => (slice.length < 13 ? slice : ` ${slice}`.slice(1));

/** What English and the syntax of code say in every text. Words that also name what code does are not here. */
const stopWords = new Set(
  (
    'a about above after again all also an and any are as at be because been before being below between both but by ' +
    'can cannot could did do does doing down during each either few for from further had has have having he her here ' +
    'his how i if in into is it its itself may me might more most must my no nor not of off on once only or other our ' +
    'out over own s same shall she should so some such t than that the their them then there these they this those ' +
    'through to too under until up upon us very was we were what when where which while who whom why will with would ' +
    'you your ' +
    'async await break case catch class const constexpr continue def default elif else elseif end enum except export ' +
    'extends extern final finally fn fun func function goto impl implements import include inline interface internal ' +
    'lambda let mut namespace new nil none null nullptr object package pass private protected pub public readonly ' +
    'require return returns self static struct super switch template this throw throws true false try type typedef ' +
    'typename undefined unless unsafe use using val var virtual void volatile yield'
  ).split(' '),
);
