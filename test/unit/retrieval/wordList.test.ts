import assert from 'node:assert/strict';
import { WordList } from '../../../src/retrieval/wordList.ts';

suite('a list of words', () => {
  const words = Array.from({ length: 5000 }, (_, at) => `word${String(at)}${at % 7 === 0 ? 'größe検索' : ''}`);
  const list = new WordList();
  const numbers = words.map((word) => list.numberOf(word));

  test('numbers words in the order in which they come, each once', () => {
    assert.deepEqual(numbers, [...words.keys()]);
    assert.deepEqual(
      words.map((word) => list.numberOf(word)),
      numbers,
    );
    assert.equal(list.size, words.length);
  });

  test('finds no word that is not in it', () => {
    assert.equal(list.find('word'), undefined);
    assert.equal(list.find('word49999'), undefined);
    assert.equal(list.find('word4999'), 4999);
  });

  test('saved and loaded, it is the same', () => {
    const loaded = WordList.load(list.save().slice());
    assert.equal(loaded.size, list.size);
    assert.deepEqual(loaded.save(), list.save());
    assert.equal(loaded.find('word14größe検索'), 14);
    assert.equal(WordList.load(new WordList().save()).size, 0);
  });

  test('takes words of another', () => {
    const other = new WordList();
    assert.deepEqual([other.take(list, 14), other.take(list, 3), other.take(list, 14)], [0, 1, 0]);
    assert.equal(other.find('word3'), 1);
  });
});
