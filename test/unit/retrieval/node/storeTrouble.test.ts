/** Where an index cannot be kept, it is searched all the same, and says why it is not kept. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { storeTrouble } from '../../../../src/retrieval/node/storeTrouble.ts';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';
import { startOpenAiServer } from '../../../fakes/openaiServer.ts';
import { scriptedEmbedding } from '../../../fakes/scriptedEmbedding.ts';

const never = new AbortController().signal;
const clamp = 'export function clamp(value: number, low: number) {\n  return Math.max(low, value);\n}\n';
/** So that more than one part of the store is wanted. */
const files = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`src/step${at}.ts`, `export function step${at}() {\n  return ${at};\n}\n`]),
);

suite('an index that cannot be stored', function () {
  this.timeout(30_000);
  let folder: IndexedFolder;
  let mounted = '';
  setup(() => {
    folder = new IndexedFolder({ ...files, 'src/clamp.ts': clamp });
  });
  teardown(async () => {
    await folder.close();
    if (mounted !== '') execFileSync('umount', [mounted]);
    mounted = '';
    await folder.remove();
  });

  /** Only root may do this; elsewhere the test is left out. */
  function mount(place: string, options: string): boolean {
    mkdirSync(place, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place], { stdio: 'ignore' });
    } catch {
      return false;
    }
    mounted = place;
    return true;
  }

  test('something else is where its folder should be', async () => {
    writeFileSync(folder.storage, 'no folder');
    const index = await folder.open();
    await index.settled(never);
    assert.deepEqual(await found(index, 'clamp'), ['src/clamp.ts']);
    assert.match(index.status.unstored ?? '', /^The index of this folder is not stored in .* See to that folder\.$/);
    assert.equal(index.status.phase, 'ready');
    folder.write({ 'src/fresh.ts': 'export function lately() {}\n' });
    await index.update([{ path: 'src/fresh.ts' }]);
    assert.deepEqual(await found(index, 'lately'), ['src/fresh.ts'], 'it goes on');
    assert.equal(folder.logged.filter((line) => line.includes('is not stored')).length, 1, 'said once');

    rmSync(folder.storage);
    for (const end = Date.now() + 8_000; index.status.unstored !== undefined && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(index.status.unstored, undefined, 'it is stored again once that can be');
    await index.close();
    const again = await folder.open();
    await again.settled(never);
    assert.deepEqual(await found(again, 'clamp'), ['src/clamp.ts']);
  });

  test('a full disk: nothing is lost, and it is stored when there is room', async function () {
    if (!mount(folder.storage, 'size=64k')) return this.skip();
    const index = await folder.open();
    await index.settled(never);
    assert.match(index.status.unstored ?? '', /not stored: the disk is full\. Free some space where .* is\.$/);
    assert.equal(index.status.files, 41);
    assert.deepEqual(await found(index, 'clamp'), ['src/clamp.ts']);
    execFileSync('mount', ['-o', 'remount,size=8m', folder.storage]);
    await index.update([{ path: 'src/clamp.ts' }]);
    folder.write({ 'src/step1.ts': 'export function first() {}\n' });
    await index.update([{ path: 'src/step1.ts' }]);
    for (const end = Date.now() + 8_000; index.status.unstored !== undefined && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(index.status.unstored, undefined);
    await index.close();
    const read = folder.statuses.length;
    const again = await folder.open();
    await again.settled(never);
    assert.deepEqual(await found(again, 'first'), ['src/step1.ts']);
    assert.equal(Math.max(...folder.statuses.slice(read).map(({ total }) => total)), 0, 'no file is read again');
  });

  test('a full disk for vectors that cost something: they are not paid for again and again', async function () {
    if (!mount(path.join(folder.storage, 'embeddings'), 'size=8k')) return this.skip();
    const server = await startOpenAiServer({ vectorSize: 512 });
    try {
      let asked = 0;
      folder.host = {
        embedder: scriptedEmbedding(server.baseUrl),
        approveEmbedding: () => {
          asked++;
          return Promise.resolve('start');
        },
      };
      const index = await folder.open();
      const status = await index.embedded(never);
      assert.equal(status?.state, 'failed');
      assert.match(status.problem ?? '', /^What scripted-embed has embedded is not stored: the disk is full\./);
      const sent = server.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual([asked, server.requests.length], [1, sent]);
    } finally {
      await folder.close();
      await server.dispose();
    }
  });

  test('a disk that may only be read', async function () {
    if (!mount(folder.storage, 'ro')) return this.skip();
    const index = await folder.open();
    await index.settled(never);
    assert.match(index.status.unstored ?? '', /the disk of .* is read-only\. Make it writable\.$/);
    assert.deepEqual(await found(index, 'clamp'), ['src/clamp.ts']);
  });

  test('every cause has its next step, also in words of vectra', () => {
    const of = (error: unknown): string => storeTrouble(error, 'It', '/x');
    assert.equal(
      of(new Error('Error saving index: Error: ENOSPC: no space left on device, write')),
      'It is not stored: the disk is full. Free some space where /x is.',
    );
    assert.equal(
      of(Object.assign(new Error('no'), { code: 'EACCES' })),
      'It is not stored: /x may not be written. Give your user the right to write there.',
    );
    assert.equal(of(new Error('odd.')), 'It is not stored in /x: odd. See to that folder.');
  });
});
