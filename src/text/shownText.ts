/**
 * Text from models, files and tools as a person may safely see it: colours and cursor moves of terminals are gone, and
 * what would hide itself or turn the order of the letters round is written out. Lines stay lines.
 */
export function shownText(text: string): string {
  const stream = new ShownStream();
  return stream.push(text) + stream.end();
}

/** The same for one line: a label, a file's name. */
export const shownLine = (text: string): string => shownText(text).replaceAll(/[\n\t]+/g, ' ');

/** `shownText` for text that comes in pieces: a sequence that is cut in two is held back until its end is there. */
export class ShownStream {
  #held = '';

  push(piece: string): string {
    const all = this.#held + piece;
    const keep = unfinished(all);
    this.#held = all.slice(keep);
    return clean(all.slice(0, keep));
  }

  end(): string {
    const last = this.#held;
    this.#held = '';
    return clean(last);
  }
}

const escape = String.fromCharCode(0x1b);
const bell = String.fromCharCode(7);
/** `ESC [ … m`, `ESC ] … BEL`, and the short ones. */
const terminal = new RegExp(
  [
    `${escape}\\[[0-?]*[ -/]*[@-~]`,
    `${escape}[\\]PX^_][^${bell}${escape}]{0,4096}(?:${bell}|${escape}\\\\)?`,
    `${escape}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
/** The start of such a sequence at the end of what is there. Longer ones are none. */
const cut = new RegExp(`${escape}(?:\\[[0-?]*[ -/]*|[\\]PX^_][^${bell}${escape}]*${escape}?|[ -/]*)$`);
const longest = 4096;

function unfinished(text: string): number {
  if (text.endsWith('\r')) return text.length - 1;
  const start = text.indexOf(escape, Math.max(0, text.length - longest));
  if (start === -1) return text.length;
  const found = cut.exec(text.slice(start));
  return found ? start + found.index : text.length;
}

function clean(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  const plain = lines.includes(escape) ? lines.replaceAll(terminal, '') : lines;
  return plain.replaceAll(hidden, (mark) => {
    const point = mark.codePointAt(0) ?? 0;
    return isHarmless(point) ? mark : `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** Controls, formats (marks of direction, of no width, tags), and what stands for nothing. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;

/** Line ends and tabs, and what joins letters and emoji. */
const isHarmless = (point: number): boolean => point === 9 || point === 10 || point === 0x200c || point === 0x200d;
