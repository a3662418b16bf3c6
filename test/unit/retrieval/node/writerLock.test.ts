import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { takeLock } from '../../../../src/retrieval/node/writerLock.ts';

suite('the writer’s lock', () => {
  let folder: string;
  let file: string;
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'touchstone-lock-'));
    file = path.join(folder, 'writer');
  });
  teardown(() => rmSync(folder, { recursive: true }));

  test('one owner at a time, and the next after it is released', () => {
    const first = takeLock(file);
    assert.ok(first);
    assert.ok(first.isHeld());
    assert.equal(takeLock(file), undefined);
    first.release();
    const second = takeLock(file);
    assert.ok(second);
    assert.ok(second.isHeld());
    assert.ok(!first.isHeld());
    second.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  test('an owner that is gone loses it', () => {
    const held = takeLock(file);
    const owner = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...owner, pid: 2 ** 22 + 1, token: 'gone' }));
    const next = takeLock(file);
    assert.ok(next);
    assert.ok(next.isHeld());
    assert.ok(!held?.isHeld());
    held?.release();
    assert.ok(next.isHeld(), 'an owner that lost it cannot release it');
    next.release();
  });

  test('another process with the same number is no owner', function () {
    if (process.platform !== 'linux') this.skip();
    takeLock(file);
    const owner = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...owner, started: '1', token: 'earlier' }));
    const next = takeLock(file);
    assert.ok(next);
    next.release();
  });

  test('an owner that cannot be seen has a minute', () => {
    writeFileSync(file, JSON.stringify({ token: 'far', host: 'another machine', pid: 1, started: '' }));
    assert.equal(takeLock(file), undefined);
    const old = new Date(Date.now() - 120_000);
    utimesSync(file, old, old);
    const next = takeLock(file);
    assert.ok(next);
    next.release();
  });
});
