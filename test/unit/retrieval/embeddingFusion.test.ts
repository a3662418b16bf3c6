import assert from 'node:assert/strict';
import { fuseWithModel } from '../../../src/retrieval/embeddingFusion.ts';

const hit = (id: number, score: number) => ({ id, score });
const none = { hits: [], weight: 0.5 };
const order = (hits: readonly { readonly id: number }[]): number[] => hits.map(({ id }) => id);

suite('fusing what a model finds near', () => {
  test('the nearest counts three quarters of the best by its terms, whatever the scale of the cosines', () => {
    const terms = [hit(1, 12), hit(2, 6)];
    for (const [top, bottom] of [
      [0.86, 0.82],
      [0.4, 0.1],
    ] as const) {
      const fused = fuseWithModel(terms, none, {
        nearest: [hit(3, top), hit(2, bottom + (top - bottom) * 0.75), hit(4, bottom)],
        others: [],
      });
      assert.deepEqual(order(fused), [2, 1, 3, 4]);
      assert.deepEqual(
        fused.map(({ score }) => Number(score.toFixed(6))),
        [1.0625, 1, 0.75, 0],
      );
    }
  });

  test('what is found by its terms keeps its nearness, and what is far does not lose', () => {
    const fused = fuseWithModel([hit(1, 10), hit(2, 9)], none, {
      nearest: [hit(3, 0.9), hit(4, 0.5)],
      others: [hit(1, 0.3), hit(2, 0.7)],
    });
    assert.deepEqual(order(fused), [2, 1, 3, 4]);
  });

  test('a chunk has its nearness from one space only', () => {
    const embedded = { hits: [hit(1, 0.6), hit(2, 0.9)], weight: 0.5 };
    const fused = fuseWithModel([], embedded, { nearest: [hit(1, 0.8)], others: [] });
    assert.deepEqual(fused, [hit(1, 0.75), hit(2, 0.45)]);
  });

  test('with nothing near, the terms and the embedded vectors decide', () =>
    assert.deepEqual(fuseWithModel([hit(1, 4)], { hits: [hit(2, 1)], weight: 0.5 }, { nearest: [], others: [] }), [
      hit(1, 1),
      hit(2, 0.5),
    ]));
});
