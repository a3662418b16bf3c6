/**
 * Earlier places that are most like this one, copied from with the names of this place: what stands before them need
 * not agree token for token, as the other witnesses demand, and they are followed on where one name stands for another
 * (SkCoder, Li et al. 2023: retrieve similar code, keep its sketch, fill in what is different).
 */
import { meantBy } from './abstraction.ts';
import type { Contexts } from './contexts.ts';
import type { LinkedStream } from './documentTokens.ts';
import { nobody, type Nearness, type Support, type Supports } from './support.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

/** A stream that can be copied from. */
interface SketchSource {
  readonly tokens: ArrayLike<number>;
  /** The same without local names. */
  readonly codes: ArrayLike<number>;
  readonly blanks: ArrayLike<number>;
}

/** One place that is followed: what stands at `position` is what it says comes next. */
export interface Sketch {
  readonly source: SketchSource;
  readonly position: number;
  /** How like this place it is, from 0 to 1, and how well it has agreed since. */
  readonly weight: number;
  /** What its names are here. */
  readonly names: ReadonlyMap<number, number>;
}

/** Where sketches are sought. */
export interface SketchPlaces {
  readonly source: SketchSource;
  readonly positions: readonly number[];
}

/** So many tokens before a place are compared with those before the cursor. */
const surroundings = 48;
const mostSketches = 8;
const leastLikeness = 0.08;
/** What is left of a sketch after a name that stands for another one. */
const afterOtherName = 0.7;
/** How far back the names of a place are set beside those here. */
const aligned = 24;
const likenessSteps = 24;

export class Sketches {
  readonly #vocabulary: Vocabulary;
  /** By token, how few files use it. */
  readonly #rarity: Float32Array;
  /** By token, what it is worth before the cursor; all 0 in between. */
  #worth = new Float32Array();
  /** By token, the last place that had it. */
  #seenAt = new Float64Array();
  #places = 0;

  constructor(vocabulary: Vocabulary, rarity: Float32Array) {
    this.#vocabulary = vocabulary;
    this.#rarity = rarity;
  }

