import assert from 'node:assert/strict';
import { embeddingText } from '../../../src/retrieval/embeddingText.ts';

const chunk = {
  path: 'src/bank/ledger.ts',
  name: 'add',
  scope: ['Ledger'],
  signature: 'add(entry: Entry): void',
  body: '/** Books an entry. */\nadd(entry: Entry): void {\n  this.entries.push(entry);\n}',
};

suite('the text of a chunk for an embedding model', () => {
  test('says where it is and what it is called, then itself', () =>
    assert.equal(
      embeddingText(chunk).text,
      'src/bank/ledger.ts\nLedger > add\n/** Books an entry. */\nadd(entry: Entry): void {\n  this.entries.push(entry);\n}',
    ));

  test('a piece of a long function says whose it is', () =>
    assert.equal(
      embeddingText({ ...chunk, body: '  return total;\n}' }).text,
      'src/bank/ledger.ts\nLedger > add\nadd(entry: Entry): void\n  return total;\n}',
    ));

  test('a rename changes nothing of what it is remembered by', () => {
    const renamed = embeddingText({ ...chunk, path: 'src/money/ledger.ts' });
    assert.equal(renamed.content, embeddingText(chunk).content);
    assert.notEqual(renamed.text, embeddingText(chunk).text);
  });

  test('holds no secret', () => {
    const body =
      'const headers = { authorization: "Bearer abcdef0123456789abcdef" };\nconst key = "AKIAIOSFODNN7EXAMPLE";';
    const { text, content } = embeddingText({ ...chunk, signature: '', body });
    for (const said of [text, content]) assert.doesNotMatch(said, /abcdef0123456789|AKIAIOSFODNN7/);
  });

  test('is not longer than models read', () =>
    assert.ok(embeddingText({ ...chunk, body: 'word '.repeat(10_000) }).text.length < 8_100));
});
