import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedFolder } from '../../../../src/retrieval/node/lockedFolder.ts';

suite('a folder that several windows write', () => {
  let top: string;
  let folder: string;
  setup(() => {
    top = mkdtempSync(path.join(os.tmpdir(), 'touchstone-locked-'));
    folder = path.join(top, 'made', 'when needed');
  });
  teardown(() => rmSync(top, { recursive: true }));

  test('is written by one after the other', async () => {
    const [here, there] = [new LockedFolder(folder, 'lock'), new LockedFolder(folder, 'lock')];
    const done: string[] = [];
    const work = (name: string) => async () => {
      done.push(`${name} begins`);
      await sleep(30);
      done.push(`${name} ends`);
    };
    await Promise.all([here.write(work('one')), there.write(work('two'))]);
    const [first = '', second = ''] = done.filter((line) => line.endsWith('begins'));
    assert.deepEqual(done, [first, first.replace('begins', 'ends'), second, second.replace('begins', 'ends')]);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('is free again after work that failed', async () => {
    const shared = new LockedFolder(folder, 'lock');
    await assert.rejects(
      shared.write(() => Promise.reject(new Error('the disk is full'))),
      /the disk is full/,
    );
    assert.equal(await shared.write(() => Promise.resolve('written')), 'written');
  });
});
