/**
 * What the places with a context like this one say about the next token: for each token that followed there, the
 * longest context with which it did, and how many of those places agree.
 */
import { deepest, type Contexts } from './contexts.ts';
import type { LinkedStream } from './documentTokens.ts';
import { fileStart } from './vocabulary.ts';

export interface Support {
  /** Tokens of context in common at the best of the places. */
  readonly length: number;
  /** No other token followed a longer context. */
  readonly isLongest: boolean;
  /** Which part of the places with so much in common it followed. */
  readonly share: number;
  /** How many they are, as they are weighed. */
  readonly count: number;
  /** It followed at the latest of them in this file. */
  readonly isLatest: boolean;
  /** Which part of those had a blank before it. */
  readonly spaced: number;
}

export interface Supports {
  readonly of: ReadonlyMap<number, Support>;
  /** The longest context that was found at all. */
  readonly length: number;
}

/** Which token a code of the stream means, and whether it is wanted. */
export type Meaning = (code: number) => number | undefined;

/** So many places are looked at for each length of context; more of them say the same. */
const mostPlaces = 64;
/** Where tokens are sought that begin as typed, more places have to be looked at. */
const mostPlacesTyped = 1024;
/** In all, once some are found. */
const enoughPlaces = 3000;
/** Shorter contexts than the longest few add nothing. */
const mostLengths = 6;
const enoughTokens = 24;
/** What a place in the same folder counts against one elsewhere. */
const nearWeight = 3;
/** How far back in a file its places are looked at. */
const mostLinks = 400;

class Tally {
  readonly found = new Map<number, Support>();
  readonly #weights = new Map<number, number>();
  readonly #spaced = new Map<number, number>();
  #total = 0;
  #latest: number | undefined;
  longest = 0;

  clear(): void {
    this.#weights.clear();
    this.#spaced.clear();
    this.#total = 0;
  }

  add(token: number | undefined, weight: number, isSpaced: boolean): void {
    this.#total += weight;
    if (token === undefined) return;
    this.#weights.set(token, (this.#weights.get(token) ?? 0) + weight);
    if (isSpaced) this.#spaced.set(token, (this.#spaced.get(token) ?? 0) + weight);
  }

  setLatest(token: number | undefined): void {
    this.#latest = token;
  }

