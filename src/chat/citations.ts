/**
 * What a model says about the code, with its places checked: those that are there become links, those that are not lose
 * theirs and are counted. It works while the answer comes in; text waits only while a place may be in it.
 */

import type { ChatEvent, RunRecord } from './chatEvent.ts';
import { checkPlace, type PlaceDeps } from './checkPlace.ts';
import { PlaceBook, placeLink } from './placeBook.ts';
import { unprovenClaim } from './testClaims.ts';
import { readSentence, shownUpTo } from './writtenPlaces.ts';

/** @param earlier runs of tests that the conversation has records of */
export async function* withCheckedPlaces(
  events: AsyncIterable<ChatEvent>,
  earlier: readonly RunRecord[],
  deps: PlaceDeps,
): AsyncGenerator<ChatEvent, void> {
  const checker = new Checker(earlier, deps);
  for await (const event of events) {
    switch (event.kind) {
      case 'text':
        yield* checker.push(event.delta);
        break;
      // They stand between what was said before and after them.
      case 'tool':
      case 'proposal':
      case 'ended':
        yield* checker.flush();
        if (event.kind === 'tool' && event.run && event.state === 'done') checker.runs.push(event.run);
        yield event;
        break;
      case 'status':
      case 'citation':
      case 'dropped':
      case 'unproven':
      case 'usage':
      case 'prompt':
      case 'finding':
        yield event;
    }
  }
  yield* checker.flush();
}

/** Longer ones are looked at in pieces. */
const longestSentence = 2_000;

class Checker {
  readonly runs: RunRecord[];
  readonly #deps: PlaceDeps;
  readonly #book = new PlaceBook();
  /** The sentence that is being written, and how much of it is shown already. */
  #sentence = '';
  #shown = 0;
  #isLineStart = true;
  /** What closes the block of code that is being written. */
  #fence: { readonly mark: string; readonly length: number } | undefined;

  constructor(runs: readonly RunRecord[], deps: PlaceDeps) {
    this.runs = [...runs];
    this.#deps = deps;
  }

  async *push(delta: string): AsyncGenerator<ChatEvent, void> {
    this.#sentence += delta;
    for (;;) {
      const end = this.#fence || this.#mayBeFence() ? this.#sentence.indexOf('\n') + 1 : sentenceEnd(this.#sentence);
      if (end === 0) break;
      const whole = this.#sentence.slice(0, end);
      const rest = this.#sentence.slice(end);
      yield* this.#end(whole);
      this.#sentence = rest;
    }
    if (this.#sentence.length > longestSentence) return yield* this.flush();
    const until = this.#mayBeFence() ? 0 : this.#fence ? this.#sentence.length : shownUpTo(this.#sentence);
    if (until <= this.#shown) return;
    const text = this.#sentence.slice(this.#shown, until);
    this.#shown = until;
    yield { kind: 'text', delta: text };
  }

  async *flush(): AsyncGenerator<ChatEvent, void> {
    const whole = this.#sentence;
    this.#sentence = '';
    yield* this.#end(whole);
  }

  /** A line that begins so cannot be shown before it is known to be none. */
  #mayBeFence(): boolean {
    return (
      this.#isLineStart &&
      this.#shown === 0 &&
      /^\s{0,12}(?:(?:[-*>]|\d+\.)\s*)*(?:`{1,2}$|~{1,2}$|`{3,}[^`]*$|~{3,}.*$|$)/.test(
        this.#sentence.replace(/\n[\s\S]*$/, ''),
      )
    );
  }

  async *#end(whole: string): AsyncGenerator<ChatEvent, void> {
    const shown = this.#shown;
    this.#shown = 0;
    if (whole === '') return;
    const isLineStart = this.#isLineStart;
    this.#isLineStart = whole.endsWith('\n');
    const isFence = isLineStart && shown === 0 && this.#followFence(whole);
    if (isFence || this.#fence) yield { kind: 'text', delta: whole.slice(shown) };
    else yield* this.#checked(whole, shown);
  }

  /** @returns whether the line opens or closes a block of code. */
  #followFence(line: string): boolean {
    const [, mark = ''] = /^\s*(?:(?:[-*>]|\d+\.)\s+)*(`{3,}|~{3,})/.exec(line) ?? [];
    if (mark === '') return false;
    const [char = ''] = mark;
    if (!this.#fence) this.#fence = { mark: char, length: mark.length };
    else if (this.#fence.mark === char && mark.length >= this.#fence.length) this.#fence = undefined;
    return true;
  }

  async *#checked(text: string, shown: number): AsyncGenerator<ChatEvent, void> {
    const sentence = readSentence(text);
    let at = shown;
    let written = '';
    for (const place of sentence.places) {
      // What was shown has no place that could be one still.
      if (place.start < at) continue;
      const checked = await checkPlace(place, text, sentence, this.#deps);
      written += text.slice(at, place.start);
      at = place.end;
      switch (checked.kind) {
        case 'there': {
          const { number, event } = this.#book.number(checked.place);
          if (event) yield event;
          written += placeLink(number, mended(place.label, place.lines, checked.place.lines));
          break;
        }
        case 'fabricated':
          yield { kind: 'dropped', what: text.slice(place.start, place.end), why: checked.why };
          written += place.label;
          break;
        case 'none':
          written += place.label;
      }
    }
    written += text.slice(at);
    const why = unprovenClaim(text, this.runs);
    if (why !== undefined) {
      const end = /\s*$/.exec(written)!.index;
      written = `${written.slice(0, end)} *(not proven: ${why.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, '')})*${written.slice(end)}`;
      yield { kind: 'unproven', what: text.trim(), why };
    }
    if (written !== '') yield { kind: 'text', delta: written };
  }
}

/** Where the first sentence or line ends, blanks included; 0 where nobody knows yet. */
function sentenceEnd(text: string): number {
  const line = text.indexOf('\n') + 1;
  for (const found of text.matchAll(/[.!?][)*_"']*[ \t]+(?=\S)/g)) {
    const end = found.index + found[0].length;
    if (line !== 0 && end > line) break;
    // “e.g. this” goes on, and so does what stands in back-quotes or in a link.
    if (/\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|Nr|No|Fig|Mr|Dr)\.\s*$/i.test(text.slice(0, end))) continue;
    const before = text.slice(0, found.index);
    if (before.split('`').length % 2 === 0 || /\[[^\]]*$|\]\([^)]*$/.test(before)) continue;
    return end;
  }
  return line;
}

/** The label with the lines that it leads to, where it names others. */
function mended(
  label: string,
  written: { readonly first: number; readonly last: number } | undefined,
  lines: { readonly first: number; readonly last: number } | undefined,
): string {
  if (!written || !lines || (written.first === lines.first && written.last === lines.last)) return label;
  const numbers = (range: typeof lines): string[] =>
    (range.last > range.first ? [range.first, range.last] : [range.first]).map(String);
  const [from, to] = [numbers(written), numbers(lines)];
  const at = label.lastIndexOf(from[0]!);
  if (at === -1) return label;
  const tail = label.slice(at);
  const old =
    from.length === 2 && tail.includes(from[1]!)
      ? tail.slice(0, tail.lastIndexOf(from[1]!) + from[1]!.length)
      : from[0]!;
  return `${label.slice(0, at)}${to.join('-')}${tail.slice(old.length)}`;
}
