/** One index for a team, on a real Chroma server that `npm ci` brought along: who indexes, who searches, and what when it is gone. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ChromaProcess } from '../../../fakes/chromaServer.ts';
import { found, IndexedFolder } from '../../../fakes/indexedFolder.ts';
import type { SearchResult } from '../../../../src/retrieval/node/indexEvent.ts';
import type { SharedOrder } from '../../../../src/retrieval/node/sharedIndex.ts';
import type { WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';
import { someModules } from '../../../fakes/someModules.ts';

const never = new AbortController().signal;
const questions = [
  'send a reminder',
  'parse the header line',
  'clamp a number',
  'number17 total',
  'refund customer',
  'render',
];

suite('a shared index', function () {
  this.timeout(60_000);
  let server: ChromaProcess;
  let folders: IndexedFolder[];
  suiteSetup(async () => (server = await ChromaProcess.start()));
  suiteTeardown(() => server.remove());
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
  const clone = (files = someModules(60)): IndexedFolder => {
    const folder = new IndexedFolder(files);
    folders.push(folder);
    return folder;
  };

  /** What one machine alone finds. */
  async function alone(files = someModules(60)): Promise<Map<string, readonly SearchResult[]>> {
    const index = await clone(files).open();
    await index.settled(never);
    return answers(index);
  }

  for (const hold of ['all', 'changed'] as const) {
    test(`is found by another machine that keeps ${hold === 'all' ? 'all of it' : 'nothing of it'}, with the same results`, async () => {
      const expected = await alone();
      const writer = await clone().open(shared(`same-${hold}`, { role: 'index' }));
      await writer.settled(never);

      const folder = clone();
      const reader = await folder.open(shared(`same-${hold}`, { hold }));
      await reader.settled(never);
      assert.equal(reader.status.shared?.state, 'joined');
      assert.equal(reader.status.files, hold === 'all' ? writer.status.files : 0, 'what it keeps');
      for (const [question, results] of await answers(reader)) assertSame(results, expected.get(question)!, question);
    });
  }
});

async function answers(index: WorkspaceIndex): Promise<Map<string, readonly SearchResult[]>> {
  const replies = new Map<string, readonly SearchResult[]>();
  for (const query of questions) replies.set(query, (await index.search({ query, limit: 20 }, never)).results);
  return replies;
}

/** The same places in the same order, where no two scores are the same. */
function assertSame(actual: readonly SearchResult[], expected: readonly SearchResult[], question: string): void {
  const rounded = (results: readonly SearchResult[]): string[] =>
    results
      .map(({ path: place, startLine, endLine, score }) => `${score.toFixed(3)} ${place}:${startLine}-${endLine}`)
      .sort();
  assert.deepEqual(rounded(actual), rounded(expected), question);
  assert.ok(expected.length > 0, question);
}
