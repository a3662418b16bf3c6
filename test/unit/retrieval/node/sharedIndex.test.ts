/** One index for a team, on a real Chroma server that `npm ci` brought along: who indexes, who searches, and what when it is gone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ChromaClient } from 'chromadb';
import { ChromaProcess } from '../../../fakes/chromaServer.ts';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';
import { someModules } from '../../../fakes/someModules.ts';
import type { SearchResult } from '../../../../src/retrieval/node/indexEvent.ts';
import type { SharedOrder } from '../../../../src/retrieval/node/sharedIndex.ts';
import type { WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';

const never = new AbortController().signal;
const questions = [
  'send a reminder',
  'parse the header line',
  'clamp a number',
  'number17 total',
  'refund customer',
  // A name, and one with its owner.
  'renderInvoice3',
  'how does InvoiceBook3.renderAll work',
];
const project = someModules(40);
const secrets = {
  '.env': 'TOKEN=plantedsecretvalue\n',
  '.gitignore': 'ignored/\n',
  'ignored/hidden.ts': 'export function plantedHidden() {}\n',
};

suite('a shared index', function () {
  this.timeout(60_000);
  let server: ChromaProcess;
  let team: IndexedFolder;
  let writer: WorkspaceIndex;
  let expected: ReadonlyMap<string, readonly SearchResult[]>;
  let folders: IndexedFolder[] = [];

  suiteSetup(async () => {
    server = await ChromaProcess.start();
    team = new IndexedFolder({ ...project, ...secrets });
    writer = await team.open(shared('team', { role: 'index' }));
    await writer.settled(never);
    // What this machine finds by itself.
    expected = await answers(writer);
  });
  suiteTeardown(async () => {
    await team.remove();
    await server.remove();
  });
  setup(() => (folders = []));
  teardown(async () => {
    for (const folder of folders) await folder.remove();
  });

  const shared = (name: string, order: Partial<SharedOrder> = {}): SharedOrder => ({
    url: server.url,
    name,
    role: 'search',
    hold: 'auto',
    pollMs: 200,
    ...order,
  });
  const clone = (files: Readonly<Record<string, string>> = { ...project, ...secrets }): IndexedFolder => {
    const folder = new IndexedFolder(files);
    folders.push(folder);
    return folder;
  };

  for (const hold of ['all', 'changed'] as const) {
    const what = hold === 'all' ? 'all of it' : 'nothing of it';
    test(`is searched by a machine that keeps ${what}, with the results of the one that wrote it`, async () => {
      const reader = await clone().open(shared('team', { hold }));
      await reader.settled(never);
      assert.equal(reader.status.shared?.state, 'joined');
      assert.equal(reader.status.files, hold === 'all' ? writer.status.files : 0, 'files that it keeps');
      for (const [question, results] of await answers(reader)) assertSame(results, expected.get(question)!, question);
    });
  }

  test('lies under what was changed, added, deleted or not saved here', async () => {
    const folder = clone();
    const [changed, deleted] = Object.keys(project).filter((place) => place.endsWith('.ts'));
    folder.write({
      [changed!]: 'export function entirelyDifferent() {}\n',
      'src/added.ts': 'export function newlyAdded() {}\n',
    });
    rmSync(path.join(folder.root, deleted!));
    const reader = await folder.open(shared('team', { hold: 'changed' }));
    await reader.settled(never);
    assert.equal(reader.status.files, 2, 'only what differs is kept');
    assert.deepEqual(await found(reader, 'entirely different'), [changed]);
    assert.deepEqual(await found(reader, 'newly added'), ['src/added.ts']);
    const all = (await reader.search({ query: 'send reminder', limit: 100 }, never)).results;
    assert.ok(!all.some((result) => result.path === deleted));
    assert.ok(all.filter((result) => result.path === changed).every(({ symbol }) => symbol === 'entirelyDifferent'));

    const [open] = expected.get('clamp a number')!;
    await reader.update([{ path: open!.path, unsaved: 'export function typedJustNow() {}\n' }]);
    assert.deepEqual(await found(reader, 'typed just now'), [open!.path]);
    const clamps = (await reader.search({ query: 'clamp a number', limit: 100 }, never)).results;
    assert.ok(clamps.length > 0 && !clamps.some(({ symbol }) => symbol === open!.symbol));
  });

  test('gets what changes, and only that', async () => {
    const folder = clone();
    const index = await folder.open(shared('changes', { role: 'index' }));
    await index.settled(never);
    const before = await everything('changes');
    const [first, second] = Object.keys(project).filter((place) => place.endsWith('.ts'));
    folder.write({ [first!]: 'export function quiteNew() {}\n' });
    rmSync(path.join(folder.root, second!));
    await index.update([{ path: first! }, { path: second! }]);

    const reader = await clone({ ...project, [first!]: 'export function quiteNew() {}\n' }).open(
      shared('changes', { hold: 'changed' }),
    );
    await until(async () => (await reader.search({ query: 'quite new', limit: 3 }, never)).results[0]?.path === first);
    await until(async () => {
      const chunks = await everything('changes');
      const places = [...chunks.values()].map((fields) => fields?.['path']);
      return places.filter((place) => place === first).length === 1 && !places.includes(second!);
    });
    const after = await everything('changes');
    const gone = [...before].filter(([, fields]) => fields?.['path'] === first || fields?.['path'] === second);
    assert.ok(gone.length > 0 && gone.every(([id]) => !after.has(id)));
    for (const [id, fields] of before) if (after.has(id)) assert.deepEqual(after.get(id), fields);
    assert.equal([...after.keys()].filter((id) => !before.has(id)).length, 1, 'one chunk was written');
  });

  test('is written whole again when it is rebuilt', async () => {
    const index = await clone().open(shared('again', { role: 'index' }));
    await index.settled(never);
    const before = await everything('again');
    await index.rebuild();
    await index.settled(never);
    await until(async () => ![...(await everything('again')).keys()].some((id) => before.has(id)));
    assert.equal((await everything('again')).size, before.size);
    const reader = await clone().open(shared('again', { hold: 'changed' }));
    await reader.settled(never);
    // The embedding is another now, learned anew.
    const own = await answers(index);
    for (const [question, results] of await answers(reader)) assertSame(results, own.get(question)!, question);
  });

  test('has neither texts nor secrets nor ignored files nor paths of a machine', async () => {
    const client = new ChromaClient({ host: '127.0.0.1', port: server.port });
    for (const name of ['team', 'team-files']) {
      const { documents, metadatas } = await (await client.getCollection({ name })).get({ limit: 5000 });
      assert.ok(documents.every((text) => text === null));
      const all = JSON.stringify(metadatas);
      for (const planted of ['plantedsecretvalue', 'hidden.ts', team.root]) assert.ok(!all.includes(planted), planted);
      assert.equal(all.includes('sendReminder0'), name === 'team', 'names are there');
    }
    assert.deepEqual(await found(writer, 'planted hidden'), []);
  });

  test('is left when the server is lost, with a message, and joined again', async () => {
    const lonely = await ChromaProcess.start();
    try {
      const first = await clone().open(shared('lost', { url: lonely.url, role: 'index' }));
      await first.settled(never);
      const folder = clone();
      const reader = await folder.open(shared('lost', { url: lonely.url, hold: 'changed' }));
      await reader.settled(never);
      assert.equal(reader.status.files, 0);
      await lonely.kill();
      // A search that goes to the server just then is answered all the same.
      await reader.search({ query: 'send a reminder', limit: 5 }, never);
      await until(async () => reader.status.files === writer.status.files);
      await reader.settled(never);
      assert.equal(reader.status.shared?.state, 'lost');
      assert.match(
        reader.status.shared.message,
        /^The shared index at 127.* cannot be reached\. Touchstone works with/,
      );
      for (const [question, results] of await answers(reader)) assertSame(results, expected.get(question)!, question);

      await lonely.resume();
      await until(async () => reader.status.shared?.state === 'joined' && reader.status.files === 0);
      await reader.settled(never);
      for (const [question, results] of await answers(reader)) assertSame(results, expected.get(question)!, question);
      assert.equal(folder.logged.filter((line) => line.includes('cannot be reached')).length, 1, 'said once');
    } finally {
      await lonely.remove();
    }
  });

  test('is not missed where there is none, and the message says what to do', async () => {
    const index = await clone().open(shared('nobody'));
    await index.settled(never);
    assertSame((await answers(index)).get('clamp a number')!, expected.get('clamp a number')!, 'clamp a number');
    assert.equal(index.status.shared?.state, 'refused');
    assert.match(index.status.shared.message, /There is no shared index “nobody” at .* yet\. Let one machine index/);
  });

  test('is written by one of two that would', async () => {
    const both = await Promise.all([clone(), clone()].map((folder) => folder.open(shared('two', { role: 'index' }))));
    await Promise.all(both.map((index) => index.settled(never)));
    const messages = both.map((index) => index.status.shared?.message ?? '');
    assert.equal(messages.filter((message) => / was written: 42 files/.test(message)).length, 1, messages.join('\n'));
    assert.equal(messages.filter((message) => message.startsWith('Another machine writes')).length, 1);
    const reader = await clone().open(shared('two', { hold: 'changed' }));
    await reader.settled(never);
    assertSame((await answers(reader)).get('clamp a number')!, expected.get('clamp a number')!, 'clamp a number');
  });

  test('of another format is refused, and written anew by whoever may', async () => {
    const index = await clone().open(shared('format', { role: 'index' }));
    await index.settled(never);
    await index.close();
    const client = new ChromaClient({ host: '127.0.0.1', port: server.port });
    const files = await client.getCollection({ name: 'format-files' });
    const setFormat = (format: number) => files.update({ ids: ['head'], metadatas: [{ format, store: 1 }] });

    await setFormat(99);
    const newer = await clone().open(shared('format', { hold: 'changed' }));
    await newer.settled(never);
    assert.match(newer.status.shared?.message ?? '', /was written by a newer Touchstone\. Update Touchstone on this/);
    assert.equal(newer.status.files, writer.status.files);

    await setFormat(0);
    const older = await clone().open(shared('format', { hold: 'changed' }));
    await older.settled(never);
    assert.match(older.status.shared?.message ?? '', /was written by an older Touchstone\. Update the machine/);
    const again = await clone().open(shared('format', { role: 'index' }));
    await again.settled(never);
    assert.match(again.status.shared?.message ?? '', /was written: 42 files/);
    await until(async () => older.status.shared?.state === 'joined');
  });

  test('is read around where a record is damaged', async () => {
    const index = await clone().open(shared('damage', { role: 'index' }));
    await index.settled(never);
    const client = new ChromaClient({ host: '127.0.0.1', port: server.port });
    const files = await client.getCollection({ name: 'damage-files' });
    const { ids } = await files.get({ limit: 5000, include: [] });
    const records = ids.filter((id) => id.startsWith('file/')).slice(0, 20);
    await files.update({ ids: records, metadatas: records.map(() => ({ data: 'bm90IGRlZmxhdGVk' })) });
    const reader = await clone().open(shared('damage'));
    await reader.settled(never);
    assert.equal(reader.status.shared?.state, 'joined');
    for (const [question, results] of await answers(reader)) assertSame(results, expected.get(question)!, question);
  });

  for (const [status, message] of [
    [401, /refused the token\. Run “Touchstone: Set Token for the Shared Index”/],
    [404, /is no Chroma server of version 1 or later/],
    [500, /failed: .*Touchstone works with what is on this machine/],
  ] as const) {
    test(`says what a server means that answers ${status}`, async () => {
      const headers: unknown[] = [];
      const strange = createServer((request, response) => {
        headers.push(request.headers.authorization);
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"no"}');
      }).listen(0, '127.0.0.1');
      await once(strange, 'listening');
      try {
        const url = `http://127.0.0.1:${(strange.address() as AddressInfo).port}`;
        const index = await clone().open(shared('strange', { url, token: 'the-token' }));
        await index.settled(never);
        assert.match(index.status.shared?.message ?? '', message);
        assert.equal(index.status.files, writer.status.files);
        assert.ok(headers.length > 0 && headers.every((header) => header === 'Bearer the-token'));
        await index.close();
      } finally {
        strange.closeAllConnections();
        strange.close();
      }
    });
  }

  test('is not waited for when its server never answers, neither by a search nor by closing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const folder = clone();
      const first = await folder.open(shared('silent', { url }));
      assert.deepEqual((await first.search({ query: 'clamp a number', limit: 3 }, never)).results, []);
      // It is waiting for the server all the while.
      await first.close();
      assert.equal(first.status.shared?.state, 'joining');
      const second = await folder.open(shared('silent', { url }));
      await second.settled(never);
      assert.match(second.status.shared?.message ?? '', /did not answer within 4 seconds/);
      assert.equal(second.status.files, writer.status.files);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  test('gets no token over a connection that others can read', async () => {
    const index = await clone().open(shared('team', { url: 'http://192.0.2.1:8000', token: 'the-token' }));
    await index.settled(never);
    assert.match(index.status.shared?.message ?? '', /is not sent: the connection is not encrypted/);
  });

  /** What a collection's records have beside their vectors. */
  async function everything(name: string): Promise<Map<string, Record<string, unknown> | null>> {
    const client = new ChromaClient({ host: '127.0.0.1', port: server.port });
    const { ids, metadatas } = await (await client.getCollection({ name })).get({ limit: 5000 });
    return new Map(ids.map((id, at) => [id, metadatas[at] ?? null]));
  }
});

async function answers(index: WorkspaceIndex): Promise<Map<string, readonly SearchResult[]>> {
  const replies = new Map<string, readonly SearchResult[]>();
  for (const query of questions) replies.set(query, (await index.search({ query, limit: 20 }, never)).results);
  return replies;
}

/** The same places with the same scores; which of those with equal scores come first, or at all, is left open. */
function assertSame(actual: readonly SearchResult[], expected: readonly SearchResult[], question: string): void {
  const last = expected.at(-1)?.score ?? 0;
  const rounded = (results: readonly SearchResult[]): string[] =>
    results
      .filter(({ score }) => score > last + 0.0015)
      .map(({ path: place, startLine, endLine, score }) => `${score.toFixed(3)} ${place}:${startLine}-${endLine}`)
      .sort();
  assert.deepEqual(rounded(actual), rounded(expected), question);
  assert.equal(actual.length, expected.length, question);
  assert.ok(expected.length > 0, question);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it never came to be');
}
