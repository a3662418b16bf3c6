import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutcomeFact } from '../../../../src/completion/journal.ts';
import { createStatisticsStore, type StatisticsStore } from '../../../../src/completion/node/statisticsStore.ts';
import { isEmpty, type Statistics } from '../../../../src/completion/statistics.ts';

const now = new Date(2026, 10, 21, 12).getTime();

const accepted = (at = now): OutcomeFact => ({
  kind: 'accepted',
  at,
  languageId: 'typescript',
  source: 'embedded',
  trigger: 'typing',
  unit: 'whole',
  characters: 5,
});

const count = ({ days }: Statistics): number =>
  days.flatMap(({ cells }) => cells).reduce((sum, { accepts }) => sum + accepts.whole, 0);

suite('the store of statistics', () => {
  let folder: string;
  let warnings: string[];
  const stores: StatisticsStore[] = [];
  const time = { now };

  setup(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'statistics-')), 'completion');
    warnings = [];
    time.now = now;
  });
  teardown(async () => {
    for (const store of stores.splice(0)) store.dispose();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  function window(saveAfterMs = 3000): StatisticsStore {
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: (text: string) => void warnings.push(text), error: quiet };
    const store = createStatisticsStore({ folder, log, now: () => time.now, saveAfterMs });
    stores.push(store);
    return store;
  }

  test('is empty at first, and makes no file for that', async () => {
    const store = window();
    await store.flush();
    assert.ok(isEmpty(await store.read()));
    await assert.rejects(readdir(folder));
  });

  test('keeps what two windows count at once, to the last one', async () => {
    const [one, two] = [window(), window()];
    for (let round = 0; round < 20; round++) {
      for (let times = 0; times < 5; times++) {
        one.record(accepted());
        two.record(accepted());
      }
      await Promise.all([one.flush(), two.flush()]);
    }
    assert.equal(count(await window().read()), 200);
    assert.deepEqual(await readdir(folder), ['statistics.json']);
  });

  test('writes by itself soon after a fact', async () => {
    const store = window(5);
    store.record(accepted());
    while ((await readdir(folder).catch(() => [])).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await store.flush();
    assert.equal(count(await window().read()), 1);
  });

  test('puts a damaged file aside and begins anew', async () => {
    const store = window();
    store.record(accepted());
    await store.flush();
    const file = join(folder, 'statistics.json');
    const half = (await readFile(file, 'utf8')).slice(0, 50);
    await writeFile(file, half);
    assert.ok(isEmpty(await store.read()));
    store.record(accepted());
    await store.flush();
    assert.equal(count(await store.read()), 1);
    assert.equal(await readFile(join(folder, 'statistics.damaged.json'), 'utf8'), half);
    assert.match(warnings.join('\n'), /could not be read and begin anew/);
  });

  test('is cleared for all windows, also of what they have not written yet', async () => {
    const [one, two] = [window(), window()];
    one.record(accepted());
    await one.flush();
    two.record(accepted());
    time.now += 1000;
    await one.clear();
    await two.flush();
    assert.ok(isEmpty(await one.read()));
    // What was accepted before and is looked for only now belongs to nothing.
    two.record(accepted());
    one.record(accepted());
    two.record(accepted(time.now));
    await Promise.all([one.flush(), two.flush()]);
    assert.equal(count(await one.read()), 1);
  });

  test('loses nothing that was written when a process is killed at any moment', async () => {
    for (let times = 0; times < 3; times++) {
      const url = (file: string): string => JSON.stringify(new URL(`../../../../src/${file}`, import.meta.url).href);
      const child = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `const { createStatisticsStore } = await import(${url('completion/node/statisticsStore.ts')});
           const log = { debug() {}, info() {}, warn: console.error, error: console.error };
           const store = createStatisticsStore({ folder: ${JSON.stringify(folder)}, log, now: () => ${now} });
           for (;;) {
             store.record(${JSON.stringify(accepted())});
             await store.flush();
             console.log('written');
           }`,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let written = 0;
      for await (const piece of child.stdout.setEncoding('utf8')) {
        written += String(piece).split('\n').length - 1;
        if (written >= 5 + times * 7) child.kill('SIGKILL');
      }
      const store = window();
      const before = count(await store.read());
      assert.ok(before >= written && before <= written + 1, `${before} of ${written}`);
      store.record(accepted());
      await store.flush();
      assert.equal(count(await store.read()), before + 1);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.endsWith('.writing')),
        [],
      );
      await store.clear();
    }
  });

  test('keeps what it cannot write, and says so once', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const store = window();
    store.record(accepted());
    await store.flush();
    store.record(accepted());
    await store.flush();
    assert.equal(warnings.length, 1);
    await rm(folder);
    await store.flush();
    assert.equal(count(await window().read()), 2);
    await assert.rejects(async () => {
      await rm(folder, { recursive: true });
      await writeFile(folder, '');
      await store.clear();
    });
  });
});