  /** All places with so much in common were added. */
  settle(length: number): void {
    if (this.#total === 0) return;
    const isLongest = this.longest === 0;
    if (isLongest) this.longest = length;
    for (const [token, weight] of this.#weights) {
      if (this.found.has(token)) continue;
      this.found.set(token, {
        length,
        isLongest,
        share: weight / this.#total,
        count: this.#total,
        isLatest: token === this.#latest,
        spaced: (this.#spaced.get(token) ?? 0) / weight,
      });
    }
  }

  done(): Supports {
    return { of: this.found, length: this.longest };
  }
}

/** How far from the open file a place is. */
export type Nearness = 'none' | 'folder' | 'workspace';

/** What all the places say, and what those of the open file's folder say by themselves. */
export interface ScopedSupports {
  readonly all: Supports;
  readonly near: Supports;
}

export const nobody: Supports = { of: new Map(), length: 0 };

/** @param nearnessOf by position; `none` where it is not to be looked at */
export function corpusSupports(
  contexts: Contexts,
  tokens: Int32Array,
  blanks: Uint8Array,
  context: readonly number[],
  nearnessOf: (position: number) => Nearness,
  {
    meaning,
    isTyped,
    hasScopes,
  }: { readonly meaning: Meaning; readonly isTyped: boolean; readonly hasScopes: boolean },
): ScopedSupports {
  const tally = new Tally();
  const near = new Tally();
  const most = isTyped ? mostPlacesTyped : mostPlaces;
  let places = 0;
  for (const [at, { length, low, high }] of contexts.matches(context).entries()) {
    if (!isTyped && at >= mostLengths && tally.found.size >= enoughTokens) break;
    if (places > enoughPlaces && tally.found.size > 0) break;
    places += Math.min(most, high - low);
    tally.clear();
    near.clear();
    const step = Math.max(1, (high - low) / most);
    for (let rank = low; rank < high; rank += step) {
      const position = contexts.at(Math.floor(rank));
      const code = tokens[position]!;
      const nearness = code === fileStart ? 'none' : nearnessOf(position);
      if (nearness === 'none') continue;
      const token = meaning(code);
      const isSpaced = blanks[position]! > 0;
      const isNear = hasScopes && nearness === 'folder';
      tally.add(token, isNear ? nearWeight : 1, isSpaced);
      if (isNear) near.add(token, 1, isSpaced);
    }
    tally.settle(length);
    near.settle(length);
  }
  return { all: tally.done(), near: near.done() };
}

export interface Place {
  readonly position: number;
  readonly length: number;
}

/** The same for the open file, whose latest places say most. */
export function documentSupports(
  stream: LinkedStream,
  blanks: readonly number[],
  context: readonly number[],
  meaning: Meaning,
): Supports {
  const { tokens, earlier } = stream;
  const end = context.length;
  const places: Place[] = [];
  let links = 0;
  for (let at = stream.lastOf(context[end - 1]!); at >= 0 && links < mostLinks; at = earlier[at]!, links++) {
    if (at + 1 >= tokens.length || tokens[at + 1] === fileStart) continue;
    let length = 1;
    while (length < deepest && length <= at && length < end && tokens[at - length] === context[end - 1 - length])
      length++;
    places.push({ position: at + 1, length });
  }
  // The sort keeps later places before earlier ones of the same length.
  places.sort((a, b) => b.length - a.length);
  const tally = new Tally();
  for (let at = 0; at < places.length;) {
    const { length, position } = places[at]!;
    tally.setLatest(meaning(tokens[position]!));
    for (; at < places.length && places[at]!.length === length; at++) {
      const place = places[at]!.position;
      tally.add(meaning(tokens[place]!), 1, blanks[place]! > 0);
    }
    tally.settle(length);
  }
  return tally.done();
}

/** The place with the longest context like this one at which a token follows. */
export function corpusPlace(
  contexts: Contexts,
  tokens: Int32Array,
  context: readonly number[],
  token: number,
): Place | undefined {
  for (const { length, low, high } of contexts.matches(context)) {
    for (let rank = low; rank < Math.min(high, low + mostPlaces); rank++)
      if (tokens[contexts.at(rank)] === token) return { position: contexts.at(rank), length };
  }
  return undefined;
}

/** The same in the open file. */
export function documentPlace(stream: LinkedStream, context: readonly number[], token: number): Place | undefined {
  const { tokens, earlier } = stream;
  const end = context.length;
  let best: Place | undefined;
  let links = 0;
  for (let at = stream.lastOf(token); at >= 0 && links < mostLinks; at = earlier[at]!, links++) {
    let length = 0;
    while (length < Math.min(deepest, at, end) && tokens[at - 1 - length] === context[end - 1 - length]) length++;
    if (length > (best?.length ?? 0)) best = { position: at, length };
  }
  return best;
}

/** `joinSupports` for both scopes. */
export function joinScoped(a: ScopedSupports, b: ScopedSupports): ScopedSupports {
  return { all: joinSupports(a.all, b.all), near: joinSupports(a.near, b.near) };
}

/** Of two streams that were asked the same: what the one with the longer context says of a token. */
export function joinSupports(a: Supports, b: Supports): Supports {
  if (a.of.size === 0) return b;
  if (b.of.size === 0) return a;
  const length = Math.max(a.length, b.length);
  const of = new Map<number, Support>();
  for (const supports of [a, b]) {
    for (const [token, support] of supports.of) {
      const known = of.get(token);
      if (!known || support.length > known.length)
        of.set(token, { ...support, isLongest: support.isLongest && support.length === length });
    }
  }
  return { of, length };
}
