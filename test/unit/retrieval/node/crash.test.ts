/** Processes that index the same folder: killed at random points, and two at once. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';

const never = new AbortController().signal;
const fileCount = 240;
const kills = 8;

const part = (n: number, version: number): string =>
  `/** Part ${n}. */\nexport function number${n}v${version}(input: string): string {\n  return input.repeat(${n});\n}\n`.repeat(
    6,
  );

/** Kills it when so few files are left to be read, or a moment later. @returns what it printed. */
async function killedAt(child: ChildProcess, left: number): Promise<string> {
  let printed = '';
  for await (const piece of child.stdout!.setEncoding('utf8')) {
    printed += String(piece);
    const waiting = [...printed.matchAll(/^waiting (\d+)$/gm)].slice(1).map((match) => Number(match[1]));
    const isUnderWay = waiting.some((count) => count > 0) && waiting.at(-1)! <= left;
    if (!isUnderWay && !printed.includes('closed')) continue;
    await sleep(Math.random() * 30);
    child.kill('SIGKILL');
  }
  return printed;
}

suite('an index and processes that die', function () {
  this.timeout(120_000);
  let folder: IndexedFolder;
  setup(() => {
    folder = new IndexedFolder(
      Object.fromEntries(Array.from({ length: fileCount }, (_, n) => [`src/part${n}.ts`, part(n, 0)])),
    );
  });
  teardown(() => folder.remove());

  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        path.join(import.meta.dirname, '../../../fakes/indexingProcess.ts'),
        new URL('../../../../src/retrieval/node/indexWorker.ts', import.meta.url).href,
        JSON.stringify(folder.order),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );

  test('killed at random points it is consistent, and loses little', async () => {
    for (let kill = 0; kill < kills; kill++) {
      const child = start();
      const printed = await killedAt(child, Math.floor(Math.random() * fileCount));
      assert.ok(!printed.includes('anew'), 'a kill damages nothing');
      folder.write({ [`src/part${kill}.ts`]: part(kill, kill + 1) });
    }
    const index = await folder.open();
    await index.settled(never);
    const reread = Math.max(...folder.statuses.map((status) => status.total));
    assert.deepEqual(
      folder.logged.filter((line) => line.includes('anew')),
      [],
    );
    const { indexed } = await index.listing();
    assert.equal(indexed.length, fileCount);
    for (let n = 0; n < fileCount; n += 7) {
      const version = n < kills ? n + 1 : 0;
      assert.equal((await found(index, `number${n}v${version}`))[0], `src/part${n}.ts`);
    }
    assert.ok(reread < fileCount, `${reread} files were read again`);
    const left = readdirSync(folder.storage, { recursive: true }).map(String);
    assert.deepEqual(
      left.filter((name) => name.endsWith('.writing')),
      [],
    );
  });

  test('two at once do not harm each other', async () => {
    const children = [start(), start()];
    const printed = await Promise.all(children.map((child) => text(child.stdout!)));
    for (const lines of printed) {
      assert.match(lines, /found [1-9]/);
      assert.match(lines, /closed/);
      assert.doesNotMatch(lines, /anew|damaged|could not/);
    }
    folder.statuses.length = 0;
    const index = await folder.open();
    await index.settled(never);
    assert.equal(Math.max(...folder.statuses.map((status) => status.total)), 0, 'everything was written');
    assert.equal((await index.listing()).indexed.length, fileCount);
  });
});
