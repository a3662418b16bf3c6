import assert from 'node:assert/strict';
import { joinParts, spreadOverFiles } from '../../../src/retrieval/aggregate.ts';

suite('parts of a long definition', () => {
  const parts = new Map([
    [2, 'long'],
    [3, 'long'],
    [4, 'long'],
  ]);
  const wholeOf = (id: number): string | undefined => parts.get(id);

  test('become one hit, under the id of the best part, scored by their softmax at 0.5', () => {
    const [first, second] = joinParts(
      [
        { id: 2, score: 10 },
        { id: 1, score: 6 },
        { id: 3, score: 5 },
        { id: 4, score: 0 },
      ],
      wholeOf,
    );
    // Weights 1, e^-1 and e^-2.
    assert.equal(first?.id, 2);
    assert.equal(first.score.toFixed(6), ((10 + 5 * Math.exp(-1)) / (1 + Math.exp(-1) + Math.exp(-2))).toFixed(6));
    assert.deepEqual(second, { id: 1, score: 6 });
  });

  test('one that answers stays above many that hardly do', () => {
    const hits = [
      { id: 1, score: 9 },
      { id: 2, score: 8 },
      { id: 3, score: 8 },
      { id: 4, score: 8 },
    ];
    assert.deepEqual(joinParts(hits, wholeOf), [
      { id: 1, score: 9 },
      { id: 2, score: 8 },
    ]);
  });

  test('parts that score nothing are one hit that scores nothing', () =>
    assert.deepEqual(
      joinParts(
        [
          { id: 2, score: 0 },
          { id: 3, score: 0 },
        ],
        wholeOf,
      ),
      [{ id: 2, score: 0 }],
    ));

  test('chunks that are whole stay as they are', () => {
    assert.deepEqual(joinParts([{ id: 7, score: 1 }], wholeOf), [{ id: 7, score: 1 }]);
    assert.deepEqual(joinParts([], wholeOf), []);
  });
});

suite('files take turns', () => {
  const fileOf = (id: number): string => (id < 10 ? 'large.ts' : 'small.ts');

  test('a near hit of another file goes before the third of the same', () =>
    assert.deepEqual(
      spreadOverFiles(
        [
          { id: 1, score: 1 },
          { id: 2, score: 0.99 },
          { id: 3, score: 0.98 },
          { id: 10, score: 0.93 },
        ],
        fileOf,
        0.95,
      ).map(({ id }) => id),
      [1, 2, 10, 3],
    ));

  test('a far one does not, and scores stay', () => {
    const hits = [
      { id: 1, score: 1 },
      { id: 2, score: 0.9 },
      { id: 10, score: 0.2 },
    ];
    assert.deepEqual(spreadOverFiles(hits, fileOf, 0.95), hits);
  });
});
