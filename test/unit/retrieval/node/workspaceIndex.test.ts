/** The index of a real folder, in its real threads. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';

const never = new AbortController().signal;

const files = {
  'src/clamp.ts':
    '/** Keeps a number inside a range. */\nexport function clamp(value: number, low: number, high: number): number {\n  return Math.min(high, Math.max(low, value));\n}\n',
  'src/invoice.ts':
    'export class Invoice {\n  total(): number {\n    return 1;\n  }\n\n  sendReminder(customer: string): void {\n    console.log(customer);\n  }\n}\n',
  'lib/parser.py': 'def parse_header(line):\n    """Splits a header line."""\n    return line.split(":")\n',
  'README.md': '# Billing\n\nHow refunds are made.\n',
  '.gitignore': 'ignored/\n',
  'ignored/hidden.ts': 'export function sendReminderSecretly() {}\n',
  '.env': 'REMINDER_TOKEN=abcdefgh\n',
};

suite('the index of a folder', function () {
  this.timeout(30_000);
  let folder: IndexedFolder;
  setup(() => {
    folder = new IndexedFolder(files);
  });
  teardown(() => folder.remove());

  test('is built, and finds what is in the files', async () => {
    const index = await folder.open();
    await index.settled(never);
    const { results, ms } = await index.search({ query: 'send a reminder', limit: 5 }, never);
    const [best] = results;
    assert.equal(best?.path, 'src/invoice.ts');
    assert.ok(best.startLine >= 1 && best.endLine <= 9 && best.startLine <= best.endLine);
    assert.ok(ms >= 0);
    assert.deepEqual(await found(index, 'parse header'), ['lib/parser.py']);
    assert.equal(index.status.phase, 'ready');
    assert.ok(index.status.isWriter);
  });

  test('tells what is in it and why the rest is not', async () => {
    const index = await folder.open();
    await index.settled(never);
    const { indexed, refused, isCut } = await index.listing();
    assert.deepEqual(
      indexed.map((file) => file.path),
      ['.gitignore', 'README.md', 'lib/parser.py', 'src/clamp.ts', 'src/invoice.ts'],
    );
    assert.equal(indexed.find((file) => file.path === 'lib/parser.py')?.language, 'python');
    assert.deepEqual(
      refused.map(({ path: place, why }) => [place, why]),
      [
        ['.env', 'secret'],
        ['ignored/', 'ignored'],
      ],
    );
    assert.ok(!isCut);
  });

  test('says of one file whether it is in it, and why not', async () => {
    const index = await folder.open();
    await index.settled(never);
    const { kind, ...indexed } = await index.fileState('lib/parser.py');
    assert.equal(kind, 'indexed');
    assert.deepEqual(indexed, { language: 'python', chunks: 1, isUnsaved: false });
    assert.deepEqual(await index.fileState('ignored/hidden.ts'), {
      kind: 'refused',
      path: 'ignored/hidden.ts',
      why: 'ignored',
      reason: 'ignored by "ignored/" in .gitignore',
      from: { kind: 'file', file: path.join(folder.root, '.gitignore') },
    });
    assert.deepEqual(await index.fileState('src/nowhere.ts'), { kind: 'absent' });
  });

  test('a save, an edit, a rename and a deletion are known when they were told', async () => {
    const index = await folder.open();
    await index.settled(never);

    folder.write({ 'src/clamp.ts': 'export function squash(value: number): number {\n  return value;\n}\n' });
    await index.update([{ path: 'src/clamp.ts' }]);
    assert.deepEqual(await found(index, 'squash'), ['src/clamp.ts']);
    assert.deepEqual(await found(index, 'clamp low high'), ['src/clamp.ts'], 'by its path alone');

    await index.update([{ path: 'src/clamp.ts', unsaved: 'export function unsavedGrowth() {}\n' }]);
    assert.deepEqual(await found(index, 'growth'), ['src/clamp.ts']);
    assert.deepEqual(await found(index, 'squash'), []);
    await index.update([{ path: 'src/clamp.ts' }]);
    assert.deepEqual(await found(index, 'squash'), ['src/clamp.ts']);

    renameSync(path.join(folder.root, 'src'), path.join(folder.root, 'source'));
    await index.update([{ path: 'src' }, { path: 'source' }]);
    await index.settled(never);
    assert.deepEqual(await found(index, 'squash'), ['source/clamp.ts']);

    rmSync(path.join(folder.root, 'source/clamp.ts'));
    await index.update([{ path: 'source/clamp.ts' }]);
    assert.deepEqual(await found(index, 'squash'), []);
  });

  test('a change of an ignore file is a change of what is indexed', async () => {
    const index = await folder.open();
    await index.settled(never);
    folder.write({ '.gitignore': 'lib/\n' });
    await index.update([{ path: '.gitignore' }]);
    await index.settled(never);
    assert.deepEqual(await found(index, 'parse header'), []);
    assert.deepEqual(await found(index, 'secretly'), ['ignored/hidden.ts']);
  });

  test('the next start reads nothing that has not changed', async () => {
    const first = await folder.open();
    await first.settled(never);
    const before = await found(first, 'header range reminder');
    await first.close();

    folder.statuses.length = 0;
    const second = await folder.open();
    assert.deepEqual(await found(second, 'header range reminder'), before, 'before anything was looked at');
    await second.settled(never);
    assert.ok(folder.statuses.every((status) => status.total === 0));
    assert.deepEqual(await found(second, 'header range reminder'), before);
  });

  test('what changed while nobody looked is read, and what was only touched is not parsed again', async () => {
    const first = await folder.open();
    await first.settled(never);
    await first.close();
    folder.write({ 'src/clamp.ts': 'export function limitTo() {}\n' });
    rmSync(path.join(folder.root, 'lib/parser.py'));
    utimesSync(path.join(folder.root, 'README.md'), new Date(), new Date());

    const second = await folder.open();
    await second.settled(never);
    assert.deepEqual(await found(second, 'limit to'), ['src/clamp.ts']);
    assert.deepEqual(await found(second, 'parse header'), []);
    assert.deepEqual(await found(second, 'refunds'), ['README.md']);
    await second.close();

    folder.statuses.length = 0;
    const third = await folder.open();
    await third.settled(never);
    assert.ok(
      folder.statuses.every((status) => status.total === 0),
      'the touched file has its new stamp',
    );
    assert.deepEqual(await found(third, 'limit to'), ['src/clamp.ts']);
  });

  test('damaged parts are noticed, and only they are read again', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`src/part${n}.ts`, `export function number${n}() {\n  return ${n};\n}\n`]),
    );
    folder.write(many);
    const first = await folder.open();
    await first.settled(never);
    await first.close();
    const shards = readdirSync(path.join(folder.storage, 'shards'));
    assert.ok(shards.length > 10);
    const shardFile = (n: number): string => path.join(folder.storage, 'shards', shards[n]!, 'index.shard');
    truncateSync(shardFile(0), statSync(shardFile(0)).size >> 1);
    writeFileSync(shardFile(1), 'nothing of ours');
    rmSync(shardFile(2));
    writeFileSync(path.join(folder.storage, 'lexical'), 'nothing of ours');

    folder.statuses.length = 0;
    const second = await folder.open();
    await second.settled(never);
    const total = Math.max(...folder.statuses.map((status) => status.total));
    assert.ok(total >= 3 && total < 20, `${total} files were read again`);
    for (let n = 0; n < 40; n++) assert.ok((await found(second, `number${n}`)).includes(`src/part${n}.ts`));
  });

  test('pause stops the reading, and resume goes on', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`src/part${n}.ts`, `export function number${n}() {}\n`.repeat(20)]),
    );
    folder.write(many);
    const index = await folder.open();
    await index.pause();
    const before = await stableCount(index);
    assert.ok(before.waiting > 0, 'it was paused while there was something to do');
    assert.equal(before.phase, 'paused');
    await index.resume();
    await index.settled(never);
    assert.equal(index.status.waiting, 0);
    assert.ok((await found(index, 'number250')).includes('src/part250.ts'));
  });

  test('cleared is empty, and rebuilt is as it was', async () => {
    const index = await folder.open();
    await index.settled(never);
    await index.clear();
    assert.deepEqual(await found(index, 'reminder'), []);
    assert.equal(index.status.files, 0);
    await index.rebuild();
    await index.settled(never);
    assert.deepEqual(await found(index, 'reminder'), ['src/invoice.ts']);
  });

  test('a second window reads what the first writes, and writes when the first is gone', async () => {
    const first = await folder.open();
    await first.settled(never);
    const second = await folder.open();
    await second.settled(never);
    assert.ok(!second.status.isWriter);
    assert.deepEqual(await found(second, 'reminder'), ['src/invoice.ts']);

    folder.write({ 'src/fresh.ts': 'export function freshlyBaked() {}\n' });
    await first.update([{ path: 'src/fresh.ts' }]);
    await until(async () => (await found(second, 'freshly baked')).length === 1);

    await first.close();
    await until(async () => second.status.isWriter);
    await second.settled(never);
    assert.deepEqual(await found(second, 'freshly baked'), ['src/fresh.ts']);
  });
});

suite('an index that breaks down', () => {
  test('says so once, and refuses what is asked of it afterwards', async () => {
    const script = new URL(
      `data:text/javascript,${encodeURIComponent(
        "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'opened' }); setTimeout(() => { throw new Error('out of memory'); }, 20);",
      )}`,
    );
    const said: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const empty = new IndexedFolder({});
    const index = await startIndex(script, empty.order, { log, onBroken: ({ message }) => said.push(message) }, never);
    await until(async () => said.length > 0);
    assert.deepEqual(said, ['The index broke down: out of memory']);
    await assert.rejects(index.search({ query: 'x', limit: 1 }, never), /broke down/);
    await index.close();
    assert.equal(said.length, 1);
    await empty.remove();
  });
});

async function stableCount(index: Awaited<ReturnType<IndexedFolder['open']>>) {
  for (;;) {
    const before = index.status;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (index.status.waiting === before.waiting && index.status.phase === 'paused') return index.status;
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it never came to be');
}
