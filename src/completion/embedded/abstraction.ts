/**
 * The token stream with its local names taken out: each is written as how many other local names have been used since.
 * `for (let i = 0; i < rows; i++)` is the same whatever `i` and `rows` are called, so that what was learned from one
 * place is filled with the names of another (SkCoder, Li et al. 2023: a sketch of similar code, then its details).
 */
import { fileStart, type Vocabulary } from './vocabulary.ts';

/** How many local names are told apart. */
const remembered = 24;

/** Codes of the stream: a token's own number, or one of these, past all of them. */
const firstCode = 1 << 28;
const newName = firstCode + remembered;
const someNumber = newName + 1;
const someString = newName + 2;

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
    return at >= 0 ? firstCode + at : newName;
  }

  stream(tokens: Int32Array): Int32Array {
    let recent: number[] = [];
    return tokens.map((token) => {
      if (token === fileStart) recent = [];
      return this.next(recent, token);
    });
  }
}

/** The token that a code means here; `undefined` where it says only that something new comes. */
export function meantBy(code: number, recent: readonly number[]): number | undefined {
  if (code < firstCode) return code;
  return code < newName ? recent[code - firstCode] : undefined;
}
