import assert from 'node:assert/strict';
import type { ChunkText } from '../../../src/retrieval/chunkText.ts';
import { searchHybrid, type Question } from '../../../src/retrieval/hybrid.ts';
import { LexicalIndex } from '../../../src/retrieval/lexical.ts';
import { lsaDimensions, LsaModel } from '../../../src/retrieval/lsa.ts';
import { termsOfQuery, withOtherWords, withWindow } from '../../../src/retrieval/queryTerms.ts';
import { termsOfChunk } from '../../../src/retrieval/terms.ts';
import { VectorMatrix } from '../../../src/retrieval/vectors.ts';
import { chunk } from './chunks.ts';

suite('the terms of a question', () => {
  test('a question of stop words alone still has terms', () => {
    assert.deepEqual([...termsOfQuery('of').keys()], ['of']);
    assert.deepEqual([...termsOfQuery('where is the parser').keys()], ['parser']);
  });

  test('other words for the same count less than the word', () => {
    const terms = withOtherWords(termsOfQuery('delete the message'), 'delete the message');
    assert.equal(terms.get('delet'), 1);
    for (const other of ['remov', 'msg']) {
      assert.ok((terms.get(other) ?? 0) > 0 && (terms.get(other) ?? 0) < 1, other);
    }
  });

  test('neighbours may be one word in the code', () =>
    assert.ok(withOtherWords(termsOfQuery('file name'), 'file name').has('filenam')));

  test('of the code in front of the user the rarer words count more, and all together less than what was asked', () => {
    const rarity = (term: string): number => ({ ledger: 6, account: 3, index: 1 })[term] ?? 0;
    const terms = withWindow(termsOfQuery('add'), 'ledger.account[index] unknown', rarity);
    assert.deepEqual(
      Array.from(terms, ([term, weight]) => `${term} ${weight.toFixed(2)}`),
      ['add 1.00', 'ledger 0.06', 'account 0.03', 'index 0.01'],
    );
    assert.deepEqual(withWindow(terms, '', rarity), terms);
  });

  test('without a question the code in front of the user is the question', () => {
    const terms = withWindow(new Map(), 'ledger.account', (term) => (term === 'ledger' ? 6 : 2));
    assert.deepEqual(
      [...terms],
      [
        ['ledger', 1.5],
        ['account', 0.5],
      ],
    );
  });
});

suite('the one call that searches', () => {
  const chunks: ChunkText[] = [
    chunk({ path: 'a.ts', name: 'parseDate', body: 'split text year month day' }),
    chunk({ path: 'a.ts', name: 'runAll', body: 'first job queue' }),
    chunk({ path: 'a.ts', name: 'runAll', body: 'second job queue retry' }),
    chunk({ path: 'b.ts', name: 'ledgerTotal', body: 'sum account balance' }),
    chunk({ path: 'b.ts', name: 'basketTotal', body: 'sum invoice lines' }),
  ];
  const lexical = new LexicalIndex();
  const vectors = new VectorMatrix(lsaDimensions);
  const terms = chunks.map(termsOfChunk);
  const model = LsaModel.learn([...terms, ...terms]);
  terms.forEach((one, id) => {
    lexical.addTerms(id, one);
    vectors.set(id, model.embed(one));
  });
  const parts = {
    lexical,
    vectors,
    embed: (asked: ReadonlyMap<string, number>) => model.embed(asked),
    wholeOf: (id: number) => (id === 1 || id === 2 ? 'a.ts runAll' : undefined),
    fileOf: (id: number) => chunks[id]!.path,
  };
  const ids = (
    question: Question,
    limit = 5,
    other: Partial<typeof parts> & { accepts?: (id: number) => boolean } = {},
  ) => searchHybrid({ ...parts, ...other }, question, limit).map(({ id }) => id);

  test('finds, with vectors and without', () => {
    assert.equal(ids({ text: 'parsing of dates' })[0], 0);
    const { embed: _, ...rest } = parts;
    assert.deepEqual(
      searchHybrid({ ...rest, embed: undefined }, { text: 'parsing of dates' }, 5).map(({ id }) => id),
      [0],
    );
  });

  test('parts of one definition are one hit', () => {
    const hits = ids({ text: 'run job queue' });
    assert.equal(hits.filter((id) => id === 1 || id === 2).length, 1);
  });

  test('the code in front of the user decides between equals', () => {
    assert.equal(ids({ text: 'total', window: 'account.balance' })[0], 3);
    assert.equal(ids({ text: 'total', window: 'invoice.lines' })[0], 4);
  });

  test('what other retrievers found comes in by its rank', () => {
    const others = [{ hits: [{ id: 4, score: 0.001 }], weight: 3 }];
    assert.deepEqual(
      searchHybrid({ ...parts, others }, { text: 'ledger total' }, 2).map(({ id }) => id),
      [4, 3],
    );
  });

  test('says how much of what was asked each has', () => {
    const [first, ...others] = searchHybrid(parts, { text: 'ledger total' }, 5);
    assert.equal(first?.id, 3);
    assert.ok(first.share > 0.5);
    for (const other of others) assert.ok(other.share < first.share);
  });

  test('what is not wanted is found by neither', () =>
    assert.equal(ids({ text: 'parse date' }, 5, { accepts: (id) => id !== 0 }).includes(0), false));

  test('no more than asked for, nothing for nothing', () => {
    assert.equal(ids({ text: 'sum' }, 1).length, 1);
    assert.deepEqual(ids({ text: '' }), []);
  });
});
