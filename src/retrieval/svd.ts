import { symmetricEigen } from './eigen.ts';
import { RowSum } from './rowSum.ts';

/**
 * The leading right singular vectors of a sparse matrix, by the randomised method of Halko, Martinsson and Tropp
 * (2011): a few products with random vectors find the space where the matrix is large, and there the problem is small.
 */

/** Rows one after another: row r has the entries `starts[r]` to `starts[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly places: Uint32Array;
  readonly values: Float32Array;
}

export interface Singular {
  /** `columns` × `rank`, row after row: where each column of the matrix lies. */
  readonly right: Float32Array;
  /** Largest first. */
  readonly values: Float64Array;
  /** At most what was asked for: less when the matrix has no more. */
  readonly rank: number;
}

/** Directions beyond those wanted, and passes over the matrix: what Halko and others found to be enough. */
const oversampling = 12;
const passes = 2;

/** What is this much smaller than the largest is rounding. */
const negligible = 1e-11;

/** `seed` chooses the random vectors: the same seed gives the same vectors. */
export function leadingSingular(matrix: SparseMatrix, rank: number, seed: number): Singular {
  const width = Math.min(rank + oversampling, matrix.rows, matrix.columns);
  const random = normalNumbers(seed);
  let space = new Float64Array(matrix.columns * width).map(random);
  let image = times(matrix, space, width);
  for (let pass = 0; pass < passes; pass++) {
    space = transposedTimes(matrix, image, width);
    image = times(matrix, space, width);
  }
  const basis = orthonormal(image, matrix.rows, width);
  // The matrix seen from that space, transposed: columns × basis.width.
  const small = transposedTimes(matrix, basis.vectors, basis.width);
  const { values, vectors } = symmetricEigen(gram(small, matrix.columns, basis.width), basis.width);
  const kept = values.filter((value) => value > (values[0] ?? 0) * negligible).length;
  const found = Math.min(rank, kept);
  const singular = values.slice(0, found).map(Math.sqrt);
  const turn = columnsOver(vectors, basis.width, singular);
  return {
    right: Float32Array.from(dotted(small, turn, matrix.columns, basis.width, found)),
    values: singular,
    rank: found,
  };
}

/** The first columns of a square matrix, each divided by its own number. */
function columnsOver(matrix: Float64Array, size: number, divisors: Float64Array): Float64Array {
  const columns = new Float64Array(size * divisors.length);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < divisors.length; at++) {
      columns[row * divisors.length + at] = matrix[row * size + at]! / divisors[at]!;
    }
  }
  return columns;
}

/** left (rows × inner) × right (inner × columns). */
function dotted(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array<ArrayBuffer> {
  const product = new Float64Array(rows * columns);
  const sum = new RowSum(right, columns, inner);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < inner; at++) sum.add(at, left[row * inner + at]!);
    sum.addTo(product, row * columns);
  }
  return product;
}

/** matrix × dense (columns × width). */
function times(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(matrix.rows * width);
  const sum = new RowSum(dense, width, matrix.columns);
  for (let row = 0; row < matrix.rows; row++) {
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++) {
      sum.add(matrix.places[entry]!, matrix.values[entry]!);
    }
    sum.addTo(product, row * width);
  }
  return product;
}

/** The transposed matrix × dense (rows × width). */
function transposedTimes(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(matrix.columns * width);
  for (let row = 0; row < matrix.rows; row++) {
    const from = row * width;
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++) {
      const value = matrix.values[entry]!;
      const to = matrix.places[entry]! * width;
      for (let at = 0; at < width; at++) product[to + at]! += value * dense[from + at]!;
    }
  }
  return product;
}

/** The products of every two columns. */
function gram(dense: Float64Array, rows: number, width: number): Float64Array {
  const products = new Float64Array(width * width);
  const sum = new RowSum(dense, width, 4);
  for (let first = 0; first < rows; first += 4) {
    const last = Math.min(first + 4, rows);
    for (let left = 0; left < width; left++) {
      for (let row = first; row < last; row++) sum.add(row, dense[row * width + left]!);
      sum.addTo(products, left * width, left);
    }
  }
  for (let left = 0; left < width; left++) {
    for (let right = 0; right < left; right++) products[left * width + right] = products[right * width + left]!;
  }
  return products;
}

/** Orthonormal columns that span the same space, by way of the eigenvectors of the Gram matrix. */
function orthonormal(dense: Float64Array, rows: number, width: number): { vectors: Float64Array; width: number } {
  const { values, vectors } = symmetricEigen(gram(dense, rows, width), width);
  const kept = values.filter((value) => value > (values[0] ?? 0) * negligible).length;
  const turn = columnsOver(vectors, width, values.slice(0, kept).map(Math.sqrt));
  return { vectors: dotted(dense, turn, rows, width, kept), width: kept };
}

/** Normally distributed numbers (Box and Muller) from a small generator (mulberry32). */
function normalNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
