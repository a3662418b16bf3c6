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

  test('of several folders are one list, the best first', () => {
    const one = [
      { score: 0.9, at: 'a' },
      { score: 0.2, at: 'b' },
    ];
    const other = [
      { score: 0.9, at: 'c' },
      { score: 0.5, at: 'd' },
    ];
    assert.deepEqual(
      mergeByScore([one, other], 3).map(({ at }) => at),
      ['a', 'c', 'd'],
    );
  });

  test('are of what is selected, if that is one line, or of what was asked last', () => {
    assert.equal(seedOf(' parseHeader ', 'last'), 'parseHeader');
    assert.equal(seedOf('', 'last'), 'last');
    assert.equal(seedOf('a\nb', 'last'), 'last');
  });
});
