import assert from 'node:assert/strict';
import { createScanKernel } from '../../../src/retrieval/scanKernel.ts';
import { quantise, VectorMatrix } from '../../../src/retrieval/vectors.ts';
import { repeatable } from './chunks.ts';

suite('vectors of 8-bit numbers', () => {
  test('have length 1 and keep their direction', () => {
    const { values, scale } = quantise([3, -4, 0]);
    assert.deepEqual([...values], [95, -127, 0]);
    const length = Math.hypot(...Array.from(values, (value) => value * scale));
    assert.ok(Math.abs(length - 1) < 1e-6);
  });

  test('what has no direction is zeros', () => {
    for (const vector of [
      [0, 0],
      [Number.NaN, 1],
      [Infinity, 1],
    ]) {
      assert.deepEqual(quantise(vector), { values: new Int8Array(2), scale: 0 });
    }
  });

  const random = repeatable(3);
  const vector = (length: number): number[] => Array.from({ length }, () => random() - 0.5);

  for (const [name, kernel] of [
    ['with the kernel', createScanKernel],
    ['in JavaScript', () => undefined],
  ] as const) {
    test(`the nearest of many, ${name}`, () => {
      const matrix = new VectorMatrix(20, kernel);
      const rows = Array.from({ length: 5000 }, () => vector(20));
      rows.forEach((row, id) => matrix.set(id, quantise(row)));
      const query = vector(20);
      const cosine = (row: readonly number[]): number =>
        row.reduce((sum, value, at) => sum + value * query[at]!, 0) / Math.hypot(...row) / Math.hypot(...query);
      const exact = rows.map((row, id) => ({ id, score: cosine(row) })).sort((a, b) => b.score - a.score);
      const hits = matrix.search(quantise(query), 10);
      assert.equal(hits[0]?.id, exact[0]?.id);
      for (const { id, score } of hits) assert.ok(Math.abs(score - cosine(rows[id]!)) < 0.02);
      const compared = matrix.cosines(quantise(query), [hits[3]!.id, 9000]);
      assert.equal(compared.length, 1);
      assert.ok(Math.abs(compared[0]!.score - hits[3]!.score) < 1e-6);
    });

    test(`rows are replaced and removed, ${name}`, () => {
      const matrix = new VectorMatrix(2, kernel);
      matrix.set(1, quantise([1, 0]));
      matrix.set(2, quantise([0, 1]));
      matrix.set(3, quantise([1, 1]));
      matrix.remove(1);
      matrix.remove(7);
      assert.deepEqual(
        matrix.search(quantise([1, 0.1]), 5).map(({ id }) => id),
        [3, 2],
      );
      matrix.set(2, quantise([1, 0]));
      assert.deepEqual(
        matrix.search(quantise([1, 0]), 1).map(({ id }) => id),
        [2],
      );
      assert.equal(matrix.size, 2);
      assert.equal(matrix.has(1), false);
    });
  }

  test('nothing is near to nothing', () => {
    const matrix = new VectorMatrix(2);
    matrix.set(1, quantise([0, 0]));
    matrix.set(2, quantise([1, 0]));
    assert.deepEqual(
      matrix.search(quantise([1, 0]), 5).map(({ id }) => id),
      [2],
    );
    assert.deepEqual(matrix.search(quantise([0, 0]), 5), []);
    assert.deepEqual(
      matrix.search(quantise([1, 0]), 5, (id) => id !== 2),
      [],
    );
  });

  test('a vector of another length is refused', () =>
    assert.throws(() => new VectorMatrix(3).set(1, quantise([1, 2])), RangeError));

  test('the kernel works on this machine', () => assert.ok(createScanKernel(128)));
});
