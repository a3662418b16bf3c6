/** What the embedded engine is measured against. */
import { runSteps } from '../../../src/base/steps.ts';
import { Contexts, deepest } from '../../../src/completion/embedded/contexts.ts';
import { lex, splitTyped } from '../../../src/completion/embedded/lexer.ts';
import { endOfLine, fileStart, Vocabulary } from '../../../src/completion/embedded/vocabulary.ts';
import type { CorpusFile } from '../../../src/completion/embedded/corpus.ts';

export class Baselines {
  readonly #vocabulary = new Vocabulary();
  readonly #tokens: Int32Array;
  readonly #blanks: Uint8Array;
  readonly #contexts: Contexts;

  constructor(files: readonly CorpusFile[]) {
    const tokens: number[] = [];
    const blanks: number[] = [];
    for (const { text } of files) this.#add(text, tokens, blanks);
    this.#tokens = Int32Array.from(tokens);
    this.#blanks = Uint8Array.from(blanks);
    this.#contexts = runSteps(Contexts.of(this.#tokens));
  }

  /**
   * The rest of the line that followed where the longest context was the same, the latest place in this file first.
   * @param isTyped whether a token that the cursor stands in is begun, or taken for a whole one
   */
  copy(before: string, isTyped: boolean): string {
    const { text, typed } = parts(before, isTyped);
    const tokens: number[] = [];
    const blanks: number[] = [];
    this.#add(text, tokens, blanks);
    const own = this.#ownPlace(tokens, typed);
    for (const { length, low, high } of this.#contexts.matches(tokens.slice(-deepest))) {
      if (own && own.length >= length) break;
      for (let rank = low; rank < Math.min(high, low + 1000); rank++) {
        const position = this.#contexts.at(rank);
        if (this.#fits(this.#tokens[position]!, typed)) return this.#rest(this.#tokens, this.#blanks, position, typed);
      }
    }
    return own ? this.#rest(tokens, blanks, own.position, typed) : '';
  }

  /** The rest of the line at which most of the places with the longest context agree. */
  vote(before: string): string {
    const { text, typed } = parts(before, true);
    const tokens: number[] = [];
    const blanks: number[] = [];
    this.#add(text, tokens, blanks);
    const places: { length: number; rest: string }[] = [];
    for (let position = 1; position < tokens.length; position++) {
      const length = common(tokens, position, tokens, tokens.length);
      if (length > 0 && this.#fits(tokens[position]!, typed))
        places.push({ length, rest: this.#rest(tokens, blanks, position, typed) });
    }
    for (const { length, low, high } of this.#contexts.matches(tokens.slice(-deepest))) {
      let found = false;
      for (let rank = low; rank < Math.min(high, low + 1000); rank++) {
        const position = this.#contexts.at(rank);
        if (!this.#fits(this.#tokens[position]!, typed)) continue;
        places.push({ length, rest: this.#rest(this.#tokens, this.#blanks, position, typed) });
        found = true;
      }
      if (found) break;
    }
    const longest = places.reduce((most, { length }) => Math.max(most, length), 0);
    const votes = new Map<string, number>();
    for (const { length, rest } of places) if (length === longest) votes.set(rest, (votes.get(rest) ?? 0) + 1);
    return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
  }

  /** Plain word completion: the latest word of the file that begins as typed. */
  word(before: string): string {
    const { text, partial } = splitOff(before);
    if (partial === '') return '';
    const words = [...new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [])];
    return words.findLast((word) => word.startsWith(partial) && word !== partial)?.slice(partial.length) ?? '';
  }

  #ownPlace(tokens: readonly number[], typed: string): { length: number; position: number } | undefined {
    let best: { length: number; position: number } | undefined;
    for (let position = tokens.length - 1; position > 0; position--) {
      if (!this.#fits(tokens[position]!, typed)) continue;
      const length = common(tokens, position, tokens, tokens.length);
      if (length > (best?.length ?? 0)) best = { length, position };
    }
    return best;
  }

  #fits(token: number, typed: string): boolean {
    return token !== fileStart && (typed === '' || this.#vocabulary.text(token).startsWith(typed));
  }

  #rest(tokens: ArrayLike<number>, blanks: ArrayLike<number>, start: number, typed: string): string {
    let rest = '';
    for (let at = start; at < tokens.length && tokens[at]! > endOfLine; at++) {
      const text = this.#vocabulary.text(tokens[at]!);
      rest += at === start ? text.slice(typed.length) : ' '.repeat(blanks[at]!) + text;
    }
    return rest;
  }

  #add(text: string, tokens: number[], blanks: number[]): void {
    tokens.push(fileStart);
    blanks.push(0);
    const lexed = lex(text);
    for (const [at, one] of lexed.texts.entries()) {
      tokens.push(this.#vocabulary.number(one));
      blanks.push(lexed.blanks[at]!);
    }
  }
}

function parts(before: string, isTyped: boolean): { readonly text: string; readonly typed: string } {
  if (!isTyped) return { text: before, typed: '' };
  const { text, partial } = splitOff(before);
  return { text, typed: partial };
}

function splitOff(before: string): { readonly text: string; readonly partial: string } {
  const split = splitTyped(before);
  return { text: split.before, partial: split.partial };
}

function common(a: readonly number[], endA: number, b: readonly number[], endB: number): number {
  let length = 0;
  while (length < deepest && length < endA && length < endB && a[endA - 1 - length] === b[endB - 1 - length]) length++;
  return length;
}
