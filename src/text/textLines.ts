/**
 * A file's text as lines that are edited one after another, each of which still knows where it stood. What an
 * edit leaves alone keeps its very bytes: mixed line breaks, a missing one at the end, a byte order mark.
 */

import { splitLines, withoutBreak } from './lines.ts';

export interface TextLine {
  readonly text: string;
  /** '' for one that is new, and for a last line that nothing ends. */
  readonly ending: string;
  /** Its number in the text as it was, from 0; undefined for one that is new. */
  readonly origin: number | undefined;
}

const byteOrderMark = '\uFEFF';

export class TextLines {
  readonly original: readonly string[];
  readonly #mark: string;
  readonly #lineBreak: string;
  readonly #endsOpen: boolean;
  readonly #lines: TextLine[];

  constructor(text: string) {
    this.#mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
    const whole = splitLines(text.slice(this.#mark.length));
    this.#lines = whole.map((line, origin) => {
      const body = withoutBreak(line);
      return { text: body, ending: line.slice(body.length), origin };
    });
    this.original = this.#lines.map((line) => line.text);
    const windows = this.#lines.filter(({ ending }) => ending === '\r\n').length;
    const ended = this.#lines.filter(({ ending }) => ending !== '').length;
    this.#lineBreak = windows * 2 > ended ? '\r\n' : '\n';
    this.#endsOpen = whole.length > 0 && this.#lines.at(-1)!.ending === '';
  }

  /** As the edits so far have left it. */
  get current(): readonly TextLine[] {
    return this.#lines;
  }

  /** Where lines `[start, end)` of the original stand now, `undefined` when an edit has come between or upon them. */
  whereNow(start: number, end: number): number | undefined {
    const now = this.#lines.findIndex(({ origin }) => origin === start);
    if (now < 0) return undefined;
    for (let at = start; at < end; at++) if (this.#lines[now + at - start]?.origin !== at) return undefined;
    return now;
  }

  /** Puts lines in place of `[start, end)`, which count as they stand now; those that are kept are given as they are. */
  replace(start: number, end: number, now: readonly (TextLine | string)[]): void {
    const lines = now.map((line) => (typeof line === 'string' ? { text: line, ending: '', origin: undefined } : line));
    this.#lines.splice(start, end - start, ...lines);
  }

  toString(): string {
    const last = this.#lines.length - 1;
    const ended = this.#lines.map(({ text, ending }, at) =>
      at === last && this.#endsOpen ? text : text + (ending || this.#lineBreak),
    );
    return this.#mark + ended.join('');
  }
}
