import assert from 'node:assert/strict';
import { symmetricEigen } from '../../../src/retrieval/eigen.ts';
import { lsaDimensions, LsaModel } from '../../../src/retrieval/lsa.ts';
import { leadingSingular } from '../../../src/retrieval/svd.ts';
import { VectorMatrix } from '../../../src/retrieval/vectors.ts';
import { repeatable } from './chunks.ts';

suite('eigenvectors of a symmetric matrix', () => {
  test('are what the matrix only stretches', () => {
    const random = repeatable(11);
    const size = 30;
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        matrix[row * size + column] = random() - 0.5;
        matrix[column * size + row] = matrix[row * size + column]!;
      }
    }
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let column = 0; column < size; column++) {
      if (column > 0) assert.ok(values[column]! <= values[column - 1]!);
      for (let row = 0; row < size; row++) {
        let sum = 0;
        for (let at = 0; at < size; at++) sum += matrix[row * size + at]! * vectors[at * size + column]!;
        assert.ok(Math.abs(sum - values[column]! * vectors[row * size + column]!) < 1e-12);
      }
    }
  });

  test('of a diagonal matrix, of one number, of none', () => {
    assert.deepEqual([...symmetricEigen(new Float64Array([2, 0, 0, 0, 3, 0, 0, 0, 0]), 3).values], [3, 2, 0]);
    assert.deepEqual([...symmetricEigen(new Float64Array([5]), 1).vectors], [1]);
    assert.deepEqual([...symmetricEigen(new Float64Array(), 0).values], []);
  });
});

suite('singular vectors of a sparse matrix', () => {
  test('those of a matrix made of known ones', () => {
    // 3 (1,0,0)(0.6,0.8,0)ᵀ + 2 (0,1,0)(0,0,1)ᵀ, in four rows of which the last is empty.
    const { right, values, rank } = leadingSingular(
      {
        rows: 4,
        columns: 3,
        starts: new Uint32Array([0, 2, 3, 3, 3]),
        places: new Uint32Array([0, 1, 2]),
        values: new Float32Array([1.8, 2.4, 2]),
      },
      2,
      1,
    );
    assert.equal(rank, 2);
    assert.deepEqual(
      Array.from(values, (value) => value.toFixed(5)),
      ['3.00000', '2.00000'],
    );
    assert.deepEqual(
      Array.from(right, (value) => Math.abs(value).toFixed(5)),
      ['0.60000', '0.00000', '0.80000', '0.00000', '0.00000', '1.00000'],
    );
  });

  test('no more than there are', () => {
    const one = { rows: 1, columns: 2, starts: new Uint32Array([0, 1]), places: new Uint32Array([1]) };
    assert.equal(leadingSingular({ ...one, values: new Float32Array([1]) }, 5, 1).rank, 1);
    assert.equal(leadingSingular({ ...one, values: new Float32Array([0]) }, 5, 1).rank, 0);
  });
});

suite('the embedded embedding', () => {
  // Two subjects whose words never stand together; "car" and "engine" meet only by way of "wheel".
  const texts = [
    ...Array.from({ length: 10 }, () => 'car wheel'),
    ...Array.from({ length: 10 }, () => 'engine wheel'),
    ...Array.from({ length: 10 }, () => 'soup spoon'),
    ...Array.from({ length: 10 }, () => 'bread spoon'),
    ...Array.from({ length: 10 }, (_, at) => `other${String(at % 5)} thing${String(at % 5)}`),
  ];
  const termsOf = (text: string): ReadonlyMap<string, number> => new Map(text.split(' ').map((term) => [term, 0.5]));
  const model = LsaModel.learn(texts.map(termsOf));
  const near = (a: string, b: string): number => {
    const matrix = new VectorMatrix(lsaDimensions);
    matrix.set(1, model.embed(termsOf(b)));
    return matrix.cosines(model.embed(termsOf(a)), [1])[0]!.score;
  };

  test('brings near what stands with the same words', () => {
    assert.ok(near('car', 'wheel') > 0.5);
    assert.ok(near('car', 'spoon') < 0.1);
    assert.ok(near('car wheel', 'engine wheel') > near('car wheel', 'soup spoon') + 0.25);
  });

  test('the same every time', () => assert.deepEqual(LsaModel.learn(texts.map(termsOf)).save(), model.save()));

  test('saved and loaded, it embeds the same', () =>
    assert.deepEqual(LsaModel.load(model.save())?.embed(termsOf('car soup')), model.embed(termsOf('car soup'))));

  test('the chunks of a file together as each by itself', () => {
    const table = {
      terms: ['car', 'unheard', 'soup'],
      starts: new Uint32Array([0, 2, 2, 4]),
      places: new Uint32Array([0, 1, 0, 2]),
      worths: new Float32Array([0.5, 0.5, 0.5, 0.5]),
    };
    assert.deepEqual(
      model.embedAll(table),
      ['car', 'unheard', 'car soup'].map(termsOf).map((one) => model.embed(one)),
    );
  });

  test('what is damaged is not loaded', () => {
    const bytes = model.save();
    bytes[bytes.length >> 1]! ^= 4;
    assert.equal(LsaModel.load(bytes), undefined);
    assert.equal(LsaModel.load(new Uint8Array()), undefined);
  });

  test('what is not known, and what was learned from nothing, is zeros', () => {
    assert.equal(model.embed(termsOf('unheard')).scale, 0);
    for (const chunks of [[], [termsOf('alone')], [termsOf('a b'), new Map<string, number>()]]) {
      assert.equal(LsaModel.learn(chunks).embed(termsOf('a')).scale, 0);
    }
  });
});
