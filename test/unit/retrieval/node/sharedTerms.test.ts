/** The inverted index in buckets gives what the one in memory gives. */
import assert from 'node:assert/strict';
import { LexicalIndex } from '../../../../src/retrieval/lexical.ts';
import {
  bestOf,
  bucketCount,
  bucketOf,
  makeBuckets,
  SharedTerms,
  unpackBucket,
} from '../../../../src/retrieval/node/sharedTerms.ts';

const words = Array.from({ length: 400 }, (_, n) => `w${n}`);
/** Chunk n has every word whose number it, or the next one, divides; the numbers have gaps. */
const chunks = Array.from({ length: 500 }, (_, n) => ({
  id: n * 3,
  terms: new Map(
    words.filter((_, at) => (at + 1) % ((n % 37) + 1) === 0).map((word) => [word, ((n * 7) % 50) / 60 + 0.01]),
  ),
}));
const postings = chunks.reduce((sum, { terms }) => sum + terms.size, 0);

async function* all() {
  yield* chunks;
}

suite('the inverted index in buckets', () => {
  test('scores every chunk as the one in memory does', async () => {
    const buckets = new Map<number, ReadonlyMap<string, Buffer>>();
    for await (const { bucket, fields } of makeBuckets(all, postings)) buckets.set(bucket, unpackBucket(fields));
    assert.equal(buckets.size, bucketCount(postings));
    assert.ok(buckets.size > 1);
    const query = new Map([
      ['w0', 1],
      ['w35', 0.5],
      ['w71', 1.5],
      ['unknown', 1],
    ]);
    const terms = new SharedTerms(chunks.length);
    for (const term of query.keys()) {
      const list = buckets.get(bucketOf(term, buckets.size))?.get(term);
      if (list) terms.add(term, list);
    }
    const inMemory = new LexicalIndex();
    for (const { id, terms: one } of chunks) inMemory.addTerms(id, one);
    assert.deepEqual(bestOf(terms.scores(query), 50), inMemory.search(query, 50));
    assert.equal(terms.selfScore(query), inMemory.selfScore(query));
    assert.equal(terms.rarity('unknown'), 0);
  });

  test('refuses what is no bucket', () => {
    assert.throws(() => unpackBucket({ data: '/////w==' }), RangeError);
  });
});
