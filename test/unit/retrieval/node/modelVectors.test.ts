import assert from 'node:assert/strict';
import { ModelVectors } from '../../../../src/retrieval/node/modelVectors.ts';
import type { TableFile } from '../../../../src/retrieval/node/fileTable.ts';
import { quantise } from '../../../../src/retrieval/vectors.ts';

const key = (letter: string): string => letter.repeat(16);
const file = (hash: string, firstId: number, chunkCount: number): TableFile => ({
  facts: {
    path: `${hash}.ts`,
    hash,
    stamp: { size: 1, mtimeMs: 1, ctimeMs: 1 },
    language: 'typescript',
    refusal: undefined,
  },
  firstId,
  chunkCount,
  metas: new Uint8Array(0),
  isUnsaved: false,
});
const east = quantise([1, 0]);
const north = quantise([0, 1]);

suite('the vectors of a model in memory', () => {
  let vectors: ModelVectors;
  let gaps: number;
  setup(() => {
    vectors = new ModelVectors();
    gaps = 0;
    vectors.onGap = () => gaps++;
  });
  const ids = (query = east): number[] => vectors.nearest(query, 10).map(({ id }) => id);

  test('belong to texts: every chunk with the text has one', () => {
    vectors.learn(file('a', 0, 2), [key('x'), key('y')]);
    vectors.learn(file('b', 10, 1), [key('x')]);
    assert.equal(vectors.covered, 0);
    vectors.add(key('x'), east);
    vectors.add(key('y'), north);
    assert.equal(vectors.covered, 3);
    assert.deepEqual(ids(), [0, 10]);
    assert.deepEqual(
      vectors.cosines(north, [10, 1, 7]).map(({ id, score }) => [id, Math.round(score)]),
      [
        [10, 0],
        [1, 1],
      ],
    );
  });

  test('a file that goes and comes under other numbers keeps them', () => {
    vectors.learn(file('a', 0, 1), [key('x')]);
    vectors.add(key('x'), east);
    vectors.detach(file('a', 0, 1));
    assert.deepEqual(ids(), []);
    assert.equal(vectors.covered, 0);
    vectors.attach(file('a', 40, 1));
    assert.deepEqual(ids(), [40]);
    assert.equal(vectors.covered, 1);
  });

  test('tells when a file comes whose vectors are missing, and not otherwise', () => {
    vectors.attach(file('new', 0, 1));
    assert.equal(gaps, 1);
    vectors.learn(file('new', 0, 1), [key('x')]);
    assert.equal(gaps, 2);
    vectors.add(key('x'), east);
    vectors.attach(file('new', 5, 1));
    assert.equal(gaps, 2);
  });

  test('keys that are not those of these chunks are unknown', () => {
    vectors.learn(file('a', 0, 2), [key('x'), key('y')]);
    assert.equal(vectors.keysOf(file('a', 0, 3)), undefined, 'cut otherwise by another version');
    assert.deepEqual(vectors.keysOf(file('a', 0, 2)), [key('x'), key('y')]);
    vectors.forgetContents([file('b', 0, 1)]);
    assert.equal(vectors.keysOf(file('a', 0, 2)), undefined);
  });

  test('a vector of another length is not taken, and a query of another length finds nothing', () => {
    assert.ok(vectors.add(key('x'), east));
    assert.ok(!vectors.add(key('y'), quantise([1, 2, 3])));
    vectors.learn(file('a', 0, 1), [key('x')]);
    assert.deepEqual(ids(quantise([1, 2, 3])), []);
    vectors.reset();
    assert.equal(vectors.size, 0);
    assert.ok(vectors.add(key('y'), quantise([1, 2, 3])));
  });

  test('what is dropped is not found and not counted', () => {
    vectors.learn(file('a', 0, 2), [key('x'), key('y')]);
    vectors.add(key('x'), east);
    vectors.add(key('y'), east);
    vectors.drop(key('x'));
    assert.deepEqual(ids(), [1]);
    assert.equal(vectors.covered, 1);
    assert.deepEqual([...vectors.usedKeys()], [key('x'), key('y')]);
  });
});
