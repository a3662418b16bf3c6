import assert from 'node:assert/strict';
import { termMaps, termsOfChunk, termTable } from '../../../src/retrieval/terms.ts';
import { chunk } from './chunks.ts';

suite('what a chunk is worth for a term', () => {
  const worth = (fields: Parameters<typeof chunk>[0], term = 'pars'): number => {
    const value = termsOfChunk(chunk(fields)).get(term);
    assert.ok(value !== undefined && value > 0 && value < 1);
    return value;
  };
  const padding = 'alpha beta gamma delta '.repeat(30);

  test('more in a name than in the text', () => assert.ok(worth({ name: 'parse' }) > worth({ body: 'parse' })));

  test('more in several fields than in one', () =>
    assert.ok(worth({ name: 'parse', body: 'parse' }) > worth({ name: 'parse' })));

  test('more in a short text than in a long one', () =>
    assert.ok(worth({ body: 'parse' }) > worth({ body: `parse ${padding}` })));

  test('more when it stands there often, but not in proportion', () => {
    const [once, twice] = [worth({ body: `parse ${padding}` }), worth({ body: `parse parse ${padding}` })];
    assert.ok(twice > once && twice < 2 * once);
  });

  test('what it stands in counts as its path', () => assert.ok(worth({ scope: ['Parser'] }, 'parser') > 0));

  test('less between definitions than in one', () =>
    assert.ok(worth({ body: 'parse' }) < worth({ name: 'reader', body: 'parse' })));

  test('all chunks of a file at once give the same as each by itself', () => {
    const text = 'readRows(maxRowCount) … Größe 検索する $x readRows of getX';
    const source = { path: 'src/rowReader.ts', scope: ['Reader'], signature: 'readRows()', doc: 'Reads rows.', text };
    const sources = [
      {
        ...source,
        name: 'readRows',
        body: [
          [0, 21],
          [24, text.length],
        ],
      },
      { ...source, name: '', body: [[9, 20]] },
    ] as const;
    assert.deepEqual(
      termMaps(termTable(sources)).map((terms) => [...terms].sort()),
      sources.map(({ body, ...one }) =>
        [...termsOfChunk({ ...one, body: body.map(([from, to]) => text.slice(from, to)).join(' ') })].sort(),
      ),
    );
  });
});
