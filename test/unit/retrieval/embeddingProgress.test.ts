import assert from 'node:assert/strict';
import { covers, parseProgress } from '../../../src/retrieval/embeddingProgress.ts';

suite('what an agreement to embed covers', () => {
  const agreed = { model: 'm', approvedTokens: 1_000_000, isComplete: false };
  const complete = { model: 'm', approvedTokens: 0, isComplete: true };

  test('nothing, before anybody was asked', () => assert.ok(!covers(undefined, { chunks: 1, tokens: 10 })));

  test('the rest of what was interrupted, and a little more', () => {
    assert.ok(covers(agreed, { chunks: 5_000, tokens: 900_000 }));
    assert.ok(covers(agreed, { chunks: 5_000, tokens: 1_500_000 }));
    assert.ok(!covers(agreed, { chunks: 5_000, tokens: 1_600_000 }));
  });

  test('small changes afterwards, but not another branch', () => {
    assert.ok(covers(complete, { chunks: 40, tokens: 10_000 }));
    assert.ok(!covers(complete, { chunks: 1_001, tokens: 250_000 }));
  });

  test('nothing, where what is stored cannot be read', () => {
    assert.deepEqual(parseProgress(JSON.stringify(agreed)), agreed);
    for (const text of ['', '{', 'null', '[]', '{"model":"m","approvedTokens":"all","isComplete":true}'])
      assert.equal(parseProgress(text), undefined, text);
  });
});
