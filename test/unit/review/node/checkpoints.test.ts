import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointRow, restoreProposal } from '../../../../src/review/checkpoint.ts';
import { CheckpointStore } from '../../../../src/review/node/checkpoints.ts';

suite('checkpoints', () => {
  let folder: string;
  let limits = { most: 100, mostBytes: 1_000_000 };
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const log = { debug: say, info: say, warn: say, error: say };
  const open = () => new CheckpointStore(folder, () => limits, log);

  setup(() => {
    said.length = 0;
    limits = { most: 100, mostBytes: 1_000_000 };
    folder = mkdtempSync(join(tmpdir(), 'touchstone-checkpoints-'));
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  const texts = () => readdirSync(join(folder, 'texts'));

  test('gives back the very texts, the latest first, and keeps equal texts once', async () => {
    await open().keep('First', '/w', [
      { path: 'a.ts', text: 'a\r\nünï🙂' },
      { path: 'new.ts', text: undefined },
    ]);
    await open().keep('Second', '/w', [
      { path: 'a.ts', text: 'b' },
      { path: 'copy.ts', text: 'a\r\nünï🙂' },
    ]);
    const [second, first] = await open().list();
    assert.ok(first && second);
    assert.deepEqual([first.title, second.title], ['First', 'Second']);
    assert.deepEqual(
      [...(await open().textsOf(first))],
      [
        ['a.ts', 'a\r\nünï🙂'],
        ['new.ts', undefined],
      ],
    );
    assert.equal(texts().length, 2);
  });

  test('are bounded in number and in size, the oldest going first', async () => {
    limits = { most: 3, mostBytes: 250 };
    const store = open();
    for (let at = 0; at < 6; at++) {
      await store.keep(`${at}`, '/w', [{ path: 'a.ts', text: `${at}`.repeat(60) }]);
      makeOld();
    }
    assert.deepEqual(
      (await store.list()).map(({ title }) => title),
      ['5', '4', '3'],
    );
    await store.keep('large', '/w', [{ path: 'a.ts', text: 'x'.repeat(200) }]);
    assert.deepEqual(
      (await store.list()).map(({ title }) => title),
      ['large'],
    );
    assert.equal(texts().length, 1);
    await store.keep('too large', '/w', [{ path: 'a.ts', text: 'x'.repeat(300) }]);
    assert.equal((await store.list()).length, 1);
    assert.match(said.join(), /No checkpoint of “too large”: its files are larger than/);
    limits = { ...limits, most: 0 };
    await store.keep('none wanted', '/w', [{ path: 'a.ts', text: 'x' }]);
    assert.equal((await store.list()).length, 1);
  });

  test('that are damaged are left out, and a damaged text is never restored', async () => {
    const store = open();
    await store.keep('Good', '/w', [{ path: 'a.ts', text: 'good' }]);
    await store.list();
    writeFileSync(join(folder, '2020-01-01-x.json'), '{"version":1');
    writeFileSync(join(folder, '2020-01-01-y.json'), '{"version":9}');
    const [good, ...others] = await open().list();
    assert.ok(good);
    assert.deepEqual([others, said.length], [[], 2]);
    writeFileSync(join(folder, 'texts', texts()[0]!), 'bad');
    await assert.rejects(open().textsOf(good), /What a\.ts read then is damaged or gone\. Choose|damaged or gone/);
    // Keeping the same text mends it.
    await open().keep('Again', '/w', [{ path: 'a.ts', text: 'good' }]);
    assert.equal((await open().textsOf(good)).get('a.ts'), 'good');
    assert.equal(readFileSync(join(folder, 'texts', texts()[0]!), 'utf8'), 'good');
  });

  test('that cannot be written are no reason to stop', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new CheckpointStore(join(folder, 'file'), () => limits, log);
    await store.keep('No', '/w', [{ path: 'a.ts', text: 'a' }]);
    assert.match(said.join(), /No checkpoint of “No”/);
    assert.deepEqual(await store.list(), []);
  });

  /** As if every text had been written a while ago: a new one may belong to another window's next checkpoint. */
  function makeOld(): void {
    for (const name of texts()) utimesSync(join(folder, 'texts', name), 0, 0);
  }
});

suite('a checkpoint in words', () => {
  const checkpoint = {
    ...{ version: 1 as const, at: '2026-11-21T10:00:00.000Z', title: '`<` becomes `<=`', root: '/w' },
    files: [
      { path: 'a.ts', hash: 'a'.repeat(64), bytes: 1 },
      { path: 'new.ts', bytes: 0 },
    ],
  };

  test('says before what, when, and which files', () => {
    const now = Date.parse('2026-11-21T12:05:00.000Z');
    assert.deepEqual(checkpointRow(checkpoint, now), {
      label: 'Before: “<” becomes “<=”',
      description: '2 h ago',
      detail: 'a.ts, new.ts (was not there)',
    });
  });

  test('becomes a proposal of what differs now', () => {
    const then = new Map<string, string | undefined>([
      ['a.ts', 'a'],
      ['new.ts', undefined],
    ]);
    const now = new Map([
      ['a.ts', 'A'],
      ['new.ts', 'n'],
    ]);
    const proposal = restoreProposal(checkpoint, then, now, 'id');
    assert.deepEqual(proposal?.changes, [
      { path: 'a.ts', before: 'A', after: 'a' },
      { path: 'new.ts', before: 'n', after: undefined },
    ]);
    assert.equal(proposal.evidence.verdict, 'untested');
    assert.equal(restoreProposal(checkpoint, then, then, 'id'), undefined);
  });
});
