import assert from 'node:assert/strict';
import { termsOf, termsOfName } from '../../../src/retrieval/tokens.ts';

suite('terms of a text', () => {
  test('an identifier gives the stems of its words, and itself', () =>
    assert.deepEqual(termsOf('maxRowCounts'), ['max', 'row', 'count', 'maxrowcount']));

  test('the way of writing does not matter', () => {
    for (const name of ['max_row_count', 'MAX_ROW_COUNT', 'MaxRowCount', '$maxRowCount']) {
      assert.deepEqual(termsOf(name), ['max', 'row', 'count', 'maxrowcount'], name);
    }
  });

  test('English and code meet in the stems', () =>
    assert.deepEqual(termsOf('Removing the cached entries'), termsOf('remove(cache, entry)')));

  test('what English and syntax say everywhere is left out', () =>
    assert.deepEqual(termsOf('export const x = function () { return this.y }'), []));

  test('a name may be a stop word or a single letter', () => {
    assert.deepEqual(termsOfName('of'), ['of']);
    assert.deepEqual(termsOfName('x'), ['x']);
  });

  test('digits stand apart and stay in the whole', () => assert.deepEqual(termsOf('vector3'), ['vector', 'vector3']));

  test('a hash is nobody’s name', () => assert.deepEqual(termsOf('a'.repeat(80)), []));

  test('letters of other scripts are letters, and signs without spaces are taken in pairs', () => {
    assert.deepEqual(termsOf('größe ändern'), ['größe', 'ändern']);
    assert.deepEqual(termsOf('検索する'), ['検索', '索す', 'する']);
  });

  test('an empty text has none', () => assert.deepEqual(termsOf(' \n{}();'), []));
});
