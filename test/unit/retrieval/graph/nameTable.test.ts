import assert from 'node:assert/strict';
import { hashOfBytes, hashOfName } from '../../../../src/retrieval/graph/nameHash.ts';
import { NameTable } from '../../../../src/retrieval/graph/nameTable.ts';

suite('the table of names', () => {
  const definitions = (table: NameTable, hash: number): string[] => {
    const found: string[] = [];
    table.eachDefinition(hash, (file, at) => found.push(`${file}:${at}`));
    return found.sort();
  };

  test('a hash is the same for a name and for its bytes', () => {
    for (const name of ['add', 'Größe', '名前', '']) {
      assert.equal(hashOfName(name), hashOfBytes(new TextEncoder().encode(name)), name);
    }
  });

  test('thousands of names, defined in several files and taken out of one again', () => {
    const table = new NameTable();
    const hashes = Array.from({ length: 5000 }, (_, n) => hashOfName(`name${n}`));
    for (const file of [1, 2, 3]) hashes.forEach((hash, at) => table.define(hash, file, at));
    for (const hash of hashes) table.undefine(hash, 2);
    assert.deepEqual(definitions(table, hashes[4321]!), ['1:4321', '3:4321']);
    hashes.forEach((hash, at) => table.define(hash, 4, at));
    assert.deepEqual(definitions(table, hashes[17]!), ['1:17', '3:17', '4:17']);
    assert.equal(table.definitionsOf(hashes[17]!, 2), 2);
    assert.deepEqual(definitions(table, hashOfName('unknown')), []);
  });

  test('counts the files that use a name', () => {
    const table = new NameTable();
    const hash = hashOfName('add');
    table.count(hash, 1);
    table.count(hash, 1);
    table.count(hash, -1);
    assert.equal(table.filesUsing(hash), 1);
    assert.equal(table.filesUsing(hashOfName('other')), 0);
  });
});
