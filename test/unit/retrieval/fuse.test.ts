import assert from 'node:assert/strict';
import { fuseRanks, fuseScores } from '../../../src/retrieval/fuse.ts';

const round = (hits: readonly { id: number; score: number }[]): string[] =>
  hits.map(({ id, score }) => `${String(id)} ${score.toFixed(6)}`);

suite('fusion', () => {
  const lexical = [
    { id: 1, score: 8 },
    { id: 2, score: 6 },
    { id: 3, score: 2 },
  ];
  const vectors = [
    { id: 3, score: 0.9 },
    { id: 1, score: 0.4 },
    { id: 4, score: 0.3 },
  ];

  test('of scores: a share of the best, plus the cosine by its weight', () => {
    assert.deepEqual(round(fuseScores(lexical, vectors, 1)), ['1 1.400000', '3 1.150000', '2 0.750000', '4 0.300000']);
    assert.deepEqual(round(fuseScores(lexical, vectors, 0.5)), [
      '1 1.200000',
      '2 0.750000',
      '3 0.700000',
      '4 0.150000',
    ]);
  });

  test('of scores: a cosine below nothing takes nothing away', () =>
    assert.deepEqual(round(fuseScores(lexical, [{ id: 1, score: -0.5 }], 1))[0], '1 1.000000'));

  test('of scores: one side may have found nothing', () => {
    assert.deepEqual(round(fuseScores([], vectors, 1)), ['3 0.900000', '1 0.400000', '4 0.300000']);
    assert.deepEqual(round(fuseScores(lexical, [], 1)), ['1 1.000000', '2 0.750000', '3 0.250000']);
    assert.deepEqual(fuseScores([], [], 1), []);
  });

  test('of ranks: the sum of weight / (60 + rank)', () =>
    assert.deepEqual(
      round(
        fuseRanks([
          { hits: lexical, weight: 2 },
          { hits: vectors, weight: 1 },
        ]),
      ),
      ['1 0.048916', '3 0.048139', '2 0.032258', '4 0.015873'],
    ));

  test('equals stand in the order of their ids', () =>
    assert.deepEqual(
      fuseRanks([
        { hits: [{ id: 9, score: 1 }], weight: 1 },
        { hits: [{ id: 4, score: 1 }], weight: 1 },
      ]).map(({ id }) => id),
      [4, 9],
    ));
});
