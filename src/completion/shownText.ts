import type { DocumentChange } from './survival.ts';

/**
 * What becomes of a suggestion that is visible, told from what happens to the document's text and its cursor: the
 * editor tells nobody when a part of a suggestion is taken or when it is sent away.
 */
export class ShownText {
  /** What is to be inserted, from where the cursor stood when it was shown. */
  readonly #text: string;
  /** What stands before that and was counted to it: what was typed of the selected item of the editor's own list. */
  readonly #typed: string;
  #start: number;
  /** How much of it is in the document. */
  #done = 0;
  #isOver = false;

  /** @param typed what the suggestion replaces before the cursor, when it is inserted with the item of a list. */
  constructor(text: string, offset: number, typed = '') {
    this.#text = text;
    this.#typed = typed;
    this.#start = offset;
  }

  /** What of it is not in the document yet. */
  get rest(): string {
    return this.#text.slice(this.#done);
  }

  /** Where that would stand. */
  get cursor(): number {
    return this.#start + this.#done;
  }

  /** Whether `text` at `offset` is what is left of it; the editor may have closed a bracket by itself meanwhile. */
  continuesAs(text: string, offset: number): boolean {
    const { rest } = this;
    if (this.#isOver || offset !== this.cursor || text === '' || !rest.startsWith(text)) return false;
    return /^[)\]}"'`>;,]{0,3}$/.test(rest.slice(text.length));
  }

  /** @param change with `\n` line breaks, as they count in the text before it. */
  change(change: DocumentChange): Step {
    if (this.#isOver) return unchanged;
    const { cursor } = this;
    const { offset, removed, text } = this.#asInsertion(change);
    const end = offset + removed;
    if (removed > 0 && text === '' && end === cursor && offset >= this.#start) {
      this.#done -= removed;
      return unchanged;
    }
    // Elsewhere: above it, an import; below it, whatever it may be.
    if (end < this.#start) {
      this.#start += text.length - removed;
      return unchanged;
    }
    if (offset > cursor) return unchanged;
    if (offset === cursor && removed === 0) return this.#inserted(text);
    return this.#end('replaced');
  }

  /** @param offset where the cursor is now, when the changes before it have been told. */
  moved(offset: number): Step {
    if (this.#isOver || offset === this.cursor) return unchanged;
    return this.#end('dismissed');
  }

  #inserted(text: string): Step {
    const { rest, cursor } = this;
    if (text === '') return unchanged;
    if (rest.startsWith(text)) {
      this.#done += text.length;
      if (text.length === rest.length) return { kind: 'complete', text, offset: cursor };
      // A single letter is typed, whichever way it came.
      if ([...text].length === 1) return unchanged;
      return { kind: 'part', unit: isLine(text, rest) ? 'line' : 'word', text, offset: cursor };
    }
    // The editor has put the other half of a bracket or quote behind it.
    const [first = ''] = text;
    if (rest.startsWith(first) && /^[([{"'`<][)\]}"'`>]$/.test(text)) {
      this.#done += 1;
      return unchanged;
    }
    return this.#end('replaced');
  }

  /** What is written anew with more behind it, as the editor does with an item of its list, is an insertion. */
  #asInsertion({ offset, removed, text }: DocumentChange): DocumentChange {
    const { cursor } = this;
    if (removed === 0 || offset + removed !== cursor) return { offset, removed, text };
    const before = (this.#typed + this.#text.slice(0, this.#done)).slice(-removed);
    if (before.length !== removed || !text.startsWith(before) || text === before) return { offset, removed, text };
    return { offset: cursor, removed: 0, text: text.slice(removed) };
  }

  #end(kind: 'replaced' | 'dismissed'): Step {
    this.#isOver = true;
    return { kind };
  }
}

export type Step =
  /** Typed on, taken back, changed elsewhere: it is still there. */
  | { readonly kind: 'unchanged' }
  /** Several letters of it at once have come into the document. */
  | { readonly kind: 'part'; readonly unit: 'word' | 'line'; readonly text: string; readonly offset: number }
  /** All of it is in the document. Whether it was typed or taken, the editor tells a moment later. */
  | { readonly kind: 'complete'; readonly text: string; readonly offset: number }
  /** Something else stands there now. */
  | { readonly kind: 'replaced' }
  /** The cursor has gone elsewhere. */
  | { readonly kind: 'dismissed' };

const unchanged: Step = { kind: 'unchanged' };

function isLine(text: string, rest: string): boolean {
  const end = rest.indexOf('\n');
  return (
    end >= 0 && (text === rest.slice(0, end) || text === rest.slice(0, end + 1)) && !/^\s*[\p{L}\p{N}_$]+$/u.test(text)
  );
}
