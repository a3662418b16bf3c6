/**
 * The token stream with its local names taken out: each is written as how many other local names have been used since.
 * `for (let i = 0; i < rows; i++)` is the same whatever `i` and `rows` are called, so that what was learned from one
 * place is filled with the names of another (SkCoder, Li et al. 2023: a sketch of similar code, then its details).
 */
import type { Steps } from '../../base/steps.ts';
import { fileStart, firstPlaceholder, placeholders, type Vocabulary } from './vocabulary.ts';

/** Codes of the stream: a token's own number, or one of those that are kept for this. */
const newName = firstPlaceholder + placeholders - 3;
const someNumber = newName + 1;
const someString = newName + 2;
/** How many local names are told apart. */
const remembered = placeholders - 3;

export class Abstraction {
  readonly #vocabulary: Vocabulary;
  readonly #common: Uint8Array;

  /** @param isCommon by token, whether so many files use it that it is no local name; none that came later is. */
  constructor(vocabulary: Vocabulary, isCommon: Uint8Array) {
    this.#vocabulary = vocabulary;
    this.#common = isCommon;
  }

  /**
   * The code of a token that follows.
   * @param recent the local names used last, latest first; brought up to date.
   */
  next(recent: number[], token: number): number {
    const kind = this.#vocabulary.classOf(token);
    const isOwn = kind === 'name' || kind === 'number' || kind === 'string';
    if (!isOwn || this.#common[token] === 1) return token;
    if (kind !== 'name') return kind === 'number' ? someNumber : someString;
    const at = recent.indexOf(token);
    if (at >= 0) recent.splice(at, 1);
    recent.unshift(token);
    if (recent.length > remembered) recent.pop();
    return at >= 0 ? firstPlaceholder + at : newName;
  }

  *stream(tokens: Int32Array): Steps<Int32Array> {
    const codes = new Int32Array(tokens.length);
    let recent: number[] = [];
    for (let at = 0; at < tokens.length; at++) {
      if (tokens[at] === fileStart) recent = [];
      codes[at] = this.next(recent, tokens[at]!);
      if (at % stride === 0) yield;
    }
    return codes;
  }
}

/** Tokens that are worked on between two steps. */
const stride = 1 << 15;

/** The token that a code means here; `undefined` where it says only that something new comes. */
export function meantBy(code: number, recent: readonly number[]): number | undefined {
  if (code < firstPlaceholder || code > someString) return code;
  return code < newName ? recent[code - firstPlaceholder] : undefined;
}
