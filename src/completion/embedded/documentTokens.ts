/**
 * The open file as tokens: first what stands below the cursor's line, as if it had been written before, then what
 * stands above the cursor. For each token it knows where the same one stood last. Kept from one keystroke to the next:
 * only the line at the cursor is read again.
 */
import type { Abstraction } from './abstraction.ts';
import { lex } from './lexer.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

/** A token stream whose earlier occurrences of a token can be followed backwards. */
export interface LinkedStream {
  readonly tokens: readonly number[];
  /** For each position the one before it with the same token, or -1. */
  readonly earlier: readonly number[];
  lastOf(token: number): number;
}

class GrowingStream implements LinkedStream {
  readonly tokens: number[] = [];
  readonly earlier: number[] = [];
  readonly #last = new Map<number, number>();

  lastOf(token: number): number {
    return this.#last.get(token) ?? -1;
  }

  push(token: number): void {
    this.earlier.push(this.lastOf(token));
    this.#last.set(token, this.tokens.length);
    this.tokens.push(token);
  }

  cut(length: number): void {
    while (this.tokens.length > length) {
      const token = this.tokens.pop()!;
      const before = this.earlier.pop()!;
      if (before < 0) this.#last.delete(token);
      else this.#last.set(token, before);
    }
  }

  /** Every token that is in it, each once, in the order in which they came first. */
  distinct(): IterableIterator<number> {
    return this.#last.keys();
  }
}

export class DocumentTokens {
  readonly #vocabulary: Vocabulary;
  readonly #abstraction: Abstraction;
  readonly #stream = new GrowingStream();
  readonly #abstract = new GrowingStream();
  readonly blanks: number[] = [];
  /** The local names used last, latest first. */
  #recent: number[] = [];
  #below = '';
  /** Whole lines above the cursor that were read, how many tokens there are, and the names used last at their end. */
  #lines = '';
  #lineTokens = 0;
  #lineRecent: readonly number[] = [];

  constructor(vocabulary: Vocabulary, abstraction: Abstraction) {
    this.#vocabulary = vocabulary;
    this.#abstraction = abstraction;
    this.#restart('');
  }

  get stream(): LinkedStream {
    return this.#stream;
  }

  get abstractStream(): LinkedStream {
    return this.#abstract;
  }

  get recent(): readonly number[] {
    return this.#recent;
  }

  distinctTokens(): Iterable<number> {
    return this.#stream.distinct();
  }

  /**
   * @param text what stands before the token at the cursor
   * @param below what stands below the cursor's line
   */
  read(text: string, below: string): void {
    if (!text.startsWith(this.#lines) || below !== this.#below) this.#restart(below);
    this.#cutToLines();
    const line = text.lastIndexOf('\n') + 1;
    if (line > this.#lines.length) {
      this.#push(text.slice(this.#lines.length, line));
      this.#lines = text.slice(0, line);
      this.#lineTokens = this.#stream.tokens.length;
      this.#lineRecent = [...this.#recent];
    }
    this.#push(text.slice(line));
  }

  #push(text: string): void {
    const { texts, blanks } = lex(text);
    for (const [at, one] of texts.entries()) this.#add(this.#vocabulary.number(one), blanks[at]!);
  }

  #add(token: number, blanks: number): void {
    this.#stream.push(token);
    this.#abstract.push(this.#abstraction.next(this.#recent, token));
    this.blanks.push(blanks);
  }

  #restart(below: string): void {
    this.#below = below;
    this.#lines = '';
    this.#lineTokens = 0;
    this.#lineRecent = [];
    this.#cutToLines();
    this.#push(below);
    this.#add(fileStart, 0);
    this.#recent = [];
    this.#lineTokens = this.#stream.tokens.length;
  }

  #cutToLines(): void {
    this.#stream.cut(this.#lineTokens);
    this.#abstract.cut(this.#lineTokens);
    this.blanks.length = this.#lineTokens;
    this.#recent = [...this.#lineRecent];
  }
}
