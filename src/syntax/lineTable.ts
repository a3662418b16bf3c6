/** Where the lines of a text begin; a line ends with `\n`, as the parser counts. */
export class LineTable {
  readonly text: string;
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
  #last = 0;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** Of the line that holds the offset, counted from 0. Quick when asked in the order of the text. */
  rowAt(offset: number): number {
    const last = this.#last;
    if (this.#holds(last, offset)) return last;
    if (this.#holds(last + 1, offset)) return (this.#last = last + 1);
    return (this.#last = this.#search(offset));
  }

  #holds(row: number, offset: number): boolean {
    const start = this.starts[row];
    return start !== undefined && start <= offset && offset < (this.starts[row + 1] ?? Infinity);
  }

  #search(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  start(row: number): number {
    return this.starts[row]!;
  }

  /** Where the line's characters end, its break not counted. */
  end(row: number): number {
    const next = this.starts[row + 1];
    if (next === undefined) return this.text.length;
    return this.text.charCodeAt(next - 2) === 13 && next - 2 >= this.starts[row]! ? next - 2 : next - 1;
  }

  isBlank(row: number): boolean {
    const end = this.end(row);
    let at = this.start(row);
    while (at < end && (this.text.charCodeAt(at) === 32 || this.text.charCodeAt(at) === 9)) at++;
    return this.text.slice(at, end).trim() === '';
  }
}
