/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reflections make it tridiagonal, then the implicit
 * QL method (Dubrulle, Martin and Wilkinson, 1968) makes it diagonal. Vectors are kept in rows, which are contiguous.
 */

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array;
  /** `size` × `size`, an eigenvector in each column. */
  readonly vectors: Float64Array;
}

export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const { diagonal, beside, rows } = tridiagonal(matrix, size);
  diagonalise(diagonal, beside, rows, size);
  const order = Array.from({ length: size }, (_, at) => at).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const vectors = new Float64Array(size * size);
  order.forEach((from, column) => {
    for (let row = 0; row < size; row++) vectors[row * size + column] = rows[from * size + row]!;
  });
  return { values: Float64Array.from(order, (at) => diagonal[at]!), vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Below the diagonal; one number less, then 0. */
  readonly beside: Float64Array;
  /** The basis in which the matrix is tridiagonal. */
  readonly rows: Float64Array;
}

function tridiagonal(matrix: Float64Array, size: number): Tridiagonal {
  const work = matrix.slice();
  const rows = new Float64Array(size * size);
  for (let at = 0; at < size; at++) rows[at * size + at] = 1;
  const mirror = new Float64Array(size);
  for (let step = 0; step + 2 < size; step++) {
    const target = mirrorOf(work, size, step, mirror);
    if (target === undefined) continue;
    reflectBoth(work, size, step + 1, mirror);
    reflectRows(rows, size, step + 1, mirror);
    work[(step + 1) * size + step] = target;
  }
  const diagonal = Float64Array.from({ length: size }, (_, at) => work[at * size + at]!);
  const beside = Float64Array.from({ length: size }, (_, at) => (at + 1 < size ? work[(at + 1) * size + at]! : 0));
  return { diagonal, beside, rows };
}

/**
 * The unit vector whose mirror turns column `step` below the diagonal into one number, which is returned;
 * `undefined` when it is so already.
 */
function mirrorOf(work: Float64Array, size: number, step: number, mirror: Float64Array): number | undefined {
  let squares = 0;
  for (let at = step + 1; at < size; at++) {
    mirror[at] = work[at * size + step]!;
    squares += mirror[at]! ** 2;
  }
  const head = mirror[step + 1]!;
  if (squares - head * head === 0) return undefined;
  const target = head > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const length = Math.sqrt(2 * (squares - head * target));
  mirror[step + 1] = head - target;
  for (let at = step + 1; at < size; at++) mirror[at]! /= length;
  return target;
}

/** Mirrors rows and columns from `start` on. */
function reflectBoth(work: Float64Array, size: number, start: number, mirror: Float64Array): void {
  const change = new Float64Array(size);
  let along = 0;
  for (let row = start; row < size; row++) {
    let sum = 0;
    for (let at = start; at < size; at++) sum += work[row * size + at]! * mirror[at]!;
    change[row] = sum;
    along += sum * mirror[row]!;
  }
  for (let at = start; at < size; at++) change[at]! -= along * mirror[at]!;
  for (let row = start; row < size; row++) {
    const [twiceMirror, twiceChange] = [2 * mirror[row]!, 2 * change[row]!];
    for (let at = start; at < size; at++) {
      work[row * size + at]! -= twiceMirror * change[at]! + twiceChange * mirror[at]!;
    }
  }
}

function reflectRows(rows: Float64Array, size: number, start: number, mirror: Float64Array): void {
  const along = new Float64Array(size);
  for (let row = start; row < size; row++) {
    const factor = 2 * mirror[row]!;
    for (let at = 0; at < size; at++) along[at]! += factor * rows[row * size + at]!;
  }
  for (let row = start; row < size; row++) {
    const factor = mirror[row]!;
    for (let at = 0; at < size; at++) rows[row * size + at]! -= factor * along[at]!;
  }
}

/** More turns than any matrix needs: about two a value are usual. */
const mostTurns = 60;

function diagonalise(diagonal: Float64Array, beside: Float64Array, rows: Float64Array, size: number): void {
  for (let first = 0; first < size; first++) {
    for (let turn = 0; turn < mostTurns; turn++) {
      const last = blockEnd(diagonal, beside, first, size);
      if (last === first) break;
      chase(diagonal, beside, rows, size, first, last);
    }
  }
}

/** Where the next number beside the diagonal is as good as 0. */
function blockEnd(diagonal: Float64Array, beside: Float64Array, first: number, size: number): number {
  let last = first;
  while (last + 1 < size) {
    const scale = Math.abs(diagonal[last]!) + Math.abs(diagonal[last + 1]!);
    if (Math.abs(beside[last]!) <= Number.EPSILON * scale) break;
    last++;
  }
  return last;
}

/** One QL step with Wilkinson's shift: turns neighbouring planes from the block's end to its start. */
function chase(
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
  size: number,
  first: number,
  last: number,
): void {
  const half = (diagonal[first + 1]! - diagonal[first]!) / (2 * beside[first]!);
  const root = Math.sqrt(half * half + 1);
  let bulge = diagonal[last]! - diagonal[first]! + beside[first]! / (half + (half < 0 ? -root : root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let at = last - 1; at >= first; at--) {
    const across = sine * beside[at]!;
    const along = cosine * beside[at]!;
    const length = Math.sqrt(across * across + bulge * bulge);
    beside[at + 1] = length;
    if (length === 0) {
      diagonal[at + 1]! -= moved;
      beside[last] = 0;
      return;
    }
    sine = across / length;
    cosine = bulge / length;
    const rest = diagonal[at + 1]! - moved;
    const turned = (diagonal[at]! - rest) * sine + 2 * cosine * along;
    moved = sine * turned;
    diagonal[at + 1] = rest + moved;
    bulge = cosine * turned - along;
    turnRows(rows, size, at, cosine, sine);
  }
  diagonal[first]! -= moved;
  beside[first] = bulge;
  beside[last] = 0;
}

function turnRows(rows: Float64Array, size: number, row: number, cosine: number, sine: number): void {
  const [upper, lower] = [row * size, (row + 1) * size];
  for (let at = 0; at < size; at++) {
    const [above, below] = [rows[upper + at]!, rows[lower + at]!];
    rows[lower + at] = sine * above + cosine * below;
    rows[upper + at] = cosine * above - sine * below;
  }
}
