/**
 * Lines as the chunker sees them: what each weighs, and how good a place each is to begin a new piece.
 * Rows count from 0.
 */

import type { LineTable } from './lineTable.ts';

/** How deep in the syntax each row of a stretch begins: the less, the better a piece begins there. */
export type Borders = (first: number, last: number) => (row: number) => number;
/** The depth of a row that begins within a token, or at a bracket. */
export const unbreakable = 255;

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
}

/** A longer line counts as several, so that a chunk of data or of minified code is no larger than one of prose. */
const lineWidth = 120;
const comment = /^(?:\/\/|\/?\*|#(?!\w)|--|;|<!--)/;
const tail = /^(?:[)\]}>,;.&|?:+*]|end\b|else\b|elif\b|except\b|catch\b|finally\b|fi\b|done\b|esac\b|<\/)/;

export class Rows {
  readonly lines: LineTable;
  readonly #weights: Uint32Array;
  /** Of all rows before. */
  readonly #sums: Uint32Array;
  readonly #borders: Borders;

  constructor(lines: LineTable, borders: Borders = indentation(lines)) {
    this.lines = lines;
    this.#borders = borders;
    const count = lines.starts.length;
    this.#weights = new Uint32Array(count);
    this.#sums = new Uint32Array(count + 1);
    for (let row = 0; row < count; row++) {
      const weight = lines.isBlank(row) ? 0 : Math.max(1, Math.ceil((lines.end(row) - lines.start(row)) / lineWidth));
      this.#weights[row] = weight;
      this.#sums[row + 1] = this.#sums[row]! + weight;
    }
  }

  get count(): number {
    return this.#weights.length;
  }

  weight(first: number, last: number): number {
    return last < first ? 0 : this.#sums[last + 1]! - this.#sums[first]!;
  }

  isBlank(row: number): boolean {
    return this.#weights[row] === 0;
  }

  /** Without the blank rows at its ends; `undefined` when all are blank. */
  whole(first: number, last: number): Piece | undefined {
    while (first <= last && this.isBlank(first)) first++;
    while (first <= last && this.isBlank(last)) last--;
    return first > last ? undefined : { start: this.lines.start(first), end: this.lines.end(last), first, last };
  }

  /** Pieces of at most `most` lines each, cut where the syntax is shallowest. `rows` ascend; others between are left out. */
  split(rows: readonly number[], most: number): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    let left = rows.reduce((sum, row) => sum + this.#weights[row]!, 0);
    const depth = left > most ? this.#borders(rows[0]!, rows.at(-1)!) : () => 0;
    while (from < rows.length) {
      let to = rows.length;
      let taken = left;
      if (left > most) {
        const ideal = left / Math.ceil(left / most);
        ({ to, taken } = this.#cut(rows, from, ideal, Math.min(most, 1.5 * ideal), depth));
      }
      pieces.push(...this.#pieces(rows.slice(from, to), taken, most));
      from = to;
      left -= taken;
    }
    return pieces;
  }

  /** The best place after `from` to begin the next piece. */
  #cut(
    rows: readonly number[],
    from: number,
    ideal: number,
    most: number,
    depth: (row: number) => number,
  ): { to: number; taken: number } {
    let best: { to: number; taken: number; cost: number } | undefined;
    let taken = this.#weights[rows[from]!]!;
    for (let to = from + 1; to < rows.length && (taken <= most || !best); to++) {
      const row = rows[to]!;
      const weight = this.#weights[row]!;
      if (weight > 0 && (taken >= ideal / 2 || taken + weight > most)) {
        const cost = this.#cost(row, depth(row)) + Math.abs(taken - ideal) / (ideal + 1);
        if (!best || cost < best.cost) best = { to, taken, cost };
      }
      taken += weight;
    }
    return best ?? { to: rows.length, taken };
  }

  /** Whole numbers, so that a distance below 1 decides only between equals. */
  #cost(row: number, depth: number): number {
    const { lines } = this;
    let cost = 2 * depth;
    if (tail.test(this.#trimmed(row))) cost += 2 * unbreakable;
    if (row > 0 && !lines.isBlank(row - 1)) cost += comment.test(this.#trimmed(row - 1)) ? 4 : 1;
    return cost;
  }

  #trimmed(row: number): string {
    const { lines } = this;
    return lines.text.slice(lines.start(row), Math.min(lines.end(row), lines.start(row) + 200)).trimStart();
  }

  /** One piece; of a single line that is far too long, several. */
  #pieces(rows: readonly number[], weight: number, most: number): Piece[] {
    const solid = rows.filter((row) => !this.isBlank(row));
    const first = solid[0];
    const last = solid.at(-1);
    if (first === undefined || last === undefined) return [];
    const start = this.lines.start(first);
    const end = this.lines.end(last);
    if (weight <= most || first !== last) return [{ start, end, first, last }];
    const pieces: Piece[] = [];
    const longest = most * lineWidth;
    for (let at = start; at < end;) {
      const to = end - at <= longest ? end : at + inLine(this.lines.text.slice(at, at + longest));
      pieces.push({ start: at, end: to, first, last });
      at = to;
    }
    return pieces;
  }
}

/** Where to cut a line: after the last end of a statement, else of an item, else of a word; never within a pair. */
function inLine(line: string): number {
  for (const mark of [/[;}](?=[^;}]*$)/, /,(?=[^,]*$)/, /\s(?=\S*$)/]) {
    const at = mark.exec(line)?.index;
    if (at !== undefined && at > line.length / 2) return at + 1;
  }
  const last = line.charCodeAt(line.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? line.length - 1 : line.length;
}

/** Depth by the eye, for text without a grammar. */
function indentation(lines: LineTable): Borders {
  return () => (row) => {
    let columns = 0;
    for (let at = lines.start(row); at < lines.end(row); at++) {
      const character = lines.text[at];
      if (character === '\t') columns += 4;
      else if (character === ' ') columns++;
      else break;
    }
    return Math.min(unbreakable, columns);
  };
}
