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
  /** By token, one past where it stood last; 0 where it never did. */
  #last = new Int32Array(1 << 12);

  lastOf(token: number): number {
    return (this.#last[token] ?? 0) - 1;
  }

  push(token: number): void {
    this.earlier.push(this.lastOf(token));
    this.tokens.push(token);
    if (token >= this.#last.length) {
      const longer = new Int32Array(Math.max(token + 1, this.#last.length * 2));
      longer.set(this.#last);
      this.#last = longer;
    }
    this.#last[token] = this.tokens.length;
  }

  cut(length: number): void {
    while (this.tokens.length > length) {
      const token = this.tokens.pop()!;
      const before = this.earlier.pop()!;
      this.#last[token] = before + 1;
    }
  }

  /** Every token that is in it, each once, the latest first. */
  *distinct(): Generator<number> {
    for (let at = this.tokens.length - 1; at >= 0; at--)
      if (this.lastOf(this.tokens[at]!) === at) yield this.tokens[at]!;
  }
}

interface Line {
  readonly tokens: readonly number[];
  readonly blanks: readonly number[];
}

/** Of those that are kept as tokens. */
const mostLines = 20_000;

export class DocumentTokens {
  readonly #vocabulary: Vocabulary;
  readonly abstraction: Abstraction;
  readonly #stream = new GrowingStream();
  readonly #abstract = new GrowingStream();
  readonly blanks: number[] = [];
  readonly #known = new Map<string, Line>();
  /** The local names used last, latest first. */
  #recent: number[] = [];
  #below = '';
  /** Whole lines above the cursor that were read, how many tokens there are, and the names used last at their end. */
  #lines = '';
  #lineTokens = 0;
  #lineRecent: readonly number[] = [];
  #restarts = 0;

  constructor(vocabulary: Vocabulary, abstraction: Abstraction) {
    this.#vocabulary = vocabulary;
    this.abstraction = abstraction;
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

  /** How often it was read anew, so that what was made of its lines counts no more. */
  get restarts(): number {
    return this.#restarts;
  }

  /** How many of the tokens belong to whole lines; they stay until it is read anew. */
  get lineTokens(): number {
    return this.#lineTokens;
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
    for (let start = 0; start < text.length;) {
      const end = text.indexOf('\n', start) + 1 || text.length;
      const { tokens, blanks } = this.#lineOf(text.slice(start, end));
      for (let at = 0; at < tokens.length; at++) this.#add(tokens[at]!, blanks[at]!);
      start = end;
    }
  }

  /** No token goes on over a line's end, so that a line is read once wherever it stands. */
  #lineOf(text: string): Line {
    const known = this.#known.get(text);
    if (known) return known;
    const { texts, blanks } = lex(text);
    const line = { tokens: texts.map((one) => this.#vocabulary.number(one)), blanks };
    if (this.#known.size >= mostLines) this.#known.clear();
    this.#known.set(text, line);
    return line;
  }

  #add(token: number, blanks: number): void {
    this.#stream.push(token);
    this.#abstract.push(this.abstraction.next(this.#recent, token));
    this.blanks.push(blanks);
  }

  #restart(below: string): void {
    this.#restarts++;
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
