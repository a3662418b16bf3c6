/** Processes that index the same folder: killed at random points, and two at once. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';

const never = new AbortController().signal;
const fileCount = 240;
/** More of them in a long run: KILLS=50. */
const kills = Number(process.env['KILLS'] ?? 8);

const part = (n: number, version: number): string =>
  `/** Part ${n}. */\nexport function number${n}v${version}(input: string): string {\n  return input.repeat(${n});\n}\n`.repeat(
    6,
  );

/** While it reads, or while it writes what is saved; a process that is done is not killed any more. */
type Moment = { readonly kind: 'reading'; readonly left: number } | { readonly kind: 'saving'; readonly saves: number };

/** Kills it when it is so far, or a moment later. @returns what it printed. */
async function killedAt(child: ChildProcess, moment: Moment): Promise<string> {
  let printed = '';
  for await (const piece of child.stdout!.setEncoding('utf8')) {
    printed += String(piece);
    if (!isReached(printed, moment) && !printed.includes('closed')) continue;
    await sleep(Math.random() * 30);
    child.kill('SIGKILL');
  }
  return printed;
}

function isReached(printed: string, moment: Moment): boolean {
  if (moment.kind === 'saving') return printed.split('saved').length > moment.saves;
  const waiting = [...printed.matchAll(/^waiting (\d+)$/gm)].slice(1).map((match) => Number(match[1]));
  return waiting.some((count) => count > 0) && waiting.at(-1)! <= moment.left;
}

suite('an index and processes that die', function () {
  this.timeout(120_000 + kills * 5_000);
  let folder: IndexedFolder;
  setup(() => {
    folder = new IndexedFolder(
      Object.fromEntries(Array.from({ length: fileCount }, (_, n) => [`src/part${n}.ts`, part(n, 0)])),
    );
  });
  teardown(() => folder.remove());

  const start = (saves = 0): ChildProcess =>
    spawn(
      process.execPath,
      [
        path.join(import.meta.dirname, '../../../fakes/indexingProcess.ts'),
        new URL('../../../../src/retrieval/node/indexWorker.ts', import.meta.url).href,
        JSON.stringify(folder.order),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SAVES: String(saves) } },
    );

  test('killed at random points it is consistent, and loses little', async () => {
    for (let kill = 0; kill < kills; kill++) {
      // Until all was read once, there is nothing to save.
      const isSaving = kill > kills / 2 && kill % 2 === 0;
      const child = start(isSaving ? 60 : 0);
      const within = Math.floor(Math.random() * (isSaving ? 50 : fileCount));
      const printed = await killedAt(
        child,
        isSaving ? { kind: 'saving', saves: within } : { kind: 'reading', left: within },
      );
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
      const place = `src/part${n}.ts`;
      const version = /v(\d+)\(/.exec(readFileSync(path.join(folder.root, place), 'utf8'))?.[1];
      if (version === undefined) continue; // Killed while it wrote the file itself.
      assert.equal((await found(index, `number${n}v${version}`))[0], place);
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