  /** The most similar of the places, the best first. @param tokens what stands before the cursor */
  best(tokens: readonly number[], places: readonly SketchPlaces[]): Sketch[] {
    if (this.#worth.length < this.#vocabulary.size) {
      this.#worth = new Float32Array(this.#vocabulary.size * 2);
      this.#seenAt = new Float64Array(this.#vocabulary.size * 2);
    }
    const before = tokens.slice(-surroundings);
    let total = 0;
    for (const token of before) {
      if (this.#worth[token]! > 0) continue;
      total += this.#worth[token] = this.#rarity[token] ?? newcomer;
    }
    const found: { readonly source: SketchSource; readonly position: number; readonly weight: number }[] = [];
    let least = leastLikeness;
    for (const { source, positions } of places) {
      for (const position of positions) {
        const weight = this.#likeness(source.tokens, position) / Math.max(1, total);
        if (weight <= least) continue;
        found.push({ source, position, weight });
        if (found.length < 2 * mostSketches) continue;
        found.sort((a, b) => b.weight - a.weight).length = mostSketches;
        least = found.at(-1)!.weight;
      }
    }
    for (const token of before) this.#worth[token] = 0;
    return found
      .sort((a, b) => b.weight - a.weight)
      .slice(0, mostSketches)
      .map((one) => ({ ...one, names: this.#namesAt(one.source.tokens, one.position, tokens) }));
  }

  /** Those that go on after a token, which may be one of this place where theirs is another of its kind. */
  after(sketches: readonly Sketch[], recent: readonly number[], token: number): Sketch[] {
    return sketches.flatMap((sketch) => {
      const { source, position, weight, names } = sketch;
      const own = source.tokens[position];
      if (own === undefined || own === fileStart) return [];
      if (this.#filled(sketch, recent) === token) return [{ ...sketch, position: position + 1 }];
      const kind = this.#vocabulary.classOf(token);
      if (kind !== this.#vocabulary.classOf(own) || (kind !== 'name' && kind !== 'string' && kind !== 'number'))
        return [];
      const known = kind === 'name' ? new Map(names).set(own, token) : names;
      return [{ source, position: position + 1, weight: weight * afterOtherName, names: known }];
    });
  }

  supports(sketches: readonly Sketch[], recent: readonly number[], isWanted: (token: number) => boolean): Supports {
    const votes = new Map<number, { weight: number; most: number; count: number; spaced: number }>();
    let total = 0;
    let longest = 0;
    for (const sketch of sketches) {
      const token = this.#filled(sketch, recent);
      if (token === undefined) continue;
      total += sketch.weight;
      if (!isWanted(token)) continue;
      const vote = votes.get(token) ?? { weight: 0, most: 0, count: 0, spaced: 0 };
      vote.weight += sketch.weight;
      vote.most = Math.max(vote.most, sketch.weight);
      vote.count++;
      if (sketch.source.blanks[sketch.position]! > 0) vote.spaced += sketch.weight;
      votes.set(token, vote);
      longest = Math.max(longest, sketch.weight);
    }
    if (votes.size === 0) return nobody;
    const of = new Map<number, Support>();
    for (const [token, { weight, most, count, spaced }] of votes) {
      of.set(token, {
        length: lengthOf(most),
        isLongest: most === longest,
        share: weight / total,
        count,
        isLatest: false,
        spaced: spaced / weight,
      });
    }
    return { of, length: lengthOf(longest) };
  }

  /** What the tokens before a place and before the cursor have in common. */
  #likeness(tokens: ArrayLike<number>, position: number): number {
    const place = ++this.#places;
    let sum = 0;
    for (let at = position - 1; at >= Math.max(0, position - surroundings); at--) {
      const token = tokens[at]!;
      if (token === fileStart) break;
      const worth = this.#worth[token]!;
      if (worth === 0 || this.#seenAt[token] === place) continue;
      this.#seenAt[token] = place;
      sum += worth;
    }
    return sum;
  }

  /** What it says comes next, in the names of this place. */
  #filled({ source, position, names }: Sketch, recent: readonly number[]): number | undefined {
    const own = source.tokens[position];
    if (own === undefined || own === fileStart) return undefined;
    const here = names.get(own);
    if (here !== undefined) return here;
    return recent.includes(own) ? own : (meantBy(source.codes[position]!, recent) ?? own);
  }

  /** The names of a place beside those that stand where they do here. */
  #namesAt(from: ArrayLike<number>, position: number, tokens: readonly number[]): ReadonlyMap<number, number> {
    const names = new Map<number, number>();
    for (let back = 1; back <= Math.min(aligned, position, tokens.length); back++) {
      const own = from[position - back]!;
      const here = tokens[tokens.length - back]!;
      const kind = this.#vocabulary.classOf(own);
      if (own !== here && kind !== this.#vocabulary.classOf(here)) break;
      if (own !== here && kind !== 'name' && kind !== 'string' && kind !== 'number') break;
      if (kind === 'name' && !names.has(own)) names.set(own, here);
    }
    return names;
  }
}

/** A name that no file had when the workspace was read. */
const newcomer = 1;
const lengthOf = (weight: number): number => Math.max(1, Math.round(weight * likenessSteps));

/** Places of a corpus whose last few tokens agree, spread over all that do. */
export function sketchPlaces(
  contexts: Contexts,
  context: readonly number[],
  nearnessOf: (position: number) => Nearness,
  most: number,
): number[] {
  const found: number[] = [];
  for (const { length, low, high } of contexts.matches(context)) {
    const left = most - found.length;
    if (left <= 0) break;
    if (length > longestSought) continue;
    const step = Math.max(1, (high - low) / left);
    for (let rank = low; rank < high; rank += step) {
      const position = contexts.at(Math.floor(rank));
      if (nearnessOf(position) !== 'none') found.push(position);
    }
  }
  return [...new Set(found)];
}

/** In the open file, after the same token as the one before the cursor, the latest first. */
export function earlierPlaces(stream: LinkedStream, token: number, most: number): number[] {
  const found: number[] = [];
  for (let at = stream.lastOf(token); at >= 0 && found.length < most; at = stream.earlier[at]!)
    if (at + 1 < stream.tokens.length) found.push(at + 1);
  return found;
}

/** With more in common they are among those with less. */
const longestSought = 12;
