import assert from 'node:assert/strict';
import { detailOf, embeddingPlan, questionOf } from '../../../src/retrieval/embeddingPlan.ts';

const limits = {
  batch: 64,
  requestsPerMinute: 0,
  tokensPerMinute: 0,
  pricePerMillionTokens: 0,
  dimensions: 0,
  isLocal: true,
};
const local = { name: 'nomic-embed-text', provider: 'localhost:11434', limits };
const hosted = {
  name: 'text-embedding-3-small',
  provider: 'api.openai.com',
  limits: { ...limits, isLocal: false, pricePerMillionTokens: 0.02, tokensPerMinute: 1_000_000, dimensions: 1536 },
};
const work = { chunks: 12_340, tokens: 3_110_000, inAll: 12_340 };

suite('the cost of embedding', () => {
  test('is asked about in one line', () => {
    assert.equal(
      questionOf(embeddingPlan(hosted, work)),
      'Embed 12,340 chunks (about 3.1 M tokens, about $0.06) with text-embedding-3-small?',
    );
    assert.equal(
      questionOf(embeddingPlan(local, { ...work, chunks: 1, tokens: 250 })),
      'Embed 1 chunk (about 250 tokens) with nomic-embed-text?',
    );
    assert.match(
      questionOf(embeddingPlan(hosted, { ...work, tokens: 90_400 })),
      /about 90,000 tokens, less than \$0\.01/,
    );
  });

  test('has its details: where the code goes, how long it takes, how much memory', () => {
    assert.equal(
      detailOf(embeddingPlan(hosted, work)),
      'The text of the code is sent to api.openai.com, without the secrets that are known by their shape. ' +
        '193 requests, at least 3 minutes at the rate limit. The vectors take 19 MB of memory and of disk. ' +
        'Search works meanwhile, and without it.',
    );
    assert.equal(
      detailOf(embeddingPlan(local, work)),
      'The code goes to localhost:11434, which is this machine. 193 requests. Search works meanwhile, and without it.',
    );
  });

  test('takes the tighter of the two limits', () => {
    const both = { ...hosted, limits: { ...hosted.limits, requestsPerMinute: 10 } };
    assert.equal(embeddingPlan(both, work).seconds, (193 / 10) * 60);
    assert.equal(embeddingPlan(local, work).seconds, undefined);
    assert.equal(embeddingPlan(local, work).dollars, undefined);
  });
});
