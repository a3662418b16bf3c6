/** A folder that changes under the hands of the index: in the end it holds what is there, and nothing else. */
import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';
import type { WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';

const never = new AbortController().signal;
const many = 3_000;
const text = (name: string): string => `export function ${name}() {\n  return 1;\n}\n`;

suite('a folder in turmoil', function () {
  this.timeout(120_000);
  let folder: IndexedFolder;
  setup(() => {
    folder = new IndexedFolder({ 'src/kept.ts': text('keptAsItIs') });
  });
  teardown(() => folder.remove());

  const at = (place: string): string => path.join(folder.root, place);
  const fill = (top: string, count: number): void =>
    folder.write(
      Object.fromEntries(Array.from({ length: count }, (_, one) => [`${top}/f${one}.ts`, text(`step${one}`)])),
    );
  const indexed = async (index: WorkspaceIndex): Promise<string[]> =>
    (await index.listing()).indexed.map((file) => file.path);
  /** Until the build has begun and is not over. */
  const building = async (index: WorkspaceIndex): Promise<void> => {
    while (!(index.status.phase === 'building' && index.status.files > 100 && index.status.waiting > 100))
      await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('renamed and switched while it is built', async () => {
    fill('old', 1_000);
    const index = await folder.open();
    await building(index);
    renameSync(at('old'), at('new'));
    folder.write({ 'src/kept.ts': text('keptOtherwise'), 'src/came.ts': text('cameWithTheBranch') });
    await index.update([{ path: 'old' }, { path: 'new' }, { path: 'src/kept.ts' }]);
    await index.rescan();
    await index.settled(never);
    const paths = await indexed(index);
    assert.equal(paths.length, 1_002);
    assert.ok(!paths.some((place) => place.startsWith('old/')));
    assert.deepEqual(await found(index, 'cameWithTheBranch'), ['src/came.ts']);
    assert.deepEqual(await found(index, 'keptOtherwise'), ['src/kept.ts']);
    await index.close();
    const again = await folder.open();
    await again.settled(never);
    assert.deepEqual(await indexed(again), paths, 'the same is on disk');
  });

  test('thousands of files deleted at once', async () => {
    fill('gone', many);
    const index = await folder.open();
    await index.settled(never);
    assert.equal(index.status.files, many + 1);
    rmSync(at('gone'), { recursive: true });
    await index.update([{ path: 'gone' }]);
    assert.deepEqual(await indexed(index), ['src/kept.ts'], 'when it was told, it knows');
    assert.deepEqual(await found(index, 'step17'), []);
    await index.close();
    const again = await folder.open();
    assert.deepEqual(await indexed(again), ['src/kept.ts'], 'and so does the disk');
  });

  test('a file that is text, then not, then text again', async () => {
    folder.write({ 'src/table.dump': 'flipflopping words\n' });
    const index = await folder.open();
    await index.settled(never);
    assert.deepEqual(await found(index, 'flipflopping'), ['src/table.dump']);
    writeFileSync(at('src/table.dump'), Buffer.from([0, 1, 2, 255, 0, 7]));
    await index.update([{ path: 'src/table.dump' }]);
    assert.deepEqual(await found(index, 'flipflopping'), []);
    const state = await index.fileState('src/table.dump');
    assert.equal(state.kind === 'refused' && state.why, 'binary');
    writeFileSync(at('src/table.dump'), 'flipflopping again\n');
    await index.update([{ path: 'src/table.dump' }]);
    assert.deepEqual(await found(index, 'flipflopping'), ['src/table.dump']);
  });
});
