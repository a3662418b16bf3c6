/**
 * The terms of a text, the same for code and for English: an identifier gives the stems of its words and, when it has
 * several, also itself as one term, so that `maxRowCount` is found by "max rows", by `max_row_count` and by itself.
 */

import { stemmer } from 'stemmer';
import { subtokens } from '../syntax/subtokens.ts';

/** Terms in the order of the text, as often as they occur, without stop words and single letters. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  eachWord(text, (word) => {
    for (const term of termsOfWord(word).terms) terms.push(term);
  });
  return terms;
}

/** As `termsOf`, but nothing is too common to keep: `of`, `get` and `x` are names too. */
export function termsOfName(name: string): string[] {
  const terms: string[] = [];
  eachWord(name, (word) => {
    for (const term of termsOfWord(word).all) terms.push(term);
  });
  return terms;
}

/** The words as they stand there, in lower case, stop words included: what pairs of neighbours are made from. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  eachWord(text, (word) => words.push(word.toLowerCase()));
  return words;
}

export const stem = (word: string): string => (/^[a-z]+$/.test(word) ? stemmer(word) : word);

export const isStopWord = (word: string): boolean => stopWords.has(word);

/** Longer than any name that a person wrote: a hash, a key, encoded data. */
const longestWord = 60;

interface WordTerms {
  readonly terms: readonly string[];
  readonly all: readonly string[];
}

/** Names repeat: most words of a file have been seen before. Emptied when full, which bounds it. */
const seen = new Map<string, WordTerms>();
const seenLimit = 50_000;

function termsOfWord(word: string): WordTerms {
  const known = seen.get(word);
  if (known) return known;
  if (seen.size >= seenLimit) seen.clear();
  const found = split(word);
  seen.set(word, found);
  return found;
}

function split(word: string): WordTerms {
  if (word.length > longestWord) return { terms: [], all: [] };
  const parts = subtokens(word.replaceAll('$', '_'));
  const all = parts.map(stem);
  const terms = parts.filter((part) => part.length > 1 && !stopWords.has(part)).map(stem);
  if (parts.length > 1 && /[a-z]/i.test(word)) {
    const whole = stem(parts.join(''));
    all.push(whole);
    if (whole.length > 2) terms.push(whole);
  }
  return { terms, all };
}

/** Calls with each run of letters, digits, `_` and `$`; of scripts without spaces, with each two neighbouring signs. */
function eachWord(text: string, visit: (word: string) => void): void {
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (isWordCode(code)) {
      if (start === -1) start = at;
    } else if (start !== -1) {
      const word = text.slice(start, at);
      if (unspaced.test(word)) eachPair(word, visit);
      else visit(word);
      start = -1;
    }
  }
}

function isWordCode(code: number): boolean {
  if (code < 128) {
    return (
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 57) ||
      code === 95 ||
      code === 36
    );
  }
  return letter.test(String.fromCharCode(code));
}

const letter = /[\p{L}\p{N}\p{M}]/u;
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

function eachPair(word: string, visit: (word: string) => void): void {
  if (word.length === 1) visit(word);
  for (let at = 0; at + 1 < word.length; at++) visit(word.slice(at, at + 2));
}

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
