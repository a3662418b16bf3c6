import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { IndexStore, shardCount, shardOf, type StoredFile } from '../../../../src/retrieval/node/indexStore.ts';
import { DamagedShard } from '../../../../src/retrieval/node/shardCodec.ts';
import { quantise, type QuantisedVector } from '../../../../src/retrieval/vectors.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const file = (place: string, ...vectors: (readonly number[] | undefined)[]): StoredFile => ({
  path: place,
  head: Buffer.from(`head of ${place} \u{1f600}`),
  chunks: vectors.map((vector, number) => ({
    data: bytes(0, 255, number, 128, 10),
    vector: vector && quantise(vector),
  })),
});

const numbersOf = ({ values, scale }: QuantisedVector): number[] =>
  Array.from(values, (value) => Number((value * scale).toFixed(5)));

const shown = (files: readonly StoredFile[] = []) =>
  files.map(({ path: place, head, chunks }) => ({
    place,
    head: Buffer.from(head).toString(),
    chunks: chunks.map(({ data, vector }) => ({
      data: [...data],
      vector: vector && numbersOf(vector),
    })),
  }));

suite('the store', () => {
  let folder: string;
  let store: IndexStore;
  const shardFile = (shard: number): string =>
    path.join(folder, 'shards', String(shard).padStart(2, '0'), 'index.shard');
  setup(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'touchstone-store-'));
    store = new IndexStore(folder);
    await store.create();
  });
  teardown(() => rmSync(folder, { recursive: true }));

  test('gives back what was put, vectors to the nearest step', async () => {
    await store.commit(3, { put: [file('a.ts', [1, -0.5, 0]), file('b.ts', undefined)], remove: [] }, 'lsa-1');
    const loaded = await store.load(3);
    assert.equal(loaded?.embedding, 'lsa-1');
    assert.deepEqual(shown(loaded.files), [
      {
        place: 'a.ts',
        head: 'head of a.ts \u{1f600}',
        chunks: [{ data: [0, 255, 0, 128, 10], vector: numbersOf(quantise([1, -0.5, 0])) }],
      },
      { place: 'b.ts', head: 'head of b.ts \u{1f600}', chunks: [{ data: [0, 255, 0, 128, 10], vector: undefined }] },
    ]);
  });

  test('a file takes the place of what it was, and the others stay to the last bit', async () => {
    await store.commit(3, { put: [file('a.ts', [0.3, 0.7]), file('b.ts', [0.1, 0.9], [1, 1])], remove: [] }, 'e');
    const before = (await store.load(3))?.files[0];
    await store.commit(3, { put: [file('b.ts', [0.5, 0.5])], remove: ['not-there.ts'] }, 'e');
    await store.commit(3, { put: [file('c.ts')], remove: [] }, 'e');
    const after = await store.load(3);
    assert.deepEqual(
      after?.files.map(({ path: place, chunks }) => [place, chunks.length]),
      [
        ['a.ts', 1],
        ['b.ts', 1],
        ['c.ts', 0],
      ],
    );
    assert.deepEqual(after.files[0], before);
    await store.commit(3, { put: [], remove: ['a.ts', 'c.ts'] }, 'e');
    assert.deepEqual(
      (await store.load(3))?.files.map((one) => one.path),
      ['b.ts'],
    );
  });

  test('vectors of another embedding are dropped', async () => {
    await store.commit(1, { put: [file('a.ts', [1, 2])], remove: [] }, 'old');
    await store.commit(1, { put: [file('b.ts', [3, 4])], remove: [] }, 'new');
    const loaded = await store.load(1);
    assert.deepEqual(
      loaded?.files.map(({ chunks }) => chunks[0]?.vector !== undefined),
      [false, true],
    );
  });

  test('a shard that was never written is none', async () => {
    assert.equal(await store.load(5), undefined);
    assert.equal(await store.versionOf(5), '');
  });

  test('every flipped bit and every cut is noticed', async () => {
    await store.commit(2, { put: [file('a.ts', [1, 2, 3], [4, 5, 6]), file('b.ts', [1, 1, 1])], remove: [] }, 'e');
    const whole = readFileSync(shardFile(2));
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1 << (at % 8);
      writeFileSync(shardFile(2), damaged);
      await assert.rejects(store.load(2), DamagedShard, `bit ${at % 8} of byte ${at}`);
    }
    for (const size of [0, 1, 8, 9, whole.length >> 1, whole.length - 1]) {
      writeFileSync(shardFile(2), whole);
      truncateSync(shardFile(2), size);
      await assert.rejects(store.load(2), DamagedShard, `cut at ${size}`);
    }
  });

  test('writing into a damaged shard starts it anew, and says so', async () => {
    await store.commit(2, { put: [file('a.ts', [1])], remove: [] }, 'e');
    truncateSync(shardFile(2), 20);
    assert.equal(await store.commit(2, { put: [file('b.ts', [1])], remove: [] }, 'e'), false);
    assert.deepEqual(
      (await store.load(2))?.files.map((one) => one.path),
      ['b.ts'],
    );
    assert.equal(await store.commit(2, { put: [file('c.ts', [1])], remove: [] }, 'e'), true);
  });

  test('a write leaves one file, readable by nobody else, and shows that it happened', async () => {
    await store.commit(4, { put: [file('a.ts')], remove: [] }, '');
    const before = await store.versionOf(4);
    await store.commit(4, { put: [file('b.ts')], remove: [] }, '');
    assert.notEqual(await store.versionOf(4), before);
    assert.deepEqual(readdirSync(path.dirname(shardFile(4))), ['index.shard']);
    if (process.platform !== 'win32') assert.equal(statSync(shardFile(4)).mode & 0o077, 0);
    assert.equal(await store.size(), statSync(shardFile(4)).size);
  });

  test('files are spread over all shards', () => {
    const used = new Set(Array.from({ length: 2000 }, (_, number) => shardOf(`src/part${number}/index.ts`)));
    assert.equal(used.size, shardCount);
  });
});
