/** Where the lines of a text begin; a line ends with `\n`, as the parser counts. */
export class LineTable {
  readonly text: string;
  /** Offset of each line's first character. */
  readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** Of the line that holds the offset, counted from 0. */
  rowAt(offset: number): number {
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
    return this.text.slice(this.start(row), this.end(row)).trim() === '';
  }
}
