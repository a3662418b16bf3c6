/**
 * Every position of a token stream, sorted by what stands before it, read backwards. Positions with the longest
 * context in common with a query are neighbours of the place where the query would stand, and those with a shorter
 * one surround them: one search gives the counts of all orders (Liu et al. 2024, "Infini-gram", who sort by what
 * follows).
 */

import type { Steps } from '../../base/steps.ts';

/** How many tokens of context are compared. */
export const deepest = 32;

/** Positions that have the last `length` tokens of a context in common: the ranks from `low` to before `high`. */
export interface Match {
  readonly length: number;
  readonly low: number;
  readonly high: number;
}

export class Contexts {
  readonly #tokens: Int32Array;
  readonly #order: Int32Array;

  private constructor(tokens: Int32Array, order: Int32Array) {
    this.#tokens = tokens;
    this.#order = order;
  }

  /** @param tokens numbers from 0, without large gaps */
  static *of(tokens: Int32Array): Steps<Contexts> {
    return new Contexts(tokens, yield* sorted(tokens));
  }

  /** The position at a rank of the order. */
  at(rank: number): number {
    return this.#order[rank]!;
  }

  /** Longest context first. Each range lies within the next; a length at which none is added is left out. */
  matches(context: ArrayLike<number>): Match[] {
    const found: Match[] = [];
    const most = Math.min(deepest, context.length);
    let low = 0;
    let high = this.#order.length;
    for (let length = 1; length <= most; length++) {
      const wanted = context[context.length - length]!;
      if (high - low > 1) {
        const from = this.#bound(low, high, length, wanted);
        high = this.#bound(from, high, length, wanted + 1);
        low = from;
      } else if (high > low && this.#back(this.#order[low]!, length) !== wanted) high = low;
      if (low === high) break;
      const before = found.at(-1);
      if (before && before.high - before.low === high - low) found.pop();
      found.push({ length, low, high });
    }
    return found.reverse();
  }

  /** The first rank from `low` on whose token so far back is not below `wanted`. */
  #bound(low: number, high: number, back: number, wanted: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#back(this.#order[middle]!, back) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #back(position: number, back: number): number {
    return position < back ? 0 : this.#tokens[position - back]!;
  }
}

/** Positions that are worked on between two steps. */
const stride = 1 << 15;

/**
 * Prefix doubling (Larsson and Sadakane 2007): after each round positions are in groups that have twice as many tokens
 * in common, and only groups of several are sorted on, by the ranks of what stands so far before.
 */
function* sorted(tokens: Int32Array): Steps<Int32Array> {
  const count = tokens.length;
  const order = new Int32Array(count);
  // A position's rank is where its group begins.
  const ranks = new Int32Array(count);
  yield* sortByToken(tokens, order, ranks);
  const keys = new Float64Array(count);
  for (let width = 1; width < deepest; width *= 2) {
    let since = 0;
    for (let start = 0; start < count;) {
      let end = start + 1;
      while (end < count && ranks[order[end]!] === start) end++;
      if (end - start > 1) sortGroup(order, ranks, keys, start, end, width);
      if (end - since > stride) {
        yield;
        since = end;
      }
      start = end;
    }
  }
  return order;
}

/** By the token before each position, which are counted first; 0 stands before the first. */
function* sortByToken(tokens: Int32Array, order: Int32Array, ranks: Int32Array): Steps<void> {
  const count = tokens.length;
  let highest = 0;
  for (let at = 0; at < count; at++) if (tokens[at]! > highest) highest = tokens[at]!;
  yield;
  const starts = new Int32Array(highest + 2);
  for (let at = 0; at < count; at++) starts[(at === 0 ? 0 : tokens[at - 1]!) + 1]!++;
  for (let token = 1; token < starts.length; token++) starts[token]! += starts[token - 1]!;
  const next = starts.slice();
  yield;
  for (let at = 0; at < count; at++) {
    const token = at === 0 ? 0 : tokens[at - 1]!;
    order[next[token]!++] = at;
    ranks[at] = starts[token]!;
    if (at % stride === 0) yield;
  }
}

function sortGroup(
  order: Int32Array,
  ranks: Int32Array,
  keys: Float64Array,
  start: number,
  end: number,
  width: number,
): void {
  const count = order.length;
  for (let at = start; at < end; at++) {
    const position = order[at]!;
    keys[at] = (position < width ? 0 : ranks[position - width]! + 1) * count + position;
  }
  keys.subarray(start, end).sort();
  for (let at = start; at < end; at++) order[at] = keys[at]! % count;
  // Ranks change only now, as they were what was sorted by.
  for (let at = start, group = start; at < end; at++) {
    if (at > start && Math.floor(keys[at - 1]! / count) !== Math.floor(keys[at]! / count)) group = at;
    ranks[order[at]!] = group;
  }
}
