import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeOldIndexes } from '../../../../src/retrieval/node/oldIndexes.ts';

const day = 86_400_000;

suite('what is stored of folders', () => {
  const storage = mkdtempSync(path.join(os.tmpdir(), 'touchstone-old-'));
  suiteTeardown(() => rmSync(storage, { recursive: true }));

  const place = (name: string): string => path.join(storage, 'index', name);
  const put = (name: string, ageMs: number, lockAgeMs?: number): void => {
    mkdirSync(place(name), { recursive: true });
    if (lockAgeMs !== undefined) {
      writeFileSync(path.join(place(name), 'writer'), '');
      utimesSync(path.join(place(name), 'writer'), new Date(), new Date(Date.now() - lockAgeMs));
    }
    utimesSync(place(name), new Date(), new Date(Date.now() - ageMs));
  };

  test('is removed when nobody has opened one for long, and nothing else', async () => {
    put('used-0123456789abcdef', day);
    put('forgotten-0123456789abcdef', 90 * day);
    put('crashed-0123456789abcdef', 90 * day, 80 * day);
    put('open-0123456789abcdef', 90 * day, 1000);
    put('half-0123456789abcdef.old', 0);
    put('something else', 90 * day);
    const removed = await removeOldIndexes(storage, 60 * day);
    assert.deepEqual(removed.sort(), ['crashed-0123456789abcdef', 'forgotten-0123456789abcdef']);
    assert.deepEqual(readdirSync(path.join(storage, 'index')).sort(), [
      'open-0123456789abcdef',
      'something else',
      'used-0123456789abcdef',
    ]);
  });

  test('may be nothing yet', async () => assert.deepEqual(await removeOldIndexes(path.join(storage, 'none'), day), []));
});
