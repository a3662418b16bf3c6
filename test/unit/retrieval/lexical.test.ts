import assert from 'node:assert/strict';
import { LexicalIndex } from '../../../src/retrieval/lexical.ts';
import { termsOfQuery } from '../../../src/retrieval/queryTerms.ts';
import { termTable } from '../../../src/retrieval/terms.ts';
import { chunk, repeatable } from './chunks.ts';

const found = (index: LexicalIndex, text: string, limit = 10): number[] =>
  index.search(termsOfQuery(text), limit).map(({ id }) => id);

suite('the lexical index', () => {
  const small = (): LexicalIndex => {
    const index = new LexicalIndex();
    index.add(10, chunk({ name: 'parseDate', body: 'const parts = text.split("-"); return new Date(parts)' }));
    index.add(20, chunk({ name: 'formatDate', body: 'return pad(date.year) + pad(date.month)' }));
    index.add(30, chunk({ name: 'readFile', body: 'return disk.read(path)' }));
    return index;
  };

  test('finds by the words of a name, best first', () => {
    assert.deepEqual(found(small(), 'parse a date'), [10, 20]);
    assert.deepEqual(found(small(), 'reading files'), [30]);
  });

  test('finds nothing for what is nowhere, nor for nothing', () => {
    assert.deepEqual(found(small(), 'zebra'), []);
    assert.deepEqual(found(small(), ''), []);
    assert.deepEqual(found(new LexicalIndex(), 'parse'), []);
  });

  test('gives no more than was asked for', () => assert.deepEqual(found(small(), 'date', 1).length, 1));

  test('takes all chunks of a file at once, again and again', () => {
    const chunks = ['parse a date', 'format the date', 'read a file'].map((body) => chunk({ body }));
    const table = termTable(chunks.map(({ body, ...one }) => ({ ...one, text: body, body: [[0, body.length]] })));
    const [together, single] = [new LexicalIndex(), new LexicalIndex()];
    // So often that what was removed is cleared away in between.
    for (let times = 0; times < 200; times++) {
      together.addTable(5, table);
      for (const [at, one] of chunks.entries()) single.add(5 + at, one);
    }
    for (const word of ['date', 'parse', 'read the file'])
      assert.deepEqual(found(together, word), found(single, word), word);
    assert.deepEqual(found(together, 'date').sort(), [5, 6]);
  });

  test('a rare term counts more than a frequent one', () => {
    const index = small();
    assert.ok(index.rarity('format') > index.rarity('date'));
    assert.equal(index.rarity('zebra'), 0);
  });

  test('a removed chunk is not found, a replaced one by its new text only', () => {
    const index = small();
    index.remove(10);
    index.remove(99);
    assert.deepEqual(found(index, 'parse date'), [20]);
    index.add(20, chunk({ name: 'openSocket' }));
    assert.deepEqual(found(index, 'date'), []);
    assert.deepEqual(found(index, 'socket'), [20]);
    assert.equal(index.size, 2);
  });

  test('leaves out what is not wanted, and brings what must be there with its score', () => {
    const index = small();
    assert.deepEqual(
      index.search(termsOfQuery('date'), 10, { accepts: (id) => id !== 10 }).map(({ id }) => id),
      [20],
    );
    const [first, ...others] = index.search(termsOfQuery('parse date'), 1, { always: [10, 20, 30, 99] });
    assert.equal(first?.id, 10);
    assert.deepEqual(
      others.map(({ id, score }) => [id, score > 0]),
      [
        [20, true],
        [30, false],
      ],
    );
  });

  test('one search leaves nothing behind for the next', () => {
    const index = small();
    const before = index.search(termsOfQuery('format date'), 10);
    index.search(termsOfQuery('parse read file date'), 10);
    assert.deepEqual(index.search(termsOfQuery('format date'), 10), before);
  });

  test('saved and loaded, it answers the same and can be changed', () => {
    const index = small();
    index.remove(20);
    const loaded = LexicalIndex.load(index.save());
    assert.ok(loaded);
    assert.deepEqual(
      loaded.search(termsOfQuery('parse date read'), 10),
      index.search(termsOfQuery('parse date read'), 10),
    );
    loaded.add(40, chunk({ name: 'parseNumber' }));
    loaded.remove(10);
    assert.deepEqual(found(loaded, 'parse'), [40]);
    const empty = LexicalIndex.load(new LexicalIndex().save());
    empty?.add(1, chunk({ name: 'first' }));
    assert.deepEqual(empty && found(empty, 'first'), [1]);
  });

  test('what is cut short or changed by one bit is not loaded', () => {
    const bytes = small().save();
    for (let length = 0; length < bytes.length; length += 13) {
      assert.equal(LexicalIndex.load(bytes.slice(0, length)), undefined);
    }
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << (at % 8);
      assert.equal(LexicalIndex.load(flipped), undefined, `byte ${String(at)}`);
    }
  });

  test('after many changes it is as one that was built anew', () => {
    const random = repeatable(7);
    const words = Array.from({ length: 300 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}${String(at)}`);
    const textOf = (): string => Array.from({ length: 20 }, () => words[Math.floor(random() ** 2 * 300)]).join(' ');
    const changed = new LexicalIndex();
    const texts = new Map<number, string>();
    for (let step = 0; step < 6000; step++) {
      const id = Math.floor(random() * 700);
      if (random() < 0.4) {
        changed.remove(id);
        texts.delete(id);
      } else {
        const body = textOf();
        changed.add(id, chunk({ body }));
        texts.set(id, body);
      }
    }
    const fresh = new LexicalIndex();
    for (const [id, body] of texts) fresh.add(id, chunk({ body }));
    assert.equal(changed.size, fresh.size);
    for (const word of words.slice(0, 40)) {
      // Tombstones change how rare a term is, so only what is found is the same, not its score.
      assert.deepEqual(found(changed, word, 1000).sort(), found(fresh, word, 1000).sort(), word);
    }
    assert.ok(changed.byteSize < 4 * fresh.byteSize, `${String(changed.byteSize)} against ${String(fresh.byteSize)}`);
  });
});
