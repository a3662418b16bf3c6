import assert from 'node:assert/strict';
import { mergeByScore, placeRow, seedOf } from '../../../src/retrieval/searchRows.ts';

suite('the rows of a search', () => {
  test('say what is found and where', () =>
    assert.deepEqual(placeRow({ path: 'src/bill.ts', startLine: 3, symbol: 'total', kind: 'method' }, 'app'), {
      icon: 'symbol-method',
      label: 'total',
      description: 'app/src/bill.ts:3',
    }));

  test('are named for their file when they have no name', () => {
    const row = placeRow({ path: 'docs/notes.txt', startLine: 1, kind: 'text' });
    assert.deepEqual([row.icon, row.label, row.description], ['symbol-file', 'notes.txt', 'docs/notes.txt:1']);
  });

  test('leave room for the path beside a name that is a sentence', () => {
    const { label } = placeRow({ path: 'a.test.ts', startLine: 1, symbol: 'says '.repeat(40), kind: 'test' });
    assert.equal(label.length, 60);
    assert.ok(label.endsWith('…'));
  });

  test('of several folders are one list, which the folder leads that has more of the query', () => {
    const one = [
      { score: 0.03, share: 0.8, at: 'a' },
      { score: 0.015, share: 0.1, at: 'b' },
    ];
    const other = [
      { score: 1.4, share: 0.6, at: 'c' },
      { score: 0.7, share: 0.2, at: 'd' },
    ];
    assert.deepEqual(
      mergeByScore([other, one]).map(({ at }) => at),
      ['a', 'c', 'b', 'd'],
    );
    assert.deepEqual(mergeByScore([[], []]), []);
  });

  test('are of what is selected, if that is one line, or of what was asked last', () => {
    assert.equal(seedOf(' parseHeader ', 'last'), 'parseHeader');
    assert.equal(seedOf('', 'last'), 'last');
    assert.equal(seedOf('a\nb', 'last'), 'last');
  });
});
