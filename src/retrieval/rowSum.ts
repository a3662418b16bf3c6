/**
 * Adds up rows of a matrix, each times a factor: what products of matrices are made of. Four rows at a time, so that
 * what is added to is read and written a quarter as often.
 */
export class RowSum {
  readonly #rows: Float64Array | Int8Array;
  readonly #width: number;
  /** Filled up to a multiple of four with a row that counts nothing. */
  readonly #starts: Uint32Array;
  readonly #factors: Float64Array;
  #count = 0;

  /** @param most how many rows are added at most */
  constructor(rows: Float64Array | Int8Array, width: number, most: number) {
    this.#rows = rows;
    this.#width = width;
    this.#starts = new Uint32Array(most + 3);
    this.#factors = new Float64Array(most + 3);
  }

  add(row: number, factor: number): void {
    if (factor === 0) return;
    this.#starts[this.#count] = row * this.#width;
    this.#factors[this.#count++] = factor;
  }

  /** Adds the sum to the numbers from `to` on, and begins anew. @param first the first column that is wanted. */
  addTo(sums: Float64Array, to: number, first = 0): void {
    const [rows, starts, factors, width] = [this.#rows, this.#starts, this.#factors, this.#width];
    starts.fill(0, this.#count, this.#count + 3);
    factors.fill(0, this.#count, this.#count + 3);
    for (let at = 0; at < this.#count; at += 4) {
      const a = starts[at]!;
      const b = starts[at + 1]!;
      const c = starts[at + 2]!;
      const d = starts[at + 3]!;
      const factorA = factors[at]!;
      const factorB = factors[at + 1]!;
      const factorC = factors[at + 2]!;
      const factorD = factors[at + 3]!;
      for (let column = first; column < width; column++) {
        sums[to + column]! +=
          factorA * rows[a + column]! +
          factorB * rows[b + column]! +
          factorC * rows[c + column]! +
          factorD * rows[d + column]!;
      }
    }
    this.#count = 0;
  }
}
