import assert from 'node:assert/strict';
import { existsSync, lstatSync, statfsSync } from 'node:fs';
import os from 'node:os';
import { memoryStorage, roomInMemory } from '../../../../src/testing/node/memoryStorage.ts';

suite('copies in memory', () => {
  test('are made where there is plenty of room, in a folder of this user alone', function () {
    const folder = roomInMemory(1, os.homedir());
    // A container may have too little of it.
    if (folder === undefined) return this.skip();
    assert.equal(folder, memoryStorage());
    assert.equal(lstatSync(folder).mode & 0o777, 0o700);
    const { bavail, bsize } = statfsSync(folder);
    assert.ok(bavail * bsize > 1024 ** 3);
  });

  test('are not made where they would take most of it', () =>
    assert.equal(roomInMemory(os.totalmem() / 8, os.homedir()), undefined));

  test('are not made where the copies are in memory anyway', function () {
    if (!existsSync('/dev/shm')) return this.skip();
    assert.equal(roomInMemory(1, '/dev/shm'), undefined);
  });
});
