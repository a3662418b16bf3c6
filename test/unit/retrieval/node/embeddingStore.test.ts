import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EmbeddingStore } from '../../../../src/retrieval/node/embeddingStore.ts';
import { quantise } from '../../../../src/retrieval/vectors.ts';

const keyOf = (n: number): string => Buffer.from(n.toString(16).padStart(32, '0'), 'hex').toString('latin1');
const entry = (n: number) => ({ key: keyOf(n), vector: quantise([n, 1, 2]) });
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => entry(from + at));

suite('the vectors of a model on disk', () => {
  let folder: string;
  let warned: string[];
  const open = (space = 'one'): EmbeddingStore => {
    const log = { debug() {}, info() {}, warn: (message: string) => void warned.push(message), error() {} };
    return new EmbeddingStore(folder, space, log);
  };
  const read = async (store: EmbeddingStore): Promise<Map<string, readonly number[]>> => {
    const found = new Map<string, readonly number[]>();
    await store.read(({ key, vector }) => found.set(key, [...vector.values]), true);
    return found;
  };
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'touchstone-vectors-'));
    warned = [];
  });
  teardown(() => rmSync(folder, { recursive: true }));

  test('are there after each batch, whole, and read once', async () => {
    const store = open();
    await store.append(entries(0, 300));
    await store.append(entries(300, 900));
    assert.equal((await read(store)).size, 0, 'it knows what it wrote itself');
    const other = open();
    const found = await read(other);
    assert.equal(found.size, 900);
    assert.deepEqual(found.get(keyOf(7)), [...entry(7).vector.values]);
    await store.append(entries(900, 910));
    assert.ok((await read(other)).size < 900, 'only what is new since then');
    assert.equal((await read(open('two'))).size, 0, 'of another model nothing');
  });

  test('a damaged part is lost alone', async () => {
    await open().append(entries(0, 1200));
    const [space] = readdirSync(folder);
    truncateSync(path.join(folder, space!, 'shards/01/index.shard'), 100);
    assert.equal((await read(open())).size, 1200 - 512);
    assert.match(warned.join(), /embedded anew/);
    const again = open();
    assert.equal((await read(again)).size, 1200 - 512);
    await again.append(entries(512, 1024));
    assert.equal((await read(open())).size, 1200);
  });

  test('what nobody wants is left out where it is the larger part', async () => {
    const store = open();
    await store.append(entries(0, 2000));
    const isWanted = (key: string): boolean => key >= keyOf(900);
    const gone = await store.compact(isWanted);
    assert.ok(gone.length >= 800 && gone.every((key) => !isWanted(key)));
    const left = await read(open());
    assert.equal(left.size, 2000 - gone.length);
    for (let n = 900; n < 2000; n++) assert.ok(left.has(keyOf(n)), String(n));
    await store.append(entries(2000, 2100));
    assert.equal((await read(open())).size, 2100 - gone.length);
  });

  test('the keys of files come back, or nothing of them does', async () => {
    const store = open();
    const contents = new Map([
      ['hash of a', keyOf(1) + keyOf(255)],
      ['hash of b', ''],
    ]);
    await store.saveContents(contents);
    assert.deepEqual(await open().readContents(), contents);
    const [space] = readdirSync(folder);
    truncateSync(path.join(folder, space!, 'contents'), 20);
    assert.equal((await open().readContents()).size, 0);
  });

  test('those of other models go when somebody says so', async () => {
    await open('old').append(entries(0, 10));
    const store = open('new');
    await store.append(entries(0, 10));
    assert.equal(readdirSync(folder).length, 2);
    await store.dropOthers();
    assert.equal((await read(open('old'))).size, 0);
    assert.equal((await read(open('new'))).size, 10);
  });
});
